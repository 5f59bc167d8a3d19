#include "platform/sql/sqlite/translate.h"

#include <algorithm>
#include <cctype>

#include "base/check.h"

namespace guanxi::sql::sqlite {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

std::string upper(std::string_view word) {
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return text;
}

/// The length of the token at the start of `text`, which is not empty. A string or comment that
/// does not end reaches to the end; SQLite will say so.
std::size_t token_size(std::string_view text) {
  const auto up_to = [&](std::string_view end, std::size_t from) {
    const std::size_t at = text.find(end, from);
    return at == std::string_view::npos ? text.size() : at + end.size();
  };
  if (text.substr(0, 2) == "--") return up_to("\n", 2);
  if (text.substr(0, 2) == "/*") return up_to("*/", 2);
  // A doubled quote inside reads as two strings beside each other: the same characters either way.
  if (text[0] == '\'' || text[0] == '"') return up_to(text.substr(0, 1), 1);
  if (!is_word(text[0])) return 1;
  std::size_t size = 1;
  while (size < text.size() && is_word(text[size])) ++size;
  return size;
}

std::string translate_token(std::string_view token) {
  if (token == "/*table*/") return "STRICT";
  if (token == "/*clustered*/") return "STRICT, WITHOUT ROWID";
  const std::string word = upper(token);
  if (word == "BIGINT") return "INTEGER";
  if (word == "BYTEA") return "BLOB";
  GX_CHECK_WHY(word != "DEFERRABLE", "a migration may not defer a constraint to COMMIT");
  GX_CHECK_WHY(word != "COMMIT", "a migration may not end the transaction it runs in");
  return std::string(token);
}

}  // namespace

std::string translate(std::string_view portable) {
  std::string text;
  while (!portable.empty()) {
    const std::string_view token = portable.substr(0, token_size(portable));
    text += translate_token(token);
    portable.remove_prefix(token.size());
  }
  return text;
}

}  // namespace guanxi::sql::sqlite
