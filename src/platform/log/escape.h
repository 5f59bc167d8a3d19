// Text on its way into a log line. Used by log.cpp; apart so that it can be tested on its own.
#pragma once

#include <string>
#include <string_view>

namespace guanxi::log {

/// Appends `text` as the inside of a JSON string. Control characters (C0, DEL, C1), line separators
/// and direction marks become \uXXXX, bytes that are not UTF-8 become \ufffd; beyond `bytes_max`
/// the text is cut and ends in "…".
void append_escaped(std::string& line, std::string_view text, std::size_t bytes_max);

/// Masks what looks like a mainland mobile number, a resident identity number or an e-mail address:
/// "key (13800138000) exists" → "key (138****8000) exists". Returns whether `masked` was filled;
/// untouched text is not copied.
bool mask_personal(std::string_view text, std::string& masked);

}  // namespace guanxi::log
