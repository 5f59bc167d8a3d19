// Waiting for an answer from another thread: one system call to sleep, one to wake everybody whose
// answers came together.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>

#include "platform/sql/futex.h"

namespace guanxi::sql::postgres {

/// Anything with `std::atomic<bool> done` and `std::size_t bell`.
class Bells {
 public:
  /// Before the job is handed over.
  template <class Job>
  void enlist(Job& job) {
    job.bell = next_.load(std::memory_order_relaxed) % bells_.size();
  }
  /// Those who enlist from now on are woken with a later group.
  void turn() { next_.fetch_add(1, std::memory_order_relaxed); }

  template <class Job>
  void wait(Job& job) {
    std::atomic<std::uint32_t>& bell = bells_[job.bell].rung;
    for (;;) {
      const std::uint32_t rung = bell.load(std::memory_order_acquire);
      if (job.done.load(std::memory_order_acquire)) return;
      futex_wait(bell, rung);
    }
  }
  /// From here on the jobs may be gone: they live on their callers' stacks.
  template <class Job>
  void answer(std::span<Job* const> jobs) {
    std::uint64_t rings = 0;
    for (Job* const job : jobs) {
      rings |= std::uint64_t{1} << job->bell;
      job->done.store(true, std::memory_order_release);
    }
    for (std::size_t i = 0; i < bells_.size(); ++i) {
      if ((rings >> i & 1) == 0) continue;
      bells_[i].rung.fetch_add(1, std::memory_order_release);
      futex_wake_all(bells_[i].rung);
    }
  }

 private:
  struct alignas(64) Bell {
    std::atomic<std::uint32_t> rung{0};
  };
  std::atomic<std::uint32_t> next_{0};
  std::array<Bell, 64> bells_;
};

}  // namespace guanxi::sql::postgres
