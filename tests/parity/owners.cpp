#include "parity/owners.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "platform/sql/tokens.h"

namespace guanxi::test {
namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view statement) {
  Words words;
  sql::rewrite(statement, [&](std::string_view token) -> std::string {
    const bool blank = std::isspace(static_cast<unsigned char>(token[0])) != 0;
    if (!blank && !token.starts_with("--") && !token.starts_with("/*")) {
      std::string word(token);
      if (word[0] != '\'') {
        std::ranges::transform(word, word.begin(), [](unsigned char c) {
          return static_cast<char>(std::tolower(c));
        });
      }
      words.push_back(std::move(word));
    }
    return {};
  });
  return words;
}

bool is_name(const std::string& word) {
  static const std::set<std::string> keywords{
      "where",
      "on",
      "set",
      "join",
      "left",
      "inner",
      "cross",
      "order",
      "group",
      "limit",
      "union",
      "values",
      "using",
      "select",
      "for",
      "returning"};
  return (std::isalpha(static_cast<unsigned char>(word[0])) != 0 || word[0] == '_') &&
         !keywords.contains(word);
}

/// A table in FROM, JOIN, UPDATE or DELETE, under the name its columns have.
struct Use {
  std::string table, alias, column;
  bool housed = false;
};

/// Whether the parentheses that open at `at` list `column`.
bool lists(const Words& words, std::size_t at, const std::string& column) {
  for (; at < words.size() && words[at] != ")"; ++at) {
    if (words[at] == column) return true;
  }
  return false;
}

/// The name `alias.column` or `column` that starts at `at`; its length in words, 0: none.
std::size_t column_at(const Words& words, std::size_t at, std::string& alias, std::string& column) {
  if (at >= words.size() || !is_name(words[at])) return 0;
  if (at + 2 < words.size() && words[at + 1] == ".") {
    alias = words[at];
    column = words[at + 2];
    return 3;
  }
  alias.clear();
  column = words[at];
  return 1;
}

}  // namespace

std::vector<std::string> homeless(std::string_view statement, const Distribution& distribution) {
  const Words words = words_of(statement);
  std::vector<std::string> without;
  std::vector<Use> uses;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto table = distribution.find(words[i]);
    const std::string& before = words[i - 1];
    if (table == distribution.end()) continue;
    if (before == "into") {
      if (!lists(words, i + 1, table->second)) without.push_back(table->first);
    } else if (before == "from" || before == "join" || before == "update" || before == ",") {
      std::size_t at = i + 1;
      if (at < words.size() && words[at] == "as") ++at;
      const bool named = at < words.size() && is_name(words[at]);
      uses.push_back({table->first, named ? words[at] : table->first, table->second});
    }
  }
  // Each condition houses one use: a table that is named twice needs two.
  const auto housed = [&](const std::string& alias, const std::string& column) {
    return std::ranges::any_of(uses, [&](const Use& use) {
      return use.housed && use.alias == alias && use.column == column;
    });
  };
  const auto house = [&](const std::string& alias, const std::string& column) {
    for (Use& use : uses) {
      const bool meant = alias.empty() || use.alias == alias;
      if (use.housed || !meant || use.column != column) continue;
      use.housed = true;
      return true;
    }
    return false;
  };
  // With an OR between them conditions prove nothing, and SET is none.
  const bool proves = std::ranges::find(words, "or") == words.end();
  std::set<std::size_t> used;
  const auto set = std::ranges::find(words, "set") - words.begin();
  const auto where = std::ranges::find(words, "where") - words.begin();
  for (auto i = set; i < where; ++i) used.insert(static_cast<std::size_t>(i));
  for (bool again = proves; again;) {
    again = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
      std::string alias, column, other_alias, other_column;
      if (used.contains(i) || (i > 0 && words[i - 1] == ".")) continue;
      const std::size_t length = column_at(words, i, alias, column);
      if (length == 0 || i + length + 1 >= words.size() || words[i + length] != "=") continue;
      const std::size_t right = i + length + 1;
      const bool value = words[right][0] == '$';
      const bool joined = !value && column_at(words, right, other_alias, other_column) == 3;
      const bool found = value ? house(alias, column)
                         : joined && housed(other_alias, other_column)
                             ? house(alias, column)
                             : joined && housed(alias, column) && house(other_alias, other_column);
      if (!found) continue;
      used.insert(i);
      again = true;
    }
  }
  for (const Use& use : uses) {
    if (!use.housed) without.push_back(use.table);
  }
  return without;
}

std::vector<std::string> tables_in(std::string_view statement, const Distribution& distribution) {
  std::set<std::string> tables;
  for (const std::string& word : words_of(statement)) {
    if (distribution.contains(word)) tables.insert(word);
  }
  return {tables.begin(), tables.end()};
}

}  // namespace guanxi::test
