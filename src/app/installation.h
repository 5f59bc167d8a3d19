// What one installation is: its key. With a wrong key every look-up would silently find nobody, so
// the fingerprint of the key is stored at first start and compared at every other.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "platform/config/config.h"
#include "platform/crypto/keys.h"
#include "platform/sql/sql.h"

namespace guanxi::app {

/// Throws StartFailure when the machine's clock stands before what is already under an hourly root:
/// what would be posted now would lie in covered time.
void check_clock(sql::Database& db, Instant now);

/// The node number of this process's ids, held as long as the object lives: a byte of
/// <data>/guanxi.lock, locked. Two programs on one store (an import beside the server) never share
/// a number, and a dead one's is free at once.
class NodeLease {
 public:
  /// The first free number from `first` on. Throws StartFailure.
  NodeLease(const std::filesystem::path& data, int first);
  ~NodeLease();
  NodeLease(const NodeLease&) = delete;
  NodeLease& operator=(const NodeLease&) = delete;
  int number() const { return number_; }

 private:
  int fd_ = -1;
  int number_ = 0;
};

/// That this process alone serves the store: what a server keeps in memory (the nonces it has seen)
/// holds for one. A lock on <data>/serve.lock, as long as the object lives.
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
