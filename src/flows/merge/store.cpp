#include "flows/merge/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::merge::store {
namespace {

#define GX_MERGE_COLUMNS                                                                 \
  "merge_id, owner_id, survivor_id, programme_id, state, reason, points, owed, filled, " \
  "merged_at, merged_by, undo_until, undone_at, undone_by, undo_reason, points_back, "   \
  "points_kept, owed_back, stored, small_change, currency"

const sql::Query insert_sql{
    "INSERT INTO merges (" GX_MERGE_COLUMNS
    ") VALUES ($1, $2, $3, $4, 'done', $5, $6, $7, $8, $9, $10, $11, NULL, NULL, '', 0, 0, 0, "
    "$12, $13, $14)"};
const sql::Query find_sql{"SELECT " GX_MERGE_COLUMNS " FROM merges WHERE merge_id = $1"};
const sql::Query list_sql{"SELECT " GX_MERGE_COLUMNS
                          " FROM merges WHERE owner_id = $1 OR survivor_id = $1 "
                          "ORDER BY merge_id DESC LIMIT $2"};
const sql::Query has_younger_sql{
    "SELECT COUNT(*) FROM merges WHERE survivor_id = $1 AND merge_id > $2 AND state = 'done'"};
const sql::Query all_done_sql{"SELECT " GX_MERGE_COLUMNS
                              " FROM merges WHERE state = 'done' ORDER BY merge_id"};
const sql::Query survivors_of_sql{
    "SELECT DISTINCT survivor_id FROM merges WHERE owner_id = $1 ORDER BY survivor_id"};
const sql::Query undo_sql{
    "UPDATE merges SET state = 'undone', undone_at = $1, undone_by = $2, undo_reason = $3, "
    "points_back = $4, points_kept = $5, owed_back = $6 "
    "WHERE merge_id = $7 AND owner_id = $8 AND state = 'done'"};

}  // namespace

void insert(sql::Tx& tx, const Merge& merge) {
  tx.exec(
      insert_sql,
      merge.id,
      merge.absorbed,
      merge.survivor,
      merge.programme,
      merge.reason,
      merge.points,
      merge.owed,
      merge.filled,
      merge.merged_at,
      merge.merged_by,
      merge.undo_until,
      merge.stored,
      merge.change,
      merge.currency
  );
}

std::optional<Merge> find(sql::Tx& tx, MergeId id) { return tx.find<Merge>(find_sql, id); }

std::vector<Merge> list(sql::Tx& tx, OwnerId member, int limit) {
  return tx.list<Merge>(list_sql, member, limit);
}

bool has_younger(sql::Tx& tx, const Merge& merge) {
  return tx.get<std::int64_t>(has_younger_sql, merge.survivor, merge.id) > 0;
}

std::vector<OwnerId> survivors_of(sql::Tx& tx, OwnerId member) {
  return tx.list<OwnerId>(survivors_of_sql, member);
}

std::vector<Merge> all_done(sql::Tx& tx) { return tx.list<Merge>(all_done_sql); }

bool undo(sql::Tx& tx, const Merge& merge) {
  return tx.exec(
             undo_sql,
             merge.undone_at,
             merge.undone_by,
             merge.undo_reason,
             merge.points_back,
             merge.points_kept,
             merge.owed_back,
             merge.id,
             merge.absorbed
         ) == 1;
}

}  // namespace guanxi::merge::store
