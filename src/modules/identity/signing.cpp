#include "modules/identity/signing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace guanxi::identity {
namespace {

constexpr std::string_view scheme = "guanxi-hmac-sha256";
constexpr std::size_t nonce_min = 16, nonce_max = 64;
constexpr std::size_t key_max = 64;
constexpr std::size_t timestamp_digits_max = 12;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_word(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

Error malformed(std::string_view part) {
  return fail(ErrorCode::unauthenticated, "/headers/Authorization", {{"part", std::string(part)}});
}

bool read_timestamp(std::string_view text, std::int64_t& seconds) {
  if (text.empty() || text.size() > timestamp_digits_max) return false;
  // One text for one number, as the text is what is signed.
  if (text.size() > 1 && text.front() == '0') return false;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seconds);
  return error == std::errc{} && stop == end && seconds >= 0;
}

bool read_signature(std::string_view text, crypto::Digest& signature) {
  const auto bytes = text.size() == 64 ? crypto::from_hex(text) : crypto::from_base64url(text);
  if (!bytes) return false;
  const auto digest = crypto::digest_of(*bytes);
  if (digest) signature = *digest;
  return digest.has_value();
}

}  // namespace

bool is_signed_scheme(std::string_view authorization) {
  return authorization.size() > scheme.size() && authorization[scheme.size()] == ' ' &&
         std::ranges::equal(authorization.substr(0, scheme.size()), scheme, {}, lower);
}

Result<SignedHeader> parse_signed_header(std::string_view authorization) {
  constexpr std::array<std::string_view, 4> names{"key", "timestamp", "nonce", "signature"};
  std::array<std::optional<std::string_view>, 4> values;
  std::string_view rest = authorization.substr(std::min(scheme.size(), authorization.size()));
  while (!trimmed(rest).empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view part = trimmed(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) return malformed("name=value");
    const std::string_view name = trimmed(part.substr(0, equals));
    std::string_view value = trimmed(part.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
      value = value.substr(1, value.size() - 2);
    const auto known = std::ranges::find(names, name);
    if (known == names.end()) return malformed("name=value");
    auto& slot = values[static_cast<std::size_t>(known - names.begin())];
    if (slot) return malformed(*known);
    slot = value;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!values[i]) return malformed(names[i]);
  }
  SignedHeader header{*values[0], *values[2], *values[1], 0, {}};
  if (header.key.empty() || header.key.size() > key_max || !is_word(header.key))
    return malformed("key");
  if (!read_timestamp(header.timestamp_text, header.timestamp)) return malformed("timestamp");
  if (header.nonce.size() < nonce_min || header.nonce.size() > nonce_max || !is_word(header.nonce))
    return malformed("nonce");
  if (!read_signature(*values[3], header.signature)) return malformed("signature");
  return header;
}

std::string text_to_sign(
    std::string_view method,
    std::string_view target,
    std::string_view timestamp,
    std::string_view nonce,
    std::string_view body
) {
  std::string text;
  text.reserve(4 + method.size() + target.size() + timestamp.size() + nonce.size() + 68);
  text += "GX1\n";
  for (const std::string_view part : {method, target, timestamp, nonce}) {
    text += part;
    text += '\n';
  }
  const crypto::Digest digest = crypto::sha256(body);
  text += crypto::to_hex(crypto::bytes_of(digest));
  return text;
}

bool signature_matches(
    const SignedHeader& header, const http::Request& request, std::string_view secret
) {
  const std::string text = text_to_sign(
      request.method, request.target, header.timestamp_text, header.nonce, request.body
  );
  const crypto::Digest expected = crypto::hmac_sha256(secret, text);
  return crypto::equal_in_constant_time(
      crypto::bytes_of(expected), crypto::bytes_of(header.signature)
  );
}

}  // namespace guanxi::identity
