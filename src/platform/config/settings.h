// The table of settings and what one setting can do with a text or TOML value. Private to
// platform/config.
#pragma once

#include <span>
#include <variant>

#include "platform/config/config.h"

namespace guanxi::config {

using Slot = std::variant<int*, std::int64_t*, std::string*>;

struct Setting {
  const char* key;
  Slot (*slot)(Config& config);
  const char* unit;
  std::int64_t min, max;               // numbers
  std::span<const char* const> words;  // texts: the only values; empty: any
  bool (*accepts)(std::string_view);   // texts: a further check; null: none
  const char* zh;
  const char* en;

  bool is_number() const;
  std::string range(Language language) const;
  /// The value of `config` as TOML.
  std::string value(const Config& config) const;
  std::string environment() const;
  /// Sets the value or says why not, in both languages (zh, en).
  using Refusal = std::pair<std::string, std::string>;
  std::optional<Refusal> set(Config& config, std::int64_t number) const;
  std::optional<Refusal> set(Config& config, std::string_view text) const;
  /// As set(), from a text that stands for either: environment and flags.
  std::optional<Refusal> set_from_text(Config& config, std::string_view text) const;
  Refusal wrong_type(std::string_view found) const;
};

std::span<const Setting> settings();
const Setting* find_setting(std::string_view key);
/// The known key most like `key`, if one is like it at all.
std::optional<std::string> nearest_key(std::string_view key);
/// What must hold between two settings; zh and en of each that does not, with the key to change.
struct Conflict {
  std::string key, zh, en;
};
std::vector<Conflict> conflicts(const Config& config);

}  // namespace guanxi::config
