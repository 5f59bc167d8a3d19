// Inside flows/reports: whether the answer of an endpoint has what a report names, known from its
// declaration. Pure; any thread.
#pragma once

#include <string_view>

#include "platform/api/type.h"

namespace guanxi::reports {

/// The type of what stands at a JSON pointer below a value of `type`, without what makes it
/// optional; "*" is any element of a list. Null: nothing does. Where the type itself is open – one
/// of several, or any JSON – that type.
const api::Type* type_at(const api::Type& type, std::string_view pointer);

}  // namespace guanxi::reports
