// Accept-Language (RFC 9110, sections 5.6.1, 12.4.2 and 12.5.4).
#include <algorithm>
#include <optional>

#include "platform/api/messages.h"

namespace guanxi::api {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// "0.8" → 800; nullopt unless it is 0 … 1 with at most three decimals.
std::optional<int> thousandths(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int value = (text[0] - '0') * 1000;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int unit = 100;
  for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value += (text[i] - '0') * unit;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_language(std::string_view range, std::string_view language) {
  if (range.size() < language.size()) return false;
  for (std::size_t i = 0; i < language.size(); ++i) {
    if (lower(range[i]) != language[i]) return false;
  }
  return range.size() == language.size() || range[language.size()] == '-';
}

/// The weight of one element; nullopt if it is malformed, which leaves the element out.
std::optional<int> weight_of(std::string_view parameters) {
  parameters = trimmed(parameters);
  if (parameters.empty()) return 1000;
  if (lower(parameters[0]) != 'q' || parameters.size() < 3 || parameters[1] != '=')
    return std::nullopt;
  return thousandths(trimmed(parameters.substr(2)));
}

}  // namespace

std::string_view language_tag(Language language) {
  return language == Language::zh_cn ? "zh-CN" : "en";
}

Language choose_language(std::string_view accept_language) {
  std::optional<int> zh;
  std::optional<int> en;
  int rest = 0;
  while (!accept_language.empty()) {
    const std::size_t comma = std::min(accept_language.find(','), accept_language.size());
    const std::string_view element = trimmed(accept_language.substr(0, comma));
    accept_language.remove_prefix(std::min(comma + 1, accept_language.size()));
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view range = trimmed(element.substr(0, semicolon));
    const auto weight = weight_of(element.substr(std::min(semicolon + 1, element.size())));
    if (!weight) continue;
    if (is_language(range, "zh")) zh = std::max(zh.value_or(0), *weight);
    if (is_language(range, "en")) en = std::max(en.value_or(0), *weight);
    if (range == "*") rest = *weight;
  }
  return en.value_or(rest) > zh.value_or(rest) ? Language::en : Language::zh_cn;
}

}  // namespace guanxi::api
