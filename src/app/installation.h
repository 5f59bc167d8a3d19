// What one installation is: its key. With a wrong key every look-up would silently find nobody, so
// the fingerprint of the key is stored at first start and compared at every other.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/config/config.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::app {

/// Throws StartFailure when the machine's clock stands before what is already under an hourly root:
/// what would be posted now would lie in covered time.
void check_clock(sql::Database& db, Instant now);

/// The node number of this process's ids, held as long as the object lives. Two programs on one
/// store (an import beside the server, several servers on one PostgreSQL) never share a number.
class NodeLease {
 public:
  virtual ~NodeLease() = default;
  int number() const { return number_; }
  /// Call it every few seconds. True: the number is another one now, as the old one was lost
  /// (nothing was heard of us for as long as a lease lasts).
  virtual bool renew(Instant now) = 0;

 protected:
  int number_ = 0;
};
/// SQLite: a byte of <data>/guanxi.lock, locked; a dead process's is free at once. PostgreSQL: a
/// row of node_leases. The first free number from `first` on. Throws StartFailure.
std::unique_ptr<NodeLease> lease_node(
    sql::Database& db,
    const std::filesystem::path& data,
    int first,
    const std::string& process,
    Instant now
);

/// That this process alone serves from the data directory: what a server keeps in memory (the
/// nonces it has seen) holds for one, and a command beside it finds here which keys it has. A lock
/// on <data>/serve.lock, as long as the object lives.
class ServeLock {
 public:
  explicit ServeLock(const std::filesystem::path& data);  // throws StartFailure
  ~ServeLock();
  ServeLock(const ServeLock&) = delete;
  ServeLock& operator=(const ServeLock&) = delete;

  /// Leaves word for commands beside the server: which keys it opens with, and which it seals with.
  void note_keys(const crypto::KeyRing& keys) const;

 private:
  int fd_ = -1;
};

/// That no other program of ours uses the directory at all, for who fills the store or copies it
/// row by row. Throws StartFailure.
class AloneLock {
 public:
  explicit AloneLock(const std::filesystem::path& data);
  ~AloneLock();
  AloneLock(const AloneLock&) = delete;
  AloneLock& operator=(const AloneLock&) = delete;

 private:
  ServeLock serving_;
  int fd_ = -1;
};
/// Of a database server, which no lock keeps from others: one of the programs that use the store
/// now, and until when it said so; "": none.
std::string user_of(sql::Database& db, Instant now);

/// What a store is called while a restore fills it.
std::filesystem::path restoring_name(const std::filesystem::path& store);
/// Throws StartFailure where a restore fills the store now, or was killed doing so.
void check_not_restoring(const std::filesystem::path& store);

/// True while a server or another exclusive command has the store.
bool is_served(const std::filesystem::path& data);

/// Throws StartFailure when a restore or a copy has not finished filling the store.
void check_whole(sql::Database& db);
/// Gives an old store page checksums; false: it has them. Alone on the data directory meanwhile.
/// Throws StartFailure when another program uses it.
bool give_page_sums(const config::Config& config);
/// The keys of the server that runs on this data directory now.
struct RunningKeys {
  std::vector<int> opens;
  int seals = 0;
};
/// nullopt: none runs. A server that left no word yet opens with nothing.
std::optional<RunningKeys> running_keys(const std::filesystem::path& data);

/// For commands that make no store of their own: throws StartFailure where there is none.
void require_store(const config::Config& config);

/// The fingerprint of the key the store was written with; nullopt: it has seen none yet.
std::optional<std::string> stored_fingerprint(sql::Database& db);

/// Throws StartFailure when the store belongs to another key.
void check_key(sql::Database& db, const crypto::KeyRing& keys, Instant now);

}  // namespace guanxi::app
