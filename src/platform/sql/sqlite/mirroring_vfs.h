// A file system over another one through which the checkpointer writes the database file, and which
// remembers what it wrote while a copy of the file is made. That is how a backup needs no snapshot,
// which would keep the log from starting over for as long as the copy takes, and costs the writer
// nothing: the database file changes in checkpoints only, each page once however often it was
// written meanwhile.
//
// The copier goes through the file from front to back. A write in front of it is left alone, it
// will get there; one behind it is remembered, and the copier takes those pages again. Nobody but
// the copier ever writes into the copy, so that a disk that is full, slow or gone holds up no
// commit.
//
// Threads: the checkpointer writes; one copier at a time calls the rest.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <vector>

namespace guanxi::sql::sqlite {

/// Which pages of the file a copy in the making has to take (again).
class Mirror {
 public:
  static constexpr std::int64_t unit = 4096;  // bytes; of pages or parts of them
  /// From now on what is written behind the copier is remembered.
  void begin();
  /// Nothing is written to the database file while `read_part(from)` runs. It answers where the
  /// copier stands then; end_of_file once it got there.
  static constexpr std::int64_t end_of_file = std::numeric_limits<std::int64_t>::max();
  std::int64_t advance(const std::function<std::int64_t(std::int64_t from)>& read_part);
  /// Units that were written behind the copier and not taken yet.
  std::int64_t behind();
  /// Takes the next run of them, of at most `bytes_max`: `read_part(at, size)` as above. False:
  /// there are none.
  bool take(
      std::int64_t bytes_max,
      const std::function<void(std::int64_t at, std::int64_t size)>& read_part
  );
  void end();

 private:
  friend class MirroringVfs;
  int write(sqlite3_file* real, const void* from, int size, sqlite3_int64 at);

  std::mutex mutex_;
  bool active_ = false;
  std::int64_t covered_ = 0;
  std::vector<bool> dirty_;  // by unit
  std::int64_t dirty_units_ = 0;
  std::size_t next_ = 0;  // before it, none is dirty
};

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
