#include "flows/backup/runs.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <thread>

#include "flows/backup/store.h"
#include "platform/api/messages.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace guanxi::backup {
namespace {

constexpr std::int64_t lost_after_seconds = 120;
constexpr std::int64_t retry_after_seconds = 3600;  // when a scheduled one failed
constexpr auto told_every = std::chrono::seconds(1);
constexpr int niceness = 10;  // customers come first, whatever the machine has left is the backup's

/// The thread's own, which Linux allows: the rest of the program stays as it is.
void yield_to_others() {
  const auto self = static_cast<id_t>(::syscall(SYS_gettid));
  ::setpriority(PRIO_PROCESS, self, niceness);
  pthread_setname_np(pthread_self(), "backup");
}

/// True if `process`, "host:4711", was of the machine of `ours` and is no more.
bool has_died_here(std::string_view process, std::string_view ours) {
  const std::size_t colon = process.rfind(':');
  if (colon == std::string_view::npos || ours.rfind(':') != colon) return false;
  if (process.substr(0, colon) != ours.substr(0, colon)) return false;
  pid_t pid = 0;
  const std::string_view number = process.substr(colon + 1);
  const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), pid);
  if (fault != std::errc{} || pid <= 0) return false;
  return ::kill(pid, 0) != 0 && errno == ESRCH;
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

  void remember(const Run& run) {
    if (!run.started_at || !run.ended_at) return;
    success_.set(run.started_at->micros() / 1'000'000);
    bytes_.set(run.bytes);
    seconds_.set((run.ended_at->micros() - run.started_at->micros()) / 1'000'000);
  }
  void count(const Run& run) {
    (run.state == RunState::done ? done_ : failed_).add();
    if (run.state == RunState::done) remember(run);
  }

 private:
  metrics::Counter &done_, &failed_;
  metrics::Gauge &success_, &bytes_, &seconds_;
};

Runs::Runs(sql::Database& db, const Clock& clock, IdGenerator& ids, Options options)
    : db_(db), clock_(clock), ids_(ids), options_(std::move(options)) {
  if (options_.metrics == nullptr) return;
  numbers_ = std::make_unique<Numbers>(*options_.metrics);
  const auto last = db_.read([](sql::Tx& tx) { return store::last_done(tx, ""); });
  if (last) numbers_->remember(*last);
}

Runs::~Runs() = default;

bool Runs::is_lost(const Run& run, Instant now) const {
  const bool open = run.state == RunState::waiting || run.state == RunState::running;
  if (!open) return false;
  return run.updated_at.plus_seconds(lost_after_seconds) < now ||
         has_died_here(run.process, options_.process);
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
  Run run;
  run.id = ids_.next_id<BackupRunTag>();
  run.origin = origin;
  run.requested_at = run.updated_at = now;
  run.requested_by = by;
  run.order = order;
  return db_.write([&](sql::Tx& tx) -> Result<Run> {
    if (const auto open = store::open_run(tx)) {
      return fail(ErrorCode::backup_running, {}, {{"run", open->id.to_string()}});
    }
    store::insert_run(tx, run);
    if (!mine) return run;
    store::claim_run(tx, run.id, options_.process, now);
    return *store::find_run(tx, run.id);
  });
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
  return run && end_as_stopped(*run, now);
}

void Runs::request_due(Instant now) {
  if (!options_.schedule.is_set()) return;
  const std::string target = (options_.directory / "").string();
  const bool due = db_.read([&](sql::Tx& tx) {
    const auto last = store::last_done(tx, target);
    if (!wanted_since(options_.schedule, last ? last->started_at : std::nullopt, now)) return false;
    const auto asked = store::last_scheduled(tx);
    return !asked || asked->plus_seconds(retry_after_seconds) <= now;
  });
  if (!due) return;
  const auto run = request_default(false, RunOrigin::schedule, options_.system, now);
  if (!run && run.error().code != ErrorCode::backup_running) {
    log::warn("backup.not_requested", {{"why", code_name(run.error().code)}});
  }
}

Outcome Runs::work(jobs::Context& context) {
  const Instant now = clock_.now();
  forget_lost(now);
  request_due(now);
  const auto open = db_.read([](sql::Tx& tx) { return store::open_run(tx); });
  if (!open || open->state != RunState::waiting) return ok();
  Outcome outcome = ok();
  // On a thread of its own: what made itself nice cannot go back.
  std::thread thread([&] {
    yield_to_others();
    try {
      const auto made = perform(*open, [&](const Progress&) { return !context.should_stop(); });
      if (!made) outcome = made.error();
    } catch (const std::exception& fault) {
      log::error("backup.broken", {{"why", fault.what()}});
      outcome = ErrorCode::internal;
    }
  });
  thread.join();
  return outcome;
}

Result<Made> Runs::perform(const Run& run, const OnProgress& on_progress) {
  using namespace std::chrono;
  const auto claimed = db_.write([&](sql::Tx& tx) -> Result<bool> {
    return run.process == options_.process ||
           store::claim_run(tx, run.id, options_.process, clock_.now());
  });
  if (!*claimed) return ErrorCode::conflict;
  log::info("backup.begun", {{"run", run.id.to_string()}, {"to", run.order.to.string()}});
  auto told = steady_clock::now();
  Phase phase = Phase::waiting;
  const OnProgress tell = [&](const Progress& progress) {
    if (on_progress && !on_progress(progress)) return false;
    const auto now = steady_clock::now();
    if (progress.phase == phase && now - told < told_every) return true;
    told = now;
    phase = progress.phase;
    const auto mine = db_.write([&](sql::Tx& tx) -> Result<bool> {
      return store::move_run(tx, run.id, options_.process, progress, clock_.now());
    });
    return *mine;
  };

  Run ended = *find(run.id);
  std::optional<Result<Made>> made;
  try {
    made = make(db_, run.order, options_.origin, clock_, tell);
  } catch (const std::exception& fault) {  // a fault of ours: said, and not left open
    made = fail(ErrorCode::backup_failed, {}, {{"why", fault.what()}});
  }
  ended.state = *made ? RunState::done : RunState::failed;
  ended.ended_at = clock_.now();
  if (*made) {
    ended.file = (*made)->file.string();
    ended.bytes = (*made)->bytes;
    log::info("backup.done", {{"file", ended.file}, {"bytes", ended.bytes}});
  } else {
    ended.error = made->error();
    log::error(
        "backup.failed",
        {{"run", run.id.to_string()}, {"why", api::message_of(*ended.error, api::Language::en)}}
    );
  }
  db_.write(
         [&](sql::Tx& tx) -> Result<bool> { return store::end_run(tx, ended, options_.process); }
  ).value();
  if (numbers_) numbers_->count(ended);
  return std::move(*made);
}

}  // namespace guanxi::backup
