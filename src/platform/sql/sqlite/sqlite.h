// The embedded engine: one SQLite file beside the program. Opened by app/ and by tests; everybody
// else sees only sql::Database.
//
// Writes: one thread runs the queued functions back to back and commits them together, so that a
// group of callers shares one fsync. Reads: a pool of connections, each a consistent snapshot. A
// third connection checkpoints in the background. Calling write or read of a database from inside
// a write or read of the same database is a fault of ours (CheckFailed), as it would wait for
// itself or see two states.
//
// Decided for every connection: WAL; synchronous=FULL, read back at start; foreign_keys=ON, so that
// a REFERENCES in a portable migration means the same on both engines (a table without one pays
// nothing; DEFERRABLE is refused, as it would be checked at the COMMIT a whole group shares);
// secure_delete=FAST, so that deleted names do not linger in pages that are written anyway; no
// memory map, so that a truncated file is an error and not a SIGBUS.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "platform/sql/sql.h"

namespace guanxi::sql {

struct SqliteOptions {
  std::filesystem::path file;  // its directory must exist
  int group_max = 256;         // functions in one commit
  int write_queue_max = 4096;  // functions waiting; one more is StorageFault busy
  int readers_max = 16;        // snapshots at once; one more reader waits for a free one
  std::int64_t cache_bytes = std::int64_t{256} << 20;       // the writer's pages, used as touched
  std::int64_t reader_cache_bytes = std::int64_t{4} << 20;  // per snapshot connection
  int busy_ms_max = 10'000;  // how long another process may hold the write lock before we give up

  // Checkpoints run when that much of the log is new; at `wal_reset_bytes` the log starts over.
  std::int64_t checkpoint_bytes = std::int64_t{32} << 20;
  std::int64_t wal_reset_bytes = std::int64_t{64} << 20;
  int reset_lag_frames_max = 256;  // the writer pauses only when fewer frames than this are left
  int reset_wait_ms_max = 20;      // and at most this long for readers of the old log

  bool page_sums = true;  // a store this creates gets a checksum in each page
  std::string vfs = {};   // a registered SQLite VFS, for tests of failing disks; empty: the default
};

/// Opens the file, creating it if there is none. Throws StorageFault: io (cannot be opened),
/// corrupt (no database), busy (locked by another process), other (WAL or synchronous=FULL
/// refused). `clock` stamps migrations only and must outlive the database. Destroying the database
/// waits for queued functions; nobody may be inside it or enter it then.
std::unique_ptr<Database> open_sqlite(const SqliteOptions& options, const Clock& clock);

/// For copy_file().
struct FileCopyOptions {
  std::int64_t bytes_per_second_max = 0;  // 0: as fast as it goes
  /// Bytes copied and bytes there are, now and then; false ends the copy.
  std::function<bool(std::int64_t done, std::int64_t total)> on_progress = {};
};
enum class Copied {
  whole,    // `to` is the store as it was at one moment near the end of the call
  stopped,  // on_progress wanted no more
  busy,     // another copy of this store is being made, by this program or another
};

/// Copies the store's file, page for page, while it is read and written; `to` must exist and be
/// empty. No snapshot is held, the writer does nothing for it but pause once, as it does whenever
/// the log starts over: whatever the checkpointer moves into the file meanwhile it also writes into
/// the copy (mirroring_vfs.h). `to` is not flushed. Throws StorageFault: full, io (`to` cannot be
/// written), busy (the log was never at rest: an old snapshot, or another program that writes
/// without pause), halted. `db` must be of open_sqlite().
Copied copy_file(Database& db, const std::filesystem::path& to, const FileCopyOptions& options);
/// Gives a store that was made without page checksums (see page_sums.h) its own: writes it anew
/// beside itself, which needs as much room again, and puts the new file in its place. An
/// interrupted try leaves the store as it was. False: it has them, or there is no store. The caller
/// sees to it that no other program of ours opens the store meanwhile. Throws StorageFault: busy
/// (somebody has it open), full, io, corrupt.
bool add_page_sums(const std::filesystem::path& file);

}  // namespace guanxi::sql
