#include "base/clock.h"

#include <chrono>

namespace guanxi {

std::int64_t never_back(std::atomic<std::int64_t>& last, std::int64_t reading) {
  std::int64_t latest = last.load(std::memory_order_relaxed);
  while (latest < reading) {
    if (last.compare_exchange_weak(latest, reading, std::memory_order_relaxed)) return reading;
  }
  return latest;
}

Instant SystemClock::now() const {
  using std::chrono::microseconds;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t reading = std::chrono::duration_cast<microseconds>(since_epoch).count();
  return Instant::from_micros(never_back(last_, reading));
}

Instant SteadyClock::now() const {
  using std::chrono::microseconds;
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return Instant::from_micros(std::chrono::duration_cast<microseconds>(since_start).count());
}

}  // namespace guanxi
