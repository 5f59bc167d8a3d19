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

constexpr const char* system_name = "system";

template <class T>
void sort_unique(std::vector<T>& values) {
  std::ranges::sort(values);
  const auto rest = std::ranges::unique(values);
  values.erase(rest.begin(), rest.end());
}

Error lacks(std::string permission, std::string pointer = {}) {
  return fail(ErrorCode::forbidden, std::move(pointer), {{"permission", std::move(permission)}});
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

Outcome Identity::Impl::check_permissions(
    const By& by, const std::vector<std::string>& wanted, const char* at
) const {
  const std::vector<std::string> known = known_permissions();
  const auto exists = [&](const std::string& permission) {
    if (permission == "*") return true;
    if (!permission.ends_with(":*")) return std::ranges::binary_search(known, permission);
    const std::string module = permission.substr(0, permission.size() - 1);
    return std::ranges::any_of(known, [&](const auto& one) { return one.starts_with(module); });
  };
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string pointer = std::string(at) + "/" + std::to_string(i);
    if (!exists(wanted[i])) {
      std::string allowed;
      for (const std::string& one : known) allowed += one + ", ";
      return fail(ErrorCode::unknown_value, pointer, {{"allowed", allowed + "module:*, *"}});
    }
    if (!by.may(wanted[i])) return lacks(wanted[i], pointer);
  }
  return ok();
}

Outcome Identity::Impl::check_roles(
    const By& by, const std::vector<Role>& all, const std::vector<std::string>& wanted
) const {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string pointer = "/roles/" + std::to_string(i);
    const auto role = std::ranges::find(all, wanted[i], &Role::code);
    if (role == all.end()) {
      std::string allowed;
      for (const Role& one : all) {
        if (one.state == RoleState::active) allowed += (allowed.empty() ? "" : ", ") + one.code;
      }
      return fail(ErrorCode::unknown_value, pointer, {{"allowed", allowed}});
    }
    if (role->state == RoleState::retired)
      return fail(ErrorCode::role_retired, pointer, {{"role", role->code}});
    for (const std::string& permission : role->content.permissions) {
      if (!by.may(permission)) return lacks(permission, pointer);
    }
  }
  return ok();
}

Result<ActorInfo> Identity::Impl::subject(sql::Tx& tx, const By& by, ActorId actor) const {
  auto found = store::find_actor(tx, actor);
  if (!found) return fail(ErrorCode::actor_not_found, "/id");
  if (found->kind == Kind::system) return lacks("*");
  for (const std::string& permission : found->allowed) {
    if (!by.may(permission)) return lacks(permission);
  }
  if (!covers(by, *found)) return fail(ErrorCode::store_out_of_scope);
  return std::move(*found);
}

void Identity::Impl::record(
    sql::Tx& tx,
    const By& by,
    ActorId subject,
    const char* action,
    Values values,
    Instant now,
    std::string_view reason
) {
  Change change{
      ids_.next(), now, by.id, subject, action, std::move(values.before), std::move(values.after)};
  if (!reason.empty()) change.reason = reason;
  store::insert_change(tx, change);
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
  sort_unique(info.roles);
  sort_unique(info.stores);
  sort_unique(info.units);
  const std::vector<Role> roles = store::all_roles(tx);
  info.allowed = store::allowed_by(roles, info.permissions, info.roles);
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
  store::replace_roles(tx, info.id, info.roles, now, by.id);
  store::replace_stores(tx, info.id, info.stores);
  store::replace_units(tx, info.id, info.units);
  record(tx, by, info.id, "actor_added", {std::nullopt, record_of(info)}, now);
  return info;
}

Result<ActorInfo> Identity::Impl::add_person_in(
    sql::Tx& tx, const By& by, const NewPerson& person, Instant now
) {
  GX_TRY_VOID(check_name(person.name, "/name"));
  GX_TRY_VOID(check_permissions(by, person.permissions));
  GX_TRY_VOID(check_roles(by, store::all_roles(tx), person.roles));
  GX_TRY_VOID(check_scope(by, person.stores, person.units));
  ActorInfo info;
  info.name = person.name;
  info.permissions = person.permissions;
  info.roles = person.roles;
  info.stores = person.stores;
  info.units = person.units;
  return add(tx, by, std::move(info), now);
}

Result<ActorId> Identity::Impl::add_person(const By& by, const NewPerson& person, Instant now) {
  return change<ActorId>([&](sql::Tx& tx) -> Result<ActorId> {
    GX_TRY(info, add_person_in(tx, by, person, now));
    return info.id;
  });
}

