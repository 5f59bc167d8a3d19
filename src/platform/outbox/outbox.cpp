#include "platform/outbox/outbox.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/outbox/store.h"

namespace guanxi::outbox {
namespace {

constexpr int lag_events_max = 100'000;

enum class Step { idle, partly, full, failed, not_ours };

struct Runner {
  Consumer consumer;
  metrics::Counter* handled = nullptr;
  metrics::Counter* failed = nullptr;

  // Written by the thread that runs the consumer, under the mutex; read by status().
  mutable std::mutex mutex;
  int failures = 0;
  std::string last_error;
  Instant retry_at;  // not before

  // Of the thread that runs the consumer alone.
  int batch = 0;
  bool cursor_known = false;
};

std::string describe(const Error& error) {
  std::string out(code_name(error.code));
  if (!error.pointer.empty()) out += " at " + error.pointer;
  return out;
}

}  // namespace

class Outbox::Impl {
 public:
  Impl(sql::Database& db, const Clock& clock, Options options)
      : db_(db), clock_(clock), options_(std::move(options)) {
    GX_CHECK(options_.batch_max > 0 && options_.prune_chunk > 0 && options_.backoff_ms_min > 0);
  }
  ~Impl() { stop(); }

  void add(Consumer consumer) {
    GX_CHECK_WHY(threads_.empty(), "consumers are added before start()");
    GX_CHECK(!consumer.name.empty());
    const int ways =
        (consumer.apply != nullptr) + (consumer.prepare != nullptr) + (consumer.deliver != nullptr);
    GX_CHECK(ways == 1);
    GX_CHECK_WHY(find(consumer.name) == nullptr, "two consumers of one name");
    auto runner = std::make_unique<Runner>();
    runner->consumer = std::move(consumer);
    runner->batch = options_.batch_max;
    if (options_.metrics != nullptr) {
      const metrics::Labels labels{{"consumer", runner->consumer.name}};
      runner->handled = &options_.metrics->counter(
          "guanxi_outbox_events_total", "Outbox events handled.", labels
      );
      runner->failed = &options_.metrics->counter(
          "guanxi_outbox_failures_total", "Outbox batches that failed.", labels
      );
    }
    runners_.push_back(std::move(runner));
  }

  void start() {
    GX_CHECK_WHY(threads_.empty(), "already started");
    stopping_.store(false);
    for (const auto& runner : runners_) {
      threads_.emplace_back([this, &runner = *runner] { loop(runner); });
    }
  }

