#include "platform/jobs/jobs.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "base/random.h"
#include "platform/jobs/pool.h"
#include "platform/jobs/store.h"
#include "platform/log/escape.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace guanxi::jobs {
namespace {

constexpr std::size_t error_bytes_max = 300;
constexpr int jobs_max = 200;

std::string words_of(const Error& error) {
  std::string out(code_name(error.code));
  if (!error.pointer.empty()) out += " at " + error.pointer;
  return out;
}

// An exception may repeat what a row holds.
std::string words_of(const std::exception& fault) {
  std::string masked;
  std::string words = log::mask_personal(fault.what(), masked) ? masked : fault.what();
  if (words.size() > error_bytes_max) words.resize(error_bytes_max);
  std::string clean;  // a cut or foreign byte must not make the column unreadable
  for (const char c : words) {
    if (c >= 0x20 && c < 0x7f) clean += c;
  }
  return clean.empty() ? "failed" : clean;
}

struct Entry {
  Job job;
  metrics::Counter* went_well = nullptr;
  metrics::Counter* failed = nullptr;
  metrics::Histogram* took = nullptr;

  // Under the scheduler's mutex.
  bool running = false;
  std::optional<Instant> next_due;
  Instant lease_renewed;       // while it runs with a lease
  Context* context = nullptr;  // while it runs
  Status here;                 // of the runs of this process; all there is for `everywhere`
};

std::optional<Instant> unless_never(Instant instant) {
  return instant == Instant() ? std::nullopt : std::optional(instant);
}

}  // namespace

class Scheduler::Impl {
 public:
  Impl(sql::Database& db, const Clock& clock, Options options)
      : db_(db), clock_(clock), options_(std::move(options)), jitter_(options_.jitter_seed) {}
  ~Impl() { stop(); }

  void add(Job job) {
    GX_CHECK_WHY(!thread_.joinable(), "jobs are added before start()");
    GX_CHECK(!job.name.empty() && job.run != nullptr);
    GX_CHECK(job.interval_seconds > 0 && job.jitter_seconds >= 0 && job.lease_seconds > 0);
    GX_CHECK_WHY(find(job.name) == nullptr, "two jobs of one name");
    GX_CHECK(entries_.size() < jobs_max);
    auto entry = std::make_unique<Entry>();
    if (options_.metrics != nullptr) {
      metrics::Registry& all = *options_.metrics;
      constexpr const char* runs = "Runs of scheduled jobs.";
      entry->went_well =
          &all.counter("guanxi_job_runs_total", runs, {{"job", job.name}, {"outcome", "ok"}});
      entry->failed =
          &all.counter("guanxi_job_runs_total", runs, {{"job", job.name}, {"outcome", "failed"}});
      entry->took = &all.histogram(
          "guanxi_job_seconds", "Time a job took.", metrics::latency_bounds, {{"job", job.name}}
      );
    }
    entry->job = std::move(job);
    entries_.push_back(std::move(entry));
  }

  void start() {
    GX_CHECK_WHY(!thread_.joinable(), "already started");
    stopping_.store(false);
    pool_ = std::make_unique<Pool>("jobs", options_.threads, jobs_max);
    here_ = std::make_unique<Pool>("jobs-here", 1, jobs_max);
    thread_ = std::thread([this] { loop(); });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_.store(true);
      wake_.notify_all();
    }
    if (here_ != nullptr) here_->stop();
    if (pool_ != nullptr) pool_->stop();  // the loop goes on renewing leases until nothing runs
    {
      const std::lock_guard lock(mutex_);
      drained_ = true;
      wake_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
    pool_.reset();
    here_.reset();
    drained_ = false;
  }

  int run_due(Instant now) {
    stopping_.store(false);
    int ran = 0;
    for (const auto& entry : entries_) {
      if (begin(*entry, now)) ran += execute(*entry, now, /*even_if_not_due=*/false) ? 1 : 0;
    }
    return ran;
  }

  Outcome run_now(std::string_view name, Instant now) {
    Entry* entry = find(name);
    if (entry == nullptr) return fail(ErrorCode::not_found, "/job");
    {
      const std::lock_guard lock(mutex_);
      if (entry->running) return fail(ErrorCode::conflict, "/job");
      entry->running = true;
    }
    Outcome outcome = ok();
    if (!execute(*entry, now, /*even_if_not_due=*/true, &outcome))
      return fail(ErrorCode::conflict, "/job");
    return outcome;
  }