Result<ActorInfo> Identity::Impl::add_till_actor_in(
    sql::Tx& tx, const By& by, const NewTill& till, Instant now
) {
  GX_TRY_VOID(check_name(till.name, "/name"));
  GX_TRY_VOID(check_permissions(by, till.permissions));
  GX_TRY_VOID(check_scope(by, {till.store}, {}));
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
  return add(tx, by, std::move(wanted), now);
}

Result<ActorId> Identity::Impl::add_till_actor(const By& by, const NewTill& till, Instant now) {
  return change<ActorId>([&](sql::Tx& tx) -> Result<ActorId> {
    GX_TRY(info, add_till_actor_in(tx, by, till, now));
    return info.id;
  });
}

/// `info` as it is to be, each change checked.
Outcome Identity::Impl::apply(sql::Tx& tx, const By& by, ActorInfo& info, const ActorChange& change)
    const {
  if (change.name && *change.name != info.name) {
    if (info.kind != Kind::person)
      return fail(ErrorCode::wrong_type, "/name", {{"expected", "person"}});
    GX_TRY_VOID(check_name(*change.name, "/name"));
    if (store::find_named(tx, info.kind, *change.name))
      return fail(ErrorCode::code_taken, "/name", {{"code", *change.name}});
    info.name = *change.name;
  }
  const std::vector<Role> roles = store::all_roles(tx);
  if (change.permissions) {
    GX_TRY_VOID(check_permissions(by, *change.permissions));
    info.permissions = joined(*change.permissions, {});
  }
  if (change.roles) {
    GX_TRY_VOID(check_roles(by, roles, *change.roles));
    info.roles = joined(*change.roles, {});
  }
  info.allowed = store::allowed_by(roles, info.permissions, info.roles);
  std::vector<StoreId> stores = change.stores.value_or(info.stores);
  std::vector<UnitId> units = change.units.value_or(info.units);
  GX_TRY_VOID(check_scope(by, stores, units));
  sort_unique(stores);
  sort_unique(units);
  const bool moves = stores != info.stores || units != info.units;
  if (moves && info.kind == Kind::till)
    return fail(ErrorCode::wrong_parent, "/stores", {{"expected", info.stores[0].to_string()}});
  info.stores = std::move(stores);
  info.units = std::move(units);
  return ok();
}

Result<ActorInfo> Identity::Impl::change_actor(
    const By& by, ActorId actor, const ActorChange& change, const VersionCheck& check, Instant now
) {
  GX_TRY_VOID(check_reason(change.reason));
  return change_guarded<ActorInfo>(by, [&](sql::Tx& tx) -> Result<ActorInfo> {
    GX_TRY(info, subject(tx, by, actor));
    if (check) {
      GX_TRY_VOID(check(info.version));
    }
    const std::string before = record_of(info);
    GX_TRY_VOID(apply(tx, by, info, change));
    std::string after = record_of(info);
    if (after == before) return info;
    ++info.version;
    store::update_actor(tx, info);
    store::replace_grants(tx, actor, info.permissions, now, by.id);
    store::replace_roles(tx, actor, info.roles, now, by.id);
    store::replace_stores(tx, actor, info.stores);
    store::replace_units(tx, actor, info.units);
    record(tx, by, actor, "actor_changed", {before, std::move(after)}, now, change.reason);
    return info;
  });
}

Outcome Identity::Impl::set_state(const By& by, ActorId actor, State state, Instant now) {
  if (by.id && by.id == actor && state == State::disabled) return lacks("identity:write", "/id");
  return change_guarded<Nothing>(by, [&](sql::Tx& tx) -> Outcome {
    GX_TRY(info, subject(tx, by, actor));
    if (info.state == state) return ok();
    const std::string before = record_of(info);
    info.state = state;
    ++info.version;
    store::update_actor(tx, info);
    if (state == State::disabled) Sessions::end_all(tx, actor, 0, now);
    const char* const action = state == State::active ? "actor_enabled" : "actor_disabled";
    record(tx, by, actor, action, {before, record_of(info)}, now);
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
  return change_guarded<Nothing>(by, [&](sql::Tx& tx) -> Outcome {
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
    ++info.version;
    store::update_actor(tx, info);
    record(tx, by, actor, "permissions_changed", {before, record_of(info)}, now);
    return ok();
  });
}

}  // namespace guanxi::identity
