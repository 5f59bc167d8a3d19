#include "platform/sql/postgres/merge.h"

#include <algorithm>
#include <cctype>

#include "platform/sql/postgres/values.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql::postgres {
namespace {

constexpr std::size_t header_bytes = 20;  // dimensions, has nulls, element type, size, lower bound

struct Token {
  std::string text;
  std::string word;  // in upper case
  int depth = 0;     // of parentheses around it
};

bool is_blank(const std::string& text) {
  return std::isspace(static_cast<unsigned char>(text[0])) != 0 || text.starts_with("--") ||
         text.starts_with("/*");
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  int depth = 0;
  rewrite(text, [&](std::string_view token) -> std::string {
    if (token == ")") --depth;
    tokens.push_back({std::string(token), upper(token), depth});
    if (token == "(") ++depth;
    return {};
  });
  return tokens;
}

/// The tokens' text with each parameter as a column of u.
std::string with_columns(std::span<const Token> tokens) {
  std::string text;
  for (const Token& token : tokens) {
    if (token.text.size() > 1 && token.text[0] == '$') {
      text += "u.gx" + token.text.substr(1);
    } else {
      text += token.text;
    }
  }
  return text;
}

std::string type_name(Oid type) {
  return type == oid_integer ? "bigint" : type == oid_text ? "text" : "bytea";
}

std::string unnest(std::span<const Oid> types, bool ordinality) {
  std::string arrays, names;
  for (std::size_t i = 1; i <= types.size(); ++i) {
    if (i > 1) {
      arrays += ", ";
      names += ", ";
    }
    arrays += "$" + std::to_string(i) + "::" + type_name(types[i - 1]) + "[]";
    names += "gx" + std::to_string(i);
  }
  if (!ordinality) return "unnest(" + arrays + ") AS u(" + names + ")";
  return "unnest(" + arrays + ") WITH ORDINALITY AS u(" + names + ", gx0)";
}

auto find_word(const std::vector<Token>& tokens, std::string_view word) {
  return std::find_if(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.depth == 0 && token.word == word;
  });
}

std::optional<std::string> merged_insert(
    const std::vector<Token>& tokens, std::span<const Oid> types
) {
  const auto values = find_word(tokens, "VALUES");
  const auto open =
      std::find_if(values, tokens.end(), [](const Token& t) { return t.text == "("; });
  const auto close = std::find_if(open, tokens.end(), [](const Token& token) {
    return token.depth == 0 && token.text == ")";
  });
  if (close == tokens.end()) return std::nullopt;
  // Behind the tuple nothing may stand but a conflict that changes nothing.
  std::string tail;
  for (auto at = close + 1; at != tokens.end(); ++at) {
    if (at->text[0] == '$' || at->word == "UPDATE" || at->word == "RETURNING" ||
        (at->depth == 0 && at->text == ","))
      return std::nullopt;
    tail += at->text;
  }
  return with_columns({tokens.begin(), values}) + "SELECT " + with_columns({open + 1, close}) +
         " FROM " + unnest(types, false) + tail;
}

std::optional<std::string> merged_update(
    const std::vector<Token>& tokens, std::span<const Oid> types
) {
  const auto where = find_word(tokens, "WHERE");
  if (where == tokens.end() || find_word(tokens, "FROM") < where ||
      find_word(tokens, "RETURNING") != tokens.end())
    return std::nullopt;
  return with_columns({tokens.begin(), where}) + "FROM " + unnest(types, false) + " " +
         with_columns({where, tokens.end()});
}

std::vector<Token> trimmed(std::string_view text) {
  std::vector<Token> tokens = tokens_of(text);
  while (!tokens.empty() && is_blank(tokens.front().text)) tokens.erase(tokens.begin());
  return tokens;
}

}  // namespace

std::optional<std::string> merged_write(std::string_view text, std::span<const Oid> types) {
  const std::vector<Token> tokens = trimmed(text);
  if (tokens.empty() || types.empty()) return std::nullopt;
  if (tokens[0].word == "INSERT") return merged_insert(tokens, types);
  if (tokens[0].word == "UPDATE") return merged_update(tokens, types);
  return std::nullopt;
}

std::optional<std::string> merged_read(std::string_view text, std::span<const Oid> types) {
  const std::vector<Token> tokens = trimmed(text);
  if (tokens.empty() || types.empty() || tokens[0].word != "SELECT") return std::nullopt;
  return "SELECT u.gx0, q.* FROM " + unnest(types, true) + ", LATERAL (" + with_columns(tokens) +
         ") q";
}

Oid array_oid(Oid element) {
  constexpr Oid oid_bytes_array = 1001, oid_text_array = 1009, oid_integer_array = 1016;
  if (element == oid_integer) return oid_integer_array;
  return element == oid_text ? oid_text_array : oid_bytes_array;
}

ArrayBuilder::ArrayBuilder(Oid element) : element_(element) { clear(); }

void ArrayBuilder::clear() {
  count_ = 0;
  has_null_ = false;
  data_.assign(header_bytes, '\0');
}

void ArrayBuilder::put32(std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) data_ += static_cast<char>(value >> shift & 0xffU);
}

void ArrayBuilder::add(const Param& value) {
  ++count_;
  if (std::holds_alternative<Null>(value)) {
    has_null_ = true;
    put32(0xffffffffU);
    return;
  }
  const Parameters one({&value, 1});
  put32(static_cast<std::uint32_t>(one.lengths()[0]));
  data_.append(one.values()[0], static_cast<std::size_t>(one.lengths()[0]));
}

std::string_view ArrayBuilder::data() {
  std::string body = std::move(data_);
  data_.clear();
  put32(1);
  put32(has_null_ ? 1 : 0);
  put32(element_);
  put32(count_);
  put32(1);
  body.replace(0, header_bytes, data_);
  data_ = std::move(body);
  return data_;
}

}  // namespace guanxi::sql::postgres
