// All SQL of files that come over HTTP. Inside flows/rosters only.
#pragma once

#include <vector>

#include "flows/rosters/undo.h"
#include "flows/rosters/upload_types.h"
#include "platform/sql/enum_column.h"

namespace guanxi::rosters::store {

struct Upload {
  UploadId id;
  ProgrammeId programme;
  std::string file_name;
  std::int64_t bytes = 0, part_bytes = 0;
  sql::Digest digest{};
  UploadState state = UploadState::uploading;
  std::int64_t changes = 0;
  std::string asked_for, language;
  std::int64_t rows_total = 0;
  std::optional<ImportId> import;
  bool repeated = false;
  std::string fault;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> started_at;
  std::optional<ActorId> started_by;
  std::optional<Instant> ended_at;
  Instant expires_at;

  std::int64_t parts() const { return (bytes + part_bytes - 1) / part_bytes; }
  std::int64_t bytes_of(std::int64_t part) const {
    return part < parts() ? part_bytes : bytes - (parts() - 1) * part_bytes;
  }
};
void insert_upload(sql::Tx& tx, const Upload& upload);
std::optional<Upload> find_upload(sql::Tx& tx, UploadId id);
/// The newest first, those before `before`.
std::vector<Upload> list_uploads(sql::Tx& tx, UploadId before, int limit);
/// Those that an import is to read or is reading, the oldest first.
std::vector<Upload> uploads_at_work(sql::Tx& tx);
std::vector<Upload> uploads_expired(sql::Tx& tx, Instant now, int limit);
/// How many of somebody's have not ended.
std::int64_t open_uploads(sql::Tx& tx, ActorId by);
/// Whether an import is being made of a file that came over HTTP.
bool is_at_work(sql::Tx& tx, ImportId import);
/// Writes what may change; false if somebody has changed it since it was read.
bool move_upload(sql::Tx& tx, Upload upload);
/// What its import tells while it runs; its state is left as it is.
void set_import(sql::Tx& tx, UploadId id, ImportId import);
void set_rows_total(sql::Tx& tx, UploadId id, std::int64_t rows);

void put_part(sql::Tx& tx, UploadId id, std::int64_t part, const sql::Bytes& data);
std::vector<std::int64_t> parts_of(sql::Tx& tx, UploadId id);
std::optional<sql::Bytes> find_part(sql::Tx& tx, UploadId id, std::int64_t part);
void delete_parts(sql::Tx& tx, UploadId id);

struct Reject {
  std::int64_t row_no = 0;
  sql::Bytes data;
  std::optional<OwnerId> owner = {};  // the member it is about
};
void forget_rejects_of(sql::Tx& tx, OwnerId member);
void insert_reject(sql::Tx& tx, ImportId import, const Reject& reject);
std::vector<Reject> rejects_behind(sql::Tx& tx, ImportId import, std::int64_t after, int limit);
std::optional<sql::Bytes> find_reject(sql::Tx& tx, ImportId import, std::int64_t row_no);
/// Of imports that ended before; at most `limit`. Returns how many went.
std::int64_t forget_rejects(sql::Tx& tx, Instant before, int limit);

/// An import as it is shown, of a command or over HTTP.
struct Shown {
  ImportId id;
  std::string file_name;
  ProgrammeId programme;
  ImportState state = ImportState::running;
  std::int64_t rows_done = 0, created = 0, updated = 0, unchanged = 0, skipped = 0, rejected = 0;
  std::int64_t alike = 0, points = 0, stored = 0;
  Instant started_at, updated_at;
  ActorId by;
  std::int64_t undone = 0, kept = 0;
  std::optional<ActorId> undo_by;
  std::optional<Instant> undo_at;
  std::string undo_reason;
  std::int64_t change = 0, growth = 0, tiers = 0;
};
std::optional<Shown> find_shown(sql::Tx& tx, ImportId id);
std::vector<Shown> list_shown(sql::Tx& tx, ImportId before, int limit);
/// Marks the import to be undone; false where its state forbids it or somebody has asked before.
bool ask_undo(sql::Tx& tx, ImportId id, ActorId by, std::string_view reason, Instant now);
struct AskedUndo {
  ImportId import;
  ActorId by;
};
std::vector<AskedUndo> undos_asked(sql::Tx& tx);

struct SealedPart {
  std::int64_t upload = 0, part = 0;
  sql::Bytes data;
};
std::vector<SealedPart> sealed_parts(sql::Tx& tx, const UploadPlace& after, int limit);
bool replace_part(sql::Tx& tx, const SealedPart& row, const sql::Bytes& fresh);
std::vector<SealedPart> sealed_rejects(sql::Tx& tx, const UploadPlace& after, int limit);
bool replace_reject(sql::Tx& tx, const SealedPart& row, const sql::Bytes& fresh);

}  // namespace guanxi::rosters::store
