#include "platform/sql/sqlite/database.h"

#include "platform/sql/inside.h"
#include "platform/sql/sqlite/migrate.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql {
namespace sqlite {
namespace {

ConnectionSettings connection_settings(
    const SqliteOptions& options, const std::string& vfs, std::int64_t cache_bytes, bool read_only
) {
  return {options.file, vfs, cache_bytes, options.busy_ms_max, read_only, options.page_sums};
}

}  // namespace

SqliteDatabase::SqliteDatabase(const SqliteOptions& options, const Clock& clock)
    : clock_(clock),
      mark_(options.file),
      log_vfs_(options.vfs, [this](const LogPosition& at) { mark_.note(at); }),
      connection_(
          connection_settings(options, log_vfs_.name(), options.cache_bytes, /*read_only=*/false)
      ),
      readers_(
          connection_settings(options, options.vfs, options.reader_cache_bytes, /*read_only=*/true),
          options.readers_max
      ),
      copier_(connection_settings(options, options.vfs, /*cache_bytes=*/1 << 20, /*read_only=*/true)
      ),
      file_vfs_(options.vfs),
      checkpointer_(
          connection_settings(
              options, file_vfs_.name(), /*cache_bytes=*/1 << 20, /*read_only=*/true
          ),
          {options.checkpoint_bytes,
           options.wal_reset_bytes,
           options.reset_lag_frames_max,
           options.reset_wait_ms_max},
          readers_,
          gate_,
          health_
      ),
      writer_(connection_, {options.group_max, options.write_queue_max}, gate_, health_) {
  // What a process left in the log may never have reached the disk: if its flush failed, the
  // machine reads it from memory and flushes it no more. Moved into the file it is written anew,
  // and the next commit begins the log anew instead of going on behind it.
  checkpointer_.in_turn([this] {
    on_writer([](Connection& connection) {
      const int moved = sqlite3_wal_checkpoint_v2(
          connection.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr
      );
      const StorageFault::Kind kind = fault_kind(moved);
      const bool may_pass = kind == StorageFault::Kind::busy || kind == StorageFault::Kind::full;
      if (moved != SQLITE_OK && !may_pass) connection.raise(moved, "moving the log into the file");
    });
  });
  on_writer([&, this](Connection& connection) {
    connection.reserve_log_index(2 * options.wal_reset_bytes / frame_bytes);
    sqlite3_wal_hook(
        connection.handle(),
        [](void* checkpointer, sqlite3*, const char*, int frames) {
          static_cast<Checkpointer*>(checkpointer)->log_grew(frames);
          return SQLITE_OK;
        },
        &checkpointer_
    );
  });
}

SqliteDatabase::~SqliteDatabase() {
  if (!health_.halted()) {
    mark_.note_closing();
    return;
  }
  // The writer is idle: nobody may be inside a database that is being destroyed.
  on_writer([](Connection& connection) { connection.keep_log_on_close(); });
  readers_.keep_log_on_close();
  checkpointer_.connection().keep_log_on_close();
}

int SqliteDatabase::migrate(std::span<const Migration> migrations) {
  int applied = 0;
  on_writer([&](Connection& connection) {
    if (health_.halted()) health_.refuse();
    applied = sqlite::migrate(connection, migrations, clock_.now());
  });
  return applied;
}

int SqliteDatabase::schema_version() {
  Inside::refuse(this, "schema_version");
  int version = 0;
  readers_.borrow([&](Connection& connection) { version = sqlite::schema_version(connection); });
  return version;
}

DatabaseStats SqliteDatabase::stats() const {
  DatabaseStats stats;
  stats.write_functions = health_.write_functions.load();
  stats.write_batches = health_.write_batches.load();
  stats.batches_replayed = health_.batches_replayed.load();
  stats.read_transactions = health_.read_transactions.load();
  stats.write_queue = health_.write_queue.load();
  stats.wal_bytes = checkpointer_.log_bytes();
  stats.checkpoints = health_.checkpoints.load();
  stats.wal_resets = health_.wal_resets.load();
  stats.halted = health_.reason();
  return stats;
}

void SqliteDatabase::halt(const std::string& reason) { health_.halt(reason); }

void SqliteDatabase::prepare(const Query& query) {
  Inside::refuse(this, "prepare");
  readers_.borrow([&](Connection& connection) { connection.prepare(query); });
}

void SqliteDatabase::on_writer(const std::function<void(Connection&)>& function) {
  Inside::refuse(this, "work on the writer");
  Job job;
  job.alone = &function;
  writer_.run(job);
}

void SqliteDatabase::run_write(const std::function<bool(Tx&)>& function) {
  Inside::refuse(this, "write");
  const std::function<bool(Tx&)> marked = [&](Tx& tx) {
    const Inside inside(this);
    return function(tx);
  };
  Job job;
  job.function = &marked;
  writer_.run(job);
}

void SqliteDatabase::run_read(const std::function<void(Tx&)>& function) {
  Inside::refuse(this, "read");
  const Inside inside(this);
  try {
    readers_.run(function);
  } catch (const StorageFault& fault) {
    if (fault.kind() == StorageFault::Kind::corrupt) halt(fault.what());
    throw;
  }
  health_.read_transactions.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace sqlite

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options, const Clock& clock) {
  return std::make_unique<sqlite::SqliteDatabase>(options, clock);
}

}  // namespace guanxi::sql
