// Changes of roles: each checks what `by` may, writes, records itself and moves the version, all in
// one transaction.
#include <algorithm>

#include "base/naming.h"
#include "modules/audit/audit.h"
#include "modules/identity/impl.h"
#include "modules/identity/records.h"

namespace guanxi::identity {
namespace {

constexpr std::size_t description_length_max = 500;

Outcome check_words(const RoleContent& content) {
  Faults faults;
  faults.add(check_name(content.name_zh, "/name_zh"));
  faults.add(check_name(content.name_en, "/name_en"));
  if (!content.description.empty())
    faults.add(check_name(content.description, "/description", description_length_max));
  return faults.outcome();
}

/// What can be changed: made here and in use.
Result<Role> load_changeable(sql::Tx& tx, std::string_view code, const VersionCheck& check) {
  auto role = store::find_role(tx, code);
  const std::string name(code);
  if (!role) return fail(ErrorCode::role_not_found, "/code", {{"role", name}});
  if (role->built_in) return fail(ErrorCode::role_built_in, "/code", {{"role", name}});
  if (role->state == RoleState::retired)
    return fail(ErrorCode::role_retired, "/code", {{"role", name}});
  if (check) {
    GX_TRY_VOID(check(role->version));
  }
  return *std::move(role);
}

}  // namespace

void Identity::Impl::record_role(
    sql::Tx& tx,
    const By& by,
    const Role& role,
    const char* action,
    std::optional<std::string> before,
    std::string_view reason,
    Instant now
) {
  Change change{ids_.next(), now, by.id, ActorId(), action, std::move(before), record_of(role)};
  change.role = role.code;
  change.reason = reason;
  store::insert_change(tx, change);
  audit::By who(by.id);
  who.request = by.request;
  audit::record(
      tx,
      who,
      {.action = action,
       .object_kind = "role",
       .object_id = role.code,
       .reason = std::string(reason),
       .log = "/v1/access-changes?role=" + role.code},
      now
  );
  store::move_version(tx);
}

Result<Role> Identity::Impl::add_role(
    const By& by,
    std::string_view code,
    const RoleContent& content,
    std::string_view reason,
    Instant now
) {
  GX_TRY_VOID(by.check_unlimited());
  GX_TRY_VOID(check_code(code, "/code"));
  GX_TRY_VOID(check_words(content));
  GX_TRY_VOID(check_reason(reason));
  GX_TRY_VOID(check_permissions(by, content.permissions));
  Role role;
  role.code = code;
  role.content = content;
  role.content.permissions = joined(content.permissions, {});
  role.created_at = role.changed_at = now;
  return change<Role>([&](sql::Tx& tx) -> Result<Role> {
    if (find_built_in(code) != nullptr || !store::insert_role(tx, role, by.id))
      return fail(ErrorCode::code_taken, "/code", {{"code", role.code}});
    record_role(tx, by, role, "role_added", std::nullopt, reason, now);
    return role;
  });
}

Result<Role> Identity::Impl::change_role(
    const By& by,
    std::string_view code,
    const RoleContent& content,
    std::string_view reason,
    const VersionCheck& check,
    Instant now
) {
  GX_TRY_VOID(by.check_unlimited());
  GX_TRY_VOID(check_words(content));
  GX_TRY_VOID(check_reason(reason));
  return change_guarded<Role>(by, [&](sql::Tx& tx) -> Result<Role> {
    GX_TRY(role, load_changeable(tx, code, check));
    GX_TRY_VOID(check_permissions(by, content.permissions));
    // Whoever holds it must not lose either what `by` could not give back.
    for (const std::string& permission : role.content.permissions) {
      if (!by.may(permission))
        return fail(ErrorCode::forbidden, "/permissions", {{"permission", permission}});
    }
    const std::string before = record_of(role);
    RoleContent wanted = content;
    wanted.permissions = joined(std::move(wanted.permissions), {});
    if (wanted == role.content) return role;
    role.content = std::move(wanted);
    ++role.version;
    role.changed_at = now;
    store::update_role(tx, role);
    record_role(tx, by, role, "role_changed", before, reason, now);
    return role;
  });
}

Result<Role> Identity::Impl::retire_role(
    const By& by,
    std::string_view code,
    std::string_view reason,
    const VersionCheck& check,
    Instant now
) {
  GX_TRY_VOID(by.check_unlimited());
  GX_TRY_VOID(check_reason(reason));
  return change<Role>([&](sql::Tx& tx) -> Result<Role> {
    GX_TRY(role, load_changeable(tx, code, check));
    for (const std::string& permission : role.content.permissions) {
      if (!by.may(permission)) return fail(ErrorCode::forbidden, {}, {{"permission", permission}});
    }
    const std::int64_t holders = store::count_holders(tx, code);
    if (holders > 0) {
      return fail(
          ErrorCode::role_in_use,
          "/code",
          {{"role", role.code}, {"holders", std::to_string(holders)}}
      );
    }
    const std::string before = record_of(role);
    role.state = RoleState::retired;
    ++role.version;
    role.changed_at = now;
    store::update_role(tx, role);
    record_role(tx, by, role, "role_retired", before, reason, now);
    return role;
  });
}

std::vector<Role> Identity::roles() const { return impl_->snapshot()->roles; }

std::optional<Role> Identity::find_role(std::string_view code) const {
  const auto now = impl_->snapshot();
  const auto found = std::ranges::lower_bound(now->roles, code, {}, &Role::code);
  if (found == now->roles.end() || found->code != code) return std::nullopt;
  return *found;
}

std::int64_t Identity::holders(std::string_view code) const {
  const auto now = impl_->snapshot();
  return std::ranges::count_if(now->accounts, [&](const Account& account) {
    return std::ranges::find(account.info.roles, code) != account.info.roles.end();
  });
}

Result<Role> Identity::add_role(
    const By& by,
    std::string_view code,
    const RoleContent& content,
    std::string_view reason,
    Instant now
) {
  return impl_->add_role(by, code, content, reason, now);
}
Result<Role> Identity::change_role(
    const By& by,
    std::string_view code,
    const RoleContent& content,
    std::string_view reason,
    const VersionCheck& check,
    Instant now
) {
  return impl_->change_role(by, code, content, reason, check, now);
}
Result<Role> Identity::retire_role(
    const By& by,
    std::string_view code,
    std::string_view reason,
    const VersionCheck& check,
    Instant now
) {
  return impl_->retire_role(by, code, reason, check, now);
}
Result<ActorInfo> Identity::change_actor(
    const By& by, ActorId actor, const ActorChange& change, const VersionCheck& check, Instant now
) {
  return impl_->change_actor(by, actor, change, check, now);
}

}  // namespace guanxi::identity
