// Where time comes from. Injected, so that tests own it. Clocks may be read (and set) from any
// thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/time.h"

namespace guanxi {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The latest of `reading` and all earlier readings, of which `last` remembers the maximum. Apart
/// from SystemClock, so that a test can turn the clock back.
std::int64_t never_back(std::atomic<std::int64_t>& last, std::int64_t reading);

/// The machine's clock, made monotonic: a step back repeats the last instant until real time
/// catches up, so that what is posted later never carries an earlier time.
class SystemClock final : public Clock {
 public:
  Instant now() const override;

 private:
  mutable std::atomic<std::int64_t> last_{0};
};

/// Time that passes, from an arbitrary start: for spans, never for dates. No administrator and no
/// time server steps it.
class SteadyClock final : public Clock {
 public:
  Instant now() const override;
};

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : micros_(start.micros()) {}
  Instant now() const override { return Instant::from_micros(micros_.load()); }
  void set(Instant instant) { micros_.store(instant.micros()); }
  void advance_seconds(std::int64_t seconds) { micros_.fetch_add(seconds * 1'000'000); }

 private:
  std::atomic<std::int64_t> micros_;
};

}  // namespace guanxi
