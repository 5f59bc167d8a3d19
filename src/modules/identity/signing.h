// The signature of a till's request: reading the header, the text that is signed, the comparison.
// Pure functions; any thread. The format is written down in identity.h and
// docs/guide/till-signing.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "platform/crypto/crypto.h"
#include "platform/http/http.h"

namespace guanxi::identity {

/// The header's parts; views into the request.
struct SignedHeader {
  std::string_view key;
  std::string_view nonce;
  std::string_view timestamp_text;
  std::int64_t timestamp = 0;  // Unix seconds
  crypto::Digest signature{};
};

/// True if the Authorization header is of our signing scheme.
bool is_signed_scheme(std::string_view authorization);
/// Errors: unauthenticated, with the part that is missing or malformed as the fact `part`.
Result<SignedHeader> parse_signed_header(std::string_view authorization);

/// "GX1\n" METHOD "\n" target "\n" timestamp "\n" nonce "\n" hex(SHA-256(body))
std::string text_to_sign(
    std::string_view method,
    std::string_view target,
    std::string_view timestamp,
    std::string_view nonce,
    std::string_view body
);

/// The HMAC key is the secret's text as issued, not what it decodes to.
bool signature_matches(
    const SignedHeader& header, const http::Request& request, std::string_view secret
);

}  // namespace guanxi::identity
