// One thread waits, another sets, once. A futex in the waiter's own stack slot: setting costs one
// exchange, and a system call only if the waiter really sleeps.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

namespace guanxi::sql::sqlite {

inline void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t expected) {
  syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, expected, nullptr, nullptr, 0);
}
inline void futex_wake(std::atomic<std::uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}

class Signal {
 public:
  void wait() {
    std::uint32_t seen = empty;
    if (word_.compare_exchange_strong(seen, sleeping, std::memory_order_acquire)) seen = sleeping;
    while (seen != is_set) {
      futex_wait(word_, sleeping);
      seen = word_.load(std::memory_order_acquire);
    }
  }
  /// The waiter may be gone as soon as the word says so: waking uses its address only, and a
  /// wake-up too many is one that every futex waiter must expect anyway.
  void set() {
    if (word_.exchange(is_set, std::memory_order_acq_rel) == sleeping) futex_wake(word_);
  }

 private:
  static constexpr std::uint32_t empty = 0, sleeping = 1, is_set = 2;
  std::atomic<std::uint32_t> word_{empty};
};

}  // namespace guanxi::sql::sqlite
