#include "modules/members/rolls.h"

#include "platform/sql/enum_column.h"

namespace guanxi::members {
namespace {

#define GX_ROLL                                                                                \
  "SELECT owner_id, programme_id, state, joined_on, joined_store_id, merged_into, updated_at " \
  "FROM members "
const sql::Query find_roll_sql{GX_ROLL "WHERE owner_id = $1"};
const sql::Query rolls_after_sql{GX_ROLL "WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"};
#undef GX_ROLL

}  // namespace

std::optional<Roll> find_roll(sql::Tx& tx, OwnerId owner) {
  return tx.find<Roll>(find_roll_sql, owner);
}

std::vector<Roll> rolls_after(sql::Tx& tx, OwnerId after, int limit) {
  return tx.list<Roll>(rolls_after_sql, after, limit);
}

}  // namespace guanxi::members
