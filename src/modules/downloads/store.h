// Inside modules/downloads: all of its SQL. Functions of the caller's Tx; any thread.
#pragma once

#include <vector>

#include "modules/downloads/types.h"
#include "platform/sql/sql.h"

namespace guanxi::downloads::store {

struct Row {
  DownloadId id;
  std::string report;
  Format format = Format::csv;
  std::string asked_for;
  bool clear = false;
  std::string note, language;
  State state = State::waiting;
  std::int64_t attempt = 0, rows_done = 0;
  std::optional<std::int64_t> rows_total;
  std::int64_t parts = 0, bytes = 0;
  std::string stores, fault;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> started_at, ended_at, expires_at;
};
void insert(sql::Tx& tx, const Row& row);
/// Dropped ones are not there.
std::optional<Row> find(sql::Tx& tx, DownloadId id);
/// The newest first, those before `before`; of one person, or of everybody.
std::vector<Row> list(sql::Tx& tx, std::optional<ActorId> by, DownloadId before, int limit);
std::optional<Row> oldest_open(sql::Tx& tx);
struct Held {
  std::int64_t open = 0, all = 0;  // not made yet; those, and those whose file is there
};
Held held(sql::Tx& tx, ActorId by);

// ---- the making: each false where it is not this attempt's any more ----

/// Begins a new attempt; `row` becomes it.
bool begin(sql::Tx& tx, Row& row, Instant now);
bool note_clean(sql::Tx& tx, const Row& row);  // no part is left of earlier attempts
bool note_rows(sql::Tx& tx, const Row& row);   // its rows_done, rows_total, parts and bytes
bool put_part(sql::Tx& tx, const Row& row, const sql::Bytes& data);  // number row.parts
/// Its state, stores, fault, ended_at and expires_at besides.
bool end(sql::Tx& tx, const Row& row);

// ---- what goes ----

/// Deletes some parts; how many.
std::int64_t delete_parts(sql::Tx& tx, DownloadId id, int limit);
/// False: there is none, or it was dropped before.
bool drop(sql::Tx& tx, DownloadId id, Instant now);
/// Those whose file has had its time.
void expire(sql::Tx& tx, Instant now);
/// Whether expire() or forget() has something to do.
bool is_due(sql::Tx& tx, Instant now, Instant forgotten_before);
/// That have parts though nobody may have them any more, or are dropped.
std::vector<DownloadId> to_be_emptied(sql::Tx& tx, int limit);
void note_emptied(sql::Tx& tx, DownloadId id);  // a dropped one goes
void forget(sql::Tx& tx, Instant ended_before);
void end_clear_ones(sql::Tx& tx);

// ---- the file ----

/// Parts `first` to `last`, as sealed.
std::vector<sql::Bytes> parts(sql::Tx& tx, DownloadId id, std::int64_t first, std::int64_t last);
struct SealedPart {
  std::int64_t download = 0, part = 0;
  sql::Bytes data;
};
std::vector<SealedPart> sealed_after(
    sql::Tx& tx, std::int64_t download, std::int64_t part, int limit
);
bool replace(sql::Tx& tx, const SealedPart& row, const sql::Bytes& fresh);

}  // namespace guanxi::downloads::store
