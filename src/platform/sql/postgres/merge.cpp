#include "platform/sql/postgres/merge.h"

#include <algorithm>
#include <cctype>

#include "platform/sql/postgres/values.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql::postgres {
namespace {

constexpr std::size_t header_bytes = 20;  // dimensions, has nulls, element type, size, lower bound

// The calls as a relation; nobody names a table of theirs like this. Its columns are gx1 for the
// first parameter and gx0 for the number of the call.
constexpr const char* calls_name = "gx_calls";

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

bool is_parameter(const Token& token) { return token.text.size() > 1 && token.text[0] == '$'; }

std::string type_name(Oid type) {
  return type == oid_integer ? "bigint" : type == oid_text ? "text" : "bytea";
}

/// The tokens' text with each parameter as this call's. Columns of a function would cost the server
/// three times as much as elements of an array: it writes each column down and reads it again.
std::string with_values(std::span<const Token> tokens, std::span<const Oid> types) {
  const std::string calls = calls_name;
  std::string text;
  for (const Token& token : tokens) {
    if (!is_parameter(token)) {
      text += token.text;
    } else if (const auto number = std::stoul(token.text.substr(1)); number == 1) {
      text += calls + ".gx1";
    } else {
      text += "(" + token.text + "::" + type_name(types[number - 1]) + "[])[" + calls + ".gx0]";
    }
  }
  return text;
}

/// The calls, numbered in gx0, with the first value of each. (The server takes an array for ten
/// rows, which makes for the plan we want; a series of numbers would be a thousand.)
std::string calls_of(std::span<const Oid> types) {
  return "unnest($1::" + type_name(types[0]) + "[]) WITH ORDINALITY AS " + calls_name +
         "(gx1, gx0)";
}

auto find_word(const std::vector<Token>& tokens, std::string_view word) {
  return std::find_if(tokens.begin(), tokens.end(), [&](const Token& token) {
    return token.depth == 0 && token.word == word;
  });
}

bool has_word(const std::vector<Token>& tokens, std::string_view word) {
  return std::any_of(tokens.begin(), tokens.end(), [&](const Token& t) { return t.word == word; });
}

std::optional<MergedWrite> merged_insert(
    const std::vector<Token>& tokens, std::span<const Oid> types
) {
  const auto values = find_word(tokens, "VALUES");
  const auto open =
      std::find_if(values, tokens.end(), [](const Token& t) { return t.text == "("; });
  const auto close = std::find_if(open, tokens.end(), [](const Token& token) {
    return token.depth == 0 && token.text == ")";
  });
  if (close == tokens.end()) return std::nullopt;
  // Behind the tuple nothing may stand but a conflict that changes nothing. It goes: a call that
  // met one has not changed its row, so all is undone either way, and looking first costs every
  // row.
  for (auto at = close + 1; at != tokens.end(); ++at) {
    if (at->text[0] == '$' || at->word == "UPDATE" || at->word == "RETURNING" ||
        (at->depth == 0 && at->text == ","))
      return std::nullopt;
  }
  return MergedWrite{
      with_values({tokens.begin(), values}, types) + "SELECT " +
          with_values({open + 1, close}, types) + " FROM " + calls_of(types),
      std::nullopt};
}

/// The columns that `WHERE a = $1 AND b = $2 AND …` fixes to parameters; empty where it is not of
/// that form. Other conditions may stand between.
std::vector<Pin> pins_of(std::span<const Token> where) {
  std::vector<Pin> pins;
  std::vector<const Token*> part;
  const auto end_part = [&] {
    if (part.size() == 3 && part[1]->text == "=" && is_parameter(*part[2]))
      pins.push_back({part[0]->text, std::stoul(part[2]->text.substr(1)) - 1});
    part.clear();
  };
  for (const Token& token : where) {
    if (token.depth == 0 && (token.word == "OR" || token.word == "BETWEEN")) return {};
    if (token.depth == 0 && token.word == "AND") {
      end_part();
    } else if (!is_blank(token.text)) {
      part.push_back(&token);
    }
  }
  end_part();
  return pins;
}

std::optional<MergedWrite> merged_update(
    const std::vector<Token>& tokens, std::span<const Oid> types
) {
  const auto where = find_word(tokens, "WHERE");
  if (where == tokens.end() || find_word(tokens, "FROM") < where ||
      find_word(tokens, "RETURNING") != tokens.end())
    return std::nullopt;
  const auto table = std::find_if(tokens.begin() + 1, tokens.end(), [](const Token& token) {
    return !is_blank(token.text);
  });
  std::vector<Pin> pins = pins_of({where + 1, tokens.end()});
  if (pins.empty()) return std::nullopt;
  return MergedWrite{
      with_values({tokens.begin(), where}, types) + "FROM " + calls_of(types) + " " +
          with_values({where, tokens.end()}, types),
      MergedWrite::Update{table->text, std::move(pins)}};
}

std::vector<Token> trimmed(std::string_view text) {
  std::vector<Token> tokens = tokens_of(text);
  while (!tokens.empty() && is_blank(tokens.front().text)) tokens.erase(tokens.begin());
  return tokens;
}

}  // namespace

std::optional<MergedWrite> merged_write(std::string_view text, std::span<const Oid> types) {
  const std::vector<Token> tokens = trimmed(text);
  if (tokens.empty() || types.empty()) return std::nullopt;
  // What one call reads another may have written; DEFAULT stands in VALUES only.
  for (const std::string_view word : {"SELECT", "DEFAULT", ";"}) {
    if (has_word(tokens, word)) return std::nullopt;
  }
  if (tokens[0].word == "INSERT") return merged_insert(tokens, types);
  if (tokens[0].word == "UPDATE") return merged_update(tokens, types);
  return std::nullopt;
}

std::optional<std::string> merged_read(std::string_view text, std::span<const Oid> types) {
  const std::vector<Token> tokens = trimmed(text);
  if (tokens.empty() || types.empty() || tokens[0].word != "SELECT" || has_word(tokens, ";"))
    return std::nullopt;
  return "SELECT " + std::string(calls_name) + ".gx0, gx_rows.* FROM " + calls_of(types) +
         ", LATERAL (" + with_values(tokens, types) + "\n) gx_rows";
}

bool only_reads(std::string_view text) {
  const std::vector<Token> tokens = trimmed(text);
  for (const std::string_view word : {"INSERT", "UPDATE", "DELETE", "MERGE"}) {
    if (has_word(tokens, word)) return false;
  }
  return true;
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
  const auto byte = [&](unsigned shift) { return static_cast<char>(value >> shift & 0xffU); };
  const char bytes[] = {byte(24), byte(16), byte(8), byte(0)};
  data_.append(bytes, sizeof bytes);
}

void ArrayBuilder::add(const Param& value) {
  ++count_;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    const auto bits = static_cast<std::uint64_t>(*number);
    put32(sizeof bits);
    put32(static_cast<std::uint32_t>(bits >> 32U));
    put32(static_cast<std::uint32_t>(bits));
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    check_text(*text);
    put(*text);
  } else if (const auto* bytes = std::get_if<BytesView>(&value)) {
    put(bytes->data);
  } else {
    has_null_ = true;
    put32(0xffffffffU);
  }
}

void ArrayBuilder::put(std::string_view value) {
  GX_CHECK(value.size() <= INT32_MAX);
  put32(static_cast<std::uint32_t>(value.size()));
  data_ += value;
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
