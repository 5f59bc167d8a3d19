// The SQL of ladders, their versions and the log of their changes. Inside modules/tiers.
#pragma once

#include "modules/tiers/ladders.h"

namespace guanxi::tiers::store {

bool insert_ladder(sql::Tx& tx, const Ladder& ladder);  // false: its code is taken
bool update_ladder(sql::Tx& tx, const Ladder& ladder, std::int64_t version_before);
std::optional<Ladder> find_ladder(sql::Tx& tx, std::string_view code);
std::optional<Ladder> find_ladder(sql::Tx& tx, LadderId id);
std::vector<Ladder> list_ladders(sql::Tx& tx);

void insert_version(sql::Tx& tx, const Version& version, ActorId by, Instant now);
void switch_on(sql::Tx& tx, const Ladder& ladder, std::string_view reason);
struct VersionRow {
  LadderId ladder;
  std::int64_t version;
  std::string terms;
  std::optional<Instant> effective_from;
};
std::optional<VersionRow> find_version(sql::Tx& tx, LadderId ladder, std::int64_t version);
std::int64_t count_switched_on(sql::Tx& tx);
std::vector<VersionRow> switched_on(sql::Tx& tx);  // by ladder and version

void insert_change(sql::Tx& tx, LadderId ladder, const Change& change);
std::vector<Change> changes_between(
    sql::Tx& tx, LadderId ladder, std::int64_t from_version, std::int64_t to_version
);

}  // namespace guanxi::tiers::store
