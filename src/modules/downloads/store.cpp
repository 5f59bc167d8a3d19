#include "modules/downloads/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::downloads::store {
namespace {

#define GX_DOWNLOAD_COLUMNS                                                                     \
  "download_id, report, format, asked_for, clear, note, language, state, attempt, rows_done, "  \
  "rows_total, parts, bytes, stores, fault, requested_at, requested_by, started_at, ended_at, " \
  "expires_at"

const sql::Query insert_sql{
    "INSERT INTO download_files (" GX_DOWNLOAD_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, 0, NULL, 0, 0, '', '', $8, $9, NULL, "
    "NULL, NULL)"};
const sql::Query find_sql{"SELECT " GX_DOWNLOAD_COLUMNS
                          " FROM download_files WHERE download_id = $1 AND state <> 'dropped'"};
const sql::Query list_sql{
    "SELECT " GX_DOWNLOAD_COLUMNS
    " FROM download_files WHERE requested_by = $1 AND download_id < $2 AND state <> 'dropped' "
    "ORDER BY download_id DESC LIMIT $3"};
const sql::Query list_all_sql{"SELECT " GX_DOWNLOAD_COLUMNS
                              " FROM download_files WHERE download_id < $1 AND state <> 'dropped' "
                              "ORDER BY download_id DESC LIMIT $2"};
const sql::Query oldest_open_sql{
    "SELECT " GX_DOWNLOAD_COLUMNS
    " FROM download_files WHERE state IN ('waiting', 'running') ORDER BY download_id LIMIT 1"};
const sql::Query count_open_sql{
    "SELECT COUNT(*) FROM download_files WHERE requested_by = $1 "
    "AND state IN ('waiting', 'running')"};
const sql::Query count_held_sql{
    "SELECT COUNT(*) FROM download_files WHERE requested_by = $1 "
    "AND state IN ('waiting', 'running', 'done')"};

const sql::Query begin_sql{
    "UPDATE download_files SET state = 'running', attempt = attempt + 1, rows_done = 0, "
    "rows_total = NULL, started_at = $3 "
    "WHERE download_id = $1 AND attempt = $2 AND state IN ('waiting', 'running')"};
const sql::Query clean_sql{
    "UPDATE download_files SET parts = 0, bytes = 0 "
    "WHERE download_id = $1 AND attempt = $2 AND state = 'running'"};
const sql::Query rows_sql{
    "UPDATE download_files SET rows_done = $3, rows_total = $4, parts = $5, bytes = $6 "
    "WHERE download_id = $1 AND attempt = $2 AND state = 'running'"};
const sql::Query put_part_sql{
    "INSERT INTO download_parts (download_id, part, data) VALUES ($1, $2, $3)"};
const sql::Query end_sql{
    "UPDATE download_files SET state = $3, rows_done = $4, rows_total = $5, parts = $6, "
    "bytes = $7, stores = $8, fault = $9, ended_at = $10, expires_at = $11 "
    "WHERE download_id = $1 AND attempt = $2 AND state = 'running'"};

const sql::Query delete_parts_sql{
    "DELETE FROM download_parts WHERE download_id = $1 AND part IN "
    "(SELECT part FROM download_parts WHERE download_id = $1 ORDER BY part LIMIT $2)"};
const sql::Query drop_sql{
    "UPDATE download_files SET state = 'dropped', ended_at = $2 "
    "WHERE download_id = $1 AND state <> 'dropped'"};
const sql::Query expire_sql{
    "UPDATE download_files SET state = 'expired' WHERE state = 'done' AND expires_at <= $1"};
const sql::Query due_sql{
    "SELECT COUNT(*) FROM download_files WHERE (state = 'done' AND expires_at <= $1) "
    "OR (state IN ('failed', 'expired') AND parts = 0 AND ended_at < $2)"};
const sql::Query to_be_emptied_sql{
    "SELECT download_id FROM download_files WHERE state = 'dropped' "
    "OR (state IN ('failed', 'expired') AND parts > 0) ORDER BY download_id LIMIT $1"};
const sql::Query emptied_sql{"UPDATE download_files SET parts = 0 WHERE download_id = $1"};
const sql::Query gone_sql{
    "DELETE FROM download_files WHERE download_id = $1 AND state = 'dropped'"};
const sql::Query forget_sql{
    "DELETE FROM download_files WHERE state IN ('failed', 'expired') AND parts = 0 "
    "AND ended_at < $1"};
const sql::Query end_clear_sql{
    "UPDATE download_files SET state = 'expired' WHERE clear = 1 AND state = 'done'"};
const sql::Query again_clear_sql{
    "UPDATE download_files SET state = 'waiting', attempt = attempt + 1 "
    "WHERE clear = 1 AND state = 'running'"};

const sql::Query parts_sql{
    "SELECT data FROM download_parts WHERE download_id = $1 AND part >= $2 AND part <= $3 "
    "ORDER BY part"};
const sql::Query sealed_sql{
    "SELECT download_id, part, data FROM download_parts WHERE (download_id, part) > ($1, $2) "
    "ORDER BY download_id, part LIMIT $3"};
const sql::Query replace_sql{
    "UPDATE download_parts SET data = $3 WHERE download_id = $1 AND part = $2 AND data = $4"};

#undef GX_DOWNLOAD_COLUMNS

}  // namespace

