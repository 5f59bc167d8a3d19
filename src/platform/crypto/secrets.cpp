// Random bytes, tokens, passwords.
#include <sodium.h>

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
  const auto buffer = hash_buffer(hash);
  return buffer && crypto_pwhash_str_verify(buffer->data(), password.data(), password.size()) == 0;
}

bool password_needs_rehash(std::string_view hash, PasswordCost cost) {
  sodium_ready();
  const auto buffer = hash_buffer(hash);
  return !buffer ||
         crypto_pwhash_str_needs_rehash(buffer->data(), cost.passes, cost.memory_bytes) != 0;
}

}  // namespace guanxi::crypto
