#include "flows/backup/runs.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>

#include "flows/backup/store.h"
#include "platform/api/messages.h"
#include "platform/jobs/modest.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace guanxi::backup {
namespace {

constexpr std::int64_t lost_after_seconds = 120;
constexpr std::int64_t retry_after_seconds = 3600;  // when a scheduled one failed
constexpr int runs_kept = 1000;

/// Says how far a run is, as long as it lives: from a thread of its own, as a flush of a large file
/// or the count of a large table must not look like the end of the process.
class Pulse {
 public:
  using Tell = std::function<bool(const Progress&)>;  // false: nobody wants it any more
  Pulse(Tell tell, int every_ms)
      : tell_(std::move(tell)), every_(every_ms), thread_([this] { beat(); }) {}
  ~Pulse() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }
  Pulse(const Pulse&) = delete;
  Pulse& operator=(const Pulse&) = delete;

  bool goes_on(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    progress_ = progress;
    return wanted_;
  }

 private:
  void beat() {
    std::unique_lock lock(mutex_);
    while (wanted_ && !wake_.wait_for(lock, every_, [&] { return ended_; })) {
      const Progress progress = progress_;
      lock.unlock();
      bool wanted = true;
      try {
        wanted = tell_(progress);
      } catch (const std::exception& fault) {  // the next one may succeed
        log::warn("backup.not_told", {{"why", fault.what()}});
      }
      lock.lock();
      wanted_ = wanted;
    }
  }

  Tell tell_;
  std::chrono::milliseconds every_;
  std::mutex mutex_;
  std::condition_variable wake_;
  Progress progress_{Phase::waiting, 0, 0, false};
  bool wanted_ = true, ended_ = false;
  std::thread thread_;
};

/// True if `told` is so far from `now`, before or behind it, as clocks are not set alike.
bool is_far(Instant told, Instant now) {
  return told.plus_seconds(lost_after_seconds) < now || now.plus_seconds(lost_after_seconds) < told;
}

}  // namespace

/// The last backup, for the metrics.
class Runs::Numbers {
 public:
  explicit Numbers(metrics::Registry& registry)
      : done_(registry.counter("guanxi_backups_total", "Backups made", {{"result", "done"}})),
        failed_(registry.counter("guanxi_backups_total", "Backups made", {{"result", "failed"}})),
        success_(registry.gauge(
            "guanxi_backup_last_success_timestamp_seconds",
            "When the last whole backup was begun; 0: never"
        )),
        bytes_(registry.gauge("guanxi_backup_last_bytes", "Size of the last whole backup")),
        seconds_(registry.gauge("guanxi_backup_last_seconds", "Time the last whole backup took")) {}

  void remember(const Run& run, Instant now) {
    if (!run.started_at || !run.ended_at) return;
    // Of a clock that was ahead: the alert "no backup for long" must not wait until then.
    success_.set(std::min(*run.started_at, now).micros() / 1'000'000);
    bytes_.set(run.bytes);
    seconds_.set((run.ended_at->micros() - run.started_at->micros()) / 1'000'000);
  }
  void count(const Run& run, Instant now) {
    (run.state == RunState::done ? done_ : failed_).add();
    if (run.state == RunState::done) remember(run, now);
  }

 private:
  metrics::Counter &done_, &failed_;
  metrics::Gauge &success_, &bytes_, &seconds_;
};

Runs::Runs(sql::Database& db, const Clock& clock, IdGenerator& ids, Options options)
    : db_(db), clock_(clock), ids_(ids), options_(std::move(options)), lock_(options_.lock) {
  if (options_.metrics == nullptr) return;
  numbers_ = std::make_unique<Numbers>(*options_.metrics);
  const Instant now = clock_.now();
  const auto last = db_.read([&](sql::Tx& tx) { return store::last_done(tx, "", now); });
  if (last) numbers_->remember(*last, now);
}

Runs::~Runs() { stop(); }