void insert(sql::Tx& tx, const Row& row) {
  tx.exec(
      insert_sql,
      row.id,
      row.report,
      row.format,
      row.asked_for,
      row.clear,
      row.note,
      row.language,
      row.requested_at,
      row.requested_by
  );
}

std::optional<Row> find(sql::Tx& tx, DownloadId id) { return tx.find<Row>(find_sql, id); }

std::vector<Row> list(sql::Tx& tx, std::optional<ActorId> by, DownloadId before, int limit) {
  if (!by) return tx.list<Row>(list_all_sql, before, limit);
  return tx.list<Row>(list_sql, *by, before, limit);
}

std::optional<Row> oldest_open(sql::Tx& tx) { return tx.find<Row>(oldest_open_sql); }

Held held(sql::Tx& tx, ActorId by) {
  return {tx.get<std::int64_t>(count_open_sql, by), tx.get<std::int64_t>(count_held_sql, by)};
}

bool begin(sql::Tx& tx, Row& row, Instant now) {
  if (tx.exec(begin_sql, row.id, row.attempt, now) != 1) return false;
  const auto begun = find(tx, row.id);
  GX_CHECK(begun.has_value());
  row = *begun;
  return true;
}

bool note_clean(sql::Tx& tx, const Row& row) {
  return tx.exec(clean_sql, row.id, row.attempt) == 1;
}

bool note_rows(sql::Tx& tx, const Row& row) {
  return tx.exec(
             rows_sql, row.id, row.attempt, row.rows_done, row.rows_total, row.parts, row.bytes
         ) == 1;
}

bool put_part(sql::Tx& tx, const Row& row, const sql::Bytes& data) {
  if (!note_rows(tx, row)) return false;
  tx.exec(put_part_sql, row.id, row.parts, data);
  return true;
}

bool end(sql::Tx& tx, const Row& row) {
  return tx.exec(
             end_sql,
             row.id,
             row.attempt,
             row.state,
             row.rows_done,
             row.rows_total,
             row.parts,
             row.bytes,
             row.stores,
             row.fault,
             row.ended_at,
             row.expires_at
         ) == 1;
}

std::int64_t delete_parts(sql::Tx& tx, DownloadId id, int limit) {
  return tx.exec(delete_parts_sql, id, limit);
}

bool drop(sql::Tx& tx, DownloadId id, Instant now) { return tx.exec(drop_sql, id, now) == 1; }

void expire(sql::Tx& tx, Instant now) { tx.exec(expire_sql, now); }

bool is_due(sql::Tx& tx, Instant now, Instant forgotten_before) {
  return tx.get<std::int64_t>(due_sql, now, forgotten_before) > 0;
}

std::vector<DownloadId> to_be_emptied(sql::Tx& tx, int limit) {
  return tx.list<DownloadId>(to_be_emptied_sql, limit);
}

void note_emptied(sql::Tx& tx, DownloadId id) {
  if (tx.exec(gone_sql, id) == 0) tx.exec(emptied_sql, id);
}

void forget(sql::Tx& tx, Instant ended_before) { tx.exec(forget_sql, ended_before); }

void end_clear_ones(sql::Tx& tx) {
  tx.exec(end_clear_sql);
  tx.exec(again_clear_sql);
}

std::vector<sql::Bytes> parts(sql::Tx& tx, DownloadId id, std::int64_t first, std::int64_t last) {
  return tx.list<sql::Bytes>(parts_sql, id, first, last);
}

std::vector<SealedPart> sealed_after(
    sql::Tx& tx, std::int64_t download, std::int64_t part, int limit
) {
  return tx.list<SealedPart>(sealed_sql, download, part, limit);
}

bool replace(sql::Tx& tx, const SealedPart& row, const sql::Bytes& fresh) {
  return tx.exec(replace_sql, row.download, row.part, fresh, row.data) == 1;
}

}  // namespace guanxi::downloads::store
