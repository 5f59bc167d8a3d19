#include "modules/points/holds_store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::points::store {

namespace {

#define GX_HOLD_COLUMNS                                                                     \
  "hold_id, owner_id, points, reason, store_id, state, deadline, captured, redemption_id, " \
  "held_at, held_by, settled_at, settled_by"

const sql::Query insert_hold_sql{
    "INSERT INTO points_holds (" GX_HOLD_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"};
const sql::Query settle_hold_sql{
    "UPDATE points_holds SET state = $1, captured = $2, redemption_id = $3, settled_at = $4, "
    "settled_by = $5 WHERE hold_id = $6 AND owner_id = $7 AND state = 'open'"};
const sql::Query find_hold_sql{"SELECT " GX_HOLD_COLUMNS
                               " FROM points_holds WHERE hold_id = $1 AND owner_id = $2"};
const sql::Query holds_of_sql{
    "SELECT " GX_HOLD_COLUMNS
    " FROM points_holds WHERE owner_id = $1 AND hold_id < $2 ORDER BY hold_id DESC LIMIT $3"};
const sql::Query due_holds_sql{
    "SELECT " GX_HOLD_COLUMNS
    " FROM points_holds WHERE state = 'open' AND deadline <= $2 AND owner_id = $1 "
    "ORDER BY hold_id"};
const sql::Query owners_with_due_holds_sql{
    "SELECT DISTINCT owner_id FROM points_holds "
    "WHERE state = 'open' AND deadline <= $2 AND owner_id > $1 ORDER BY owner_id LIMIT $3"};
const sql::Query each_owner_holding_sql{
    "SELECT owner_id, CAST(SUM(points) AS BIGINT) FROM points_holds "
    "WHERE state = 'open' AND owner_id > $1 AND owner_id <= $2 GROUP BY owner_id ORDER BY "
    "owner_id"};

#undef GX_HOLD_COLUMNS

}  // namespace

void insert_hold(sql::Tx& tx, const Hold& hold) {
  tx.exec(
      insert_hold_sql,
      hold.id,
      hold.owner,
      hold.points,
      hold.reason,
      hold.store,
      hold.state,
      hold.deadline,
      hold.captured,
      hold.redemption,
      hold.held_at,
      hold.held_by,
      hold.settled_at,
      hold.settled_by
  );
}

void settle_hold(sql::Tx& tx, const Hold& hold) {
  const std::int64_t changed = tx.exec(
      settle_hold_sql,
      hold.state,
      hold.captured,
      hold.redemption,
      hold.settled_at,
      hold.settled_by,
      hold.id,
      hold.owner
  );
  GX_CHECK(changed == 1);
}

std::optional<Hold> find_hold(sql::Tx& tx, OwnerId owner, HoldId hold) {
  return tx.find<Hold>(find_hold_sql, hold, owner);
}

std::vector<Hold> holds_of(sql::Tx& tx, OwnerId owner, HoldId before, int limit) {
  return tx.list<Hold>(holds_of_sql, owner, before, limit);
}

std::vector<Hold> due_holds(sql::Tx& tx, OwnerId owner, Instant now) {
  return tx.list<Hold>(due_holds_sql, owner, now);
}

std::vector<OwnerId> owners_with_due_holds(sql::Tx& tx, OwnerId after, Instant now, int limit) {
  return tx.list<OwnerId>(owners_with_due_holds_sql, after, now, limit);
}

void each_owner_holding(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawHolds&)>& visit
) {
  tx.each<RawHolds>(each_owner_holding_sql, visit, after, to);
}

}  // namespace guanxi::points::store
