// Inside platform/api: the documentation page, which works offline. It shows whatever /openapi.json
// says; its files are docs/index.html, docs/app.js and docs/style.css, taken into the program by
// the assembler.
#pragma once

#include <string_view>

#include "platform/http/http.h"

namespace guanxi::api {

bool is_docs_path(std::string_view path);
/// `request.path` is a docs path.
http::Response docs_response(const http::Request& request);

}  // namespace guanxi::api
