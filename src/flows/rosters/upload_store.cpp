#include "flows/rosters/upload_store.h"

namespace guanxi::rosters::store {
namespace {

#define GX_UPLOAD_COLUMNS                                                                      \
  "upload_id, programme_id, file_name, bytes, part_bytes, digest, state, changes, asked_for, " \
  "language, rows_total, import_id, repeated, fault, created_at, created_by, started_at, "     \
  "started_by, ended_at, expires_at"

const sql::Query insert_upload_sql{
    "INSERT INTO rosters_uploads (" GX_UPLOAD_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, 'uploading', 0, '', '', 0, NULL, 0, '', $7, $8, NULL, NULL, "
    "NULL, $9)"};
const sql::Query find_upload_sql{"SELECT " GX_UPLOAD_COLUMNS
                                 " FROM rosters_uploads WHERE upload_id = $1"};
const sql::Query list_uploads_sql{
    "SELECT " GX_UPLOAD_COLUMNS
    " FROM rosters_uploads WHERE upload_id < $1 ORDER BY upload_id DESC LIMIT $2"};
const sql::Query at_work_sql{
    "SELECT " GX_UPLOAD_COLUMNS
    " FROM rosters_uploads WHERE state IN ('running', 'cancelling') ORDER BY upload_id"};
const sql::Query expired_sql{
    "SELECT " GX_UPLOAD_COLUMNS
    " FROM rosters_uploads WHERE state IN ('uploading', 'ready') AND expires_at <= $1 "
    "ORDER BY upload_id LIMIT $2"};
const sql::Query is_at_work_sql{
    "SELECT upload_id FROM rosters_uploads WHERE import_id = $1 "
    "AND state IN ('running', 'cancelling') LIMIT 1"};
const sql::Query open_uploads_sql{
    "SELECT COUNT(*) FROM rosters_uploads WHERE created_by = $1 "
    "AND state IN ('uploading', 'ready', 'running', 'cancelling')"};
const sql::Query move_upload_sql{
    "UPDATE rosters_uploads SET state = $3, changes = changes + 1, asked_for = $4, language = $5, "
    "import_id = $6, repeated = $7, fault = $8, started_at = $9, started_by = $10, ended_at = $11 "
    "WHERE upload_id = $1 AND changes = $2"};
const sql::Query set_import_sql{"UPDATE rosters_uploads SET import_id = $2 WHERE upload_id = $1"};
const sql::Query set_rows_total_sql{
    "UPDATE rosters_uploads SET rows_total = $2 WHERE upload_id = $1"};

const sql::Query put_part_sql{
    "INSERT INTO rosters_parts (upload_id, part, data) VALUES ($1, $2, $3) "
    "ON CONFLICT (upload_id, part) DO UPDATE SET data = excluded.data"};
const sql::Query parts_of_sql{"SELECT part FROM rosters_parts WHERE upload_id = $1 ORDER BY part"};
const sql::Query find_part_sql{"SELECT data FROM rosters_parts WHERE upload_id = $1 AND part = $2"};
const sql::Query delete_parts_sql{"DELETE FROM rosters_parts WHERE upload_id = $1"};

const sql::Query insert_reject_sql{
    "INSERT INTO rosters_rejects (import_id, row_no, data, owner_id) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (import_id, row_no) DO UPDATE SET data = excluded.data, "
    "owner_id = excluded.owner_id"};
const sql::Query forget_rejects_of_sql{"DELETE FROM rosters_rejects WHERE owner_id = $1"};
const sql::Query rejects_behind_sql{
    "SELECT row_no, data, owner_id FROM rosters_rejects WHERE import_id = $1 AND row_no > $2 "
    "ORDER BY row_no LIMIT $3"};
const sql::Query find_reject_sql{
    "SELECT data FROM rosters_rejects WHERE import_id = $1 AND row_no = $2"};
const sql::Query forget_rejects_sql{
    "DELETE FROM rosters_rejects WHERE (import_id, row_no) IN "
    "(SELECT r.import_id, r.row_no FROM rosters_rejects r "
    "JOIN rosters_imports i ON i.import_id = r.import_id WHERE i.updated_at < $1 LIMIT $2)"};

#define GX_SHOWN_COLUMNS                                                                         \
  "import_id, file_name, programme_id, state, rows_done, created, updated, unchanged, skipped, " \
  "rejected, alike, points, stored, started_at, updated_at, actor_id, undone, kept, undo_by, "   \
  "undo_at, undo_reason, small_change, growth, tiers"

const sql::Query find_shown_sql{"SELECT " GX_SHOWN_COLUMNS
                                " FROM rosters_imports WHERE import_id = $1"};
const sql::Query list_shown_sql{
    "SELECT " GX_SHOWN_COLUMNS
    " FROM rosters_imports WHERE import_id < $1 ORDER BY import_id DESC LIMIT $2"};
// One that a command began and left in the middle goes on where it was.
const sql::Query ask_undo_sql{
    "UPDATE rosters_imports SET undo_next = CASE WHEN state = 'undoing' THEN undo_next "
    "ELSE rows_done END, state = 'undoing', undo_by = $2, undo_reason = $3, undo_at = $4 "
    "WHERE import_id = $1 AND state IN ('running', 'done', 'failed', 'undoing') "
    "AND undo_by IS NULL"};
const sql::Query undos_asked_sql{
    "SELECT import_id, undo_by FROM rosters_imports WHERE state = 'undoing' "
    "AND undo_by IS NOT NULL ORDER BY import_id"};

const sql::Query sealed_parts_sql{
    "SELECT upload_id, part, data FROM rosters_parts WHERE (upload_id, part) > ($1, $2) "
    "ORDER BY upload_id, part LIMIT $3"};
const sql::Query replace_part_sql{
    "UPDATE rosters_parts SET data = $3 WHERE upload_id = $1 AND part = $2 AND data = $4"};
const sql::Query sealed_rejects_sql{
    "SELECT import_id, row_no, data FROM rosters_rejects WHERE (import_id, row_no) > ($1, $2) "
    "ORDER BY import_id, row_no LIMIT $3"};
const sql::Query replace_reject_sql{
    "UPDATE rosters_rejects SET data = $3 WHERE import_id = $1 AND row_no = $2 AND data = $4"};

#undef GX_UPLOAD_COLUMNS
#undef GX_SHOWN_COLUMNS

}  // namespace

void insert_upload(sql::Tx& tx, const Upload& upload) {
  tx.exec(
      insert_upload_sql,
      upload.id,
      upload.programme,
      upload.file_name,
      upload.bytes,
      upload.part_bytes,
      upload.digest,
      upload.created_at,
      upload.created_by,
      upload.expires_at
  );
}

std::optional<Upload> find_upload(sql::Tx& tx, UploadId id) {
  return tx.find<Upload>(find_upload_sql, id);
}

std::vector<Upload> list_uploads(sql::Tx& tx, UploadId before, int limit) {
  return tx.list<Upload>(list_uploads_sql, before, limit);
}

std::vector<Upload> uploads_at_work(sql::Tx& tx) { return tx.list<Upload>(at_work_sql); }

std::vector<Upload> uploads_expired(sql::Tx& tx, Instant now, int limit) {
  return tx.list<Upload>(expired_sql, now, limit);
}

std::int64_t open_uploads(sql::Tx& tx, ActorId by) {
  return tx.get<std::int64_t>(open_uploads_sql, by);
}

bool is_at_work(sql::Tx& tx, ImportId import) {
  return tx.find<std::int64_t>(is_at_work_sql, import).has_value();
}

bool move_upload(sql::Tx& tx, Upload upload) {
  return tx.exec(
             move_upload_sql,
             upload.id,
             upload.changes,
             upload.state,
             upload.asked_for,
             upload.language,
             upload.import,
             upload.repeated,
             upload.fault,
             upload.started_at,
             upload.started_by,
             upload.ended_at
         ) == 1;
}

void set_import(sql::Tx& tx, UploadId id, ImportId import) { tx.exec(set_import_sql, id, import); }

void set_rows_total(sql::Tx& tx, UploadId id, std::int64_t rows) {
  tx.exec(set_rows_total_sql, id, rows);
}

void put_part(sql::Tx& tx, UploadId id, std::int64_t part, const sql::Bytes& data) {
  tx.exec(put_part_sql, id, part, data);
}

std::vector<std::int64_t> parts_of(sql::Tx& tx, UploadId id) {
  return tx.list<std::int64_t>(parts_of_sql, id);
}

std::optional<sql::Bytes> find_part(sql::Tx& tx, UploadId id, std::int64_t part) {
  return tx.find<sql::Bytes>(find_part_sql, id, part);
}

void delete_parts(sql::Tx& tx, UploadId id) { tx.exec(delete_parts_sql, id); }

void insert_reject(sql::Tx& tx, ImportId import, const Reject& reject) {
  tx.exec(insert_reject_sql, import, reject.row_no, reject.data, reject.owner);
}

void forget_rejects_of(sql::Tx& tx, OwnerId member) { tx.exec(forget_rejects_of_sql, member); }

std::vector<Reject> rejects_behind(sql::Tx& tx, ImportId import, std::int64_t after, int limit) {
  return tx.list<Reject>(rejects_behind_sql, import, after, limit);
}

std::optional<sql::Bytes> find_reject(sql::Tx& tx, ImportId import, std::int64_t row_no) {
  return tx.find<sql::Bytes>(find_reject_sql, import, row_no);
}

std::int64_t forget_rejects(sql::Tx& tx, Instant before, int limit) {
  return tx.exec(forget_rejects_sql, before, limit);
}

std::optional<Shown> find_shown(sql::Tx& tx, ImportId id) {
  return tx.find<Shown>(find_shown_sql, id);
}

std::vector<Shown> list_shown(sql::Tx& tx, ImportId before, int limit) {
  return tx.list<Shown>(list_shown_sql, before, limit);
}

bool ask_undo(sql::Tx& tx, ImportId id, ActorId by, std::string_view reason, Instant now) {
  return tx.exec(ask_undo_sql, id, by, reason, now) == 1;
}

std::vector<AskedUndo> undos_asked(sql::Tx& tx) { return tx.list<AskedUndo>(undos_asked_sql); }

std::vector<SealedPart> sealed_parts(sql::Tx& tx, const UploadPlace& after, int limit) {
  return tx.list<SealedPart>(sealed_parts_sql, after.file, after.no, limit);
}

bool replace_part(sql::Tx& tx, const SealedPart& row, const sql::Bytes& fresh) {
  return tx.exec(replace_part_sql, row.upload, row.part, fresh, row.data) == 1;
}

std::vector<SealedPart> sealed_rejects(sql::Tx& tx, const UploadPlace& after, int limit) {
  return tx.list<SealedPart>(sealed_rejects_sql, after.file, after.no, limit);
}

bool replace_reject(sql::Tx& tx, const SealedPart& row, const sql::Bytes& fresh) {
  return tx.exec(replace_reject_sql, row.upload, row.part, fresh, row.data) == 1;
}

}  // namespace guanxi::rosters::store
