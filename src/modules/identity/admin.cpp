// Changes of access: each checks what `by` may, writes, records itself and moves the version, all
// in one transaction.
#include <algorithm>

#include "base/naming.h"
#include "modules/audit/audit.h"
#include "modules/identity/impl.h"
#include "modules/identity/records.h"
#include "modules/identity/sessions.h"

namespace guanxi::identity {
namespace {

constexpr std::size_t label_length_max = 100;
constexpr std::size_t key_id_bytes = 6;
constexpr std::size_t secret_bytes = 32;
constexpr const char* system_name = "system";

std::string new_key_id(CredentialKind kind) {
  return (kind == CredentialKind::token ? "tok_" : "key_") +
         crypto::to_hex(crypto::random_bytes(key_id_bytes));
}

template <class T>
void sort_unique(std::vector<T>& values) {
  std::ranges::sort(values);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

Error lacks(std::string permission, std::string pointer = {}) {
  return fail(ErrorCode::forbidden, std::move(pointer), {{"permission", std::move(permission)}});
}

bool covers_stores(const By& by, const std::vector<StoreId>& stores) {
  if (by.stores.empty()) return true;
  return !stores.empty() && std::ranges::all_of(stores, [&](StoreId s) { return by.in_scope(s); });
}

}  // namespace

void Identity::Impl::set_known_permissions(const std::vector<std::string>& permissions) {
  std::vector<std::string> known = permissions;
  std::erase(known, own_permission);  // everybody's, so nobody's to give
  sort_unique(known);
  const std::lock_guard lock(known_mutex_);
  known_ = std::move(known);
}

std::vector<std::string> Identity::Impl::known_permissions() const {
  const std::lock_guard lock(known_mutex_);
  return known_;
}

Outcome Identity::Impl::check_permissions(const By& by, const std::vector<std::string>& wanted)
    const {
  const std::vector<std::string> known = known_permissions();
  const auto exists = [&](const std::string& permission) {
    if (permission == "*") return true;
    if (!permission.ends_with(":*")) return std::ranges::binary_search(known, permission);
    const std::string module = permission.substr(0, permission.size() - 1);
    return std::ranges::any_of(known, [&](const auto& one) { return one.starts_with(module); });
  };
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string pointer = "/permissions/" + std::to_string(i);
    if (!exists(wanted[i])) {
      std::string allowed;
      for (const std::string& one : known) allowed += one + ", ";
      return fail(ErrorCode::unknown_value, pointer, {{"allowed", allowed + "module:*, *"}});
    }
    if (!by.may(wanted[i])) return lacks(wanted[i], pointer);
  }
  return ok();
}

Outcome Identity::Impl::check_stores(const By& by, const std::vector<StoreId>& stores) const {
  for (std::size_t i = 0; i < stores.size(); ++i) {
    const std::string pointer = "/stores/" + std::to_string(i);
    const std::string store = stores[i].to_string();
    if (options_.store_exists && !options_.store_exists(stores[i]))
      return fail(ErrorCode::store_not_found, pointer, {{"store", store}});
    if (!by.in_scope(stores[i]))
      return fail(ErrorCode::store_out_of_scope, pointer, {{"store", store}});
  }
  // No store means every store, which only those may give who have it.
  if (!covers_stores(by, stores)) return fail(ErrorCode::store_out_of_scope, "/stores");
  return ok();
}

Result<ActorInfo> Identity::Impl::subject(sql::Tx& tx, const By& by, ActorId actor) const {
  auto found = store::find_actor(tx, actor);
  if (!found) return fail(ErrorCode::actor_not_found, "/id");
  if (found->kind == Kind::system) return lacks("*");
  for (const std::string& permission : found->permissions) {
    if (!by.may(permission)) return lacks(permission);
  }
  if (!covers_stores(by, found->stores)) return fail(ErrorCode::store_out_of_scope);
  return std::move(*found);
}

void Identity::Impl::record(
    sql::Tx& tx,
    const By& by,
    ActorId subject,
    const char* action,
    std::optional<std::string> before,
    std::optional<std::string> after,
    Instant now,
    std::string_view reason
) {
  store::insert_change(
      tx, {ids_.next(), now, by.id, subject, action, std::move(before), std::move(after)}
  );
  audit::By who(by.id);
  who.request = by.request;
  audit::record(
      tx,
      who,
      {.action = action,
       .object_kind = "actor",
       .object_id = subject.to_string(),
       .reason = std::string(reason),
       .log = "/v1/access-changes?actor=" + subject.to_string()},
      now
  );
  store::move_version(tx);
}

api::Actor Identity::Impl::ensure_system_actor(Instant now) {
  const auto find = [&]() -> std::optional<api::Actor> {
    const auto known = cell_.load();
    for (const Account& account : known->accounts) {
      if (account.info.kind == Kind::system) return account.actor;
    }
    return std::nullopt;
  };
  refresh();
  if (auto found = find()) return *found;
  ActorInfo info;
  info.kind = Kind::system;
  info.name = system_name;
  info.permissions = {"*"};
  const auto made = change<Nothing>([&](sql::Tx& tx) -> Outcome {
    GX_TRY_VOID(add(tx, api::Actor::system(system_name), info, now));
    return ok();
  });
  // code_taken: another process was quicker.
  GX_CHECK(made || made.error().code == ErrorCode::code_taken);
  refresh();
  auto found = find();
  GX_CHECK(found.has_value());
  return *found;
}

Result<ActorInfo> Identity::Impl::add(sql::Tx& tx, const By& by, ActorInfo info, Instant now) {
  sort_unique(info.permissions);
  sort_unique(info.stores);
  info.id = ids_.next_id<ActorTag>();
  info.created_at = now;
  const store::ActorRow row{
      info.id,
      info.kind,
      info.name,
      info.state,
      info.till ? std::optional(info.till) : std::nullopt,
      now};
  if (!store::insert_actor(tx, row, by.id))
    return fail(ErrorCode::code_taken, "/name", {{"code", info.name}});
  for (const std::string& permission : info.permissions)
    store::insert_grant(tx, info.id, permission, now, by.id);
  store::replace_stores(tx, info.id, info.stores);
  record(tx, by, info.id, "actor_added", std::nullopt, record_of(info), now);
  return info;
}

Result<ActorInfo> Identity::Impl::add_person_in(
    sql::Tx& tx, const By& by, const NewPerson& person, Instant now
) {
  GX_TRY_VOID(check_name(person.name, "/name"));
  GX_TRY_VOID(check_permissions(by, person.permissions));
  GX_TRY_VOID(check_stores(by, person.stores));
  ActorInfo info;
  info.name = person.name;
  info.permissions = person.permissions;
  info.stores = person.stores;
  return add(tx, by, std::move(info), now);
}

Result<ActorId> Identity::Impl::add_person(const By& by, const NewPerson& person, Instant now) {
  return change<ActorId>([&](sql::Tx& tx) -> Result<ActorId> {
    GX_TRY(info, add_person_in(tx, by, person, now));
    return info.id;
  });
}

Result<ActorId> Identity::Impl::add_till_actor(const By& by, const NewTill& till, Instant now) {
  GX_TRY_VOID(check_name(till.name, "/name"));
  GX_TRY_VOID(check_permissions(by, till.permissions));
  GX_TRY_VOID(check_stores(by, {till.store}));
  if (options_.store_of_till) {
    const auto store = options_.store_of_till(till.till);
    if (!store || *store != till.store)
      return fail(ErrorCode::till_not_found, "/till", {{"till", till.till.to_string()}});
  }
  ActorInfo wanted;
  wanted.kind = Kind::till;
  wanted.name = till.name;
  wanted.till = till.till;
  wanted.permissions = till.permissions;
  wanted.stores = {till.store};
  return change<ActorId>([&](sql::Tx& tx) -> Result<ActorId> {
    GX_TRY(info, add(tx, by, wanted, now));
    return info.id;
  });
}

Outcome Identity::Impl::set_state(const By& by, ActorId actor, State state, Instant now) {
  if (by.id && by.id == actor && state == State::disabled) return lacks("identity:write", "/id");
  return change<Nothing>([&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, subject(tx, by, actor));
    if (info.state == state) return ok();
    const std::string before = record_of(info);
    info.state = state;
    store::set_state(tx, actor, state);
    if (state == State::disabled) Sessions::end_all(tx, actor, 0, now);
    const char* const action = state == State::active ? "actor_enabled" : "actor_disabled";
    record(tx, by, actor, action, before, record_of(info), now);
    return ok();
  });
}

