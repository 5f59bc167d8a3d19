// Inside modules/pricing: what a rule says, field by field, for the audit trail. Pure.
#pragma once

#include <string_view>

#include "modules/audit/audit.h"

namespace guanxi::pricing {

/// Adds each value that differs between two JSON objects under its path ("conditions/to",
/// "entries/3/rate"); `before` empty: all of it is new. Of a member with more than fifty
/// differences only the name: a document of thousands of lines stands in the book itself. Returns
/// whether any was named so.
bool add_content_changes(audit::Changes& changes, std::string_view before, std::string_view after);

}  // namespace guanxi::pricing
