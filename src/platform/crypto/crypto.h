// Hashes, random bytes, text forms of bytes, tokens and passwords. Anybody may call; libsodium and
// OpenSSL stay inside the .cpp files. Keys and sealed values are in keys.h. All functions may be
// called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/random.h"

namespace guanxi::crypto {

using Digest = std::array<std::uint8_t, 32>;

/// FIPS 180-4. About 0.3 µs for a short text: each thread keeps one context.
Digest sha256(std::string_view data);
/// The same over what comes piece by piece. One thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view data);
  /// Of all that was added; the next add() begins anew.
  Digest finish();

 private:
  void* context_;
};
/// RFC 2104 with SHA-256; a key of any length.
Digest hmac_sha256(std::string_view key, std::string_view data);
/// RFC 2104 with SHA-1, 20 bytes: for one-time passwords (RFC 6238) only, whose authenticators know
/// nothing else.
std::string hmac_sha1(std::string_view key, std::string_view data);

/// SHA-256 over several parts, each preceded by its length (8 bytes, little end first), so that
/// moving a byte from one part to the next changes the hash. sha256_of_parts({"ab", "c"}) ≠
/// sha256_of_parts({"a", "bc"}).
Digest sha256_of_parts(std::span<const std::string_view> parts);

/// Equality in time that depends on the lengths only. For digests, signatures and tokens.
bool equal_in_constant_time(std::string_view a, std::string_view b);

/// The bytes of a digest, as the other functions here take them. Lives as long as the digest.
inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}
/// nullopt unless `bytes` has exactly 32.
std::optional<Digest> digest_of(std::string_view bytes);

std::string to_hex(std::string_view bytes);  // lower case
/// Even number of hex digits of either case; nullopt otherwise.
std::optional<std::string> from_hex(std::string_view text);
/// RFC 4648 section 5 without padding.
std::string to_base64url(std::string_view bytes);
/// Strict: no padding, no blanks, and the unused bits of the last character must be 0, so that no
/// two texts mean the same.
std::optional<std::string> from_base64url(std::string_view text);
/// RFC 4648 section 4 (with padding).
std::string to_base64(std::string_view bytes);
std::optional<std::string> from_base64(std::string_view text);

/// Bytes nobody can predict, from the kernel.
std::string random_bytes(std::size_t size);

/// Unpredictable numbers behind the interface that rules take. For tokens, codes and draws that are
/// worth money.
class SecureRandom final : public Random {
 public:
  std::uint64_t next() override;
};

/// An access token: "gx_" and 32 random bytes in base64url (43 characters). Only its hash is
/// stored; the text is shown once.
struct Token {
  std::string text;
  Digest hash;
};
Token make_token();
/// SHA-256 of the text: 256 random bits need no slow hash. nullopt if `text` does not have the form
/// of a token.
std::optional<Digest> token_hash(std::string_view text);

/// What an Argon2id hash costs. The default is RFC 9106's second choice scaled to a small machine:
/// 64 MiB, 2 passes, about 60 ms. Hashing belongs on the slow pool, never on a request worker under
/// load.
struct PasswordCost {
  std::uint64_t passes = 2;
  std::size_t memory_bytes = 64 * 1024 * 1024;
};
/// A self-describing string ("$argon2id$v=19$…") with a fresh salt. Throws std::bad_alloc without
/// that much memory.
std::string hash_password(std::string_view password, PasswordCost cost = {});
/// False for a wrong password and for a hash that is none.
bool verify_password(std::string_view hash, std::string_view password);
/// True when the hash was made with another cost: make it anew at the next log-in.
bool password_needs_rehash(std::string_view hash, PasswordCost cost = {});

}  // namespace guanxi::crypto
