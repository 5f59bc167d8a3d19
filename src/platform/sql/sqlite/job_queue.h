// What callers of write hand to the writer: an intrusive list of jobs on the callers' stacks,
// pushed without a lock and taken all at once, oldest first.
#pragma once

#include <atomic>
#include <exception>
#include <functional>

#include "platform/sql/sql.h"
#include "platform/sql/sqlite/signal.h"

namespace guanxi::sql::sqlite {

class Connection;

/// Exactly one of `function` and `alone` is set.
struct Job {
  const std::function<bool(Tx&)>* function = nullptr;       // one of a group
  const std::function<void(Connection&)>* alone = nullptr;  // outside any transaction of the writer
  std::exception_ptr error = {};                            // the caller's to rethrow
  Job* next = nullptr;
  Signal done = {};
};

/// Many threads push; one thread waits and takes.
class JobQueue {
 public:
  void push(Job& job) {
    job.next = newest_.load(std::memory_order_relaxed);
    while (!newest_.compare_exchange_weak(job.next, &job)) {
    }
    wake();
  }
  /// The jobs pushed so far as a list, oldest first; null if there are none.
  Job* take() {
    if (newest_.load(std::memory_order_relaxed) == nullptr) return nullptr;
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
  /// Returns once something was pushed or close() was called; may return too early.
  void wait() {
    asleep_.store(1);
    if (newest_.load() == nullptr && !closed_.load()) futex_wait(asleep_, 1);
    asleep_.store(0);
  }
  void close() {
    closed_.store(true);
    wake();
  }
  bool closed() const { return closed_.load(); }

 private:
  void wake() {
    if (asleep_.load() == 1 && asleep_.exchange(0) == 1) futex_wake(asleep_);
  }

  std::atomic<Job*> newest_{nullptr};
  std::atomic<std::uint32_t> asleep_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace guanxi::sql::sqlite
