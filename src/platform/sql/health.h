// Why the writer stopped, if it did, and the counters behind DatabaseStats. Shared by the writer,
// the checkpointer and whoever asks; one per open database.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "platform/sql/sql.h"

namespace guanxi::sql {

class Health {
 public:
  /// The first reason stays.
  void halt(const std::string& reason) {
    const std::lock_guard lock(mutex_);
    if (reason_.empty()) reason_ = reason.empty() ? "halted" : reason;
    halted_.store(true);
  }
  bool halted() const { return halted_.load(); }
  std::string reason() const {
    const std::lock_guard lock(mutex_);
    return reason_;
  }
  [[noreturn]] void refuse() const {
    throw StorageFault(StorageFault::Kind::halted, "writing is stopped: " + reason());
  }

  std::atomic<std::uint64_t> write_functions{0}, write_batches{0}, batches_replayed{0};
  std::atomic<std::uint64_t> read_transactions{0}, checkpoints{0}, wal_resets{0};
  std::atomic<std::int64_t> write_queue{0};

 private:
  mutable std::mutex mutex_;
  std::string reason_;
  std::atomic<bool> halted_{false};
};

}  // namespace guanxi::sql
