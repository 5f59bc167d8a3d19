// What people of the usual kinds may do, as a start: whoever makes an account names a template
// instead of thirty permissions. An account is given what the template holds at that moment; it can
// be granted more and less afterwards. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/api/type.h"

namespace guanxi::identity {

struct RoleTemplate {
  std::string_view code;  // "store_manager"
  api::Text name;
  std::vector<std::string> permissions;  // sorted
};

std::span<const RoleTemplate> role_templates();

/// `permissions` and those of the templates, each once, sorted. Errors: unknown_value at
/// `pointer`/0 ….
Result<std::vector<std::string>> with_templates(
    std::vector<std::string> permissions,
    const std::vector<std::string>& codes,
    const std::string& pointer
);

}  // namespace guanxi::identity
