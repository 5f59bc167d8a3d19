#include "platform/api/router.h"

namespace guanxi::api {
namespace {

constexpr std::string_view names[method_count] = {"GET", "POST", "PUT", "PATCH", "DELETE"};

/// Takes "/segment" from the front of a path; nullopt at its end, or where no '/' stands.
std::optional<std::string_view> take_segment(std::string_view& path) {
  if (path.empty() || path[0] != '/') return std::nullopt;
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

std::string_view method_name(Method method) { return names[static_cast<std::size_t>(method)]; }

std::optional<Method> parse_method(std::string_view name) {
  for (std::size_t i = 0; i < method_count; ++i) {
    if (names[i] == name) return static_cast<Method>(i);
  }
  return std::nullopt;
}

bool Router::add(Method method, std::string_view pattern, int endpoint) {
  Node* node = &root_;
  while (const auto segment = take_segment(pattern)) {
    if (is_parameter(*segment)) {
      if (!node->parameter) node->parameter = std::make_unique<Node>();
      node = node->parameter.get();
      continue;
    }
    Node* next = nullptr;
    for (auto& [literal, child] : node->literals) {
      if (literal == *segment) next = child.get();
    }
    if (next == nullptr) {
      next = node->literals.emplace_back(*segment, std::make_unique<Node>()).second.get();
    }
    node = next;
  }
  int& place = node->leaf[static_cast<std::size_t>(method)];
  if (place >= 0) return false;
  place = endpoint;
  node->is_leaf = true;
  return true;
}

bool Router::walk(const Node& node, std::string_view rest, Match& match) {
  if (rest.empty()) {
    match.leaf = node.is_leaf ? &node.leaf : nullptr;
    return node.is_leaf;
  }
  const auto segment = take_segment(rest);
  if (!segment) return false;
  for (const auto& [literal, child] : node.literals) {
    if (literal == *segment && walk(*child, rest, match)) return true;
  }
  if (!node.parameter || segment->empty()) return false;
  match.parameters[match.parameter_count++] = *segment;
  if (walk(*node.parameter, rest, match)) return true;
  --match.parameter_count;
  return false;
}

Router::Match Router::find(std::string_view path) const {
  Match match;
  walk(root_, path, match);
  return match;
}

std::vector<std::string_view> parameters_of(std::string_view pattern) {
  std::vector<std::string_view> found;
  while (const auto segment = take_segment(pattern)) {
    if (is_parameter(*segment)) found.push_back(segment->substr(1, segment->size() - 2));
  }
  return found;
}

}  // namespace guanxi::api