Outcome Identity::Impl::set_permission(
    const By& by, ActorId actor, std::string_view permission, bool held, Instant now
) {
  const std::string wanted(permission);
  if (held) {
    auto allowed = check_permissions(by, {wanted});
    if (!allowed) {
      Error error = std::move(allowed).error();
      error.pointer = "/permission";
      return error;
    }
  }
  return change<Nothing>([&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, subject(tx, by, actor));
    const bool moved = held ? store::insert_grant(tx, actor, wanted, now, by.id)
                            : store::delete_grant(tx, actor, wanted);
    if (!moved) return ok();
    const std::string before = record_of(info);
    if (held) {
      info.permissions.push_back(wanted);
      sort_unique(info.permissions);
    } else {
      std::erase(info.permissions, wanted);
    }
    record(tx, by, actor, "permissions_changed", before, record_of(info), now);
    return ok();
  });
}

Outcome Identity::Impl::set_stores(
    const By& by, ActorId actor, const std::vector<StoreId>& stores, Instant now
) {
  GX_TRY_VOID(check_stores(by, stores));
  std::vector<StoreId> wanted = stores;
  sort_unique(wanted);
  return change<Nothing>([&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, subject(tx, by, actor));
    if (info.stores == wanted) return ok();
    if (info.kind == Kind::till)
      return fail(ErrorCode::wrong_parent, "/stores", {{"expected", info.stores[0].to_string()}});
    const std::string before = record_of(info);
    info.stores = wanted;
    store::replace_stores(tx, actor, wanted);
    record(tx, by, actor, "stores_changed", before, record_of(info), now);
    return ok();
  });
}

