#include "modules/pricing/rule_changes.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace guanxi::pricing {
namespace {

namespace json = boost::json;

constexpr std::size_t changes_of_member_max = 50;

struct BeforeAfter {
  std::optional<std::string> before, after;
};
using Values = std::map<std::string, BeforeAfter>;
using Side = std::optional<std::string> BeforeAfter::*;

std::string text_of_value(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

/// Every value that holds no other, under its path. An empty list or object says nothing.
void collect(const json::value& value, const std::string& path, Side side, Values& values) {
  if (const auto* const object = value.if_object()) {
    for (const auto& member : *object)
      collect(member.value(), path + '/' + std::string(member.key()), side, values);
  } else if (const auto* const list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      collect((*list)[i], path + '/' + std::to_string(i), side, values);
  } else {
    values[path].*side = text_of_value(value);
  }
}

}  // namespace

bool add_content_changes(audit::Changes& changes, std::string_view before, std::string_view after) {
  const json::value old = before.empty() ? json::value(json::object{}) : json::parse(before);
  const json::value now = after.empty() ? json::value(json::object{}) : json::parse(after);
  std::map<std::string, Values> members;
  for (const auto& member : old.as_object())
    collect(member.value(), member.key(), &BeforeAfter::before, members[member.key()]);
  for (const auto& member : now.as_object())
    collect(member.value(), member.key(), &BeforeAfter::after, members[member.key()]);
  bool named = false;
  for (auto& [member, values] : members) {
    std::erase_if(values, [](const auto& one) { return one.second.before == one.second.after; });
    if (values.size() > changes_of_member_max) {
      changes.name(member.c_str(), false);
      named = true;
      continue;
    }
    for (auto& [path, value] : values)
      changes.add(path.c_str(), std::move(value.before), std::move(value.after));
  }
  return named;
}

}  // namespace guanxi::pricing
