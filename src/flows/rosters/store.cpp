#include "flows/rosters/store.h"

namespace guanxi::rosters::store {
namespace {

const sql::Query select_import{
    "SELECT import_id, state, rows_done, created, updated, unchanged, skipped, rejected, alike, "
    "points, stored, rejects_bytes, small_change, growth, tiers FROM rosters_imports WHERE "
    "content_digest = $1"};
const sql::Query insert_import_sql{
    "INSERT INTO rosters_imports (import_id, content_digest, file_name, programme_id, state, "
    "rows_done, created, updated, unchanged, skipped, rejected, alike, points, stored, "
    "rejects_bytes, started_at, updated_at, actor_id, undo_next, undone, kept) "
    "VALUES ($1, $2, $3, $4, 'running', 0, 0, 0, 0, 0, 0, 0, 0, 0, $5, $6, $6, $7, 0, 0, 0) "
    "ON CONFLICT (content_digest) DO NOTHING"};
const sql::Query update_import{
    "UPDATE rosters_imports SET state = 'running', rows_done = $3, created = $4, updated = $5, "
    "unchanged = $6, skipped = $7, rejected = $8, alike = $9, points = $10, stored = $11, "
    "rejects_bytes = $12, updated_at = $13, small_change = $14, growth = $15, tiers = $16 WHERE "
    "import_id = $1 AND rows_done = $2 "
    "AND state IN ('running', 'failed')"};
const sql::Query update_state{
    "UPDATE rosters_imports SET state = $2, updated_at = $3 WHERE import_id = $1"};
const sql::Query insert_row_sql{
    "INSERT INTO rosters_rows (owner_id, import_id, row_no, line, deed, version, points_seq, "
    "wallet_seq, posted_at, card_id, prior, ladder_id, tier, tier_until) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"};
const sql::Query select_opening{
    "SELECT amount, tier FROM rosters_openings WHERE owner_id = $1 AND asset = $2"};
const sql::Query insert_opening_sql{
    "INSERT INTO rosters_openings (owner_id, asset, amount, import_id, row_no, cause_id, store_id, "
    "tier) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

struct ImportRow {
  ImportId id;
  ImportState state = ImportState::running;
  std::int64_t rows_done = 0, created = 0, updated = 0, unchanged = 0, skipped = 0, rejected = 0;
  std::int64_t alike = 0, points = 0, stored = 0, rejects_bytes = 0;
  std::int64_t change = 0, growth = 0, tiers = 0;
};

}  // namespace

std::optional<Import> find_import(sql::Tx& tx, const sql::Digest& content) {
  const auto row = tx.find<ImportRow>(select_import, content);
  if (!row) return std::nullopt;
  Import import{row->id, row->state, row->rows_done, {}};
  import.counters = {
      row->created,
      row->updated,
      row->unchanged,
      row->skipped,
      row->rejected,
      row->alike,
      row->points,
      row->stored,
      row->change,
      row->growth,
      row->tiers,
      row->rejects_bytes};
  return import;
}

bool insert_import(
    sql::Tx& tx,
    const Import& import,
    const sql::Digest& content,
    std::string_view file_name,
    ProgrammeId programme,
    ActorId by,
    Instant now
) {
  return tx.exec(
             insert_import_sql,
             import.id,
             content,
             file_name,
             programme,
             import.counters.rejects_bytes,
             now,
             by
         ) == 1;
}

bool move_import(sql::Tx& tx, const Import& import, std::int64_t rows_before, Instant now) {
  const Counters& counters = import.counters;
  return tx.exec(
             update_import,
             import.id,
             rows_before,
             import.rows_done,
             counters.created,
             counters.updated,
             counters.unchanged,
             counters.skipped,
             counters.rejected,
             counters.alike,
             counters.points,
             counters.stored,
             counters.rejects_bytes,
             now,
             counters.change,
             counters.growth,
             counters.tiers
         ) == 1;
}

void end_import(sql::Tx& tx, ImportId id, ImportState state, Instant now) {
  tx.exec(update_state, id, state, now);
}

void insert_row(sql::Tx& tx, const Row& row) {
  tx.exec(
      insert_row_sql,
      row.owner,
      row.import,
      row.row_no,
      row.line,
      row.deed,
      row.version,
      row.points_seq,
      row.wallet_seq,
      row.posted_at,
      row.card,
      row.prior,
      row.ladder,
      row.tier,
      row.tier_until
  );
}

std::optional<Booked> booked_of(sql::Tx& tx, OwnerId owner, Asset asset) {
  return tx.find<Booked>(select_opening, owner, asset);
}

void insert_opening(
    sql::Tx& tx,
    const Row& row,
    Asset asset,
    const Booked& booked,
    std::int64_t cause,
    StoreId store
) {
  tx.exec(
      insert_opening_sql,
      row.named,
      asset,
      booked.amount,
      row.import,
      row.row_no,
      cause,
      store,
      booked.tier
  );
}

}  // namespace guanxi::rosters::store
