// The request target of RFC 9112 §3.2 taken apart. Used by connection.cpp.
#pragma once

#include <string_view>

#include "platform/http/http.h"

namespace guanxi::http {

/// Fills request.target, path and query from origin-form ("/a?b=c"), absolute-form
/// ("http://host/a?b=c", the host is dropped) or, for OPTIONS, "*". False if it is none of these,
/// holds a character that RFC 3986 forbids, or a query part is badly encoded. request.method must
/// be set.
bool read_target(std::string_view target, Request& request);

}  // namespace guanxi::http
