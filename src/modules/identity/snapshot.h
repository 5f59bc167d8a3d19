// What the authenticator needs, as one immutable value, and the cell that hands it out. Private to
// the module.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "modules/identity/store.h"

namespace guanxi::identity {

struct Account {
  ActorInfo info;
  api::Actor actor;  // as handlers get it
};

struct TokenEntry {
  std::size_t account;
  std::optional<Instant> expires_at;
};
struct SigningEntry {
  std::size_t account;
  std::optional<Instant> expires_at;
  std::string secret;
};

struct DigestHash {
  // SHA-256 of what was issued: nobody chooses it, so its first bytes are a hash already.
  std::size_t operator()(const crypto::Digest& digest) const {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
  }
};
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

struct Snapshot {
  std::int64_t version = -1;
  std::vector<Account> accounts;  // by id
  std::unordered_map<crypto::Digest, TokenEntry, DigestHash> tokens;
  std::unordered_map<std::string, SigningEntry, TextHash, std::equal_to<>> signing_keys;

  const Account* find(ActorId id) const;
  /// The accounts of `actors` (by id) with their credentials. Throws SealBroken.
  static std::shared_ptr<const Snapshot> make(
      std::int64_t version,
      std::vector<ActorInfo> actors,
      const std::vector<store::CredentialRow>& credentials,
      const crypto::Sealer& sealer
  );
};

/// A signing key's place in the database, for the seal.
inline crypto::SealPlace secret_place(ActorId actor) {
  return {"identity_credentials.secret", actor.value()};
}

/// The current snapshot, one copy of the pointer per stripe so that readers hardly ever meet.
class SnapshotCell {
 public:
  std::shared_ptr<const Snapshot> load() const;
  /// Every load() that begins after store() has returned sees it.
  void store(const std::shared_ptr<const Snapshot>& snapshot);

 private:
  struct alignas(64) Stripe {
    mutable std::mutex mutex;
    std::shared_ptr<const Snapshot> snapshot;
  };
  std::array<Stripe, 16> stripes_;
};

}  // namespace guanxi::identity
