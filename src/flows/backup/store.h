// All SQL of backups. Private to flows/backup.
#pragma once

#include "base/id.h"
#include "flows/backup/runs.h"
#include "platform/sql/sql.h"

namespace guanxi::backup::store {

struct Filling {
  std::string source, identity, stamp;
  Instant started_at;
};
std::optional<Filling> find_filling(sql::Tx& tx);
void insert_filling(sql::Tx& tx, const Filling& filling);
void set_filling_stamp(sql::Tx& tx, std::string_view stamp);
void delete_filling(sql::Tx& tx);

std::optional<Run> find_run(sql::Tx& tx, RunId id);
std::vector<Run> latest_runs(sql::Tx& tx, int count);
/// The one that waits or runs, the oldest first.
std::optional<Run> open_run(sql::Tx& tx);
/// The newest that went well; into `target` if that is not empty. One that began after `now`, when
/// the clock was ahead, does not count.
std::optional<Run> last_done(sql::Tx& tx, std::string_view target, Instant now);
/// When the schedule asked last, not after `now`.
std::optional<Instant> last_scheduled(sql::Tx& tx, Instant now);
void insert_run(sql::Tx& tx, const Run& run);
/// Takes a waiting run; false: somebody else did.
bool claim_run(sql::Tx& tx, RunId id, std::string_view process, Instant now);
/// False: it is no longer this process's, or was asked to stop.
bool move_run(
    sql::Tx& tx, RunId id, std::string_view process, const Progress& progress, Instant now
);
/// False: it does not run.
bool ask_to_stop(sql::Tx& tx, RunId id);
/// Of a store that was restored: what was under way where it comes from is not.
void end_open_runs(sql::Tx& tx, Instant now);
/// `process` empty: whoever had it. False: it has ended, or is done though it was asked to stop.
bool end_run(sql::Tx& tx, const Run& run, std::string_view process);
/// All but the newest `keep`.
void delete_old_runs(sql::Tx& tx, int keep);

}  // namespace guanxi::backup::store
