// Keeps long work that nobody waits for (a backup) at so many bytes a second, by sleeping between
// its steps. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <thread>

namespace guanxi {

class Pacer {
 public:
  /// 0: no limit.
  explicit Pacer(std::int64_t bytes_per_second_max) : bytes_per_second_max_(bytes_per_second_max) {}

  /// Sleeps as long as `bytes` more have to wait. Time that was lost is not made up for by a burst.
  void spent(std::int64_t bytes) {
    if (bytes_per_second_max_ <= 0) return;
    using namespace std::chrono;
    const auto now = steady_clock::now();
    if (next_ < now) next_ = now;
    next_ += nanoseconds(
        bytes / bytes_per_second_max_ * 1'000'000'000 +
        bytes % bytes_per_second_max_ * 1'000'000'000 / bytes_per_second_max_
    );
    std::this_thread::sleep_until(next_);
  }

 private:
  std::int64_t bytes_per_second_max_;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace guanxi
