// What one installation is: its key. With a wrong key every look-up would silently find nobody, so
// the fingerprint of the key is stored at first start and compared at every other.
#pragma once

#include <filesystem>

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

 private:
  int fd_ = -1;
};

/// True while a server or another exclusive command has the store.
bool is_served(const std::filesystem::path& data);

/// Throws StartFailure when a restore or a copy has not finished filling the store.
void check_whole(sql::Database& db);

/// For commands that make no store of their own: throws StartFailure where there is none.
void require_store(const config::Config& config);

/// Throws StartFailure when the store belongs to another key.
void check_key(sql::Database& db, const crypto::KeyRing& keys, Instant now);

}  // namespace guanxi::app
