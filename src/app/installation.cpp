#include "app/installation.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/application.h"
#include "flows/backup/backup.h"
#include "modules/points/roots.h"

namespace guanxi::app {
namespace {

const sql::Query insert_installation{
    "INSERT INTO installations (id, key_fingerprint, created_at) VALUES (1, $1, $2) ON CONFLICT "
    "(id) DO NOTHING"};
const sql::Query select_fingerprint{"SELECT key_fingerprint FROM installations WHERE id = 1"};

int open_lock_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw StartFailure("cannot open " + file.string() + ": " + std::strerror(errno));
  return fd;
}

/// False if another process, or another descriptor of this one, has it. Ends with the descriptor.
bool lock_byte(int fd, int at) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = at;
  lock.l_len = 1;
  return ::fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

}  // namespace

void check_key(sql::Database& db, const crypto::KeyRing& keys, Instant now) {
  const std::string ours = keys.fingerprint();
  auto stored = db.read([&](sql::Tx& tx) { return tx.find<std::string>(select_fingerprint); });
  if (!stored) {
    const Outcome written = db.write([&](sql::Tx& tx) -> Outcome {
      tx.exec(insert_installation, ours, now);
      return ok();
    });
    GX_CHECK(written.has_value());
    stored = db.read([&](sql::Tx& tx) { return tx.find<std::string>(select_fingerprint); });
  }
  if (stored != ours) {
    throw StartFailure(
        "the store was written with another key (" + *stored + ", this one is " + ours +
        "): put the right guanxi.key into the data directory, or set GUANXI_KEY"
    );
  }
}

NodeLease::NodeLease(const std::filesystem::path& data, int first) {
  constexpr int nodes = 256;
  fd_ = open_lock_file(data / "guanxi.lock");
  for (int i = 0; i < nodes; ++i) {
    number_ = (first + i) % nodes;
    if (lock_byte(fd_, number_)) return;
  }
  ::close(fd_);
  throw StartFailure("256 programs use " + data.string() + " already");
}

NodeLease::~NodeLease() { ::close(fd_); }

ServeLock::ServeLock(const std::filesystem::path& data) {
  std::error_code ignored;  // opening says what is wrong
  std::filesystem::create_directories(data, ignored);
  fd_ = open_lock_file(data / "serve.lock");
  if (lock_byte(fd_, 0)) return;
  ::close(fd_);
  throw StartFailure("another guanxi serve runs on " + data.string() + ": stop it first");
}

ServeLock::~ServeLock() { ::close(fd_); }

bool is_served(const std::filesystem::path& data) {
  try {
    const ServeLock free(data);
    return false;
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
      ". If nothing does so any more, run the same guanxi copy again, or take an empty place"
  );
}

void require_store(const config::Config& config) {
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
