#include "platform/sql/postgres/pool.h"

#include <algorithm>
#include <thread>

namespace guanxi::sql::postgres {

Pool::Pool(const ConnectionSettings& settings, int connections_max, Health& health)
    : settings_(settings), connections_max_(connections_max), health_(health) {
  free_.reserve(static_cast<std::size_t>(connections_max));
}

int Pool::in_use() const {
  const std::lock_guard lock(mutex_);
  return lent_;
}

void Pool::knock() {
  const std::lock_guard lock(mutex_);
  const auto patience = std::chrono::seconds(settings_.connect_seconds_max);
  if (!away_since_ || Clock::now() < *away_since_ + patience) return;
  if (knocking_) throw StorageFault(StorageFault::Kind::unreachable, away_why_);
  knocking_ = true;
}

bool Pool::missed(const StorageFault& fault, std::chrono::milliseconds pause) {
  const std::lock_guard lock(mutex_);
  knocking_ = false;
  if (fault.kind() != StorageFault::Kind::unreachable) return false;
  health_.unreachable.store(true);
  away_why_ = fault.what();
  const auto now = Clock::now();
  if (!away_since_) away_since_ = now;
  return now + pause < *away_since_ + std::chrono::seconds(settings_.connect_seconds_max);
}

void Pool::leave() {
  const std::lock_guard lock(mutex_);
  knocking_ = false;
}

void Pool::reached() {
  const std::lock_guard lock(mutex_);
  knocking_ = false;
  away_since_.reset();
  health_.unreachable.store(false);
}

Pool::Lease::Lease(Pool& pool) : pool_(pool) {
  take_free();
  try {
    if (!connection_) reconnect();
  } catch (...) {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.lent_;
    pool_.returned_.notify_one();
    throw;
  }
}

void Pool::Lease::take_free() {
  std::unique_lock lock(pool_.mutex_);
  const bool found = pool_.returned_.wait_for(
      lock,
      std::chrono::milliseconds(pool_.settings_.statement_ms_max),
      [&] { return pool_.lent_ < pool_.connections_max_; }
  );
  if (!found) {
    throw StorageFault(
        StorageFault::Kind::busy,
        "no connection became free: all " + std::to_string(pool_.connections_max_) + " are in use"
    );
  }
  ++pool_.lent_;
  generation_ = pool_.generation_;
  if (pool_.free_.empty()) return;
  connection_ = std::move(pool_.free_.back());
  pool_.free_.pop_back();
  old_ = true;
}

Pool::Lease::~Lease() {
  if (connection_) connection_->roll_back();
  {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.lent_;
    if (connection_ && !connection_->broken() && generation_ == pool_.generation_)
      pool_.free_.push_back(std::move(connection_));
  }
  pool_.returned_.notify_one();
}

void Pool::Lease::distrust() {
  std::vector<std::unique_ptr<Connection>> gone;
  gone.reserve(static_cast<std::size_t>(pool_.connections_max_));
  const std::lock_guard lock(pool_.mutex_);
  if (generation_ != pool_.generation_) return;  // somebody noticed before
  ++pool_.generation_;
  std::swap(gone, pool_.free_);
}

void Pool::Lease::reconnect() {
  connection_.reset();
  old_ = false;
  constexpr std::chrono::milliseconds longest(500);
  for (std::chrono::milliseconds pause(20);; pause = std::min(2 * pause, longest)) {
    {
      const std::lock_guard lock(pool_.mutex_);
      generation_ = pool_.generation_;
    }
    pool_.knock();
    try {
      connection_ = std::make_unique<Connection>(pool_.settings_);
      pool_.reached();
      return;
    } catch (const StorageFault& fault) {
      if (!pool_.missed(fault, pause)) throw;
    } catch (...) {
      pool_.leave();
      throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace guanxi::sql::postgres
