// Backups as a server makes them: asked for by the API, by the command line beside it or by the
// schedule, written down, made one at a time, with progress anybody can read. On SQLite only the
// process that serves the store can copy it without holding a snapshot, so `guanxi backup` leaves
// its order here while one does.
//
// Who makes one says so every second, and on SQLite holds a lock of the kernel: a process that died
// is known by that lock, on PostgreSQL by its silence of two minutes.
//
// Threads: any.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/id.h"
#include "flows/backup/backup.h"
#include "flows/backup/run_lock.h"
#include "platform/api/api.h"
#include "platform/jobs/jobs.h"

namespace guanxi::metrics {
class Registry;
}

namespace guanxi::backup {

struct BackupRunTag;
using RunId = Id<BackupRunTag>;

enum class RunOrigin { command, api, schedule };
BOOST_DESCRIBE_ENUM(RunOrigin, command, api, schedule)
enum class RunState { waiting, running, done, failed };
BOOST_DESCRIBE_ENUM(RunState, waiting, running, done, failed)

struct Run {
  RunId id;
  RunOrigin origin = RunOrigin::command;
  Instant requested_at;
  ActorId requested_by;
  Order order;
  RunState state = RunState::waiting;
  std::string process;
  Progress progress{Phase::waiting, 0, 0, false};
  Instant updated_at;
  std::optional<Instant> started_at, ended_at;
  std::string file;
  std::int64_t bytes = 0;
  std::optional<Error> error;
};

/// When the schedule wants the next backup: at a time of the day, or so long after the last.
struct Schedule {
  std::string at;  // "02:30" on the machine's clock
  int every_hours = 0;
  bool is_set() const { return !at.empty() || every_hours > 0; }
};
/// The last moment at or before `now` at which the schedule wanted one; nullopt: it wants none.
/// `last_done` is the start of the last that went well.
std::optional<Instant> wanted_since(
    const Schedule& schedule, std::optional<Instant> last_done, Instant now
);

class Runs {
 public:
  struct Options {
    Origin origin;
    std::filesystem::path directory;  // empty: none is set
    Schedule schedule;
    int keep = 0;
    int mib_per_second_max = 0;
    std::string process;         // unique among processes
    std::filesystem::path lock;  // of who makes one, where all do so on this machine; else empty
    int tell_ms = 1000;          // how often it is said how far one is
    ActorId system;              // asks for scheduled ones
    metrics::Registry* metrics = nullptr;
  };
  Runs(sql::Database& db, const Clock& clock, IdGenerator& ids, Options options);
  ~Runs();
  Runs(const Runs&) = delete;
  Runs& operator=(const Runs&) = delete;

  /// `mine`: this process will perform() it at once; otherwise a server takes it. Errors:
  /// backup_running.
  Result<Run> request(
      const Order& order, RunOrigin origin, ActorId by, Instant now, bool mine = false
  );
  /// The same into the directory of the settings. Errors: also backup_no_directory.
  Result<Run> request_default(bool portable, RunOrigin origin, ActorId by, Instant now);
  std::optional<Run> find(RunId id);
  std::vector<Run> latest(int count);
  /// It stops at its next step, and stays the one that runs until it did. False: it has ended.
  bool cancel(RunId id, Instant now);
  /// Its process is gone, or nothing was heard of it for two minutes.
  bool is_lost(const Run& run, Instant now) const;

  /// Begins what waits and what the schedule wants, one, on a thread of its own; every two seconds,
  /// in every process.
  Outcome work(jobs::Context& context);
  /// Returns when that thread has nothing to do.
  void wait();
  /// Ends what it does, and begins no more.
  void stop();
  /// Makes one that waits or is this process's, here and now, on this thread, and removes the
  /// oldest beyond those that are kept. Errors: those of make(); backup_running if another process
  /// took it.
  Result<Made> perform(const Run& run, const OnProgress& on_progress);

 private:
  class Numbers;
  void request_due(Instant now);
  void forget_lost(Instant now);
  bool end_as_stopped(Run run, Instant now);
  Result<Made> make_and_tell(const Run& run, const OnProgress& on_progress);
  bool end(const Run& run);

  sql::Database& db_;
  const Clock& clock_;
  IdGenerator& ids_;
  const Options options_;
  std::unique_ptr<Numbers> numbers_;
  RunLock lock_;
  std::mutex mutex_;  // of the thread
  std::thread maker_;
  std::atomic<bool> making_{false}, stopping_{false};
};

/// POST and GET /v1/backups, GET /v1/backups/{id}. `runs` must outlive the Api.
void add_endpoints(api::Api& api, Runs& runs);

}  // namespace guanxi::backup
