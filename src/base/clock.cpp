#include "base/clock.h"

#include <chrono>

namespace guanxi {

Instant SystemClock::now() const {
  using std::chrono::microseconds;
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t real = std::chrono::duration_cast<microseconds>(since_epoch).count();
  std::int64_t last = last_.load(std::memory_order_relaxed);
  while (last < real) {
    if (last_.compare_exchange_weak(last, real, std::memory_order_relaxed)) {
      return Instant::from_micros(real);
    }
  }
  return Instant::from_micros(last);
}

}  // namespace guanxi
