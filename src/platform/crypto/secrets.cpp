// Random bytes, tokens, passwords.
#include <sodium.h>

#include <charconv>
#include <cstring>
#include <new>

#include "base/check.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/sodium_ready.h"

namespace guanxi::crypto {
namespace {

constexpr std::string_view token_prefix = "gx_";
constexpr std::size_t token_bytes = 32;

// libsodium's string functions want a zero at the end and have a fixed buffer.
std::optional<std::array<char, crypto_pwhash_STRBYTES>> hash_buffer(std::string_view hash) {
  std::array<char, crypto_pwhash_STRBYTES> buffer{};
  if (hash.size() >= buffer.size() || hash.find('\0') != std::string_view::npos)
    return std::nullopt;
  hash.copy(buffer.data(), hash.size());
  return buffer;
}

constexpr std::size_t password_digest_bytes = 32;

/// The parts of what hash_password makes.
struct PasswordHash {
  std::uint64_t passes = 0, memory_kib = 0;
  std::array<unsigned char, crypto_pwhash_SALTBYTES> salt{};
  std::array<unsigned char, password_digest_bytes> digest{};
};

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}
bool take(std::string_view& text, std::uint64_t& number) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return fault == std::errc();
}
template <std::size_t size>
bool take(std::string_view& text, std::array<unsigned char, size>& bytes) {
  constexpr std::size_t length = (size * 8 + 5) / 6;
  if (text.size() < length) return false;
  std::size_t found = 0;
  const int failed = sodium_base642bin(
      bytes.data(),
      size,
      text.data(),
      length,
      nullptr,
      &found,
      nullptr,
      sodium_base64_VARIANT_ORIGINAL_NO_PADDING
  );
  text.remove_prefix(length);
  return failed == 0 && found == size;
}

std::optional<PasswordHash> parse_hash(std::string_view text) {
  PasswordHash hash;
  const bool sound = take(text, "$argon2id$v=19$m=") && take(text, hash.memory_kib) &&
                     take(text, ",t=") && take(text, hash.passes) && take(text, ",p=1$") &&
                     take(text, hash.salt) && take(text, "$") && take(text, hash.digest) &&
                     text.empty();
  const bool possible = hash.passes >= crypto_pwhash_OPSLIMIT_MIN &&
                        hash.passes <= crypto_pwhash_OPSLIMIT_MAX &&
                        hash.memory_kib >= crypto_pwhash_MEMLIMIT_MIN / 1024 &&
                        hash.memory_kib <= crypto_pwhash_MEMLIMIT_MAX / 1024;
  return sound && possible ? std::optional(hash) : std::nullopt;
}

}  // namespace

void sodium_ready() {
  static const bool ready = sodium_init() >= 0;
  GX_CHECK(ready);
}

std::string random_bytes(std::size_t size) {
  sodium_ready();
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::uint64_t SecureRandom::next() {
  sodium_ready();
  std::uint64_t number = 0;
  randombytes_buf(&number, sizeof number);
  return number;
}

Token make_token() {
  std::string text = std::string(token_prefix) + to_base64url(random_bytes(token_bytes));
  const Digest hash = sha256(text);
  return {std::move(text), hash};
}

std::optional<Digest> token_hash(std::string_view text) {
  if (!text.starts_with(token_prefix)) return std::nullopt;
  const auto bytes = from_base64url(text.substr(token_prefix.size()));
  if (!bytes || bytes->size() != token_bytes) return std::nullopt;
  return sha256(text);
}

std::string hash_password(std::string_view password, PasswordCost cost) {
  sodium_ready();
  std::array<char, crypto_pwhash_STRBYTES> buffer{};
  const int failed = crypto_pwhash_str_alg(
      buffer.data(),
      password.data(),
      password.size(),
      cost.passes,
      cost.memory_bytes,
      crypto_pwhash_ALG_ARGON2ID13
  );
  if (failed != 0) throw std::bad_alloc();
  return buffer.data();
}

bool verify_password(std::string_view hash, std::string_view password) {
  sodium_ready();
  const auto parts = parse_hash(hash);
  if (!parts) return false;
  // Not crypto_pwhash_str_verify: without memory it says what it says of a wrong password.
  std::array<unsigned char, password_digest_bytes> digest{};
  const int failed = crypto_pwhash(
      digest.data(),
      digest.size(),
      password.data(),
      password.size(),
      parts->salt.data(),
      parts->passes,
      parts->memory_kib * 1024,
      crypto_pwhash_ALG_ARGON2ID13
  );
  if (failed != 0) throw std::bad_alloc();
  return sodium_memcmp(digest.data(), parts->digest.data(), digest.size()) == 0;
}

bool password_needs_rehash(std::string_view hash, PasswordCost cost) {
  sodium_ready();
  const auto buffer = hash_buffer(hash);
  return !buffer ||
         crypto_pwhash_str_needs_rehash(buffer->data(), cost.passes, cost.memory_bytes) != 0;
}

}  // namespace guanxi::crypto
