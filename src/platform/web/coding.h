// Inside platform/web: in which form a client wants a body. Pure.
#pragma once

#include <string_view>

namespace guanxi::web {

enum class Coding { identity, gzip, brotli };

/// The form of those there are that an Accept-Encoding header likes best (RFC 9110 12.5.3); of
/// equals the smaller one, brotli before gzip before as it is. As it is where the header is empty,
/// or refuses everything.
Coding choose_coding(std::string_view accept_encoding, bool has_gzip, bool has_brotli);

}  // namespace guanxi::web
