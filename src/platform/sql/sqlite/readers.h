// The snapshot connections: opened as needed, reused newest first, at most `readers_max`.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql::sqlite {

class Readers {
 public:
  Readers(const ConnectionSettings& settings, int readers_max);

  /// Runs `function` in a read transaction. Waits while all connections are in use.
  void run(const std::function<void(Tx&)>& function);
  /// The same for what is no Query: lends the connection inside a read transaction.
  void snapshot(const std::function<void(Connection&)>& function);
  /// Lends a connection outside any transaction.
  void borrow(const std::function<void(Connection&)>& function);
  /// True if a snapshot has been open for longer than `age`: it keeps the log from being reset.
  bool has_older_than(std::chrono::milliseconds age) const;
  /// Closing the last connection must not checkpoint a store that was halted.
  void keep_log_on_close();

 private:
  struct Reader {
    std::unique_ptr<Connection> connection;  // opened with the first use
    std::atomic<std::int64_t> since{0};      // steady nanoseconds; 0: no snapshot
  };
  class Lease;

  ConnectionSettings settings_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Reader*> free_;
};

}  // namespace guanxi::sql::sqlite
