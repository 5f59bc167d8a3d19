#include "platform/sql/sqlite/mirroring_vfs.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql::sqlite {

int write_all_at(int fd, const void* from, std::size_t size, std::int64_t at) {
  const char* next = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t count = ::pwrite(fd, next, size, at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    if (count == 0) return EIO;
    next += count;
    at += count;
    size -= static_cast<std::size_t>(count);
  }
  return 0;
}

void Mirror::begin(int fd) {
  const std::lock_guard lock(mutex_);
  fd_ = fd;
  covered_ = 0;
  error_ = 0;
}

std::int64_t Mirror::advance(const std::function<std::int64_t(std::int64_t)>& copy_part) {
  const std::lock_guard lock(mutex_);
  covered_ = copy_part(covered_);
  return covered_;
}

void Mirror::end() {
  const std::lock_guard lock(mutex_);
  fd_ = -1;
}

int Mirror::error() {
  const std::lock_guard lock(mutex_);
  return error_;
}

int Mirror::write(sqlite3_file* real, const void* from, int size, sqlite3_int64 at) {
  const std::lock_guard lock(mutex_);
  const int result = real->pMethods->xWrite(real, from, size, at);
  if (result != SQLITE_OK || fd_ < 0 || at >= covered_ || error_ != 0) return result;
  // As it stands in the file: on its way it got a checksum (page_sums.h).
  const auto bytes = static_cast<std::size_t>(size);
  written_.resize(bytes);
  const int read = real->pMethods->xRead(real, written_.data(), size, at);
  error_ = read == SQLITE_OK ? write_all_at(fd_, written_.data(), bytes, at) : EIO;
  return result;
}

int Mirror::truncate(sqlite3_file* real, sqlite3_int64 size) {
  const std::lock_guard lock(mutex_);
  const int result = real->pMethods->xTruncate(real, size);
  if (result == SQLITE_OK && fd_ >= 0 && size < covered_ && error_ == 0) {
    if (::ftruncate(fd_, size) != 0) error_ = errno;
  }
  return result;
}

/// SQLite allocates it, with room for the other file system's file behind it.
struct MirroringVfs::File {
  sqlite3_file base;
  Mirror* mirror;

  static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(&of(file) + 1);
  }
  static const sqlite3_io_methods& calls(sqlite3_file* file) { return *real(file)->pMethods; }
};

const sqlite3_io_methods* MirroringVfs::methods() {
  static_assert(sizeof(File) % alignof(std::max_align_t) == 0);
  static const sqlite3_io_methods made = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;  // no memory map
    m.xClose = [](sqlite3_file* f) { return File::calls(f).xClose(File::real(f)); };
    m.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
      return File::calls(f).xRead(File::real(f), to, size, at);
    };
    m.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
      return File::of(f).mirror->write(File::real(f), from, size, at);
    };
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      return File::of(f).mirror->truncate(File::real(f), size);
    };
    m.xSync = [](sqlite3_file* f, int flags) { return File::calls(f).xSync(File::real(f), flags); };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
      return File::calls(f).xFileSize(File::real(f), size);
    };
    m.xLock = [](sqlite3_file* f, int lock) { return File::calls(f).xLock(File::real(f), lock); };
    m.xUnlock = [](sqlite3_file* f, int lock) {
      return File::calls(f).xUnlock(File::real(f), lock);
    };
    m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return File::calls(f).xCheckReservedLock(File::real(f), out);
    };
    m.xFileControl = [](sqlite3_file* f, int what, void* argument) {
      return File::calls(f).xFileControl(File::real(f), what, argument);
    };
    m.xSectorSize = [](sqlite3_file* f) { return File::calls(f).xSectorSize(File::real(f)); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) {
      return File::calls(f).xDeviceCharacteristics(File::real(f));
    };
    m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
      return File::calls(f).xShmMap(File::real(f), page, size, extend, out);
    };
    m.xShmLock = [](sqlite3_file* f, int at, int n, int flags) {
      return File::calls(f).xShmLock(File::real(f), at, n, flags);
    };
    m.xShmBarrier = [](sqlite3_file* f) { File::calls(f).xShmBarrier(File::real(f)); };
    m.xShmUnmap = [](sqlite3_file* f, int remove) {
      return File::calls(f).xShmUnmap(File::real(f), remove);
    };
    return m;
  }();
  return &made;
}

int MirroringVfs::open(
    sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags
) {
  auto* const self = static_cast<MirroringVfs*>(vfs->pAppData);
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
    return self->real_->xOpen(self->real_, path, file, flags, out_flags);
  }
  File& mine = File::of(file);
  mine.base.pMethods = nullptr;
  mine.mirror = &self->mirror_;
  sqlite3_file* const real = File::real(file);
  real->pMethods = nullptr;
  const int result = self->real_->xOpen(self->real_, path, real, flags, out_flags);
  if (real->pMethods != nullptr) mine.base.pMethods = methods();
  return result;
}

MirroringVfs::MirroringVfs(const std::string& over) {
  configure_library();
  static std::atomic<int> count{0};
  name_ = "mirroring" + std::to_string(++count);
  real_ = sqlite3_vfs_find(over.empty() ? nullptr : over.c_str());
  if (real_ == nullptr) {
    throw StorageFault(StorageFault::Kind::other, "there is no SQLite VFS named " + over);
  }
  vfs_ = *real_;  // the rest of it ignores which VFS it is called through, or asks for names only
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.szOsFile = real_->szOsFile + static_cast<int>(sizeof(File));
  vfs_.pAppData = this;
  vfs_.xOpen = open;
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) {
    throw StorageFault(StorageFault::Kind::other, "SQLite does not take another VFS");
  }
}

MirroringVfs::~MirroringVfs() { sqlite3_vfs_unregister(&vfs_); }

}  // namespace guanxi::sql::sqlite