  std::vector<Status> status() {
    std::map<std::string, store::Row, std::less<>> rows;
    for (auto& row : db_.read([](sql::Tx& tx) { return store::all(tx); }))
      rows.emplace(row.job, std::move(row));
    std::vector<Status> all;
    const std::lock_guard lock(mutex_);
    for (const auto& one : entries_) {
      const Entry& entry = *one;
      Status status = entry.job.everywhere ? entry.here : Status{};
      status.name = entry.job.name;
      status.everywhere = entry.job.everywhere;
      status.interval_seconds = entry.job.interval_seconds;
      status.running_here = entry.running;
      status.next_due = entry.next_due;
      const auto row = rows.find(entry.job.name);
      if (!entry.job.everywhere && row != rows.end()) take(row->second, status);
      if (entry.context != nullptr && entry.context->done_.load() >= 0) {
        status.done = entry.context->done_.load();
        const std::int64_t total = entry.context->total_.load();
        if (total >= 0) status.total = total;
      }
      all.push_back(std::move(status));
    }
    return all;
  }

 private:
  static void take(const store::Row& row, Status& status) {
    status.holder = row.holder;
    status.lease_until = unless_never(row.lease_until);
    status.last_start = unless_never(row.last_start);
    status.last_end = unless_never(row.last_end);
    status.last_micros = row.last_micros;
    status.last_error = row.last_error;
    status.runs = row.runs;
    status.failures = row.failures;
  }

  Entry* find(std::string_view name) {
    for (const auto& entry : entries_) {
      if (entry->job.name == name) return entry.get();
    }
    return nullptr;
  }

  void loop() {
    std::unique_lock lock(mutex_);
    while (!drained_) {
      lock.unlock();
      const Instant now = clock_.now();
      if (!stopping_.load()) submit_due(now);
      renew_leases(now);
      lock.lock();
      wake_.wait_for(lock, std::chrono::milliseconds(250), [&] { return drained_; });
    }
  }

  void submit_due(Instant now) {
    for (const auto& entry : entries_) {
      if (!begin(*entry, now)) continue;
      Pool& pool = entry->job.everywhere ? *here_ : *pool_;
      const bool taken = pool.submit([this, &entry = *entry] {
        if (stopping_.load()) {
          end(entry, std::nullopt);
        } else {
          execute(entry, clock_.now(), /*even_if_not_due=*/false);
        }
      });
      if (!taken) end(*entry, std::nullopt);
    }
  }

  /// Marks the job as running here, if it is due and does not run.
  bool begin(Entry& entry, Instant now) {
    const std::lock_guard lock(mutex_);
    if (entry.running || (entry.next_due && now < *entry.next_due)) return false;
    entry.running = true;
    return true;
  }

  void end(Entry& entry, std::optional<Instant> next_due) {
    const std::lock_guard lock(mutex_);
    entry.running = false;
    entry.context = nullptr;
    if (next_due) entry.next_due = next_due;
  }

  /// Runs a job that begin() marked. False: another process has it, or had it lately.
  bool execute(Entry& entry, Instant now, bool even_if_not_due, Outcome* outcome = nullptr) {
    const Job& job = entry.job;
    try {
      if (!job.everywhere && !claim(entry, now, even_if_not_due)) return false;
    } catch (const std::exception& fault) {
      log::warn("job.not_claimed", {{"job", job.name}, {"why", fault.what()}});
      end(entry, now.plus_seconds(std::min<std::int64_t>(job.interval_seconds, 10)));
      if (outcome != nullptr) *outcome = fail(ErrorCode::internal);
      return outcome != nullptr;
    }
    Context context(now, stopping_);
    {
      const std::lock_guard lock(mutex_);
      entry.context = &context;
      entry.lease_renewed = now;
    }
    const auto began = std::chrono::steady_clock::now();
    std::string error;
    try {
      const Outcome result = job.run(context);
      if (!result) error = words_of(result.error());
      if (outcome != nullptr) *outcome = result;
    } catch (const std::exception& fault) {
      error = words_of(fault);
      if (outcome != nullptr) *outcome = fail(ErrorCode::internal);
    }
    const auto took = std::chrono::steady_clock::now() - began;
    report(entry, now, std::chrono::duration_cast<std::chrono::microseconds>(took).count(), error);
    return true;
  }

