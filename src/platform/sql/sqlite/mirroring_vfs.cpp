#include "platform/sql/sqlite/mirroring_vfs.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <new>

#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql::sqlite {

void Mirror::begin() {
  const std::lock_guard lock(mutex_);
  active_ = true;
  covered_ = 0;
  dirty_.clear();
  dirty_units_ = 0;
  next_ = 0;
}

std::int64_t Mirror::advance(const std::function<std::int64_t(std::int64_t)>& read_part) {
  const std::lock_guard lock(mutex_);
  covered_ = read_part(covered_);
  return covered_;
}

std::int64_t Mirror::behind() {
  const std::lock_guard lock(mutex_);
  return dirty_units_;
}

bool Mirror::take(
    std::int64_t bytes_max, const std::function<void(std::int64_t, std::int64_t)>& read_part
) {
  const std::lock_guard lock(mutex_);
  if (dirty_units_ == 0) return false;
  while (!dirty_[next_]) ++next_;
  const std::size_t first = next_;
  while (next_ < dirty_.size() && dirty_[next_] &&
         static_cast<std::int64_t>(next_ - first) * unit < bytes_max) {
    dirty_[next_++] = false;
    --dirty_units_;
  }
  read_part(
      static_cast<std::int64_t>(first) * unit, static_cast<std::int64_t>(next_ - first) * unit
  );
  return true;
}

void Mirror::end() {
  const std::lock_guard lock(mutex_);
  active_ = false;
  dirty_ = {};
  dirty_units_ = 0;
}

int Mirror::write(sqlite3_file* real, const void* from, int size, sqlite3_int64 at) {
  const std::lock_guard lock(mutex_);
  if (!active_ || at >= covered_) return real->pMethods->xWrite(real, from, size, at);
  const auto first = static_cast<std::size_t>(at / unit);
  const auto end = static_cast<std::size_t>((at + size + unit - 1) / unit);
  try {
    if (dirty_.size() < end) dirty_.resize(std::max(end, 2 * dirty_.size()));
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;  // SQLite, which is C, tries again later
  }
  const int result = real->pMethods->xWrite(real, from, size, at);
  // One that failed may have changed something, too.
  for (std::size_t i = first; i < end; ++i) {
    if (dirty_[i]) continue;
    dirty_[i] = true;
    ++dirty_units_;
  }
  next_ = std::min(next_, first);
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
    // The copier asks for the size last.
    m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
      return File::calls(f).xTruncate(File::real(f), size);
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
