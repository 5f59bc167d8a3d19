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

api::Actor actor_of(const ActorInfo& info, std::vector<StoreId> stores) {
  api::Actor actor;
  actor.id = info.id;
  actor.kind = kind_of(info.kind);
  actor.name = info.name;
  actor.permissions = info.allowed;
  actor.permissions.emplace_back(own_permission);
  actor.stores = std::move(stores);
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

std::shared_ptr<Snapshot> Snapshot::make(
    Rows rows, const StoresOf& stores_of, const crypto::Sealer& sealer, const Snapshot* before
) {
  auto made = std::make_shared<Snapshot>();
  made->version = rows.version;
  made->roles = std::move(rows.roles);
  made->accounts.reserve(rows.actors.size());
  for (ActorInfo& info : rows.actors) {
    api::Actor actor = actor_of(info, stores_of(info));
    made->accounts.push_back({std::move(info), std::move(actor)});
  }
  for (const store::CredentialRow& row : rows.credentials) made->add(row, sealer, before);
  return made;
}

void Snapshot::add(
    const store::CredentialRow& row, const crypto::Sealer& sealer, const Snapshot* before
) {
  const Account* const account = find(row.actor);
  GX_CHECK_WHY(account != nullptr, "a credential belongs to no actor");
  const auto index = static_cast<std::size_t>(account - accounts.data());
  std::shared_ptr<Use> use;
  if (before != nullptr) {
    const auto known = before->uses.find(row.key);
    if (known != before->uses.end()) use = known->second;
  }
  if (use == nullptr) {
    use = std::make_shared<Use>();
    use->seen_micros = use->kept_micros = row.used_at ? row.used_at->micros() : 0;
  }
  uses.emplace(row.key, use);
  if (row.kind == CredentialKind::token) {
    const auto digest = crypto::digest_of(row.secret.data);
    GX_CHECK_WHY(digest.has_value(), "the hash of a token has not 32 bytes");
    std::optional<std::vector<std::string>> left;
    if (row.permissions) {
      left = in_both(store::unpacked(row.permissions), account->info.allowed);
      left->emplace_back(own_permission);
    }
    tokens.emplace(*digest, TokenEntry{index, row.expires_at, std::move(left), std::move(use)});
  } else {
    std::string secret = sealer.open(row.secret.data, secret_place(row.actor));
    signing_keys.emplace(
        row.key, SigningEntry{index, row.expires_at, std::move(secret), std::move(use)}
    );
  }
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
