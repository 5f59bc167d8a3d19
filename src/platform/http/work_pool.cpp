#include "platform/http/work_pool.h"

#include <pthread.h>

namespace guanxi::http {

WorkPool::WorkPool(int threads, int queue_max, std::function<void(Exchange*)> run)
    : run_(std::move(run)), ring_(static_cast<std::size_t>(queue_max)) {
  for (int i = 0; i < threads; ++i) places_.push_back(std::make_unique<Sleeper>());
  sleepers_.reserve(places_.size());
}

WorkPool::~WorkPool() { join(); }

void WorkPool::start() {
  for (const auto& place : places_) {
    threads_.emplace_back([this, &place] { work(*place); });
    pthread_setname_np(threads_.back().native_handle(), "http-worker");
  }
}

bool WorkPool::push(Exchange* exchange) {
  Sleeper* called = nullptr;
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || count_ == ring_.size()) return false;
    ring_[(first_ + count_++) % ring_.size()] = exchange;
    queued_.store(static_cast<std::int64_t>(count_), std::memory_order_relaxed);
    called = call_one_if_needed();
  }
  if (called) called->wake.notify_one();
  return true;
}

std::vector<Exchange*> WorkPool::close() {
  std::vector<Exchange*> left;
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  for (; count_ > 0; --count_, first_ = (first_ + 1) % ring_.size()) {
    left.push_back(ring_[first_]);
  }
  queued_.store(0, std::memory_order_relaxed);
  for (Sleeper* sleeper : sleepers_) {
    sleeper->called = true;
    sleeper->wake.notify_one();
  }
  sleepers_.clear();
  return left;
}

void WorkPool::join() {
  close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

/// Under the lock; the caller notifies whom it gets after letting go of it.
WorkPool::Sleeper* WorkPool::call_one_if_needed() {
  if (count_ == 0 || waking_ || sleepers_.empty()) return nullptr;
  Sleeper* sleeper = sleepers_.back();
  sleepers_.pop_back();
  sleeper->called = true;
  waking_ = true;
  return sleeper;
}

void WorkPool::work(Sleeper& self) {
  while (Exchange* exchange = take(self)) {
    busy_.fetch_add(1, std::memory_order_relaxed);
    run_(exchange);
    busy_.fetch_sub(1, std::memory_order_relaxed);
  }
}

Exchange* WorkPool::take(Sleeper& self) {
  std::unique_lock lock(mutex_);
  while (count_ == 0 && !stopping_) {
    self.called = false;
    sleepers_.push_back(&self);
    self.wake.wait(lock, [&] { return self.called; });
    waking_ = false;
  }
  if (stopping_) return nullptr;
  Exchange* exchange = ring_[first_];
  first_ = (first_ + 1) % ring_.size();
  --count_;
  queued_.store(static_cast<std::int64_t>(count_), std::memory_order_relaxed);
  Sleeper* next = call_one_if_needed();
  lock.unlock();
  if (next) next->wake.notify_one();
  return exchange;
}

}  // namespace guanxi::http