void Runs::wait() {
  const std::lock_guard lock(mutex_);
  if (maker_.joinable()) maker_.join();
}

void Runs::stop() {
  stopping_ = true;
  wait();
}

bool Runs::is_lost(const Run& run, Instant now) const {
  if (run.state == RunState::running && lock_.says_something()) return !lock_.is_taken();
  const bool open = run.state == RunState::waiting || run.state == RunState::running;
  return open && is_far(run.updated_at, now);
}

std::optional<Run> Runs::find(RunId id) {
  return db_.read([&](sql::Tx& tx) { return store::find_run(tx, id); });
}

std::vector<Run> Runs::latest(int count) {
  return db_.read([&](sql::Tx& tx) { return store::latest_runs(tx, count); });
}

Result<Run> Runs::request(
    const Order& order, RunOrigin origin, ActorId by, Instant now, bool mine
) {
  forget_lost(now);
  // Before it is written down that it runs: without the lock it would look as if its process died.
  if (mine && !lock_.take()) return ErrorCode::backup_running;
  Run run;
  run.id = ids_.next_id<BackupRunTag>();
  run.origin = origin;
  run.requested_at = run.updated_at = now;
  run.requested_by = by;
  run.order = order;
  auto requested = db_.write([&](sql::Tx& tx) -> Result<Run> {
    if (const auto open = store::open_run(tx)) {
      return fail(ErrorCode::backup_running, {}, {{"run", open->id.to_string()}});
    }
    store::insert_run(tx, run);
    if (!mine) return run;
    store::claim_run(tx, run.id, options_.process, now);
    return *store::find_run(tx, run.id);
  });
  if (mine && !requested) lock_.give_back();
  return requested;
}

Result<Run> Runs::request_default(bool portable, RunOrigin origin, ActorId by, Instant now) {
  if (options_.directory.empty()) return ErrorCode::backup_no_directory;
  // With its last '/', so that a directory that is not there is no file of that name.
  const Order order{
      options_.directory / "",
      portable,
      options_.keep,
      std::int64_t{options_.mib_per_second_max} << 20};
  return request(order, origin, by, now);
}

/// Their process died, and with it what it had made so far.
void Runs::forget_lost(Instant now) {
  const auto open = db_.read([](sql::Tx& tx) { return store::open_run(tx); });
  if (!open || !is_lost(*open, now)) return;
  if (end_as_stopped(*open, now)) log::warn("backup.lost", {{"run", open->id.to_string()}});
}

bool Runs::end_as_stopped(Run run, Instant now) {
  run.state = RunState::failed;
  run.ended_at = now;
  run.error = fail(ErrorCode::backup_stopped);
  return *db_.write([&](sql::Tx& tx) -> Result<bool> { return store::end_run(tx, run, ""); });
}

bool Runs::cancel(RunId id, Instant now) {
  const auto run = find(id);
  if (!run || run->ended_at) return false;
  if (run->state == RunState::waiting || is_lost(*run, now)) return end_as_stopped(*run, now);
  return *db_.write([&](sql::Tx& tx) -> Result<bool> { return store::ask_to_stop(tx, id); });
}

void Runs::request_due(Instant now) {
  if (!options_.schedule.is_set()) return;
  const std::string target = (options_.directory / "").string();
  const bool due = db_.read([&](sql::Tx& tx) {
    const auto last = store::last_done(tx, target, now);
    if (!wanted_since(options_.schedule, last ? last->started_at : std::nullopt, now)) return false;
    const auto asked = store::last_scheduled(tx, now);
    return !asked || asked->plus_seconds(retry_after_seconds) <= now;
  });
  if (!due) return;
  const auto run = request_default(false, RunOrigin::schedule, options_.system, now);
  if (!run && run.error().code != ErrorCode::backup_running) {
    log::warn("backup.not_requested", {{"why", code_name(run.error().code)}});
  }
}