Result<IssuedToken> Identity::Impl::issue_token_in(
    sql::Tx& tx,
    const By& by,
    ActorId actor,
    std::string_view label,
    std::optional<Instant> expires_at,
    Instant now
) {
  GX_TRY_VOID(check_name(label, "/label", label_length_max));
  if (expires_at && *expires_at <= now)
    return fail(ErrorCode::out_of_range, "/expires_at", {{"min", now.to_string()}});
  GX_TRY(info, subject(tx, by, actor));
  const crypto::Token token = crypto::make_token();
  store::CredentialRow row{
      {},
      actor,
      CredentialKind::token,
      std::string(label),
      {std::string(crypto::bytes_of(token.hash))},
      now,
      expires_at,
      {}};
  do {
    row.key = new_key_id(row.kind);
  } while (!store::insert_credential(tx, row, by.id));
  const CredentialInfo issued{row.key, actor, row.kind, row.label, now, expires_at, {}};
  record(tx, by, actor, "token_issued", std::nullopt, record_of(issued), now);
  return IssuedToken{row.key, token.text, expires_at};
}

Result<IssuedToken> Identity::Impl::issue_token(
    const By& by,
    ActorId actor,
    std::string_view label,
    std::optional<Instant> expires_at,
    Instant now
) {
  return change<IssuedToken>([&](sql::Tx& tx) {
    return issue_token_in(tx, by, actor, label, expires_at, now);
  });
}

IssuedKey Identity::Impl::new_signing_key(
    sql::Tx& tx, const By& by, ActorId actor, const std::string& label, Instant now
) {
  const std::string secret = crypto::to_base64url(crypto::random_bytes(secret_bytes));
  store::CredentialRow row{
      {},
      actor,
      CredentialKind::signing_key,
      label,
      {sealer_.seal(secret, secret_place(actor))},
      now,
      {},
      {}};
  do {
    row.key = new_key_id(row.kind);
  } while (!store::insert_credential(tx, row, by.id));
  const CredentialInfo issued{row.key, actor, row.kind, label, now, {}, {}};
  record(tx, by, actor, "signing_key_issued", std::nullopt, record_of(issued), now);
  return {row.key, secret};
}

Result<IssuedKey> Identity::Impl::issue_signing_key(
    const By& by, ActorId actor, std::string_view label, Instant now
) {
  GX_TRY_VOID(check_name(label, "/label", label_length_max));
  return change<IssuedKey>([&](sql::Tx& tx) -> Result<IssuedKey> {
    GX_TRY(info, subject(tx, by, actor));
    if (info.kind != Kind::till) return fail(ErrorCode::wrong_type, "/id", {{"expected", "till"}});
    return new_signing_key(tx, by, actor, std::string(label), now);
  });
}

Result<IssuedKey> Identity::Impl::rotate_signing_key(
    const By& by, ActorId actor, std::string_view key, std::int64_t grace_seconds, Instant now
) {
  GX_CHECK(grace_seconds >= 0);
  return change<IssuedKey>([&](sql::Tx& tx) -> Result<IssuedKey> {
    GX_TRY(info, subject(tx, by, actor));
    auto old = store::find_credential(tx, actor, key);
    if (!old || old->kind != CredentialKind::signing_key || old->revoked_at)
      return fail(ErrorCode::actor_not_found, "/key");
    const Instant ends = now.plus_seconds(grace_seconds);
    if (!old->expires_at || *old->expires_at > ends) {
      const std::string before = record_of(*old);
      old->expires_at = ends;
      store::set_expiry(tx, key, ends);
      record(tx, by, actor, "signing_key_replaced", before, record_of(*old), now);
    }
    return new_signing_key(tx, by, actor, old->label, now);
  });
}

Outcome Identity::Impl::revoke_credential(
    const By& by, ActorId actor, std::string_view key, Instant now
) {
  return change<Nothing>([&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, subject(tx, by, actor));
    auto found = store::find_credential(tx, actor, key);
    if (!found) return fail(ErrorCode::actor_not_found, "/key");
    if (found->revoked_at) return ok();
    const std::string before = record_of(*found);
    found->revoked_at = now;
    store::set_revoked(tx, key, now);
    const bool is_token = found->kind == CredentialKind::token;
    const char* const action = is_token ? "token_revoked" : "signing_key_revoked";
    record(tx, by, actor, action, before, record_of(*found), now);
    return ok();
  });
}

}  // namespace guanxi::identity
