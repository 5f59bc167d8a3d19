// The app on somebody's phone that shows the digits of the second factor.
#pragma once

#include <string>

#include "modules/identity/totp.h"

namespace guanxi::test {

/// What it shows at `now`, made from the secret as it was typed in.
inline std::string shown_code(const std::string& secret, Instant now) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : secret) {
    held = held << 5U | static_cast<std::uint32_t>(alphabet.find(c));
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 0xffU);
  }
  return identity::totp_code(bytes, identity::totp_step(now));
}

}  // namespace guanxi::test
