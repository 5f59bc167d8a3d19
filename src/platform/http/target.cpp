#include "platform/http/target.h"

namespace guanxi::http {
namespace {

constexpr std::size_t query_parts_max = 100;

bool is_target_character(char c) {
  if (c <= ' ' || c >= 0x7f) return false;
  return std::string_view("\"#<>\\^`{|}").find(c) == std::string_view::npos;
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  for (std::size_t i = 0; i < lower_prefix.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
    if (c != lower_prefix[i]) return false;
  }
  return true;
}

/// "http://host:1/a" → "/a"; "http://host?x" → "?x". False for an empty host or another scheme.
bool drop_authority(std::string_view& target) {
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!starts_with_ignoring_case(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = target.find_first_of("/?");
    if (end == 0 || target.empty()) return false;
    target = end == std::string_view::npos ? std::string_view() : target.substr(end);
    return true;
  }
  return false;
}

bool read_query(std::string_view text, Request& request) {
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    auto name = percent_decode(part.substr(0, equals), true);
    auto value = percent_decode(
        equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1), true
    );
    if (!name || !value || request.query.size() == query_parts_max) return false;
    request.query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

}  // namespace

bool read_target(std::string_view target, Request& request) {
  request.target.assign(target);
  request.query.clear();
  for (char c : target) {
    if (!is_target_character(c)) return false;
  }
  if (target == "*" && request.method == "OPTIONS") {
    request.path.assign(target);
    return true;
  }
  if (!target.starts_with('/') && !drop_authority(target)) return false;
  const std::size_t question = target.find('?');
  request.path.assign(target.substr(0, question));
  if (request.path.empty()) request.path = "/";
  if (!percent_decode(request.path, false)) return false;
  return question == std::string_view::npos || read_query(target.substr(question + 1), request);
}

}  // namespace guanxi::http
