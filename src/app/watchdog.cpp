#include "app/watchdog.h"

#include <pthread.h>

namespace guanxi::app {

Watchdog::Watchdog(
    std::chrono::microseconds every, std::function<bool()> works, std::function<void()> alive
)
    : every_(every), works_(std::move(works)), alive_(std::move(alive)) {
  thread_ = std::thread([this] { loop(); });
  pthread_setname_np(thread_.native_handle(), "watchdog");
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void Watchdog::loop() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    if (works_()) alive_();
    lock.lock();
    ended_.wait_for(lock, every_, [this] { return ending_; });
  }
}

}  // namespace guanxi::app
