// A file system over another one that gathers what is written to a write-ahead log in a row and
// hands it on in one piece when the log is flushed. SQLite writes a log page by page, in two calls
// each; a group commit has a hundred pages. For the writer's connection, with cache_spill off: the
// log is then written in a COMMIT only, under the write lock and up to its flush, so that nothing
// gathered can outlive the transaction and nobody looks for it before it is there. Other files are
// the other file system's own.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <string>

#include "platform/sql/sqlite/log_mark.h"

namespace guanxi::sql::sqlite {

class GatheringVfs {
 public:
  using Flushed = std::function<void(const LogPosition&)>;

  /// `over` is the name of a registered VFS that outlives this one; empty: the default. `flushed`
  /// is told, on the writer's thread, how far the log is durable after each commit.
  explicit GatheringVfs(const std::string& over, Flushed flushed = {});
  ~GatheringVfs();
  GatheringVfs(const GatheringVfs&) = delete;
  GatheringVfs& operator=(const GatheringVfs&) = delete;

  const std::string& name() const { return name_; }

 private:
  static int open(sqlite3_vfs*, const char* path, sqlite3_file*, int flags, int* out_flags);

  sqlite3_vfs* over_;
  Flushed flushed_;
  std::string name_;
  sqlite3_vfs vfs_{};
};

}  // namespace guanxi::sql::sqlite