  void stop() {
    stopping_.store(true);
    {
      const std::lock_guard lock(mutex_);
      wake_.notify_all();
    }
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  void notify() {
    generation_.fetch_add(1);
    if (sleepers_.load() == 0) return;
    const std::lock_guard lock(mutex_);
    wake_.notify_all();
  }

  int run_due(Instant now) {
    int handled = 0;
    for (const auto& runner : runners_) {
      step(*runner, now, &handled);
    }
    return handled;
  }

  std::vector<ConsumerStatus> status(Instant now) {
    std::vector<ConsumerStatus> all = db_.read([&](sql::Tx& tx) {
      std::vector<ConsumerStatus> found;
      for (const store::Cursor& cursor : store::cursors(tx)) {
        ConsumerStatus status;
        status.name = cursor.consumer;
        status.event_id = cursor.event_id;
        status.moved_at = cursor.moved_at;
        status.lag_events = store::count_after(tx, cursor.position(), lag_events_max);
        const auto oldest = store::events_after(tx, cursor.position(), 1);
        if (!oldest.empty()) {
          const auto age = (now.micros() - oldest[0].posted_at.micros()) / 1'000'000;
          status.lag_seconds = std::max<std::int64_t>(0, age);
        }
        found.push_back(std::move(status));
      }
      return found;
    });
    for (ConsumerStatus& status : all) {
      if (const Runner* runner = find(status.name)) {
        status.known = true;
        const std::lock_guard lock(runner->mutex);
        status.failures = runner->failures;
        status.last_error = runner->last_error;
      }
      if (options_.metrics != nullptr) set_gauges(status);
    }
    return all;
  }

  std::int64_t prune(Instant now, const std::function<bool()>& should_stop) {
    ensure_all_cursors();
    const Instant horizon = now.plus_seconds(-options_.retention_days * 86'400);
    std::int64_t total = 0;
    while (!stopping_.load() && !(should_stop && should_stop())) {
      const auto gone = db_.write([&](sql::Tx& tx) -> Result<std::int64_t> {
        return store::prune(tx, horizon, options_.prune_chunk);
      });
      total += *gone;
      if (*gone < options_.prune_chunk) break;
    }
    return total;
  }

  Outcome forget(std::string_view name) {
    if (find(name) != nullptr) return fail(ErrorCode::conflict, "/consumer");
    return db_.write([&](sql::Tx& tx) -> Outcome {
      if (!store::delete_cursor(tx, name)) return fail(ErrorCode::not_found, "/consumer");
      return ok();
    });
  }

 private:
  const Runner* find(std::string_view name) const {
    for (const auto& runner : runners_) {
      if (runner->consumer.name == name) return runner.get();
    }
    return nullptr;
  }

  // Before pruning: a consumer that has not run yet wants what is there.
  void ensure_all_cursors() {
    const auto done = db_.write([&](sql::Tx& tx) -> Outcome {
      for (const auto& runner : runners_) store::ensure_cursor(tx, runner->consumer.name);
      return ok();
    });
    GX_CHECK(done.has_value());
  }

  void set_gauges(const ConsumerStatus& status) {
    const metrics::Labels labels{{"consumer", status.name}};
    options_.metrics->gauge("guanxi_outbox_lag_events", "Outbox events not handled yet.", labels)
        .set(status.lag_events);
    options_.metrics
        ->gauge("guanxi_outbox_lag_seconds", "Age of the oldest event not handled yet.", labels)
        .set(status.lag_seconds);
  }

  void loop(Runner& runner) {
    while (!stopping_.load()) {
      const std::uint64_t seen = generation_.load();
      int handled = 0;
      const Step step_taken = step(runner, clock_.now(), &handled);
      if (step_taken == Step::full) continue;
      std::unique_lock lock(mutex_);
      const auto stopping = [&] { return stopping_.load(); };
      // Resting first lets events gather: a wake-up per commit would make thousands of small
      // transactions a second.
      if (wake_.wait_for(lock, std::chrono::milliseconds(options_.pause_ms), stopping)) break;
      const bool may_be_woken = step_taken != Step::failed;
      sleepers_.fetch_add(1);
      wake_.wait_for(lock, std::chrono::milliseconds(options_.poll_ms), [&] {
        return stopping_.load() || (may_be_woken && generation_.load() != seen);
      });
      sleepers_.fetch_sub(1);
    }
    if (runner.consumer.deliver) release(runner);
  }

  Step step(Runner& runner, Instant now, int* handled) {
    {
      const std::lock_guard lock(runner.mutex);
      if (runner.failures > 0 && now < runner.retry_at) return Step::failed;
    }
    std::string why;
    try {
      int mine = 0;
      const Result<Step> taken = run_batch(runner, now, &mine);
      if (taken) {
        *handled += mine;
        if (*taken == Step::partly || *taken == Step::full) succeeded(runner, mine);
        if (*taken == Step::idle) clear_failure(runner);
        return *taken;
      }
      why = describe(taken.error());
    } catch (const std::exception& fault) {
      why = fault.what();
    }
    failed(runner, now, why);
    return Step::failed;
  }

  Result<Step> run_batch(Runner& runner, Instant now, int* handled) {
    const std::string& name = runner.consumer.name;
    if (!runner.cursor_known) {
      ensure_cursor(name);
      runner.cursor_known = true;
    }
    // From a snapshot, so that the writer is not kept from its work by our reading. Nothing can
    // appear behind what the snapshot shows.
    std::vector<Event> events;
    const auto cursor = db_.read([&](sql::Tx& tx) {
      auto at = store::find_cursor(tx, name);
      if (at) events = store::events_after(tx, at->position(), runner.batch);
      return at;
    });
    if (!cursor) {  // forgotten by hand
      runner.cursor_known = false;
      return Step::idle;
    }
    if (events.empty()) return Step::idle;
    const Position upto = events.back().position();
    const int count = static_cast<int>(events.size());
    keep_wanted(runner.consumer, events);
    const Batch batch{events, now};
    GX_TRY(
        moved,
        runner.consumer.deliver ? deliver(runner, *cursor, upto, batch)
                                : apply(runner, *cursor, upto, batch)
    );
    if (!moved) return Step::not_ours;
    *handled = count;
    return count == runner.batch ? Step::full : Step::partly;
  }

  void ensure_cursor(const std::string& name) {
    const auto done = db_.write([&](sql::Tx& tx) -> Outcome {
      store::ensure_cursor(tx, name);
      return ok();
    });
    GX_CHECK(done.has_value());
  }

  static void keep_wanted(const Consumer& consumer, std::vector<Event>& events) {
    if (consumer.kinds.empty()) return;
    std::erase_if(events, [&](const Event& event) {
      return std::ranges::find(consumer.kinds, event.kind) == consumer.kinds.end();
    });
  }

  Result<bool> apply(
      Runner& runner, const store::Cursor& cursor, Position upto, const Batch& batch
  ) {
    std::function<Outcome(sql::Tx&)> work = [](sql::Tx&) { return ok(); };
    if (!batch.events.empty()) {
      const Consumer& consumer = runner.consumer;
      if (consumer.prepare)
        work = consumer.prepare(batch);
      else
        work = [&](sql::Tx& tx) { return consumer.apply(tx, batch); };
    }
    return db_.write([&](sql::Tx& tx) -> Result<bool> {
      if (!store::move_cursor(tx, cursor.consumer, cursor.position(), upto, batch.now))
        return false;
      GX_TRY_VOID(work(tx));
      return true;
    });
  }

  Result<bool> deliver(
      Runner& runner, const store::Cursor& cursor, Position upto, const Batch& batch
  ) {
    const Instant until = batch.now.plus_seconds(options_.lease_seconds);
    const auto leased = db_.write([&](sql::Tx& tx) -> Result<bool> {
      return store::take_lease(tx, cursor.consumer, options_.process, batch.now, until);
    });
    if (!*leased) return false;
    // The cursor was read before the lease: another process may have moved it in between.
    const auto still =
        db_.read([&](sql::Tx& tx) { return store::find_cursor(tx, cursor.consumer); });
    if (!still || still->position() != cursor.position()) return false;
    if (!batch.events.empty()) {
      GX_TRY_VOID(runner.consumer.deliver(batch));
    }
    return db_.write([&](sql::Tx& tx) -> Result<bool> {
      return store::move_cursor_as(
          tx, cursor.consumer, options_.process, cursor.position(), upto, batch.now
      );
    });
  }

  void release(const Runner& runner) {
    try {
      const auto done = db_.write([&](sql::Tx& tx) -> Outcome {
        store::release_lease(tx, runner.consumer.name, options_.process);
        return ok();
      });
      GX_CHECK(done.has_value());
    } catch (const std::exception& fault) {
      log::warn("outbox.lease_kept", {{"consumer", runner.consumer.name}, {"why", fault.what()}});
    }
  }

  void succeeded(Runner& runner, int handled) {
    if (runner.handled != nullptr) runner.handled->add(static_cast<std::uint64_t>(handled));
    runner.batch = std::min(options_.batch_max, runner.batch * 2);
    clear_failure(runner);
  }

  void clear_failure(Runner& runner) {
    const std::lock_guard lock(runner.mutex);
    runner.failures = 0;
    runner.last_error.clear();
  }

  void failed(Runner& runner, Instant now, const std::string& why) {
    if (runner.failed != nullptr) runner.failed->add();
    runner.batch = 1;  // the events before the one that fails go through
    std::int64_t wait_ms = options_.backoff_ms_min;
    int failures = 0;
    {
      const std::lock_guard lock(runner.mutex);
      failures = ++runner.failures;
      for (int i = 1; i < failures && wait_ms < options_.backoff_ms_max; ++i) wait_ms *= 2;
      wait_ms = std::min<std::int64_t>(wait_ms, options_.backoff_ms_max);
      runner.retry_at = now.plus_micros(wait_ms * 1000);
      runner.last_error = why.substr(0, 300);
    }
    log::warn(
        "outbox.failed",
        {{"consumer", runner.consumer.name},
         {"failures", failures},
         {"retry_ms", wait_ms},
         {"why", why}}
    );
  }

  sql::Database& db_;
  const Clock& clock_;
  const Options options_;
  std::vector<std::unique_ptr<Runner>> runners_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<std::uint64_t> generation_{0};
  std::atomic<int> sleepers_{0};
  std::atomic<bool> stopping_{false};
};

Outbox::Outbox(sql::Database& db, const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(db, clock, std::move(options))) {}
Outbox::~Outbox() = default;

void Outbox::add(Consumer consumer) { impl_->add(std::move(consumer)); }
void Outbox::start() { impl_->start(); }
void Outbox::stop() { impl_->stop(); }
void Outbox::notify() { impl_->notify(); }
int Outbox::run_due(Instant now) { return impl_->run_due(now); }
std::vector<ConsumerStatus> Outbox::status(Instant now) { return impl_->status(now); }
std::int64_t Outbox::prune(Instant now, const std::function<bool()>& should_stop) {
  return impl_->prune(now, should_stop);
}
Outcome Outbox::forget(std::string_view consumer) { return impl_->forget(consumer); }

}  // namespace guanxi::outbox
