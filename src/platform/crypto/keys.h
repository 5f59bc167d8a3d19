// The master keys of an installation and what is made from them: sealed values (AEAD) and blind
// indexes (keyed hashes for look-ups). Opened once at start by the app, handed by reference to the
// modules that keep personal data.
//
//   const auto keys = crypto::KeyRing::open_or_create(data_dir / "guanxi.key");
//   const crypto::Sealer sealer(keys);
//   row.phone_sealed = sealer.seal(phone.reveal_e164(), {"members_people.phone", member.value()});
//   row.phone_index  = keys.blind_index("members_people.phone", phone.reveal_e164());
//
// Threads: use KeyRing and Sealer from any thread; one thread at a time reloads.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/published.h"
#include "base/time.h"
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

/// A master key as the administrator knows it.
struct KeyGeneration {
  int number = 0;
  std::string created;      // RFC 3339; empty: not known
  bool standby = false;     // opens, does not seal yet
  bool seals = false;       // new values are sealed with this one
  std::string fingerprint;  // 8 hex digits that tell keys apart without revealing them

  bool operator==(const KeyGeneration&) const = default;
};

/// The generations of master keys (1 … 255) and the look-up key. The newest generation that is not
/// on standby seals, every one opens. Blind indexes, the fingerprint and what is signed come from
/// the look-up key, which stays the same for ever: a look-up needs the same hash (ADR 0012).
/// Copies share what reload() changes.
class KeyRing {
 public:
  /// The key file, made (mode 0600) if it does not exist; two processes that start at once end with
  /// the same key. GUANXI_KEY (base64 of 32 bytes, or the text of a key file with ';' for line
  /// ends) stands for the file where it is set. Throws KeyError: file readable by group or others,
  /// not a key file, GUANXI_KEY malformed or different from an existing file.
  static KeyRing open_or_create(const std::filesystem::path& path);
  /// The same, but a missing key is a KeyError.
  static KeyRing open(const std::filesystem::path& path);
  /// For tests and tools: key 1 is made from `seed`. Never for real data.
  static KeyRing for_tests(std::string_view seed);

  /// Takes up the file as it is now, here and in every Sealer and copy made from this ring. Throws
  /// KeyError, and nothing changes: as open(), and for a file of another installation.
  void reload(const std::filesystem::path& path);

  /// A keyed hash of `value`, different for every purpose ("members_people.phone",
  /// "members_people.phone_last4"). Equal values have equal hashes, so normalise first (E.164,
  /// lower case).
  Digest blind_index(std::string_view purpose, std::string_view value) const;

  /// 16 hex digits that identify the look-up key without revealing it. Stored in the database at
  /// first start and compared at every other: with a wrong key every look-up would silently find
  /// nobody.
  std::string fingerprint() const;
  /// True when open_or_create made the file in this call: say so, and that it needs a copy in a
  /// safe place.
  bool was_created() const { return created_; }

  /// A key for one purpose, derived from the look-up key: the same for ever.
  SecretKey derive(std::string_view purpose) const;
  int sealing() const;  // the number of the generation that seals
  std::vector<KeyGeneration> generations() const;

 private:
  friend class Sealer;
  struct Keys;
  explicit KeyRing(std::shared_ptr<const Keys> keys);
  static std::shared_ptr<const Keys> load(
      const std::filesystem::path& path, bool create, bool& created
  );
  std::shared_ptr<Published<Keys>> keys_;
  bool created_ = false;
};

/// Changes of the key file, for `guanxi key`: each under a lock, whole or not at all, durable when
/// it returns. All throw KeyError, also where GUANXI_KEY stands for the file. A running program
/// follows with KeyRing::reload().
///
/// Adds a generation on standby and returns its number.
int add_key(const std::filesystem::path& path, Instant now);
/// Lets `number` seal from now on. KeyError: it is not there, or a newer one seals already.
void activate_key(const std::filesystem::path& path, int number);
/// Removes a generation; the look-up key stays. Whoever calls has made sure that nothing is sealed
/// by it. KeyError: it is not there, or it is the one that seals.
void retire_key(const std::filesystem::path& path, int number);

/// Where a sealed value lives. Bound into the seal: a value copied to another column or owner does
/// not open.
struct SealPlace {
  std::string_view column;  // "members_people.phone"
  std::int64_t owner;
};

/// Whether a walk over sealed values only counts them, or seals anew what older keys sealed.
enum class SealWalk { count, renew };

/// What a walk over sealed values saw.
struct SealCensus {
  std::array<std::int64_t, 256> by_key{};  // values by the number of the key that sealed them
  std::int64_t unreadable = 0;             // of these, values that do not open (or are no seals)
  std::int64_t renewed = 0;                // values sealed anew

  std::int64_t values() const;
  /// Values that another key than `number` sealed.
  std::int64_t outdated(int number) const {
    return values() - by_key[static_cast<std::size_t>(number)];
  }
};

/// XChaCha20-Poly1305 (IETF draft-irtf-cfrg-xchacha) with a random 24-byte nonce. A sealed value is
/// version (1) · key number (1) · nonce (24) · ciphertext · tag (16): 42 bytes more than the plain
/// text.
class Sealer {
 public:
  explicit Sealer(const KeyRing& keys) : keys_(keys.keys_) {}
  std::string seal(std::string_view plain, SealPlace place) const;
  /// Throws SealBroken naming column and owner.
  std::string open(std::string_view sealed, SealPlace place) const;
  /// nullopt where open() throws: for verify.
  std::optional<std::string> try_open(std::string_view sealed, SealPlace place) const;
  /// True when the value was sealed under an older key: seal it anew when it is written next.
  bool is_outdated(std::string_view sealed) const;
  /// Counts the value in `census` and returns its successor under the key that seals now; nullopt
  /// where there is nothing to change: sealed by that key already, or it does not open.
  std::optional<std::string> renew(std::string_view sealed, SealPlace place, SealCensus& census)
      const;

 private:
  std::shared_ptr<Published<KeyRing::Keys>> keys_;
};

}  // namespace guanxi::crypto
