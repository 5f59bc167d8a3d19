#include "modules/identity/snapshot.h"

#include <algorithm>
#include <atomic>

namespace guanxi::identity {
namespace {

api::Actor::Kind kind_of(Kind kind) {
  switch (kind) {
    case Kind::person:
      return api::Actor::Kind::person;
    case Kind::till:
      return api::Actor::Kind::till;
    case Kind::system:
      return api::Actor::Kind::system;
  }
  return api::Actor::Kind::anonymous;
}

api::Actor actor_of(const ActorInfo& info) {
  api::Actor actor;
  actor.id = info.id;
  actor.kind = kind_of(info.kind);
  actor.name = info.name;
  actor.permissions = info.permissions;
  actor.permissions.emplace_back(own_permission);
  actor.stores = info.stores;
  actor.till = info.till;
  return actor;
}

}  // namespace

const Account* Snapshot::find(ActorId id) const {
  const auto found = std::ranges::lower_bound(accounts, id, {}, [](const Account& account) {
    return account.info.id;
  });
  return found != accounts.end() && found->info.id == id ? &*found : nullptr;
}

std::shared_ptr<const Snapshot> Snapshot::make(
    std::int64_t version,
    std::vector<ActorInfo> actors,
    const std::vector<store::CredentialRow>& credentials,
    const crypto::Sealer& sealer
) {
  auto made = std::make_shared<Snapshot>();
  made->version = version;
  made->accounts.reserve(actors.size());
  for (ActorInfo& info : actors) {
    api::Actor actor = actor_of(info);
    made->accounts.push_back({std::move(info), std::move(actor)});
  }
  for (const store::CredentialRow& row : credentials) {
    const Account* account = made->find(row.actor);
    GX_CHECK_WHY(account != nullptr, "a credential belongs to no actor");
    const auto index = static_cast<std::size_t>(account - made->accounts.data());
    if (row.kind == CredentialKind::token) {
      const auto digest = crypto::digest_of(row.secret.data);
      GX_CHECK_WHY(digest.has_value(), "the hash of a token has not 32 bytes");
      made->tokens.emplace(*digest, TokenEntry{index, row.expires_at});
    } else {
      std::string secret = sealer.open(row.secret.data, secret_place(row.actor));
      made->signing_keys.emplace(row.key, SigningEntry{index, row.expires_at, std::move(secret)});
    }
  }
  return made;
}

std::shared_ptr<const Snapshot> SnapshotCell::load() const {
  static std::atomic<std::size_t> next{0};
  thread_local const std::size_t mine = next.fetch_add(1, std::memory_order_relaxed);
  const Stripe& stripe = stripes_[mine % stripes_.size()];
  const std::lock_guard lock(stripe.mutex);
  return stripe.snapshot;
}

void SnapshotCell::store(const std::shared_ptr<const Snapshot>& snapshot) {
  for (Stripe& stripe : stripes_) {
    std::shared_ptr<const Snapshot> before = snapshot;
    {
      const std::lock_guard lock(stripe.mutex);
      stripe.snapshot.swap(before);
    }  // the last owner of the old one lets it go outside the lock
  }
}

}  // namespace guanxi::identity
