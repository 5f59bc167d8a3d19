// The SQL of roles.
#include <algorithm>

#include "modules/identity/store.h"
#include "platform/sql/enum_column.h"

namespace guanxi::identity::store {
namespace {

const sql::Query select_roles{
    "SELECT role, name_zh, name_en, description, state, version, created_at, changed_at "
    "FROM identity_roles ORDER BY role"};
const sql::Query select_role_permissions{
    "SELECT role, permission FROM identity_role_permissions ORDER BY role, permission"};
const sql::Query insert_role_row{
    "INSERT INTO identity_roles (role, name_zh, name_en, description, state, version, created_at, "
    "created_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (role) DO NOTHING"};
const sql::Query update_role_row{
    "UPDATE identity_roles SET name_zh = $2, name_en = $3, description = $4, state = $5, "
    "version = $6, changed_at = $7 WHERE role = $1"};
const sql::Query delete_role_permissions{"DELETE FROM identity_role_permissions WHERE role = $1"};
const sql::Query insert_role_permission{
    "INSERT INTO identity_role_permissions (role, permission) VALUES ($1, $2)"};
const sql::Query select_held_of{
    "SELECT role FROM identity_held_roles WHERE actor_id = $1 ORDER BY role"};
const sql::Query select_held{
    "SELECT actor_id, role FROM identity_held_roles ORDER BY actor_id, role"};
const sql::Query count_held{"SELECT COUNT(*) FROM identity_held_roles WHERE role = $1"};
const sql::Query delete_held{"DELETE FROM identity_held_roles WHERE actor_id = $1 AND role = $2"};
const sql::Query insert_held{
    "INSERT INTO identity_held_roles (actor_id, role, granted_at, granted_by) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (actor_id, role) DO NOTHING"};

struct RoleRow {
  std::string code, name_zh, name_en, description;
  RoleState state;
  std::int64_t version;
  Instant created_at, changed_at;
};
struct RolePermission {
  std::string role, permission;
};

Role role_of(RoleRow row) {
  Role role;
  role.code = std::move(row.code);
  role.content = {std::move(row.name_zh), std::move(row.name_en), std::move(row.description), {}};
  role.state = row.state;
  role.version = row.version;
  role.created_at = row.created_at;
  role.changed_at = row.changed_at;
  return role;
}

Role role_of(const BuiltInRole& built_in) {
  Role role;
  role.code = built_in.code;
  role.content = {built_in.name.zh, built_in.name.en, {}, built_in.permissions};
  role.built_in = true;
  return role;
}

void write_permissions(sql::Tx& tx, const Role& role) {
  for (const std::string& permission : role.content.permissions)
    tx.exec(insert_role_permission, role.code, permission);
}

}  // namespace

std::vector<Role> all_roles(sql::Tx& tx) {
  std::vector<Role> roles;
  for (RoleRow& row : tx.list<RoleRow>(select_roles)) roles.push_back(role_of(std::move(row)));
  std::ranges::sort(roles, {}, &Role::code);  // as here, whatever the collation of the store
  for (RolePermission& one : tx.list<RolePermission>(select_role_permissions)) {
    const auto role = std::ranges::lower_bound(roles, one.role, {}, &Role::code);
    GX_CHECK(role != roles.end() && role->code == one.role);
    role->content.permissions.push_back(std::move(one.permission));
  }
  for (const BuiltInRole& built_in : built_in_roles()) {
    // One that a later version brings counts, not what was made under its code before.
    std::erase_if(roles, [&](const Role& role) { return role.code == built_in.code; });
    roles.push_back(role_of(built_in));
  }
  std::ranges::sort(roles, {}, &Role::code);
  return roles;
}

std::optional<Role> find_role(sql::Tx& tx, std::string_view code) {
  for (Role& role : all_roles(tx)) {
    if (role.code == code) return std::move(role);
  }
  return std::nullopt;
}

bool insert_role(sql::Tx& tx, const Role& role, ActorId by) {
  const RoleContent& content = role.content;
  const std::int64_t inserted = tx.exec(
      insert_role_row,
      role.code,
      content.name_zh,
      content.name_en,
      content.description,
      role.state,
      role.version,
      role.created_at,
      by,
      role.changed_at
  );
  if (inserted == 0) return false;
  write_permissions(tx, role);
  return true;
}

void update_role(sql::Tx& tx, const Role& role) {
  const RoleContent& content = role.content;
  const std::int64_t updated = tx.exec(
      update_role_row,
      role.code,
      content.name_zh,
      content.name_en,
      content.description,
      role.state,
      role.version,
      role.changed_at
  );
  GX_CHECK(updated == 1);
  tx.exec(delete_role_permissions, role.code);
  write_permissions(tx, role);
}

std::int64_t count_holders(sql::Tx& tx, std::string_view code) {
  return tx.get<std::int64_t>(count_held, code);
}

std::vector<std::string> roles_of(sql::Tx& tx, ActorId id) {
  return tx.list<std::string>(select_held_of, id);
}

std::vector<HeldRole> held_roles(sql::Tx& tx) { return tx.list<HeldRole>(select_held); }

void replace_roles(
    sql::Tx& tx, ActorId id, const std::vector<std::string>& roles, Instant now, ActorId by
) {
  for (const std::string& held : roles_of(tx, id)) {
    if (!std::ranges::binary_search(roles, held)) tx.exec(delete_held, id, held);
  }
  for (const std::string& role : roles) tx.exec(insert_held, id, role, now, by);
}

std::vector<std::string> allowed_by(
    const std::vector<Role>& all,
    const std::vector<std::string>& permissions,
    const std::vector<std::string>& codes
) {
  std::vector<std::string> allowed = permissions;
  for (const std::string& code : codes) {
    const auto role = std::ranges::lower_bound(all, code, {}, &Role::code);
    if (role == all.end() || role->code != code) continue;
    allowed = joined(std::move(allowed), role->content.permissions);
  }
  return allowed;
}

}  // namespace guanxi::identity::store
