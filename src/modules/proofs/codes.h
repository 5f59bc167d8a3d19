// The digits of codes, from keys and salts: pure functions. Inside modules/proofs only.
//
// A rotating code is 98, the ten digits of the member code before its check digit, and eight digits
// that change every 30 seconds: HOTP's dynamic truncation (RFC 4226 section 5.3) of HMAC-SHA-256
// over a counter of time steps (RFC 6238). 98 begins no phone, and no payment code of WeChat Pay
// (10 to 15), Alipay (25 to 30) or UnionPay (62): a till can tell them apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "platform/crypto/crypto.h"

namespace guanxi::proofs {

inline constexpr std::string_view rotating_prefix = "98";
inline constexpr std::int64_t step_seconds = 30;
inline constexpr std::int64_t steps_around = 1;  // clocks differ, and people take a moment
inline constexpr std::int64_t steps_expired =
    20;  // so far back a code is called expired, not wrong
inline constexpr std::size_t pin_length = 6;
inline constexpr std::size_t one_time_length = 6;

std::int64_t step_of(Instant when);
Instant begin_of_step(std::int64_t step);

/// `length` decimal digits of HMAC-SHA-256(key, data), at most 9.
std::string truncated(std::string_view key, std::string_view data, std::size_t length);
/// The digits of a step; `key` is the member's.
std::string rotating_digits(std::string_view key, std::int64_t step);

struct Rotating {
  std::string member_code;  // "M" and 11 digits
  std::string digits;       // the eight that change
};
std::string rotating_text(std::string_view member_code, std::string_view digits);
/// Blanks between groups are forgiven; nullopt: not of this form.
std::optional<Rotating> parse_rotating(std::string_view text);

/// What a PIN may not be made of.
struct PinFacts {
  std::optional<Date> birthday;
  std::string phone_end;  // its last six digits; empty: unknown
};
bool is_pin(std::string_view text);
/// Equal, consecutive or repeating digits, fewer than three different ones, the birthday or the end
/// of the phone: what is tried first.
bool is_weak(std::string_view pin, const PinFacts& facts);

}  // namespace guanxi::proofs
