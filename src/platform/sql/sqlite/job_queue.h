// What callers of write hand to the writer: an intrusive list of jobs on the callers' stacks,
// pushed without a lock, taken all at once, oldest first, and answered all at once.
//
// Waking is what a small write costs most, so callers that will probably share a group share a
// futex: one system call wakes them all, and they push their next jobs before the writer runs again
// (64 callers on two cores, empty functions: 5–7 µs of CPU each; waking one by one took 7–11).
#pragma once

#include <array>
#include <atomic>
#include <exception>
#include <functional>
#include <span>

#include "platform/sql/futex.h"
#include "platform/sql/sql.h"

namespace guanxi::sql::sqlite {

class Connection;

/// Exactly one of `function` and `alone` is set.
struct Job {
  const std::function<bool(Tx&)>* function = nullptr;       // one of a group
  const std::function<void(Connection&)>* alone = nullptr;  // outside any transaction of the writer
  std::exception_ptr error = {};                            // the caller's to rethrow
  Job* next = nullptr;
  std::size_t bell = 0;  // the futex it waits at
  std::atomic<bool> done{false};
};

/// Many threads push and wait for an answer; one thread takes and answers.
class JobQueue {
 public:
  /// Hands `job` to the writer and returns once it is answered.
  void push_and_wait(Job& job) {
    job.bell = takes_.load(std::memory_order_relaxed) % bells_.size();
    job.next = newest_.load(std::memory_order_relaxed);
    while (!newest_.compare_exchange_weak(job.next, &job)) {
    }
    wake_writer();
    std::atomic<std::uint32_t>& bell = bells_[job.bell].rung;
    for (;;) {
      const std::uint32_t rung = bell.load(std::memory_order_acquire);
      if (job.done.load(std::memory_order_acquire)) return;
      futex_wait(bell, rung);
    }
  }
  /// The jobs pushed so far as a list, oldest first; null if there are none.
  Job* take() {
    if (newest_.load(std::memory_order_relaxed) == nullptr) return nullptr;
    takes_.fetch_add(1, std::memory_order_relaxed);  // who comes later waits at the next bell
    Job* job = newest_.exchange(nullptr, std::memory_order_acquire);
    Job* oldest = nullptr;
    while (job != nullptr) {
      Job* const older = job->next;
      job->next = oldest;
      oldest = job;
      job = older;
    }
    return oldest;
  }
  /// From here on the jobs may be gone: they live on their callers' stacks.
  void answer(std::span<Job* const> jobs) {
    std::uint64_t bells = 0;
    for (Job* const job : jobs) {
      bells |= std::uint64_t{1} << job->bell;
      job->done.store(true, std::memory_order_release);
    }
    for (std::size_t i = 0; i < bells_.size(); ++i) {
      if ((bells >> i & 1) == 0) continue;
      bells_[i].rung.fetch_add(1, std::memory_order_release);
      futex_wake_all(bells_[i].rung);
    }
  }
  /// The writer sleeps until something is pushed or close() is called; may return too early.
  void wait() {
    asleep_.store(1);
    if (newest_.load() == nullptr && !closed_.load()) futex_wait(asleep_, 1);
    asleep_.store(0);
  }
  void close() {
    closed_.store(true);
    wake_writer();
  }
  bool closed() const { return closed_.load(); }

 private:
  void wake_writer() {
    if (asleep_.load() == 1 && asleep_.exchange(0) == 1) futex_wake_all(asleep_);
  }

  struct alignas(64) Bell {
    std::atomic<std::uint32_t> rung{0};
  };
  alignas(64) std::atomic<Job*> newest_{nullptr};
  alignas(64) std::atomic<std::uint32_t> takes_{0};
  std::atomic<std::uint32_t> asleep_{0};
  std::atomic<bool> closed_{false};
  std::array<Bell, 64> bells_;  // as many as answer() has bits; two groups rarely share one
};

}  // namespace guanxi::sql::sqlite
