#include "app/installation.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "app/application.h"
#include "base/file_owner.h"
#include "flows/backup/backup.h"
#include "modules/points/roots.h"
#include "platform/log/log.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::app {
namespace {

const sql::Query insert_installation{
    "INSERT INTO installations (id, key_fingerprint, created_at) VALUES (1, $1, $2) ON CONFLICT "
    "(id) DO NOTHING"};
const sql::Query select_fingerprint{"SELECT key_fingerprint FROM installations WHERE id = 1"};

int open_lock_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw StartFailure("cannot open " + file.string() + ": " + std::strerror(errno));
  give_to_folder_owner(file);
  return fd;
}

/// False if another process, or another descriptor of this one, has one of them. Ends with the
/// descriptor.
bool lock_bytes(int fd, int at, int count) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = count;
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}
bool lock_byte(int fd, int at) { return lock_bytes(fd, at, 1); }

constexpr int nodes = 256;

class FileLease final : public NodeLease {
 public:
  FileLease(const std::filesystem::path& data, int first) {
    fd_ = open_lock_file(data / "guanxi.lock");
    for (int i = 0; i < nodes; ++i) {
      number_ = (first + i) % nodes;
      if (lock_byte(fd_, number_)) return;
    }
    ::close(fd_);
    throw StartFailure(
        data.string() + " is taken: a restore or a copy has it for itself, or 256 programs use it"
    );
  }
  ~FileLease() override { ::close(fd_); }
  FileLease(const FileLease&) = delete;
  FileLease& operator=(const FileLease&) = delete;
  bool renew(Instant) override { return false; }

 private:
  int fd_ = -1;
};

const sql::Query take_node{
    "INSERT INTO node_leases (node, holder, lease_until) VALUES ($1, $2, $4) ON CONFLICT (node) DO "
    "UPDATE SET holder = $2, lease_until = $4 WHERE node_leases.holder = $2 OR "
    "node_leases.lease_until <= $3"};
const sql::Query select_users{
    "SELECT holder, lease_until FROM node_leases WHERE lease_until > $1 ORDER BY node LIMIT 1"};
const sql::Query release_node{"DELETE FROM node_leases WHERE node = $1 AND holder = $2"};

class RowLease final : public NodeLease {
 public:
  RowLease(sql::Database& db, int first, const std::string& process, Instant now) : db_(db) {
    static std::atomic<int> made{0};
    holder_ = process + "/" + std::to_string(++made);
    number_ = first;
    take_from(first, now);
  }
  ~RowLease() override {
    try {
      const Outcome released = db_.write([&](sql::Tx& tx) -> Outcome {
        tx.exec(release_node, std::int64_t{number_}, holder_);
        return ok();
      });
      GX_CHECK(released.has_value());
    } catch (const std::exception& fault) {  // it ends by itself
      log::warn("node.lease_kept", {{"node", number_}, {"why", fault.what()}});
    }
  }
  RowLease(const RowLease&) = delete;
  RowLease& operator=(const RowLease&) = delete;

  bool renew(Instant now) override {
    if (take(number_, now)) return false;
    log::warn("node.lease_lost", {{"node", number_}});
    take_from(number_ + 1, now);
    return true;
  }

 private:
  // Far longer than clocks of servers are apart, and than a server takes to be restarted.
  static constexpr int lease_seconds = 300;

  bool take(int number, Instant now) {
    const auto taken = db_.write([&](sql::Tx& tx) -> Result<bool> {
      return tx.exec(
                 take_node, std::int64_t{number}, holder_, now, now.plus_seconds(lease_seconds)
             ) == 1;
    });
    return *taken;
  }
  void take_from(int first, Instant now) {
    for (int i = 0; i < nodes; ++i) {
      number_ = (first + i) % nodes;
      if (take(number_, now)) return;
    }
    throw StartFailure("256 programs use this database already");
  }

  sql::Database& db_;
  std::string holder_;
};

}  // namespace

std::optional<std::string> stored_fingerprint(sql::Database& db) {
  if (db.schema_version() == 0) return std::nullopt;
  return db.read([](sql::Tx& tx) { return tx.find<std::string>(select_fingerprint); });
}

void check_key(sql::Database& db, const crypto::KeyRing& keys, Instant now) {
  const std::string ours = keys.fingerprint();
  auto stored = stored_fingerprint(db);
  if (!stored) {
    const Outcome written = db.write([&](sql::Tx& tx) -> Outcome {
      tx.exec(insert_installation, ours, now);
      return ok();
    });
    GX_CHECK(written.has_value());
    stored = stored_fingerprint(db);
  }
  if (stored != ours) {
    throw StartFailure(
        "the store was written with another key (" + *stored + ", this one is " + ours +
        "): put the right guanxi.key into the data directory, or set GUANXI_KEY"
    );
  }
}

std::unique_ptr<NodeLease> lease_node(
    sql::Database& db,
    const std::filesystem::path& data,
    int first,
    const std::string& process,
    Instant now
) {
  if (db.engine() == sql::Engine::sqlite) return std::make_unique<FileLease>(data, first);
  return std::make_unique<RowLease>(db, first, process, now);
}

