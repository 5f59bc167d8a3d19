#include "platform/sql/postgres/migrate.h"

#include "platform/sql/applied.h"
#include "platform/sql/postgres/transaction.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql::postgres {
namespace {

constexpr const char* lock_text = "SELECT pg_advisory_xact_lock(1197889304)";  // "GuaX"
constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "  number BIGINT PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL,"
    "  checksum TEXT COLLATE \"C\" NOT NULL, applied_at BIGINT NOT NULL)";

}  // namespace

std::string translate(std::string_view portable) {
  return rewrite(portable, [](std::string_view token) -> std::string {
    const std::string word = upper(token);
    if (word == "TEXT") return "TEXT COLLATE \"C\"";
    check_migration_word(word);
    return std::string(token);
  });
}

int migrate(Connection& connection, std::span<const Migration> migrations, Instant now) {
  check_numbers(migrations);
  try {
    // Each statement sees what was committed while we waited for the lock.
    connection.begin(Isolation::read_committed);
    connection.execute(lock_text);
    connection.execute_script("SET LOCAL statement_timeout = 0");
    connection.execute_script(create_table);
    Transaction transaction(connection);
    Tx& tx = transaction;
    const std::span<const Migration> missing =
        missing_of(tx.list<Applied>(list_applied), migrations);
    for (const Migration& migration : missing) {
      connection.execute_script(translate(migration.text));
      tx.exec(insert_applied, migration.number, migration.name, checksum(migration.text), now);
    }
    connection.commit();
    return static_cast<int>(missing.size());
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

int schema_version(Connection& connection) {
  std::int64_t version = 0;
  connection.begin(Isolation::long_snapshot);
  bool exists = false;
  connection
      .scan("SELECT to_regclass('schema_migrations') IS NOT NULL", {}, [&](const RowView& row) {
        exists = row.integer(0) != 0;
        return true;
      });
  if (exists) {
    connection.scan(
        "SELECT coalesce(max(number), 0) FROM schema_migrations",
        {},
        [&](const RowView& row) {
          version = row.integer(0);
          return true;
        }
    );
  }
  connection.end_read();
  return static_cast<int>(version);
}

}  // namespace guanxi::sql::postgres
