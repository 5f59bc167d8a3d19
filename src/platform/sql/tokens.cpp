#include "platform/sql/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/check.h"

namespace guanxi::sql {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

/// The length of the token at the start of `text`, which is not empty. A string or comment that
/// does not end reaches to the end; the engine will say so.
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

/// The first word of a statement in upper case, after white space and comments.
std::string first_word(std::string_view text) {
  std::size_t at = 0;
  for (;;) {
    at = text.find_first_not_of(" \t\r\n", at);
    if (at == std::string_view::npos) return {};
    std::size_t end = 0;
    if (text.substr(at, 2) == "--") {
      end = text.find('\n', at);
    } else if (text.substr(at, 2) == "/*") {
      end = text.find("*/", at + 2);
      if (end != std::string_view::npos) end += 2;
    } else {
      break;
    }
    if (end == std::string_view::npos) return {};
    at = end;
  }
  std::string word;
  for (; at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0; ++at) {
    word += static_cast<char>(std::toupper(static_cast<unsigned char>(text[at])));
  }
  return word;
}

}  // namespace

std::string upper(std::string_view word) {
  std::string text(word);
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return text;
}

std::string rewrite(
    std::string_view text, const std::function<std::string(std::string_view token)>& replace
) {
  std::string rewritten;
  while (!text.empty()) {
    const std::string_view token = text.substr(0, token_size(text));
    rewritten += replace(token);
    text.remove_prefix(token.size());
  }
  return rewritten;
}

bool is_plain(std::string_view text) {
  static constexpr std::array<std::string_view, 7> allowed{
      "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "REPLACE"};
  const std::string word = first_word(text);
  for (const std::string_view plain : allowed) {
    if (word == plain) return true;
  }
  return false;
}

int parameters_of(std::string_view text) {
  std::vector<bool> used;
  bool good = true, behind_parameter = false;
  rewrite(text, [&](std::string_view token) -> std::string {
    good = good && token != "?" && !(behind_parameter && token == ":");
    behind_parameter = token[0] == '$';
    if (!behind_parameter) return {};
    std::size_t number = 0;
    for (const char c : token.substr(1)) {
      good = good && c >= '0' && c <= '9' && number < 10'000;
      number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    good = good && number > 0;
    if (!good) return {};
    if (number > used.size()) used.resize(number);
    used[number - 1] = true;
    return {};
  });
  good = good && std::find(used.begin(), used.end(), false) == used.end();
  GX_CHECK_WHY(good, "parameters must be exactly $1 … $n: " + std::string(text));
  return static_cast<int>(used.size());
}

void check_migration_word(std::string_view word) {
  GX_CHECK_WHY(word != "DEFERRABLE", "a migration may not defer a constraint to COMMIT");
  GX_CHECK_WHY(word != "COMMIT", "a migration may not end the transaction it runs in");
}

}  // namespace guanxi::sql
