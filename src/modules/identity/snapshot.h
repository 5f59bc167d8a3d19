// What the authenticator needs, as one immutable value, and the cell that hands it out. Private to
// the module.
#pragma once

#include <array>
#include <atomic>
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

/// When a key was used last, as far as this process knows. It outlives the snapshots, so that no
/// request writes: keep_uses() does, every few minutes.
struct Use {
  std::atomic<std::int64_t> seen_micros{0}, kept_micros{0};
  /// To the minute, so that processors do not fight over the line of a busy key.
  void note(Instant now) {
    constexpr std::int64_t every_micros = 60'000'000;
    if (now.micros() >= seen_micros.load(std::memory_order_relaxed) + every_micros)
      seen_micros.store(now.micros(), std::memory_order_relaxed);
  }
};

struct TokenEntry {
  std::size_t account;
  std::optional<Instant> expires_at;
  std::optional<std::vector<std::string>> permissions;  // of a limited one: those that remain
  std::shared_ptr<Use> use;
};
struct SigningEntry {
  std::size_t account;
  std::optional<Instant> expires_at;
  std::string secret;
  std::shared_ptr<Use> use;
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
  std::shared_ptr<const void> organisation;  // as the scopes were resolved
  std::vector<Account> accounts;             // by id
  std::vector<Role> roles;                   // by code
  std::unordered_map<std::string, std::shared_ptr<Use>, TextHash, std::equal_to<>> uses;  // by key
  std::unordered_map<crypto::Digest, TokenEntry, DigestHash> tokens;
  std::unordered_map<std::string, SigningEntry, TextHash, std::equal_to<>> signing_keys;

  const Account* find(ActorId id) const;
  struct Rows {
    std::int64_t version = -1;
    std::vector<ActorInfo> actors;  // by id
    std::vector<Role> roles;
    std::vector<store::CredentialRow> credentials;
  };
  using StoresOf = std::function<std::vector<StoreId>(const ActorInfo&)>;
  /// The accounts with their credentials. `before` may be null. Throws SealBroken.
  static std::shared_ptr<Snapshot> make(
      Rows rows, const StoresOf& stores_of, const crypto::Sealer& sealer, const Snapshot* before
  );

 private:
  void add(const store::CredentialRow& row, const crypto::Sealer& sealer, const Snapshot* before);
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
