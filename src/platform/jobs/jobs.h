// Work that comes back by the clock: verify, expiry, roots, pruning, refreshing caches. A job runs
// in one process at a time, held by a lease in job_runs, or in every process for itself. Set up and
// started by app; jobs belong to the modules that know the work.
//
//   jobs.add({.name = "outbox.prune", .interval_seconds = 600,
//             .run = [&](jobs::Context& context) -> Outcome { … return ok(); }});
//
// A run that is still going when the next is due is not doubled. A process that dies keeps its
// lease until it runs out, then another takes over; a process that only stalls notices that its
// lease is gone (Context::should_stop) and its late report is refused. Leases are compared by the
// machines' clocks: keep them within a few seconds of each other.
//
// Threads: add() comes before start() and run_due(). Everything else may be called from any thread,
// run_due() by one thread at a time while start() is not in force.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
}
namespace guanxi::metrics {
class Registry;
}

namespace guanxi::jobs {

/// What a running job is told and may ask.
class Context {
 public:
  Instant now() const { return now_; }  // when this run began; use it for everything the run does
  /// True when the program stops or another process holds the lease: end soon, leaving things
  /// whole.
  bool should_stop() const { return stopping_.load() || lost_.load(); }
  /// How far the run is, for whoever looks at it in this process: things done, of how many where
  /// that is known. Any thread.
  void report(std::int64_t done, std::optional<std::int64_t> total) {
    total_.store(total.value_or(-1));
    done_.store(done);
  }

 private:
  friend class Scheduler;
  Context(Instant now, const std::atomic<bool>& stopping) : now_(now), stopping_(stopping) {}
  Instant now_;
  const std::atomic<bool>& stopping_;
  std::atomic<bool> lost_{false};
  std::atomic<std::int64_t> done_{-1}, total_{-1};  // -1: nothing was reported
};

struct Job {
  std::string name;                    // "outbox.prune": fixed, the key of its lease
  std::int64_t interval_seconds = 60;  // from the start of one run to the start of the next
  std::int64_t jitter_seconds = 0;     // up to this is added each time, so that jobs spread out
  bool everywhere = false;             // every process runs it for itself; no lease, no row
  std::int64_t lease_seconds = 120;    // renewed while the job runs
  std::function<Outcome(Context&)> run = {};  // may refuse or throw: logged, counted, tried again
};

struct Status {
  std::string name;
  bool everywhere = false;
  std::int64_t interval_seconds = 0;
  bool running_here = false;
  std::string holder;  // the process that runs it now; empty: none
  std::optional<Instant> lease_until, last_start, last_end, next_due;
  std::int64_t last_micros = 0;  // how long the last run took that ended
  std::string last_error;        // empty: it went well. Masked, never personal data
  std::int64_t runs = 0;
  std::int64_t failures = 0;  // in a row
  /// Of a run in this process that reports it; its start is last_start.
  std::optional<std::int64_t> done, total;
};

struct Options {
  int threads = 2;  // for jobs with a lease; those of every process have one of their own
  std::string process = "guanxi";  // names the holder of a lease; unique among processes
  std::uint64_t jitter_seed = 1;   // differs between processes, so that they do not march in step
  metrics::Registry* metrics = nullptr;  // guanxi_job_* if given; must outlive the scheduler
};

class Scheduler {
 public:
  Scheduler(sql::Database& db, const Clock& clock, Options options);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  void add(Job job);
  void start();
  /// Starts nothing more, tells running jobs to stop and waits for them. Safe to call twice.
  void stop();

  /// Runs what is due on this thread, one after another; returns how many ran. For tests and
  /// commands.
  int run_due(Instant now);
  /// Runs one job on this thread though it is not due. Errors: not_found; conflict (it is running,
  /// here or elsewhere); those of the job.
  Outcome run_now(std::string_view name, Instant now);

  /// In the order they were added. Reads the database.
  std::vector<Status> status();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// GET /v1/jobs (jobs:read). The scheduler must outlive the Api.
void add_endpoints(api::Api& api, Scheduler& scheduler);

}  // namespace guanxi::jobs
