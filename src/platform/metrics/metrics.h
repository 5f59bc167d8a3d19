// What the program counts about itself, rendered as Prometheus text (exposition format 0.0.4). For
// every layer from platform upwards.
//
//   auto& posted = registry.counter("guanxi_checkouts_total", "Checkouts posted.", {{"kind",
//   "sale"}}); auto& took = registry.histogram("guanxi_commit_seconds", "Time of a group commit.",
//   metrics::latency_bounds); posted.add(); took.observe(micros);
//
// Thread contract: counters, gauges and histograms are lock-free and may be used from any thread;
// fetch them once (a look-up takes a lock) and keep the reference, which lives as long as the
// registry. Values are whole numbers; times are observed in microseconds and rendered in seconds.
//
// Names and labels are words of ours, never a member's, a token's or anything else a client may
// choose freely. Should that happen all the same, a family stops at 1,000 label sets and counts the
// rest as "other".
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guanxi::metrics {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void add(std::uint64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Gauge {
 public:
  void set(std::int64_t value) { value_.store(value, std::memory_order_relaxed); }
  void add(std::int64_t change) { value_.fetch_add(change, std::memory_order_relaxed); }
  std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

/// Upper bounds of the buckets, and what the observed numbers are divided by when rendered.
struct Bounds {
  std::span<const std::int64_t> upper;  // growing; must outlive the registry (a constant)
  std::int64_t divisor = 1;             // a power of ten: 1'000'000 renders microseconds as seconds
};

class Histogram {
 public:
  explicit Histogram(Bounds bounds);
  void observe(std::int64_t value);

  struct Snapshot {
    std::vector<std::uint64_t> buckets;  // one per bound, and one for what is beyond
    std::uint64_t count = 0;             // their sum
    std::int64_t sum = 0;  // of the observed values; may be ahead of the count by a moment
  };
  Snapshot snapshot() const;
  const Bounds& bounds() const { return bounds_; }

 private:
  const Bounds bounds_;
  std::vector<std::atomic<std::uint64_t>> buckets_;
  std::atomic<std::int64_t> sum_{0};
};

/// 100 µs … 10 s, for what a client waits for.
extern const Bounds latency_bounds;
/// 1, 2, 4 … 1024: sizes of batches and queues.
extern const Bounds size_bounds;

/// Ends a callback when it goes: returns only after a running render() has left it.
class Registry;
class CallbackHandle {
 public:
  CallbackHandle() = default;
  CallbackHandle(CallbackHandle&& other) noexcept;
  CallbackHandle& operator=(CallbackHandle&& other) noexcept;
  ~CallbackHandle();

 private:
  friend class Registry;
  CallbackHandle(Registry* registry, std::uint64_t number) : registry_(registry), number_(number) {}
  Registry* registry_ = nullptr;
  std::uint64_t number_ = 0;
};

class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // The same name and labels give the same object. A bad name, or one name for two kinds, is a
  // fault of ours (CheckFailed). Counters end in _total.
  Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& histogram(
      std::string_view name, std::string_view help, const Bounds& bounds, const Labels& labels = {}
  );

  /// Asks `read` at every render(), for numbers kept elsewhere. It must be quick and must not call
  /// the registry.
  [[nodiscard]] CallbackHandle gauge_callback(
      std::string_view name,
      std::string_view help,
      const Labels& labels,
      std::function<std::int64_t()> read
  );
  [[nodiscard]] CallbackHandle counter_callback(
      std::string_view name,
      std::string_view help,
      const Labels& labels,
      std::function<std::uint64_t()> read
  );

  /// All of it, by name; "text/plain; version=0.0.4; charset=utf-8".
  std::string render() const;

 private:
  friend class CallbackHandle;
  enum class Kind { counter, gauge, histogram };
  struct Series {
    std::unique_ptr<Counter> counter;
    std::unique_ptr<Gauge> gauge;
    std::unique_ptr<Histogram> histogram;
    std::function<std::string()> read;
    std::uint64_t callback = 0;
  };
  struct Family {
    Kind kind;
    std::string help;
    std::map<std::string, Series> series;  // by rendered labels: kind="sale",store="1"
  };

  Series& find(std::string_view name, std::string_view help, Kind kind, const Labels& labels);
  CallbackHandle add_callback(
      std::string_view name,
      std::string_view help,
      Kind kind,
      const Labels& labels,
      std::function<std::string()> read
  );
  void remove_callback(std::uint64_t number);

  mutable std::mutex mutex_;
  std::map<std::string, Family, std::less<>> families_;
  std::uint64_t last_callback_ = 0;
};

}  // namespace guanxi::metrics
