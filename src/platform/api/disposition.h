// Under which name a client saves a file, as a header says it. Inside platform/api.
#pragma once

#include <string>
#include <string_view>

namespace guanxi::api {

/// Content-Disposition of a file with that name, whatever stands in it (RFC 6266): letters, digits,
/// '-', '_', '.' and blanks as they are; with anything else the name in UTF-8 as well (RFC 8187).
/// Nothing of it can end the value or the line.
std::string content_disposition(std::string_view name);

}  // namespace guanxi::api
