// Roles: what people of one kind may do, under a name. An account holds roles, and single
// permissions beside them; a change of a role changes at once what its holders may do. Some come
// with the program: those are copied, not changed, and get what new operations of theirs need with
// the version that brings them. The others are made here. See docs/adr/0020.
//
// Values; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "platform/api/type.h"

namespace guanxi::identity {

enum class RoleState { active, retired };
BOOST_DESCRIBE_ENUM(RoleState, active, retired)

struct BuiltInRole {
  std::string_view code;  // "store_manager"
  api::Text name, description;
  std::vector<std::string> permissions;  // sorted
};
std::span<const BuiltInRole> built_in_roles();
/// nullptr: there is none.
const BuiltInRole* find_built_in(std::string_view code);

struct RoleContent {
  std::string name_zh, name_en, description;
  std::vector<std::string> permissions;  // sorted
  bool operator==(const RoleContent&) const = default;
};

struct Role {
  std::string code;
  RoleContent content;  // the description of built-in ones: find_built_in
  RoleState state = RoleState::active;
  bool built_in = false;
  std::int64_t version = 1;
  std::optional<Instant> created_at, changed_at;  // of those made here
};

/// What is held of `permissions` and `more`: each once, sorted.
std::vector<std::string> joined(
    std::vector<std::string> permissions, const std::vector<std::string>& more
);
/// What is in both, wildcards on either side minded: what a token limited to `limits` may do for
/// somebody who may do `held`.
std::vector<std::string> in_both(
    const std::vector<std::string>& limits, const std::vector<std::string>& held
);

}  // namespace guanxi::identity
