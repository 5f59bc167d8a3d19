// A bounded pool of threads for work that must not run on request workers: scheduled jobs, password
// hashes, imports, exports, messages. Threads: submit() and stats() from any thread, stop() from
// any but the pool's own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace guanxi::jobs {

class Pool {
 public:
  struct Stats {
    std::int64_t queued = 0, running = 0;
    std::uint64_t done = 0, refused = 0, failed = 0;
  };

  /// At most `queue_max` tasks wait.
  Pool(std::string name, int threads, int queue_max);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// False when the queue is full or the pool is stopped: answer `overloaded`. An exception from
  /// the task is logged and counted.
  [[nodiscard]] bool submit(std::function<void()> task);
  /// Takes no more tasks, runs those that wait, joins. Safe to call twice.
  void stop();
  Stats stats() const;
  const std::string& name() const { return name_; }

 private:
  void loop();

  const std::string name_;
  const std::size_t queue_max_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  Stats stats_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace guanxi::jobs
