// PostgreSQL 15 or newer behind the same seam, for when one machine is not enough. Opened by app/
// and by tests; everybody else sees only sql::Database.
//
// read(): REPEATABLE READ, READ ONLY: one snapshot each. write(): SERIALIZABLE, run again when the
// server finds that two could not have run one after another. write_guarded(): READ COMMITTED, many
// functions in one transaction and one statement for all of them; read_latest() the same for
// reading; see together.h. Statements are prepared once per connection, values travel in binary,
// and BEGIN is sent along with the first statement.
//
// A transaction whose COMMIT was sent but never answered may or may not have happened: the caller
// gets StorageFault unreachable, and finds out by asking again under the same idempotency key.
// Everything before that point is tried again on another connection by itself.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "platform/sql/sql.h"

namespace guanxi::sql {

struct PostgresOptions {
  std::string conninfo = {};  // "postgresql://user@host/db?…" or "host=… dbname=…", see libpq
  int connections_max = 24;   // at least the threads below and one more
  int reader_threads = 1, writer_threads = 2;  // that send the statements of many at once
  int group_max = 64;                          // functions in one transaction
  int write_queue_max = 4096;                  // functions waiting; one more is StorageFault busy
  int connect_seconds_max = 5;                 // for one attempt, and for how long we try again
  int statement_ms_max = 60'000;  // a statement that runs longer is ended; long reads are exempt
};

/// Connects once, so that a wrong address is known at once. Throws StorageFault unreachable, or
/// other (older than PostgreSQL 15, or its encoding is not UTF8). `clock` stamps migrations only
/// and must outlive the database. Nobody may be inside the database when it is destroyed.
std::unique_ptr<Database> open_postgres(const PostgresOptions& options, const Clock& clock);

/// That no other program of ours fills this database with a restore or a copy meanwhile: a lock of
/// the server's, which ends with the object, or with its connection.
class PostgresLock {
 public:
  virtual ~PostgresLock() = default;
};
/// nullptr: another program has it. Throws as open_postgres().
std::unique_ptr<PostgresLock> lock_filling(const PostgresOptions& options);

}  // namespace guanxi::sql
