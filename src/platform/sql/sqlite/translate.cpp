#include "platform/sql/sqlite/translate.h"

#include "platform/sql/tokens.h"

namespace guanxi::sql::sqlite {

std::string translate(std::string_view portable) {
  return rewrite(portable, [](std::string_view token) -> std::string {
    if (token == "/*table*/") return "STRICT";
    if (token == "/*clustered*/") return "STRICT, WITHOUT ROWID";
    const std::string word = upper(token);
    if (word == "BIGINT") return "INTEGER";
    if (word == "BYTEA") return "BLOB";
    check_migration_word(word);
    return std::string(token);
  });
}

}  // namespace guanxi::sql::sqlite
