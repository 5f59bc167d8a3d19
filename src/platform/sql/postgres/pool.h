// The connections of a database: a bounded number, opened when first needed, lent to one thread at
// a time, and thrown away once they are broken.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/sql/health.h"
#include "platform/sql/postgres/connection.h"

namespace guanxi::sql::postgres {

class Pool {
 public:
  /// `health` learns whether the server can be reached, and outlives the pool.
  Pool(const ConnectionSettings& settings, int connections_max, Health& health);

  /// A connection for as long as it lives. Waits for a free one as long as a statement may take.
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
    /// The server did not answer this connection: those that wait in the pool are as old, and go.
    void distrust();
    /// Another connection, after the server went away: tries again for as long as one attempt may
    /// take, as a restart or failover ends soon. Throws StorageFault.
    void reconnect();

   private:
    void take_free();
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
    std::uint64_t generation_ = 0;
    bool old_ = false;
  };

  int in_use() const;

 private:
  using Clock = std::chrono::steady_clock;
  /// Before an attempt to connect. Throws unreachable where the server has been away for so long
  /// that nobody waits for it any more, and somebody is at the door already.
  void knock();
  /// After it. False: no use trying again.
  bool missed(const StorageFault& fault, std::chrono::milliseconds pause);
  void reached();
  void leave();

  ConnectionSettings settings_;
  int connections_max_;
  Health& health_;
  mutable std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> free_;
  int lent_ = 0;
  std::uint64_t generation_ = 0;  // connections of an earlier one are not lent again
  std::optional<Clock::time_point> away_since_;
  std::string away_why_;
  bool knocking_ = false;  // an attempt beyond everybody's patience is under way
};

/// When work may be run again by itself. untouched: before any of it reached the server.
/// uncommitted: as long as no COMMIT was sent, for work that leaves nothing behind elsewhere.
enum class Again { untouched, uncommitted };

/// Runs `work(connection)`, and again on another connection if the server went away meanwhile: a
/// restart leaves the pool full of dead connections.
template <class Work>
void on_connection(Pool& pool, Again again, Work&& work) {
  constexpr int tries_max = 3;
  Pool::Lease lease(pool);
  for (int tries = 1;; ++tries) {
    try {
      lease->start();
      work(*lease);
      return;
    } catch (const StorageFault& fault) {
      if (fault.kind() != StorageFault::Kind::unreachable) throw;
      lease.distrust();
      const bool may =
          again == Again::uncommitted ? lease->uncommitted() : lease.is_old() && lease->untouched();
      if (!may || tries == tries_max) throw;
    }
    lease.reconnect();
  }
}

}  // namespace guanxi::sql::postgres
