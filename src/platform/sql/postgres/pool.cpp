#include "platform/sql/postgres/pool.h"

#include <chrono>
#include <thread>

namespace guanxi::sql::postgres {

Pool::Pool(const ConnectionSettings& settings, int connections_max)
    : settings_(settings), connections_max_(connections_max) {}

int Pool::in_use() const {
  const std::lock_guard lock(mutex_);
  return lent_;
}

Pool::Lease::Lease(Pool& pool) : pool_(pool) {
  {
    std::unique_lock lock(pool_.mutex_);
    pool_.returned_.wait(lock, [&] { return pool_.lent_ < pool_.connections_max_; });
    ++pool_.lent_;
    if (!pool_.free_.empty()) {
      connection_ = std::move(pool_.free_.back());
      pool_.free_.pop_back();
      old_ = true;
    }
  }
  try {
    if (!connection_) reconnect();
  } catch (...) {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.lent_;
    pool_.returned_.notify_one();
    throw;
  }
}

Pool::Lease::~Lease() {
  if (connection_) connection_->roll_back();
  {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.lent_;
    if (connection_ && !connection_->broken()) pool_.free_.push_back(std::move(connection_));
  }
  pool_.returned_.notify_one();
}

void Pool::Lease::reconnect() {
  using std::chrono::steady_clock;
  const auto give_up =
      steady_clock::now() + std::chrono::seconds(pool_.settings_.connect_seconds_max);
  connection_.reset();
  old_ = false;
  for (auto pause = std::chrono::milliseconds(20);; pause *= 2) {
    try {
      connection_ = std::make_unique<Connection>(pool_.settings_);
      return;
    } catch (const StorageFault& fault) {
      if (fault.kind() != StorageFault::Kind::unreachable || steady_clock::now() + pause > give_up)
        throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace guanxi::sql::postgres
