#include "flows/checkout/quote_token.h"

namespace guanxi::checkout {
namespace {

constexpr std::size_t basket_bytes = 16;
constexpr std::size_t mac_bytes = 16;
constexpr char version_byte = 2;
constexpr std::size_t body_bytes = 1 + 8 + 8 + 4 + basket_bytes;

void append_integer(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

std::uint64_t read_integer(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

QuoteTokens::QuoteTokens(const crypto::KeyRing& keys) : key_(keys.derive("checkout.quote")) {}

std::string QuoteTokens::mac(std::string_view body) const {
  const crypto::Digest digest = crypto::hmac_sha256(key_.reveal(), body);
  return std::string(crypto::bytes_of(digest).substr(0, mac_bytes));
}

std::string QuoteTokens::encode(const QuoteToken& token) const {
  GX_CHECK(token.basket.size() == basket_bytes);
  std::string body;
  body += version_byte;
  append_integer(body, static_cast<std::uint64_t>(token.issued_at.micros()), 8);
  append_integer(body, static_cast<std::uint64_t>(token.priced_at.micros()), 8);
  append_integer(body, static_cast<std::uint64_t>(token.programme_version), 4);
  body += token.basket;
  return crypto::to_base64url(body + mac(body));
}

Result<QuoteToken> QuoteTokens::decode(std::string_view text, Instant now) const {
  const auto bytes = crypto::from_base64url(text);
  if (!bytes || bytes->size() != body_bytes + mac_bytes || bytes->front() != version_byte) {
    return fail(ErrorCode::quote_not_found, "/quote_id");
  }
  const std::string_view body = std::string_view(*bytes).substr(0, body_bytes);
  if (!crypto::equal_in_constant_time(mac(body), std::string_view(*bytes).substr(body_bytes))) {
    return fail(ErrorCode::quote_not_found, "/quote_id");
  }
  QuoteToken token;
  token.issued_at =
      Instant::from_micros(static_cast<std::int64_t>(read_integer(body.substr(1, 8))));
  token.priced_at =
      Instant::from_micros(static_cast<std::int64_t>(read_integer(body.substr(9, 8))));
  token.programme_version = static_cast<int>(read_integer(body.substr(17, 4)));
  token.basket = std::string(body.substr(21));
  if (now > token.expires_at()) {
    return fail(
        ErrorCode::quote_expired, "/quote_id", {{"expired_at", token.expires_at().to_string()}}
    );
  }
  return token;
}

}  // namespace guanxi::checkout
