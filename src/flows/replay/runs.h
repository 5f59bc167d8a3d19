// Inside flows/replay: what was asked for over HTTP, with how far it is and what it found.
// Functions of the caller's Tx; any thread.
#pragma once

#include "flows/replay/replay.h"
#include "platform/sql/enum_column.h"

namespace guanxi::replay {

struct Run {
  RunId id;
  ProgrammeId programme;
  Date from, to;
  std::string draft;  // JSON
  RunState state = RunState::waiting;
  std::int64_t receipts = 0, total = 0;
  std::string report;  // JSON; of one that failed the reason; empty until it ended
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at;
};

void insert_run(sql::Tx& tx, const Run& run);
std::optional<Run> find_run(sql::Tx& tx, RunId id);
/// The newest first, those before `before`; without draft and report.
std::vector<Run> list_runs(
    sql::Tx& tx, ProgrammeId programme, std::optional<RunId> before, int limit
);
/// What is open, the oldest first.
std::optional<Run> oldest_open_run(sql::Tx& tx);
/// False: somebody took it back meanwhile.
bool note_progress(sql::Tx& tx, RunId id, std::int64_t receipts, std::int64_t total);
bool end_run(sql::Tx& tx, RunId id, RunState state, const std::string& report, Instant now);
/// False: there is none. One that runs ends at its next chunk.
bool drop_run(sql::Tx& tx, RunId id);
/// Those that ended before `before`.
void forget_runs(sql::Tx& tx, Instant before);

}  // namespace guanxi::replay
