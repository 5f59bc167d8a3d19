// Time-based one-time passwords, RFC 6238: SHA-1, 30 seconds, 6 digits, which is what every
// authenticator understands. Pure; any thread. Private to the module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace guanxi::identity {

inline constexpr std::size_t totp_secret_bytes = 20;  // RFC 4226 recommends 160 bits

std::int64_t totp_step(Instant now);
/// The 6 digits of a time step; `secret` as bytes.
std::string totp_code(std::string_view secret, std::int64_t step);
/// The time step that `code` belongs to: the present one, the one before or the one after, newer
/// than `used_step`; nullopt if none.
std::optional<std::int64_t> totp_match(
    std::string_view secret, std::string_view code, Instant now, std::int64_t used_step
);

/// RFC 4648 section 6, without padding: how people type a secret.
std::string to_base32(std::string_view bytes);
/// otpauth://totp/…, for the QR code.
std::string totp_uri(std::string_view secret, std::string_view account);

}  // namespace guanxi::identity
