// copy_file(), see sqlite.h and mirroring_vfs.h.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <vector>

#include "base/pacer.h"
#include "platform/sql/inside.h"
#include "platform/sql/sqlite/database.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql {
namespace sqlite {
namespace {

constexpr std::int64_t part_bytes = std::int64_t{1} << 20;      // what a checkpoint may wait for
constexpr std::int64_t unwritten_max = std::int64_t{16} << 20;  // in the kernel, behind no flush
constexpr auto rest_period = std::chrono::milliseconds(250);
constexpr auto rest_wait_max = std::chrono::minutes(15);

[[noreturn]] void fail(int error, const std::filesystem::path& to) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  throw StorageFault(
      full ? StorageFault::Kind::full : StorageFault::Kind::io,
      "cannot write " + to.string() + ": " + std::strerror(error)
  );
}

class Destination {
 public:
  explicit Destination(const std::filesystem::path& to)
      : to_(to), fd_(::open(to.c_str(), O_WRONLY | O_CLOEXEC)) {
    if (fd_ < 0) fail(errno, to_);
  }
  ~Destination() { ::close(fd_); }
  Destination(const Destination&) = delete;
  Destination& operator=(const Destination&) = delete;

  int fd() const { return fd_; }
  void write(const char* from, std::int64_t size, std::int64_t at) const {
    const int error = write_all_at(fd_, from, static_cast<std::size_t>(size), at);
    if (error != 0) fail(error, to_);
  }
  /// Keeps what the kernel has yet to write small: with a large pile of it, the flush of a commit
  /// would wait behind the copy.
  void write_out(std::int64_t upto) {
    if (upto - begun_ < unwritten_max / 2) return;
    sync_file_range(
        fd_, ended_, begun_ - ended_, SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WAIT_AFTER
    );
    ended_ = begun_;
    sync_file_range(fd_, begun_, upto - begun_, SYNC_FILE_RANGE_WRITE);
    begun_ = upto;
  }

 private:
  const std::filesystem::path& to_;
  int fd_;
  std::int64_t begun_ = 0;  // up to here the kernel was told to write
  std::int64_t ended_ = 0;  // up to here it has
};

/// Reads the database file as it lies there, through SQLite: a descriptor of our own would drop
/// SQLite's locks when it is closed.
class Source {
 public:
  Source(const ConnectionSettings& settings) : connection_(settings) {
    const int result =
        sqlite3_file_control(connection_.handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file_);
    GX_CHECK(result == SQLITE_OK && file_ != nullptr && file_->pMethods != nullptr);
    bool has_sums = false;
    sqlite3_file_control(connection_.handle(), "main", ask_page_sums, &has_sums);
    if (has_sums) step_ = page_bytes;
  }
  std::int64_t size() const {
    sqlite3_int64 size = 0;
    check(file_->pMethods->xFileSize(file_, &size));
    return size;
  }
  /// Page by page where pages have checksums: what the disk changed must not become a backup.
  void read(char* to, std::int64_t bytes, std::int64_t at) const {
    for (std::int64_t done = 0; done < bytes; done += step_) {
      const auto size = static_cast<int>(std::min(step_, bytes - done));
      check(file_->pMethods->xRead(file_, to + done, size, at + done));
    }
  }

 private:
  static void check(int result) {
    if (result == SQLITE_OK) return;
    const std::string damage = take_page_damage();
    throw StorageFault(
        fault_kind(result),
        "cannot read the store: " + (damage.empty() ? sqlite3_errstr(result) : damage)
    );
  }
  Connection connection_;
  std::int64_t step_ = part_bytes;
  sqlite3_file* file_ = nullptr;
};

}  // namespace

Copied SqliteDatabase::copy_file(const std::filesystem::path& to, const FileCopyOptions& options) {
  Inside::refuse(this, "copy_file");
  if (health_.halted()) health_.refuse();
  Mirror& mirror = file_vfs_.mirror();
  Destination destination(to);
  const Source source(copier_);
  if (!checkpointer_.begin_copy()) return Copied::busy;
  struct End {
    Mirror& mirror;
    Checkpointer& checkpointer;
    ~End() {
      mirror.end();
      checkpointer.end_copy();
    }
  } const end{mirror, checkpointer_};
  mirror.begin(destination.fd());

  Pacer pacer(options.bytes_per_second_max);
  std::vector<char> part(part_bytes);
  std::int64_t done = 0;
  std::int64_t total = 0;
  const std::int64_t paced = source.size();  // what grows behind is not, or the end might run away
  const auto goes_on = [&] {
    if (health_.halted()) health_.refuse();
    if (const int error = mirror.error(); error != 0) fail(error, to);
    return !options.on_progress || options.on_progress(done, total);
  };
  for (std::int64_t at = 0; at != Mirror::end_of_file;) {
    const std::int64_t before = done;
    at = mirror.advance([&](std::int64_t from) {
      total = source.size();
      const std::int64_t size = std::min(part_bytes, total - from);
      if (size <= 0) return Mirror::end_of_file;
      source.read(part.data(), size, from);
      destination.write(part.data(), size, from);
      done = from + size;
      return done;
    });
    if (!goes_on()) return Copied::stopped;
    destination.write_out(done);
    if (done <= paced) pacer.spent(done - before);
  }
  // From here the copy is the file; it is whole when the file is.
  const auto until = std::chrono::steady_clock::now() + rest_wait_max;
  while (!checkpointer_.come_to_rest([&] { mirror.end(); })) {
    if (!goes_on()) return Copied::stopped;
    if (std::chrono::steady_clock::now() > until) {
      throw StorageFault(
          StorageFault::Kind::busy, "the log never came to rest, so the copy is not whole"
      );
    }
    std::this_thread::sleep_for(rest_period);
  }
  if (const int error = mirror.error(); error != 0) fail(error, to);
  return Copied::whole;
}

}  // namespace sqlite

Copied copy_file(Database& db, const std::filesystem::path& to, const FileCopyOptions& options) {
  auto* const store = dynamic_cast<sqlite::SqliteDatabase*>(&db);
  GX_CHECK_WHY(store != nullptr, "only SQLite has a file to copy");
  return store->copy_file(to, options);
}

}  // namespace guanxi::sql
