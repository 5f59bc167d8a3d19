// Brings the schema of a PostgreSQL database up to the program's.
#pragma once

#include <span>

#include "base/time.h"
#include "platform/sql/postgres/connection.h"

namespace guanxi::sql::postgres {

/// The contract of Database::migrate. All missing migrations are applied in one transaction, under
/// an advisory lock: one program at a time.
int migrate(Connection& connection, std::span<const Migration> migrations, Instant now);

/// The number of the last migration applied; 0 for an empty database.
int schema_version(Connection& connection);

/// Portable DDL in PostgreSQL's words: text is compared by bytes, as in SQLite, whatever the
/// database's collation.
std::string translate(std::string_view portable);

}  // namespace guanxi::sql::postgres
