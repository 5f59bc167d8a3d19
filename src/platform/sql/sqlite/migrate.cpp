#include "platform/sql/sqlite/migrate.h"

#include "platform/sql/applied.h"
#include "platform/sql/sqlite/transaction.h"
#include "platform/sql/sqlite/translate.h"

namespace guanxi::sql::sqlite {
namespace {

constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "  number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,"
    "  applied_at INTEGER NOT NULL) STRICT";

void apply(Connection& connection, const Migration& migration, Instant now) {
  connection.execute(translate(migration.text));
  GX_CHECK_WHY(
      connection.in_transaction(),
      "a migration may not end its transaction: " + std::string(migration.name)
  );
  Transaction transaction(connection);
  Tx& tx = transaction;
  tx.exec(insert_applied, migration.number, migration.name, checksum(migration.text), now);
}

/// Loose typing turned 'abc' into 0 elsewhere; a table without STRICT would let it in again.
void check_tables(Connection& connection) {
  constexpr const char* from =
      " FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite\\_%' "
      "ESCAPE '\\'";
  if (connection.number_of(std::string("SELECT count(*)") + from) > 0) {
    const std::string name = connection.text_of(std::string("SELECT min(name)") + from);
    GX_CHECK_WHY(false, "a table lacks its /*table*/ or /*clustered*/ marker: " + name);
  }
  GX_CHECK_WHY(
      connection.number_of("SELECT count(*) FROM pragma_foreign_key_check") == 0,
      "a migration leaves references to rows that do not exist"
  );
}

int migrate_in_transaction(
    Connection& connection, std::span<const Migration> migrations, Instant now
) {
  connection.control_or_throw(Control::begin_write);  // the lock: one program at a time
  connection.execute(create_table);
  Transaction transaction(connection);
  Tx& tx = transaction;
  const std::span<const Migration> missing = missing_of(tx.list<Applied>(list_applied), migrations);
  for (const Migration& migration : missing) apply(connection, migration, now);
  if (!missing.empty()) check_tables(connection);
  connection.control_or_throw(Control::commit);
  return static_cast<int>(missing.size());
}

}  // namespace

int migrate(Connection& connection, std::span<const Migration> migrations, Instant now) {
  check_numbers(migrations);
  // Rebuilding a table drops the old one, which would count as deleting what others refer to; the
  // references are checked as a whole before the commit instead.
  connection.execute("PRAGMA foreign_keys=OFF");
  try {
    const int count = migrate_in_transaction(connection, migrations, now);
    connection.execute("PRAGMA foreign_keys=ON");
    return count;
  } catch (...) {
    connection.roll_back();
    connection.execute("PRAGMA foreign_keys=ON");
    throw;
  }
}

int schema_version(Connection& connection) {
  if (connection.number_of("SELECT count(*) FROM sqlite_schema WHERE name='schema_migrations'") ==
      0) {
    return 0;
  }
  return static_cast<int>(
      connection.number_of("SELECT coalesce(max(number), 0) FROM schema_migrations")
  );
}

}  // namespace guanxi::sql::sqlite
