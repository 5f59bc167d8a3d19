// Inside platform/api: everything of a request but its words – path, query and body into the
// struct, and the headers an operation declares.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/api/endpoint.h"
#include "platform/api/router.h"

namespace guanxi::api {

/// Fills `out`; refuses with invalid_request and all field errors, malformed_json, or
/// unsupported_media_type.
Outcome read_request(
    const Endpoint& endpoint, const Router::Match& match, const http::Request& request, void* out
);

/// Quoted or bare, 1 to 64 visible ASCII characters. Errors: idempotency_key_missing; bad_format at
/// /headers/Idempotency-Key. An empty key where none is required and none was sent.
Result<std::string> read_idempotency_key(const http::Request& request, bool required);

std::array<std::uint8_t, 32> hash_of(const http::Request& request);

}  // namespace guanxi::api
