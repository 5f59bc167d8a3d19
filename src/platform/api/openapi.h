// Inside platform/api: the OpenAPI 3.1 document of a set of endpoints.
#pragma once

#include <string>

#include "platform/api/dispatch.h"

namespace guanxi::api {

std::string openapi_document(const Endpoints& endpoints, const Options& options);

}  // namespace guanxi::api
