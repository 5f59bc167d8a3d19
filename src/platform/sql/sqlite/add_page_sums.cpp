// Stores made before pages had checksums get theirs here.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "platform/sql/sqlite/connection.h"
#include "platform/sql/sqlite/log_mark.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql {
namespace sqlite {
namespace {

constexpr const char* plain_vfs = "unix";  // below ours: pages as they are

[[noreturn]] void fail(const std::string& doing, int reason) {
  throw StorageFault(
      reason == ENOSPC ? StorageFault::Kind::full : StorageFault::Kind::io,
      doing + ": " + std::strerror(reason)
  );
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : fd_(::open(path.c_str(), flags)) {
    if (fd_ < 0) fail("cannot open " + path.string(), errno);
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

bool lacks_sums(const std::filesystem::path& file) {
  std::array<char, 100> header{};
  const Descriptor fd(file, O_RDONLY | O_CLOEXEC);
  if (::pread(fd.get(), header.data(), header.size(), 0) < std::ssize(header)) return false;
  return header[20] != page_sum_bytes &&
         big_endian_32(header.data() + 68) != static_cast<std::uint32_t>(page_sums_application_id);
}

/// A connection that has the store to itself until it goes.
class Alone {
 public:
  explicit Alone(const std::filesystem::path& file) {
    try {
      check(sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE, plain_vfs));
      sqlite3_busy_timeout(handle_, 1000);
      run("PRAGMA locking_mode=EXCLUSIVE");
      run("PRAGMA journal_mode=DELETE");  // moves the log into the file; busy if it is in use
      run("BEGIN EXCLUSIVE; COMMIT");
    } catch (...) {
      sqlite3_close(handle_);
      throw;
    }
  }
  ~Alone() { sqlite3_close(handle_); }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

  /// The whole store in another file, with room for a checksum in each page.
  void copy_to(const std::filesystem::path& other) {
    int reserved = page_sum_bytes;
    sqlite3_file_control(handle_, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved);
    sqlite3_stmt* statement = nullptr;
    check(sqlite3_prepare_v2(handle_, "VACUUM INTO $1", -1, &statement, nullptr));
    sqlite3_bind_text(statement, 1, other.c_str(), -1, SQLITE_STATIC);
    sqlite3_step(statement);
    check(sqlite3_finalize(statement));
  }

 private:
  void run(const char* text) { check(sqlite3_exec(handle_, text, nullptr, nullptr, nullptr)); }
  void check(int result) {
    if (result == SQLITE_OK) return;
    const std::string why = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
    throw StorageFault(fault_kind(result), "cannot give the pages checksums: " + why);
  }
  sqlite3* handle_ = nullptr;
};

void stamp_file(const std::filesystem::path& file) {
  const Descriptor fd(file, O_RDWR | O_CLOEXEC);
  std::array<char, page_bytes> page{};
  for (std::uint32_t number = 1;; ++number) {
    const off_t at = static_cast<off_t>(number - 1) * page_bytes;
    const ssize_t count = ::pread(fd.get(), page.data(), page.size(), at);
    if (count == 0) break;
    if (count != std::ssize(page)) fail("cannot read " + file.string(), count < 0 ? errno : EIO);
    if (number == 1) {
      GX_CHECK(page[20] == page_sum_bytes);
      const auto id = static_cast<std::uint32_t>(page_sums_application_id);
      for (unsigned i = 0; i < 4; ++i) page[68 + i] = static_cast<char>(id >> (24 - 8 * i));
    }
    stamp_page(page.data(), number);
    if (::pwrite(fd.get(), page.data(), page.size(), at) != std::ssize(page)) {
      fail("cannot write " + file.string(), errno);
    }
  }
  if (::fsync(fd.get()) != 0) fail("cannot flush " + file.string(), errno);
}

}  // namespace
}  // namespace sqlite

bool add_page_sums(const std::filesystem::path& file) {
  using namespace sqlite;
  configure_library();
  std::error_code absent;
  if (std::filesystem::file_size(file, absent) == 0 || absent || !lacks_sums(file)) return false;
  LogMark mark(file);
  const std::filesystem::path beside = file.string() + "-new";
  std::filesystem::remove(beside);  // of a try that was interrupted
  mark.note_closing();
  Alone store(file);  // until the new file is in its place
  try {
    store.copy_to(beside);
    stamp_file(beside);
    std::filesystem::permissions(beside, std::filesystem::status(file).permissions());
  } catch (...) {
    std::filesystem::remove(beside);
    throw;
  }
  if (::rename(beside.c_str(), file.c_str()) != 0) fail("cannot rename " + beside.string(), errno);
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor directory(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (::fsync(directory.get()) != 0) fail("cannot flush " + folder.string(), errno);
  return true;
}

}  // namespace guanxi::sql
