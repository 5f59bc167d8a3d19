// The master keys of an installation and what is made from them: sealed values (AEAD) and blind
// indexes (keyed hashes for look-ups). Opened once at start by the app, handed by reference to the
// modules that keep personal data.
//
//   const auto keys = crypto::KeyRing::open_or_create(data_dir / "guanxi.key");
//   const crypto::Sealer sealer(keys);
//   row.phone_sealed = sealer.seal(phone.reveal_e164(), {"members_people.phone", member.value()});
//   row.phone_index  = keys.blind_index("members_people.phone", phone.reveal_e164());
//
// Threads: KeyRing and Sealer are immutable after construction; use them from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/crypto/crypto.h"

namespace guanxi::crypto {

/// The key cannot be had, or must not be used as it lies there. what() says which file and the
/// command that helps.
class KeyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A sealed value does not open: altered, moved to another column or owner, or sealed under a key
/// we lack.
class SealBroken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// 32 bytes that are wiped when they go.
class SecretKey {
 public:
  SecretKey() = default;
  explicit SecretKey(const Digest& bytes) : bytes_(bytes) {}
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();
  std::string_view reveal() const { return bytes_of(bytes_); }

 private:
  Digest bytes_{};
};

/// Master keys by number (1 … 255). The newest seals, every one opens. Blind indexes are made with
/// the oldest, because a look-up needs the same hash for ever: sealing keys rotate by adding a
/// line, indexes only by being rebuilt.
class KeyRing {
 public:
  /// The key file, one line "number base64(32 bytes)" per key, made with one random key (mode 0600)
  /// if it does not exist; two processes that start at once end with the same key. GUANXI_KEY
  /// (base64 of 32 bytes) stands for the whole file where it is set. Throws KeyError: file readable
  /// by group or others, not a key file, GUANXI_KEY malformed or different from an existing file.
  static KeyRing open_or_create(const std::filesystem::path& path);
  /// For tests and tools: key 1 is made from `seed`. Never for real data.
  static KeyRing for_tests(std::string_view seed);

  /// A keyed hash of `value`, different for every purpose ("members_people.phone",
  /// "members_people.phone_last4"). Equal values have equal hashes, so normalise first (E.164,
  /// lower case).
  Digest blind_index(std::string_view purpose, std::string_view value) const;

  /// 16 hex digits that identify the oldest key without revealing it. Stored in the database at
  /// first start and compared at every other: with a wrong key every look-up would silently find
  /// nobody.
  std::string fingerprint() const;
  /// True when open_or_create made the file in this call: say so, and that it needs a copy in a
  /// safe place.
  bool was_created() const { return created_; }

  /// A key for one purpose, derived from key `number`; nullopt if the ring has none of that number.
  std::optional<SecretKey> derive(int number, std::string_view purpose) const;
  int newest() const { return keys_.back().number; }
  std::vector<int> numbers() const;

 private:
  struct Key {
    int number;
    SecretKey secret;
  };
  static KeyRing parse(std::string_view text, const std::string& source);
  std::vector<Key> keys_;  // ascending, never empty
  bool created_ = false;
};

/// Where a sealed value lives. Bound into the seal: a value copied to another column or owner does
/// not open.
struct SealPlace {
  std::string_view column;  // "members_people.phone"
  std::int64_t owner;
};

/// XChaCha20-Poly1305 (IETF draft-irtf-cfrg-xchacha) with a random 24-byte nonce. A sealed value is
/// version (1) · key number (1) · nonce (24) · ciphertext · tag (16): 42 bytes more than the plain
/// text.
class Sealer {
 public:
  explicit Sealer(const KeyRing& keys);
  std::string seal(std::string_view plain, SealPlace place) const;
  /// Throws SealBroken naming column and owner.
  std::string open(std::string_view sealed, SealPlace place) const;
  /// nullopt where open() throws: for verify.
  std::optional<std::string> try_open(std::string_view sealed, SealPlace place) const;
  /// True when the value was sealed under an older key: seal it anew when it is written next.
  bool is_outdated(std::string_view sealed) const;

 private:
  std::array<std::optional<SecretKey>, 256> keys_;
  int newest_;
};

}  // namespace guanxi::crypto
