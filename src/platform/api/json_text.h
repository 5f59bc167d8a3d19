// Inside platform/api: the small pieces of JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace guanxi::api {

/// Quoted and escaped; `text` is valid UTF-8.
void write_string(std::string_view text, std::string& out);
void write_integer(std::int64_t value, std::string& out);

}  // namespace guanxi::api
