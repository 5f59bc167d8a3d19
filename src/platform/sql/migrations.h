// The numbered files of db/migrations, embedded into the binary by db/CMakeLists.txt.
#pragma once

#include <span>

#include "platform/sql/sql.h"

namespace guanxi::sql {

/// Every migration for `engine`, number 1 first: the portable NNNN_name.sql, or the engine's twin
/// NNNN_name.sqlite.sql / NNNN_name.postgres.sql where there is one. Static storage.
std::span<const Migration> all_migrations(Engine engine);

}  // namespace guanxi::sql