ServeLock::ServeLock(const std::filesystem::path& data) {
  std::error_code ignored;  // opening says what is wrong
  std::filesystem::create_directories(data, ignored);
  fd_ = open_lock_file(data / "serve.lock");
  if (lock_byte(fd_, 0)) return;
  ::close(fd_);
  throw StartFailure("another guanxi serve runs on " + data.string() + ": stop it first");
}

ServeLock::~ServeLock() { ::close(fd_); }

AloneLock::AloneLock(const std::filesystem::path& data)
    : serving_(data), fd_(open_lock_file(data / "guanxi.lock")) {
  if (lock_bytes(fd_, 0, nodes)) return;
  ::close(fd_);
  throw StartFailure("another program uses " + data.string() + ": let it end first");
}

AloneLock::~AloneLock() { ::close(fd_); }

std::string user_of(sql::Database& db, Instant now) {
  if (db.engine() == sql::Engine::sqlite || db.schema_version() == 0) return {};
  struct Lease {
    std::string holder;
    Instant until;
  };
  const auto found = db.read([&](sql::Tx& tx) { return tx.list<Lease>(select_users, now); });
  if (found.empty()) return {};
  return found[0].holder + " (until " + found[0].until.to_string() + ")";
}

std::filesystem::path restoring_name(const std::filesystem::path& store) {
  return store.string() + ".restoring";
}

void check_not_restoring(const std::filesystem::path& store) {
  const std::string name = restoring_name(store).string();
  for (const std::string& left : {name, name + ".partial"}) {
    if (!std::filesystem::exists(left)) continue;
    throw StartFailure(
        "a restore fills this store, or was killed doing so: run guanxi restore again, or remove " +
        left
    );
  }
}

bool is_served(const std::filesystem::path& data) {
  try {
    return running_keys(data).has_value();  // asks for the lock, and does not take it
  } catch (const StartFailure&) {
    return true;
  }
}

void check_whole(sql::Database& db) {
  const auto filling = backup::find_filling(db);
  if (!filling) return;
  throw StartFailure(
      "this store is not whole: it is being filled from " + filling->source + " since " +
      filling->started_at.to_string() +
      ". If nothing does so any more, run the same guanxi copy or guanxi restore again, or take an "
      "empty place"
  );
}

bool give_page_sums(const config::Config& config) {
  const std::filesystem::path data = config.data;
  const std::filesystem::path file = data / config.sqlite.file;
  if (!config.store.empty() || config.sqlite.page_sums != "on" || !std::filesystem::exists(file))
    return false;
  const int fd = open_lock_file(data / "guanxi.lock");
  // Whoever uses the store holds a byte of it. Then the store is of today, or its turn comes later.
  const bool alone = lock_bytes(fd, 0, nodes);
  try {
    const bool given = alone && sql::add_page_sums(file);
    ::close(fd);
    return given;
  } catch (...) {
    ::close(fd);
    throw;
  }
}

void ServeLock::note_keys(const crypto::KeyRing& keys) const {
  std::string text = std::to_string(keys.sealing());
  for (const auto& generation : keys.generations()) text += " " + std::to_string(generation.number);
  text += "\n";
  // Shorter than a page and written at once: a reader finds the old word or the new one.
  if (::pwrite(fd_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()) ||
      ::ftruncate(fd_, static_cast<off_t>(text.size())) != 0) {
    throw StartFailure(std::string("cannot write serve.lock: ") + std::strerror(errno));
  }
}

std::optional<RunningKeys> running_keys(const std::filesystem::path& data) {
  const std::filesystem::path file = data / "serve.lock";
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) return std::nullopt;  // nobody ever served here
    throw StartFailure("cannot open " + file.string() + ": " + std::strerror(errno));
  }
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_len = 1;
  const bool asked = ::fcntl(fd, F_OFD_GETLK, &lock) == 0;
  ::close(fd);
  if (!asked) throw StartFailure("cannot ask for the lock of " + file.string());
  if (lock.l_type == F_UNLCK) return std::nullopt;
  RunningKeys keys;
  std::ifstream word(file);
  word >> keys.seals;
  for (int number = 0; word >> number;) keys.opens.push_back(number);
  return keys;
}

void require_store(const config::Config& config) {
  if (!config.store.empty()) return;  // opening it says so
  const std::filesystem::path file = std::filesystem::path(config.data) / config.sqlite.file;
  if (std::filesystem::exists(file)) return;
  throw StartFailure(
      "there is no store in " + config.data +
      ": give another --data, or make one with guanxi migrate"
  );
}

void check_clock(sql::Database& db, Instant now) {
  const auto root = db.read([](sql::Tx& tx) { return points::last_root(tx); });
  if (!root || now >= root->covers_to) return;
  throw StartFailure(
      "the machine's clock says " + now.to_string() + ", but the books are closed to " +
      root->covers_to.to_string() + ": set the clock right and start again"
  );
}

}  // namespace guanxi::app
