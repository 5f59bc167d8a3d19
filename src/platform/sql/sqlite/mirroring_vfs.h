// A file system over another one through which the checkpointer writes the database file, and what
// it writes also goes into a copy that is being made. That is how a backup needs no snapshot, which
// would keep the log from starting over for as long as the copy takes, and costs the writer
// nothing: the database file changes in checkpoints only, each page once however often it was
// written meanwhile.
//
// The copier goes through the file from front to back. A write in front of it is left alone, it
// will get there; one behind it is repeated in the copy. Copy and file are thus equal at any moment
// from the end of the file on, and whole where nothing of the log is missing in the file.
//
// Threads: the checkpointer writes; one copier at a time calls the rest.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <limits>
#include <mutex>
#include <string>

namespace guanxi::sql::sqlite {

/// A copy in the making.
class Mirror {
 public:
  /// From now on writes behind the copier are repeated in `fd`.
  void begin(int fd);
  /// Nothing is written to the database file while `copy_part(from)` runs. It answers where the
  /// copier stands then; end_of_file once it got there.
  static constexpr std::int64_t end_of_file = std::numeric_limits<std::int64_t>::max();
  std::int64_t advance(const std::function<std::int64_t(std::int64_t from)>& copy_part);
  void end();
  /// The errno of the first write into the copy that failed; 0: none. The store is not concerned.
  int error();

 private:
  friend class MirroringVfs;
  int write(sqlite3_file* real, const void* from, int size, sqlite3_int64 at);
  int truncate(sqlite3_file* real, sqlite3_int64 size);

  std::mutex mutex_;
  int fd_ = -1;
  std::int64_t covered_ = 0;
  int error_ = 0;
  std::string written_;
};

/// pwrite of all of it; 0 or the errno.
int write_all_at(int fd, const void* from, std::size_t size, std::int64_t at);

class MirroringVfs {
 public:
  /// `over` is the name of a registered VFS that outlives this one; empty: the default.
  explicit MirroringVfs(const std::string& over);
  ~MirroringVfs();
  MirroringVfs(const MirroringVfs&) = delete;
  MirroringVfs& operator=(const MirroringVfs&) = delete;

  const std::string& name() const { return name_; }
  Mirror& mirror() { return mirror_; }

 private:
  struct File;
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out);
  static const sqlite3_io_methods* methods();

  std::string name_;
  sqlite3_vfs* real_ = nullptr;
  sqlite3_vfs vfs_{};
  Mirror mirror_;
};

}  // namespace guanxi::sql::sqlite
