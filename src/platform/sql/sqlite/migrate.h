// Brings the schema of a SQLite file up to the program's.
#pragma once

#include <span>

#include "base/time.h"
#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql::sqlite {

/// The contract of Database::migrate, on the writer's connection, outside a transaction. All
/// missing migrations are applied in one transaction: after a fault the schema is as before.
int migrate(Connection& connection, std::span<const Migration> migrations, Instant now);

/// The number of the last migration applied; 0 for an empty file.
int schema_version(Connection& connection);

}  // namespace guanxi::sql::sqlite
