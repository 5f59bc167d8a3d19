// Backups of a whole store, stores made from them, and copies from one store to another. Called by
// the app: its commands, and in a server the runs of runs.h.
//
//   make      one file: of SQLite its database as it is, otherwise (or with `portable`) rows
//   restore   a store from such a file, called good only after its books were verified
//   copy      a store into an empty one, of whatever engines; goes on where it was killed
//
// Whoever calls decides what runs when: each takes minutes on a large store and runs on the
// caller's thread. Errors come as codes with facts that name the file, the reason, and what would
// help.
//
// Threads: functions; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "flows/verify/verify.h"
#include "platform/archive/manifest.h"
#include "platform/sql/sql.h"

namespace guanxi::backup {

enum class Phase {
  waiting,
  copying,
  counting,
  sealing,
  reading,
  filling,
  comparing,
  verifying,
  ended
};
BOOST_DESCRIBE_ENUM(
    Phase, waiting, copying, counting, sealing, reading, filling, comparing, verifying, ended
)

/// Bytes or rows of the phase, as `in_rows` says; total 0: not known.
struct Progress {
  Phase phase = Phase::copying;
  std::int64_t done = 0, total = 0;
  bool in_rows = false;
};
/// False: stop. The action then ends with backup_stopped and leaves nothing behind.
using OnProgress = std::function<bool(const Progress&)>;

struct Order {
  std::filesystem::path to;  // a directory that exists, or the file to make
  bool portable = false;     // rows even of SQLite: one snapshot for all the time it takes
  int keep = 0;              // of a run: afterwards only so many of the newest stay; 0: all
  std::int64_t bytes_per_second_max = 0;  // 0: as fast as it goes
};

/// What a backup says of where it comes from.
struct Origin {
  std::string key_fingerprint;
  std::string program;
  std::filesystem::path data;  // room on this disk is left for the service
};

struct Made {
  std::filesystem::path file;
  std::int64_t bytes = 0;
  archive::Manifest manifest;
};

/// What killed programs left half done in the directory goes first; the file was read back before
/// it gets its name. Errors: backup_exists, backup_no_room, backup_unwritable, backup_running,
/// backup_stopped, backup_failed.
Result<Made> make(
    sql::Database& db,
    const Order& order,
    const Origin& origin,
    const Clock& clock,
    const OnProgress& on_progress
);

/// Removes the oldest of the whole backups of the same installation beside `made`, until `keep` are
/// left, `made` first of all whatever the clock said. A file that is anything else stays.
std::vector<std::filesystem::path> prune(const std::filesystem::path& made, int keep, Instant now);

/// An empty place a store is restored into, and nobody else meanwhile; it gets its right name only
/// when all is verified.
class Site {
 public:
  virtual ~Site() = default;
  virtual sql::Engine engine() const = 0;
  virtual std::string name() const = 0;  // for people
  /// SQLite: where the database file is to be put before open().
  virtual std::filesystem::path file() const = 0;
  /// As often as needed; the database is closed before the next call.
  virtual std::unique_ptr<sql::Database> open() = 0;
  virtual void publish() = 0;
  /// Takes away the files that were made, and nothing else. Never throws.
  virtual void discard() noexcept = 0;
};

struct Restored {
  archive::Manifest manifest;
  verify::Report books;
};

/// `key_fingerprint`: of the key that lies at the place; nullopt: none does yet. Errors: those of
/// reading a backup, backup_newer_schema, backup_other_engine, backup_other_key, backup_no_room,
/// backup_differs, backup_books_broken, backup_stopped, backup_failed.
Result<Restored> restore(
    const std::filesystem::path& from,
    Site& site,
    const std::optional<std::string>& key_fingerprint,
    const Clock& clock,
    const OnProgress& on_progress
);

struct CopyEnd {
  std::string name;  // for people: a directory, a URL without its password
  sql::Database& db;
  /// Of the source: who else uses it now; "": nobody. Asked at the end.
  std::function<std::string()> user = {};
};
struct Copied {
  bool resumed = false;
  std::int64_t tables = 0, rows = 0;
  std::string key_fingerprint;
  verify::Report books;
};

/// `to` is empty or the unfinished copy of the same source, killed or stopped; anything else is
/// left as it is. Nobody else uses either: a change of the source is found at the end. Errors:
/// copy_older_schema, backup_newer_schema, backup_place_taken, copy_other_source,
/// copy_source_changed, backup_differs, backup_books_broken, backup_stopped, backup_failed.
Result<Copied> copy(CopyEnd from, CopyEnd to, const Clock& clock, const OnProgress& on_progress);

/// The store is not whole: a restore or a copy fills it, or was killed doing so. Whoever opens a
/// store to work with it looks first.
struct Filling {
  std::string source;
  Instant started_at;
};
std::optional<Filling> find_filling(sql::Database& db);
/// Empties what a restore was filling when it was killed; anything else stays as it is. The caller
/// sees to it that none does now.
void empty_unfinished_restore(sql::Database& db);

}  // namespace guanxi::backup
