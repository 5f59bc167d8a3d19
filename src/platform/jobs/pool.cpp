#include "platform/jobs/pool.h"

#include <exception>
#include <utility>

#include "base/check.h"
#include "platform/log/log.h"

namespace guanxi::jobs {

Pool::Pool(std::string name, int threads, int queue_max)
    : name_(std::move(name)), queue_max_(static_cast<std::size_t>(queue_max)) {
  GX_CHECK(threads > 0 && queue_max > 0);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Pool::~Pool() { stop(); }

bool Pool::submit(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_max_) {
      ++stats_.refused;
      return false;
    }
    queue_.push_back(std::move(task));
  }
  wake_.notify_one();
  return true;
}

void Pool::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

Pool::Stats Pool::stats() const {
  const std::lock_guard lock(mutex_);
  Stats now = stats_;
  now.queued = static_cast<std::int64_t>(queue_.size());
  return now;
}

void Pool::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::function<void()> task = std::move(queue_.front());
    queue_.pop_front();
    ++stats_.running;
    lock.unlock();
    bool went_well = true;
    try {
      task();
    } catch (const std::exception& fault) {
      went_well = false;
      log::error("pool.task_failed", {{"pool", name_}, {"why", fault.what()}});
    }
    task = nullptr;  // what it holds goes before it counts as done
    lock.lock();
    --stats_.running;
    ++(went_well ? stats_.done : stats_.failed);
  }
}

}  // namespace guanxi::jobs
