// For tests: a file system over SQLite's own whose calls fail when told.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <string>

#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql::sqlite {

class FailingVfs {
 public:
  enum class Call { read, write, sync, truncate, remove };
  enum class Scope { by_name, whole_process };

  /// `whole_process`: it is the default meanwhile, so that a whole program meets its faults.
  explicit FailingVfs(Scope scope = Scope::by_name);
  ~FailingVfs();
  FailingVfs(const FailingVfs&) = delete;
  FailingVfs& operator=(const FailingVfs&) = delete;

  const std::string& name() const { return name_; }  // for SqliteOptions::vfs

  /// From now on the `number`-th `call` (1 is the next) answers `result` and does nothing; with
  /// `for_ever` every later one too.
  void fail(Call call, int number, int result, bool for_ever);
  void heal() { armed_ = false; }
  bool has_failed() const { return failed_; }

 private:
  struct File;
  static int open(sqlite3_vfs*, const char* name, sqlite3_file*, int flags, int* out_flags);
  static int remove(sqlite3_vfs* vfs, const char* name, int flush_directory);
  /// The result to answer instead of calling the real file; SQLITE_OK: call it.
  int result_of(Call call);

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  sqlite3_io_methods methods_{};
  std::string name_;

  std::atomic<bool> armed_{false};
  std::atomic<bool> failed_{false};
  std::atomic<int> left_{0};
  Call call_ = Call::write;
  int result_ = SQLITE_OK;
  bool for_ever_ = false;
};

struct FailingVfs::File {
  sqlite3_file base;
  FailingVfs* vfs;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static const sqlite3_io_methods* methods(sqlite3_file* file) {
    return of(file)->real()->pMethods;
  }
};

inline int FailingVfs::result_of(Call call) {
  if (!armed_ || call != call_) return SQLITE_OK;
  const int left = --left_;
  if (left > 0 || (left < 0 && !for_ever_)) return SQLITE_OK;
  failed_ = true;
  return result_;
}

inline void FailingVfs::fail(Call call, int number, int result, bool for_ever) {
  armed_ = false;
  failed_ = false;
  call_ = call;
  result_ = result;
  for_ever_ = for_ever;
  left_ = number;
  armed_ = true;
}

inline int FailingVfs::open(
    sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags
) {
  auto* const self = static_cast<FailingVfs*>(vfs->pAppData);
  File* const mine = File::of(file);
  mine->base.pMethods = nullptr;
  mine->vfs = self;
  mine->real()->pMethods = nullptr;
  const int result = self->real_->xOpen(self->real_, name, mine->real(), flags, out_flags);
  if (mine->real()->pMethods != nullptr) mine->base.pMethods = &self->methods_;
  return result;
}

inline int FailingVfs::remove(sqlite3_vfs* vfs, const char* name, int flush_directory) {
  auto* const self = static_cast<FailingVfs*>(vfs->pAppData);
  const int failed = self->result_of(Call::remove);
  return failed != SQLITE_OK ? failed : self->real_->xDelete(self->real_, name, flush_directory);
}

inline FailingVfs::FailingVfs(Scope scope) {
  configure_library();
  real_ = sqlite3_vfs_find(nullptr);
  static std::atomic<int> count{0};
  name_ = "failing" + std::to_string(++count);
  methods_.iVersion = 2;  // no memory map
  methods_.xClose = [](sqlite3_file* f) { return File::methods(f)->xClose(File::of(f)->real()); };
  methods_.xRead = [](sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    const int failed = File::of(f)->vfs->result_of(Call::read);
    if (failed != SQLITE_OK) return failed;
    return File::methods(f)->xRead(File::of(f)->real(), to, size, at);
  };
  methods_.xWrite = [](sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
    const int failed = File::of(f)->vfs->result_of(Call::write);
    if (failed != SQLITE_OK) return failed;
    return File::methods(f)->xWrite(File::of(f)->real(), from, size, at);
  };
  methods_.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
    const int failed = File::of(f)->vfs->result_of(Call::truncate);
    if (failed != SQLITE_OK) return failed;
    return File::methods(f)->xTruncate(File::of(f)->real(), size);
  };
  methods_.xSync = [](sqlite3_file* f, int flags) {
    const int failed = File::of(f)->vfs->result_of(Call::sync);
    if (failed != SQLITE_OK) return failed;
    return File::methods(f)->xSync(File::of(f)->real(), flags);
  };
  methods_.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
    return File::methods(f)->xFileSize(File::of(f)->real(), size);
  };
  methods_.xLock = [](sqlite3_file* f, int lock) {
    return File::methods(f)->xLock(File::of(f)->real(), lock);
  };
  methods_.xUnlock = [](sqlite3_file* f, int lock) {
    return File::methods(f)->xUnlock(File::of(f)->real(), lock);
  };
  methods_.xCheckReservedLock = [](sqlite3_file* f, int* out) {
    return File::methods(f)->xCheckReservedLock(File::of(f)->real(), out);
  };
  methods_.xFileControl = [](sqlite3_file* f, int what, void* argument) {
    return File::methods(f)->xFileControl(File::of(f)->real(), what, argument);
  };
  methods_.xSectorSize = [](sqlite3_file* f) {
    return File::methods(f)->xSectorSize(File::of(f)->real());
  };
  methods_.xDeviceCharacteristics = [](sqlite3_file* f) {
    return File::methods(f)->xDeviceCharacteristics(File::of(f)->real());
  };
  methods_.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    return File::methods(f)->xShmMap(File::of(f)->real(), page, size, extend, out);
  };
  methods_.xShmLock = [](sqlite3_file* f, int at, int n, int flags) {
    return File::methods(f)->xShmLock(File::of(f)->real(), at, n, flags);
  };
  methods_.xShmBarrier = [](sqlite3_file* f) {
    File::methods(f)->xShmBarrier(File::of(f)->real());
  };
  methods_.xShmUnmap = [](sqlite3_file* f, int remove) {
    return File::methods(f)->xShmUnmap(File::of(f)->real(), remove);
  };

  vfs_ = *real_;
  vfs_.pNext = nullptr;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;  // the rest ignores which VFS it is called through, or asks for names only
  sqlite3_vfs_register(&vfs_, scope == Scope::whole_process ? 1 : 0);
}

inline FailingVfs::~FailingVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);  // it may have been the default before
}

}  // namespace guanxi::sql::sqlite
