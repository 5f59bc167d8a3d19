#include "modules/identity/totp.h"

#include "platform/crypto/crypto.h"

namespace guanxi::identity {
namespace {

constexpr std::int64_t step_seconds = 30;
constexpr std::int64_t steps_of_drift = 1;
constexpr std::string_view issuer = "Guanxi";

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    out += plain ? std::string(1, c) : "%" + crypto::to_hex(std::string_view(&c, 1));
  }
  return out;
}

}  // namespace

std::int64_t totp_step(Instant now) { return now.micros() / 1'000'000 / step_seconds; }

std::string totp_code(std::string_view secret, std::int64_t step) {
  std::string counter(8, '\0');
  for (std::size_t i = 0; i < counter.size(); ++i) {
    counter[7 - i] = static_cast<char>(static_cast<std::uint64_t>(step) >> (8 * i) & 0xffU);
  }
  const std::string mac = crypto::hmac_sha1(secret, counter);
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<std::uint8_t>(mac[i])}; };
  const std::size_t at = byte(19) & 0xfU;
  const std::uint32_t number =
      (byte(at) & 0x7fU) << 24U | byte(at + 1) << 16U | byte(at + 2) << 8U | byte(at + 3);
  std::string digits = std::to_string(number % 1'000'000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> totp_match(
    std::string_view secret, std::string_view code, Instant now, std::int64_t used_step
) {
  const std::int64_t present = totp_step(now);
  std::optional<std::int64_t> found;
  for (std::int64_t step = present - steps_of_drift; step <= present + steps_of_drift; ++step) {
    const bool same = crypto::equal_in_constant_time(totp_code(secret, step), code);
    if (same && step > used_step && !found) found = step;
  }
  return found;
}

std::string to_base32(std::string_view bytes) {
  constexpr const char* alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : bytes) {
    held = held << 8U | static_cast<std::uint8_t>(c);
    for (bits += 8; bits >= 5; bits -= 5) {
      out += alphabet[held >> static_cast<unsigned>(bits - 5) & 31U];
    }
  }
  if (bits > 0) out += alphabet[held << static_cast<unsigned>(5 - bits) & 31U];
  return out;
}

std::string totp_uri(std::string_view secret, std::string_view account) {
  return "otpauth://totp/" + std::string(issuer) + ":" + percent_encoded(account) +
         "?secret=" + to_base32(secret) + "&issuer=" + std::string(issuer) +
         "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace guanxi::identity