  bool claim(Entry& entry, Instant now, bool even_if_not_due) {
    const Job& job = entry.job;
    const Instant due_before = even_if_not_due ? now : now.plus_seconds(-job.interval_seconds);
    std::optional<store::Row> row;
    const auto claimed = db_.write([&](sql::Tx& tx) -> Result<bool> {
      const bool mine = store::claim(
          tx, job.name, options_.process, now, now.plus_seconds(job.lease_seconds), due_before
      );
      row = store::find(tx, job.name);
      return mine;
    });
    if (*claimed) return true;
    // Next look: when the interval since the last run is over, or when the lease there is may end.
    const Instant due = row->last_start.plus_seconds(job.interval_seconds);
    const Instant leased = row->holder.empty() ? now.plus_seconds(1) : row->lease_until;
    end(entry, std::max(due, std::min(leased, now.plus_seconds(job.interval_seconds))));
    return false;
  }

  void report(Entry& entry, Instant started, std::int64_t micros, const std::string& error) {
    const Job& job = entry.job;
    const Instant ended = clock_.now();
    if (error.empty()) {
      log::debug("job.done", {{"job", job.name}, {"micros", micros}});
    } else {
      log::warn("job.failed", {{"job", job.name}, {"micros", micros}, {"why", error}});
    }
    if (entry.took != nullptr) {
      entry.took->observe(micros);
      (error.empty() ? entry.went_well : entry.failed)->add();
    }
    if (!job.everywhere) give_back(entry, started, ended, micros, error);
    const std::lock_guard lock(mutex_);
    entry.running = false;
    entry.context = nullptr;
    entry.here.last_start = started;
    entry.here.last_end = ended;
    entry.here.last_micros = micros;
    entry.here.last_error = error;
    ++entry.here.runs;
    entry.here.failures = error.empty() ? 0 : entry.here.failures + 1;
    const auto jitter = jitter_.between(0, job.jitter_seconds);
    entry.next_due = started.plus_seconds(job.interval_seconds + jitter);
  }

  void give_back(
      const Entry& entry,
      Instant started,
      Instant ended,
      std::int64_t micros,
      const std::string& error
  ) {
    try {
      const auto mine = db_.write([&](sql::Tx& tx) -> Result<bool> {
        return store::finish(tx, entry.job.name, options_.process, started, ended, micros, error);
      });
      if (!*mine) log::warn("job.lease_lost", {{"job", entry.job.name}});
    } catch (const std::exception& fault) {
      // The lease runs out by itself.
      log::warn("job.not_reported", {{"job", entry.job.name}, {"why", fault.what()}});
    }
  }

  void renew_leases(Instant now) {
    for (const auto& entry : entries_) {
      if (entry->job.everywhere) continue;
      Instant started;
      {
        const std::lock_guard lock(mutex_);
        const Instant renew_at =
            entry->lease_renewed.plus_micros(entry->job.lease_seconds * 1'000'000 / 3);
        if (entry->context == nullptr || now < renew_at) continue;
        started = entry->context->now();
      }
      bool mine = true;
      try {
        const Instant until = now.plus_seconds(entry->job.lease_seconds);
        mine = *db_.write([&](sql::Tx& tx) -> Result<bool> {
          return store::renew(tx, entry->job.name, options_.process, started, until);
        });
      } catch (const std::exception& fault) {
        log::warn("job.not_renewed", {{"job", entry->job.name}, {"why", fault.what()}});
        continue;
      }
      const std::lock_guard lock(mutex_);
      entry->lease_renewed = now;
      if (!mine && entry->context != nullptr && entry->context->now() == started)
        entry->context->lost_.store(true);
    }
  }

  sql::Database& db_;
  const Clock& clock_;
  const Options options_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::mutex mutex_;
  std::condition_variable wake_;
  SeededRandom jitter_;
  std::atomic<bool> stopping_{false};
  bool drained_ = false;
  std::unique_ptr<Pool> pool_;
  // What each process does for itself (caches, its number) must not wait behind a long verify.
  std::unique_ptr<Pool> here_;
  std::thread thread_;
};

Scheduler::Scheduler(sql::Database& db, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(db, clock, std::move(options))) {}
Scheduler::~Scheduler() = default;

void Scheduler::add(Job job) { impl_->add(std::move(job)); }
void Scheduler::start() { impl_->start(); }
void Scheduler::stop() { impl_->stop(); }
int Scheduler::run_due(Instant now) { return impl_->run_due(now); }
Outcome Scheduler::run_now(std::string_view name, Instant now) { return impl_->run_now(name, now); }
std::vector<Status> Scheduler::status() { return impl_->status(); }

}  // namespace guanxi::jobs
