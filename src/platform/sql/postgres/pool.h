// The connections of a database: a bounded number, opened when first needed, lent to one thread at
// a time, and thrown away once they are broken.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/sql/postgres/connection.h"

namespace guanxi::sql::postgres {

class Pool {
 public:
  Pool(const ConnectionSettings& settings, int connections_max);

  /// A connection for as long as it lives. Waits for a free one.
  class Lease {
   public:
    explicit Lease(Pool& pool);
    ~Lease();  // ends what the connection was doing
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }
    /// It had been used before: its server may be gone without our having noticed.
    bool is_old() const { return old_; }
    /// Another connection, after the server went away: tries again for as long as one attempt may
    /// take, as a restart or failover ends soon. Throws StorageFault.
    void reconnect();

   private:
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
    bool old_ = false;
  };

  int in_use() const;

 private:
  ConnectionSettings settings_;
  int connections_max_;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> free_;
  int lent_ = 0;
};

/// Runs `work(connection)`, once more on another connection if the server had gone away before any
/// of it reached it: a restart leaves the pool full of dead connections.
template <class Work>
void on_connection(Pool& pool, Work&& work) {
  Pool::Lease lease(pool);
  for (;;) {
    try {
      work(*lease);
      return;
    } catch (const StorageFault& fault) {
      const bool stale =
          fault.kind() == StorageFault::Kind::unreachable && lease.is_old() && lease->untouched();
      if (!stale) throw;
    }
    lease.reconnect();
  }
}

}  // namespace guanxi::sql::postgres
