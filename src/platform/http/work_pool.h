// The bounded queue between the io threads and the threads that run the handler. Used by
// server.cpp.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace guanxi::http {

struct Exchange;

/// Threads that take exchanges from a queue of fixed size. push() may be called from any thread.
///
/// Waking a thread costs more than a short handler, so at most one thread is on its way from sleep
/// to the queue at any time: it wakes the next itself if there is more to do, and threads that
/// finish meanwhile take their share without having slept. The thread that slept last is woken
/// first: its stack is still in the cache.
class WorkPool {
 public:
  WorkPool(int threads, int queue_max, std::function<void(Exchange*)> run);
  ~WorkPool();  // join()
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  void start();
  /// False if the queue is full or the pool stopped: the exchange stays the caller's.
  bool push(Exchange* exchange);
  /// From now on takes nothing and runs nothing new; returns what has not run. Does not wait.
  std::vector<Exchange*> close();
  /// close(), then waits for what runs. Safe to call twice.
  void join();

  std::int64_t queued() const { return queued_.load(std::memory_order_relaxed); }
  std::int64_t busy() const { return busy_.load(std::memory_order_relaxed); }

 private:
  struct Sleeper {
    std::condition_variable wake;
    bool called = false;
  };
  void work(Sleeper& self);
  Exchange* take(Sleeper& self);
  Sleeper* call_one_if_needed();

  const std::function<void(Exchange*)> run_;
  std::mutex mutex_;
  std::vector<Exchange*> ring_;  // queue_max places
  std::size_t first_ = 0, count_ = 0;
  std::vector<std::unique_ptr<Sleeper>>
      places_;                      // one a thread, outliving it: a late notify is harmless
  std::vector<Sleeper*> sleepers_;  // the last one is woken first
  bool waking_ = false;             // a called sleeper has not reached the queue yet
  bool stopping_ = false;
  std::atomic<std::int64_t> queued_{0}, busy_{0};
  std::vector<std::thread> threads_;
};

}  // namespace guanxi::http
