// Portable migration text → SQLite's dialect.
#pragma once

#include <string>
#include <string_view>

namespace guanxi::sql::sqlite {

/// BIGINT → INTEGER, BYTEA → BLOB, `/*table*/` → STRICT, `/*clustered*/` → STRICT, WITHOUT ROWID;
/// token by token, so that strings, quoted names and other comments stay as they are.
/// CheckFailed: DEFERRABLE, which would be checked at a COMMIT that many functions share; COMMIT,
/// as a migration that fails later must leave nothing behind.
std::string translate(std::string_view portable);

}  // namespace guanxi::sql::sqlite
