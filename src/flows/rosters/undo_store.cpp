#include "flows/rosters/undo_store.h"

#include "platform/crypto/crypto.h"

namespace guanxi::rosters::store {
namespace {

#define GX_ROSTER_ROW_COLUMNS                                                                      \
  "owner_id, import_id, row_no, line, deed, version, points_seq, wallet_seq, posted_at, card_id, " \
  "prior, ladder_id, tier, tier_until, touched_at"

const sql::Query select_undo{
    "SELECT import_id, programme_id, file_name, state, updated_at, undo_next, undone, kept "
    "FROM rosters_imports WHERE import_id = $1"};
const sql::Query begin_undo_sql{
    "UPDATE rosters_imports SET state = 'undoing', undo_next = rows_done "
    "WHERE import_id = $1 AND state IN ('running', 'done', 'failed')"};
const sql::Query move_undo_sql{
    "UPDATE rosters_imports SET undo_next = $3, undone = $4, kept = $5 "
    "WHERE import_id = $1 AND undo_next = $2"};
const sql::Query end_undo_sql{
    "UPDATE rosters_imports SET state = 'undone', undo_next = 0, content_digest = $2 "
    "WHERE import_id = $1"};
const sql::Query rows_back{
    "SELECT " GX_ROSTER_ROW_COLUMNS
    " FROM rosters_rows WHERE import_id = $1 AND row_no <= $2 ORDER BY row_no DESC LIMIT $3"};
const sql::Query find_row_sql{
    "SELECT " GX_ROSTER_ROW_COLUMNS
    " FROM rosters_rows WHERE owner_id = $1 AND import_id = $2 AND row_no = $3"};
const sql::Query set_left_sql{
    "UPDATE rosters_rows SET version = $4, touched_at = $5 "
    "WHERE owner_id = $1 AND import_id = $2 AND row_no < $3"};
const sql::Query set_points_left{
    "UPDATE rosters_rows SET points_seq = $4 "
    "WHERE owner_id = $1 AND import_id = $2 AND row_no < $3"};
const sql::Query set_wallet_left{
    "UPDATE rosters_rows SET wallet_seq = $4 "
    "WHERE owner_id = $1 AND import_id = $2 AND row_no < $3"};
const sql::Query set_kept_sql{
    "UPDATE rosters_rows SET kept = $4 WHERE owner_id = $1 AND import_id = $2 AND row_no = $3"};
const sql::Query kept_rows_sql{
    "SELECT line, owner_id, kept FROM rosters_rows WHERE import_id = $1 AND kept IS NOT NULL "
    "ORDER BY row_no LIMIT $2"};
const sql::Query opening_by_sql{
    "SELECT owner_id, amount, cause_id, store_id FROM rosters_openings "
    "WHERE owner_id = $1 AND asset = $2 AND import_id = $3 AND row_no = $4"};
const sql::Query delete_opening_sql{
    "DELETE FROM rosters_openings WHERE owner_id = $1 AND asset = $2"};
const sql::Query forget_sql{
    "UPDATE rosters_rows SET prior = NULL WHERE prior IS NOT NULL AND posted_at < $1 "
    "AND (owner_id, import_id, row_no) IN (SELECT owner_id, import_id, row_no FROM rosters_rows "
    "WHERE prior IS NOT NULL AND posted_at < $1 LIMIT $2)"};
const sql::Query forget_of_sql{"UPDATE rosters_rows SET prior = NULL WHERE owner_id = $1"};
const sql::Query sealed_sql{
    "SELECT owner_id, import_id, row_no, prior FROM rosters_rows "
    "WHERE prior IS NOT NULL AND (owner_id, import_id, row_no) > ($1, $2, $3) "
    "ORDER BY owner_id, import_id, row_no LIMIT $4"};
const sql::Query reseal_sql{
    "UPDATE rosters_rows SET prior = $4 "
    "WHERE owner_id = $1 AND import_id = $2 AND row_no = $3 AND prior = $5"};

#undef GX_ROSTER_ROW_COLUMNS

}  // namespace

std::optional<UndoImport> find_undo(sql::Tx& tx, ImportId id) {
  return tx.find<UndoImport>(select_undo, id);
}

bool begin_undo(sql::Tx& tx, UndoImport& import) {
  if (tx.exec(begin_undo_sql, import.id) != 1) return false;
  import = *find_undo(tx, import.id);
  return true;
}

bool move_undo(sql::Tx& tx, const UndoImport& import, std::int64_t next_before) {
  return tx.exec(
             move_undo_sql, import.id, next_before, import.undo_next, import.undone, import.kept
         ) == 1;
}

void end_undo(sql::Tx& tx, ImportId id) {
  tx.exec(end_undo_sql, id, crypto::sha256("undone " + id.to_string()));
}

std::vector<UndoRow> rows_back_from(sql::Tx& tx, ImportId id, std::int64_t next, int limit) {
  return tx.list<UndoRow>(rows_back, id, next, limit);
}

std::optional<UndoRow> find_row(sql::Tx& tx, const UndoRow& row) {
  return tx.find<UndoRow>(find_row_sql, row.owner, row.import, row.row_no);
}

void set_left(
    sql::Tx& tx,
    const UndoRow& row,
    std::int64_t version,
    std::int64_t points_seq,
    std::int64_t wallet_seq
) {
  const Instant touched_at = row.touched_at.value_or(row.posted_at);
  tx.exec(set_left_sql, row.owner, row.import, row.row_no, version, touched_at);
  if (points_seq != 0) tx.exec(set_points_left, row.owner, row.import, row.row_no, points_seq);
  if (wallet_seq != 0) tx.exec(set_wallet_left, row.owner, row.import, row.row_no, wallet_seq);
}

void set_kept(sql::Tx& tx, const UndoRow& row, Kept why) {
  tx.exec(set_kept_sql, row.owner, row.import, row.row_no, why);
}

std::vector<KeptRow> kept_rows(sql::Tx& tx, ImportId id, int limit) {
  return tx.list<KeptRow>(kept_rows_sql, id, limit);
}

std::optional<Opening> opening_by(sql::Tx& tx, const UndoRow& row, OwnerId named, Asset asset) {
  return tx.find<Opening>(opening_by_sql, named, asset, row.import, row.row_no);
}

void delete_opening(sql::Tx& tx, OwnerId named, Asset asset) {
  tx.exec(delete_opening_sql, named, asset);
}

std::int64_t forget_prior(sql::Tx& tx, Instant before, int limit) {
  return tx.exec(forget_sql, before, limit);
}

void forget_prior_of(sql::Tx& tx, OwnerId member) { tx.exec(forget_of_sql, member); }

std::vector<SealedPrior> sealed_priors(sql::Tx& tx, const PriorPlace& after, int limit) {
  return tx.list<SealedPrior>(sealed_sql, after.owner, after.import, after.row_no, limit);
}

bool replace_prior(sql::Tx& tx, const SealedPrior& row, const sql::Bytes& fresh) {
  return tx.exec(reseal_sql, row.owner, row.import, row.row_no, fresh, row.prior) == 1;
}

}  // namespace guanxi::rosters::store
