// copy_file(), see sqlite.h and mirroring_vfs.h.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "base/pacer.h"
#include "platform/sql/inside.h"
#include "platform/sql/sqlite/database.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql {
namespace sqlite {
namespace {

constexpr std::int64_t part_bytes = std::int64_t{1} << 20;  // what a checkpoint may wait for
constexpr std::int64_t last_units_max = 1024;               // read while the writer pauses: 4 MiB
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

  void write(const std::vector<char>& part, std::int64_t at) const {
    for (std::size_t done = 0; done < part.size();) {
      const ssize_t count = ::pwrite(
          fd_, part.data() + done, part.size() - done, at + static_cast<std::int64_t>(done)
      );
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) fail(count < 0 ? errno : EIO, to_);
      done += static_cast<std::size_t>(count);
    }
  }
  /// The file may have been longer while it was copied.
  void cut(std::int64_t size) const {
    if (::ftruncate(fd_, size) != 0) fail(errno, to_);
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
  /// At most `bytes` from there; what lies behind the end is no part of the file any more.
  std::vector<char> part(std::int64_t at, std::int64_t bytes) const {
    std::vector<char> part(static_cast<std::size_t>(std::clamp(size() - at, std::int64_t{0}, bytes))
    );
    read(part.data(), std::ssize(part), at);
    return part;
  }

 private:
  /// Page by page where pages have checksums: what the disk changed must not become a backup.
  void read(char* to, std::int64_t bytes, std::int64_t at) const {
    for (std::int64_t done = 0; done < bytes; done += step_) {
      const auto size = static_cast<int>(std::min(step_, bytes - done));
      check(file_->pMethods->xRead(file_, to + done, size, at + done));
    }
  }
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

/// A copy in the making: what each step reads under the mirror's lock is written behind it.
class FileCopy {
 public:
  FileCopy(
      Mirror& mirror,
      Checkpointer& checkpointer,
      const Source& source,
      Destination& destination,
      const FileCopyOptions& options,
      const Health& health
  )
      : mirror_(mirror),
        checkpointer_(checkpointer),
        source_(source),
        destination_(destination),
        options_(options),
        health_(health) {}

  bool run() { return copy_file() && catch_up(); }

 private:
  bool goes_on() {
    if (health_.halted()) health_.refuse();
    return !options_.on_progress || options_.on_progress(done_, total_);
  }

  bool copy_file() {
    Pacer pacer(options_.bytes_per_second_max);
    // What grows behind is not paced, or the end might run away.
    const std::int64_t paced = source_.size();
    for (std::int64_t at = 0; at != Mirror::end_of_file;) {
      const std::int64_t before = done_;
      std::vector<char> part;
      at = mirror_.advance([&](std::int64_t from) {
        total_ = source_.size();
        part = source_.part(from, part_bytes);
        return part.empty() ? Mirror::end_of_file : from + std::ssize(part);
      });
      destination_.write(part, before);
      done_ += std::ssize(part);
      if (!goes_on()) return false;
      destination_.write_out(done_);
      if (done_ <= paced) pacer.spent(std::ssize(part));
    }
    return true;
  }

  /// Takes what was written behind the copier, until little is left, and that while the writer
  /// pauses. From then on the copy is the file as it was; it is whole as the file was whole.
  bool catch_up() {
    const auto until = std::chrono::steady_clock::now() + rest_wait_max;
    std::int64_t units_max = last_units_max;
    for (;;) {
      if (!take_again() || !goes_on()) return false;
      std::int64_t size = 0;
      std::vector<std::pair<std::int64_t, std::vector<char>>> last;  // into memory: disks may hang
      bool little = false;
      std::exception_ptr fault;
      const bool rested = checkpointer_.come_to_rest([&] {
        try {  // on the checkpointer's thread
          little = mirror_.behind() <= units_max;
          if (!little) return;
          const auto read = [&](std::int64_t at, std::int64_t bytes) {
            last.emplace_back(at, source_.part(at, bytes));
          };
          while (mirror_.take(part_bytes, read)) {
          }
          size = source_.size();
          mirror_.end();
        } catch (...) {
          fault = std::current_exception();
        }
      });
      if (fault) std::rethrow_exception(fault);
      if (rested && little) {
        for (const auto& [at, part] : last) destination_.write(part, at);
        destination_.cut(size);
        return true;
      }
      if (std::chrono::steady_clock::now() > until) {
        throw StorageFault(
            StorageFault::Kind::busy, "the log never came to rest, so the copy is not whole"
        );
      }
      // Where much is written, the pause grows until it is long enough.
      if (rested) {
        units_max *= 2;
      } else {
        std::this_thread::sleep_for(rest_period);
      }
    }
  }

  bool take_again() {
    // Once around, not until nothing is left: that might never be.
    for (std::int64_t left = mirror_.behind(); left > 0;) {
      std::int64_t at = 0;
      std::vector<char> part;
      const bool some = mirror_.take(part_bytes, [&](std::int64_t from, std::int64_t bytes) {
        at = from;
        part = source_.part(from, bytes);
        left -= bytes / Mirror::unit;
      });
      if (!some) break;
      destination_.write(part, at);
      if (!goes_on()) return false;
    }
    return true;
  }

  Mirror& mirror_;
  Checkpointer& checkpointer_;
  const Source& source_;
  Destination& destination_;
  const FileCopyOptions& options_;
  const Health& health_;
  std::int64_t done_ = 0, total_ = 0;
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
  mirror.begin();
  FileCopy copy(mirror, checkpointer_, source, destination, options, health_);
  return copy.run() ? Copied::whole : Copied::stopped;
}

}  // namespace sqlite

Copied copy_file(Database& db, const std::filesystem::path& to, const FileCopyOptions& options) {
  auto* const store = dynamic_cast<sqlite::SqliteDatabase*>(&db);
  GX_CHECK_WHY(store != nullptr, "only SQLite has a file to copy");
  return store->copy_file(to, options);
}

}  // namespace guanxi::sql