Outcome Runs::work(jobs::Context&) {
  const Instant now = clock_.now();
  forget_lost(now);
  request_due(now);
  const auto open = db_.read([](sql::Tx& tx) { return store::open_run(tx); });
  if (!open || open->state != RunState::waiting || making_ || stopping_) return ok();
  const std::lock_guard lock(mutex_);
  if (maker_.joinable()) maker_.join();
  making_ = true;
  // On a thread of its own: other jobs of this process do not wait for hours, and what made itself
  // nice cannot go back.
  maker_ = std::thread([this, run = *open] {
    jobs::yield_to_others("backup");
    try {
      const auto made = perform(run, [&](const Progress&) { return !stopping_; });
      if (!made && made.error().code == ErrorCode::backup_running)
        log::debug("backup.taken", {{"run", run.id.to_string()}});  // by another process
    } catch (const std::exception& fault) {
      log::error("backup.broken", {{"why", fault.what()}});
    }
    making_ = false;
  });
  return ok();
}

Result<Made> Runs::perform(const Run& run, const OnProgress& on_progress) {
  if (!lock_.take()) return ErrorCode::backup_running;
  struct GiveBack {
    RunLock& lock;
    ~GiveBack() { lock.give_back(); }
  } const give_back{lock_};
  const auto claimed = db_.write([&](sql::Tx& tx) -> Result<bool> {
    return run.process == options_.process ||
           store::claim_run(tx, run.id, options_.process, clock_.now());
  });
  if (!*claimed) return ErrorCode::backup_running;
  log::info("backup.begun", {{"run", run.id.to_string()}, {"to", run.order.to.string()}});
  Result<Made> made = make_and_tell(run, on_progress);

  Run ended = *find(run.id);
  const auto note = [&] {
    ended.state = made ? RunState::done : RunState::failed;
    ended.ended_at = clock_.now();
    ended.file = made ? made->file.string() : "";
    ended.bytes = made ? made->bytes : 0;
    if (!made) ended.error = made.error();
    return end(ended);
  };
  if (!note() && made) {
    // Somebody asked it to stop at the last moment, or another process gave it up: what the records
    // call stopped does not lie there.
    std::error_code ignored;
    std::filesystem::remove(made->file, ignored);
    made = fail(ErrorCode::backup_stopped);
    note();
  }
  if (numbers_) numbers_->count(ended, *ended.ended_at);
  if (!made) {
    log::error(
        "backup.failed",
        {{"run", run.id.to_string()}, {"why", api::message_of(*ended.error, api::Language::en)}}
    );
    return made;
  }
  log::info("backup.done", {{"file", ended.file}, {"bytes", ended.bytes}});
  std::error_code ignored;
  if (run.order.keep > 0 && std::filesystem::is_directory(run.order.to, ignored)) {
    for (const auto& gone : prune(made->file, run.order.keep, *ended.ended_at))
      log::info("backup.pruned", {{"file", gone.string()}});
  }
  return made;
}

Result<Made> Runs::make_and_tell(const Run& run, const OnProgress& on_progress) {
  Pulse pulse(
      [&](const Progress& progress) {
        return *db_.write([&](sql::Tx& tx) -> Result<bool> {
          return store::move_run(tx, run.id, options_.process, progress, clock_.now());
        });
      },
      options_.tell_ms
  );
  const OnProgress tell = [&](const Progress& progress) {
    return (!on_progress || on_progress(progress)) && pulse.goes_on(progress);
  };
  try {
    return make(db_, run.order, options_.origin, clock_, tell);
  } catch (const std::exception& fault) {  // a fault of ours: said, and not left open
    return fail(
        ErrorCode::backup_failed, {}, {{"path", run.order.to.string()}, {"why", fault.what()}}
    );
  }
}

bool Runs::end(const Run& run) {
  return *db_.write([&](sql::Tx& tx) -> Result<bool> {
    store::delete_old_runs(tx, runs_kept);
    return store::end_run(tx, run, options_.process);
  });
}

}  // namespace guanxi::backup
