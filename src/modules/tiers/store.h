// The SQL of standings and of the growth journal. Inside modules/tiers.
#pragma once

#include "modules/tiers/tiers.h"

namespace guanxi::tiers::store {

bool insert_standing(sql::Tx& tx, const Standing& standing);
bool update_standing(sql::Tx& tx, const Standing& standing, std::int64_t seq_before);
void insert_entry(
    sql::Tx& tx, OwnerId owner, LadderId ladder, const Entry& entry, const sql::Digest& hash
);
/// Notes that the end of the period was told. False: the standing has moved since.
bool tell(sql::Tx& tx, const Standing& standing);

struct Key {
  Date due_on;
  OwnerId owner;
  LadderId ladder;
};
/// Standings due by `day` behind `after`, in the order of the index.
std::vector<Key> due(sql::Tx& tx, const Key& after, Date day, int limit);
/// The same of those whose period's end was not told.
std::vector<Key> untold(sql::Tx& tx, const Key& after, Date day, int limit);
/// Owners of the ladder who stand by an older version.
std::vector<OwnerId> behind(sql::Tx& tx, LadderId ladder, std::int64_t version, int limit);
/// Standings of the ladder behind an owner.
std::vector<Standing> walk(sql::Tx& tx, LadderId ladder, OwnerId after, int limit);
std::int64_t count(sql::Tx& tx, LadderId ladder);

}  // namespace guanxi::tiers::store
