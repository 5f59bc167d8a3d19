#include "modules/cards/tracks.h"

#include <algorithm>

#include "base/check.h"
#include "modules/cards/cards.h"
#include "modules/cards/numbers.h"

namespace guanxi::cards {
namespace {

// Crockford's: no I, L, O and U.
constexpr std::string_view token_alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr char track_separator = '.';
constexpr std::size_t head_bytes = 5;  // key 2, generation 3
constexpr std::size_t mac_bytes = 10;
constexpr std::size_t token_length = (head_bytes + mac_bytes) * 8 / 5;
constexpr std::size_t code_length = 8;

void append_integer(std::string& out, std::int64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>((value >> (8 * i)) & 0xff);
}

std::int64_t read_integer(std::string_view bytes) {
  std::int64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

/// Five bits a character; the number of bytes is a multiple of five.
std::string to_base32(std::string_view bytes) {
  std::string text;
  unsigned bits = 0;
  int held = 0;
  for (const char c : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xfff;
    for (held += 8; held >= 5; held -= 5) text += token_alphabet[bits >> (held - 5) & 31];
  }
  return text;
}

std::optional<std::string> from_base32(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t value = token_alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 5 | static_cast<unsigned>(value)) & 0xfff;
    held += 5;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

}  // namespace

std::string Tracks::mac(std::string_view head, std::string_view number, int key) const {
  const crypto::SecretKey secret = keys_.derive("cards.track." + std::to_string(key));
  std::string body(head);  // of one length, so where it ends is no question
  body += number;
  const crypto::Digest digest = crypto::hmac_sha256(secret.reveal(), body);
  return std::string(crypto::bytes_of(digest).substr(0, mac_bytes));
}

std::string Tracks::make(const Track& track) const {
  GX_CHECK(track.key >= 1 && track.key <= track_key_max);
  GX_CHECK(track.generation >= 1 && track.generation <= track_generation_max);
  std::string head;
  append_integer(head, track.key, 2);
  append_integer(head, track.generation, 3);
  return track.number + track_separator + to_base32(head + mac(head, track.number, track.key));
}

std::optional<Track> Tracks::read(std::string_view text) const {
  const std::size_t dot = text.find(track_separator);
  if (dot == std::string_view::npos || text.size() != dot + 1 + token_length) return std::nullopt;
  Track track;
  track.number = text.substr(0, dot);
  if (canonical_number(track.number) != track.number) return std::nullopt;
  const auto bytes = from_base32(text.substr(dot + 1));
  if (!bytes) return std::nullopt;
  const std::string_view head = std::string_view(*bytes).substr(0, head_bytes);
  track.key = static_cast<int>(read_integer(head.substr(0, 2)));
  track.generation = read_integer(head.substr(2));
  const std::string_view given = std::string_view(*bytes).substr(head_bytes);
  if (!crypto::equal_in_constant_time(mac(head, track.number, track.key), given))
    return std::nullopt;
  return track;
}

std::string make_verification_code(Random& random) {
  std::string code;
  for (std::size_t i = 0; i < code_length; ++i)
    code += token_alphabet[random.below(token_alphabet.size())];
  return code;
}

crypto::Digest hash_of_code(
    const crypto::KeyRing& keys, std::string_view number, std::string_view code
) {
  std::string plain;
  for (char c : code) {
    if (c == ' ' || c == '-') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    plain += c;
  }
  std::string value = canonical_number(number).value_or("");
  value += track_separator;
  value += plain;
  return keys.blind_index("card_stock.code_hash", value);
}

}  // namespace guanxi::cards
