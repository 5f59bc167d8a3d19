// What every permission allows, in words, for whoever puts a role together. A test holds the list
// to the permissions of all endpoints. Inside modules/identity, and for that test.
#pragma once

#include <span>
#include <string_view>

#include "platform/api/type.h"

namespace guanxi::identity {

struct PermissionFamily {
  std::string_view code;  // "sales": what stands before the colon
  api::Text name;
};
struct PermissionMeaning {
  std::string_view permission;  // "sales:write"
  api::Text meaning;
};

std::span<const PermissionFamily> permission_families();
/// By permission.
std::span<const PermissionMeaning> permission_meanings();

}  // namespace guanxi::identity
