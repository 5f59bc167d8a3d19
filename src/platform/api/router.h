// Inside platform/api: from a path to the endpoints that live there. A tree of segments; a literal
// segment is preferred to a {parameter}, and where that leads nowhere the parameter is tried.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/api/api.h"

namespace guanxi::api {

inline constexpr std::size_t path_parameters_max = 6;
inline constexpr std::size_t method_count = 5;

std::string_view method_name(Method method);  // "DELETE"
std::optional<Method> parse_method(std::string_view name);

class Router {
 public:
  /// The number of an endpoint per method, -1 where there is none.
  using Leaf = std::array<int, method_count>;
  struct Match {
    const Leaf* leaf = nullptr;  // null: nothing lives at this path
    std::array<std::string_view, path_parameters_max> parameters = {};  // still percent-encoded
    std::size_t parameter_count = 0;
  };

  /// False if the method is taken at that path. `pattern` is "/v1/members/{id}".
  bool add(Method method, std::string_view pattern, int endpoint);
  Match find(std::string_view path) const;

 private:
  struct Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> parameter;
    Leaf leaf{-1, -1, -1, -1, -1};
    bool is_leaf = false;
  };
  static bool walk(const Node& node, std::string_view rest, Match& match);
  Node root_;
};

/// The {names} of a pattern in order.
std::vector<std::string_view> parameters_of(std::string_view pattern);

}  // namespace guanxi::api
