#include "modules/identity/store.h"

#include <algorithm>
#include <limits>

#include "platform/sql/enum_column.h"

namespace guanxi::identity::store {
namespace {

const sql::Query select_version{"SELECT version FROM identity_versions WHERE id = 1"};
const sql::Query update_version{"UPDATE identity_versions SET version = version + 1 WHERE id = 1"};
const sql::Query insert_actor_row{
    "INSERT INTO identity_actors (actor_id, kind, name, state, till_id, created_at, created_by) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (kind, name) DO NOTHING"};
const sql::Query select_actor{
    "SELECT actor_id, kind, name, state, till_id, created_at, version FROM identity_actors "
    "WHERE actor_id = $1"};
const sql::Query select_actors{
    "SELECT actor_id, kind, name, state, till_id, created_at, version FROM identity_actors "
    "ORDER BY actor_id"};
const sql::Query update_actor_row{
    "UPDATE identity_actors SET name = $2, state = $3, version = $4 WHERE actor_id = $1"};
const sql::Query select_named{"SELECT actor_id FROM identity_actors WHERE kind = $1 AND name = $2"};
const sql::Query select_grants_of{
    "SELECT permission FROM identity_grants WHERE actor_id = $1 ORDER BY permission"};
const sql::Query select_grants{
    "SELECT actor_id, permission FROM identity_grants ORDER BY actor_id, permission"};
const sql::Query insert_grant_row{
    "INSERT INTO identity_grants (actor_id, permission, granted_at, granted_by) "
    "VALUES ($1, $2, $3, $4) ON CONFLICT (actor_id, permission) DO NOTHING"};
const sql::Query delete_grant_row{
    "DELETE FROM identity_grants WHERE actor_id = $1 AND permission = $2"};
const sql::Query delete_grants{"DELETE FROM identity_grants WHERE actor_id = $1"};
const sql::Query select_units_of{
    "SELECT unit_id FROM identity_units WHERE actor_id = $1 ORDER BY unit_id"};
const sql::Query select_units{
    "SELECT actor_id, unit_id FROM identity_units ORDER BY actor_id, unit_id"};
const sql::Query delete_units{"DELETE FROM identity_units WHERE actor_id = $1"};
const sql::Query insert_unit{"INSERT INTO identity_units (actor_id, unit_id) VALUES ($1, $2)"};
const sql::Query select_stores_of{
    "SELECT store_id FROM identity_stores WHERE actor_id = $1 ORDER BY store_id"};
const sql::Query select_stores{
    "SELECT actor_id, store_id FROM identity_stores ORDER BY actor_id, store_id"};
const sql::Query delete_stores{"DELETE FROM identity_stores WHERE actor_id = $1"};
const sql::Query insert_store{"INSERT INTO identity_stores (actor_id, store_id) VALUES ($1, $2)"};
const sql::Query insert_credential_row{
    "INSERT INTO identity_credentials (key_id, actor_id, kind, label, secret, created_at, "
    "created_by, expires_at, permissions) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (key_id) DO NOTHING"};
const sql::Query select_credential{
    "SELECT key_id, actor_id, kind, label, created_at, expires_at, revoked_at, permissions, "
    "used_at "
    "FROM identity_credentials WHERE key_id = $2 AND actor_id = $1"};
const sql::Query update_expiry{"UPDATE identity_credentials SET expires_at = $2 WHERE key_id = $1"};
const sql::Query update_revoked{
    "UPDATE identity_credentials SET revoked_at = $2 WHERE key_id = $1 AND revoked_at IS NULL"};
const sql::Query update_used{
    "UPDATE identity_credentials SET used_at = $2 "
    "WHERE key_id = $1 AND (used_at IS NULL OR used_at < $2)"};
const sql::Query select_credentials_behind{
    "SELECT key_id, actor_id, kind, label, created_at, expires_at, revoked_at, permissions, "
    "used_at "
    "FROM identity_credentials WHERE key_id > $1 ORDER BY key_id LIMIT $2"};
const sql::Query select_credentials_of{
    "SELECT key_id, actor_id, kind, label, created_at, expires_at, revoked_at, permissions, "
    "used_at "
    "FROM identity_credentials WHERE actor_id = $1 ORDER BY created_at DESC, key_id"};
const sql::Query select_usable{
    "SELECT key_id, actor_id, kind, label, secret, created_at, expires_at, revoked_at, "
    "permissions, "
    "used_at FROM identity_credentials WHERE revoked_at IS NULL "
    "AND (expires_at IS NULL OR expires_at > $1)"};
const sql::Query insert_change_row{
    "INSERT INTO identity_changes (change_id, changed_at, changed_by, subject_id, action, "
    "before_json, after_json, role, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
const sql::Query select_changes{
    "SELECT change_id, changed_at, changed_by, subject_id, action, before_json, after_json, role, "
    "reason FROM identity_changes WHERE change_id < $1 ORDER BY change_id DESC LIMIT $2"};
const sql::Query select_changes_of{
    "SELECT change_id, changed_at, changed_by, subject_id, action, before_json, after_json, role, "
    "reason FROM identity_changes WHERE subject_id = $1 AND change_id < $2 "
    "ORDER BY change_id DESC LIMIT $3"};
const sql::Query select_changes_of_role{
    "SELECT change_id, changed_at, changed_by, subject_id, action, before_json, after_json, role, "
    "reason FROM identity_changes WHERE role = $1 AND change_id < $2 "
    "ORDER BY change_id DESC LIMIT $3"};

struct CredentialInfoRow {
  std::string key;
  ActorId actor;
  CredentialKind kind;
  std::string label;
  Instant created_at;
  std::optional<Instant> expires_at, revoked_at;
  std::optional<std::string> permissions;
  std::optional<Instant> used_at;
};

CredentialInfo info_of(CredentialInfoRow row) {
  return {
      std::move(row.key),
      row.actor,
      row.kind,
      std::move(row.label),
      row.created_at,
      row.expires_at,
      row.revoked_at,
      unpacked(row.permissions),
      row.used_at};
}

ActorInfo info_of(ActorRow row) {
  ActorInfo info;
  info.id = row.id;
  info.kind = row.kind;
  info.name = std::move(row.name);
  info.state = row.state;
  info.till = row.till.value_or(TillId());
  info.created_at = row.created_at;
  info.version = row.version;
  return info;
}
const sql::Query select_sealed_keys{
    "SELECT key_id, actor_id, secret FROM identity_credentials "
    "WHERE kind = 'signing_key' AND key_id > $1 ORDER BY key_id LIMIT $2"};
const sql::Query update_secret{
    "UPDATE identity_credentials SET secret = $1 WHERE key_id = $2 AND secret = $3"};

}  // namespace

std::optional<std::string> packed(const std::vector<std::string>& permissions) {
  if (permissions.empty()) return std::nullopt;
  std::string text;
  for (const std::string& one : permissions) text += (text.empty() ? "" : " ") + one;
  return text;
}

std::vector<std::string> unpacked(const std::optional<std::string>& permissions) {
  std::vector<std::string> list;
  std::string_view rest = permissions ? std::string_view(*permissions) : std::string_view();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    list.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return list;
}

std::int64_t version(sql::Tx& tx) { return tx.get<std::int64_t>(select_version); }

void move_version(sql::Tx& tx) { GX_CHECK(tx.exec(update_version) == 1); }

bool insert_actor(sql::Tx& tx, const ActorRow& actor, ActorId by) {
  return tx.exec(
             insert_actor_row,
             actor.id,
             actor.kind,
             actor.name,
             actor.state,
             actor.till,
             actor.created_at,
             by
         ) == 1;
}

std::optional<ActorInfo> find_actor(sql::Tx& tx, ActorId id) {
  auto row = tx.find<ActorRow>(select_actor, id);
  if (!row) return std::nullopt;
  ActorInfo info = info_of(std::move(*row));
  info.permissions = tx.list<std::string>(select_grants_of, id);
  info.roles = roles_of(tx, id);
  info.allowed = allowed_by(all_roles(tx), info.permissions, info.roles);
  info.stores = tx.list<StoreId>(select_stores_of, id);
  info.units = tx.list<UnitId>(select_units_of, id);
  return info;
}

std::vector<ActorInfo> all_actors(sql::Tx& tx) {
  std::vector<ActorInfo> actors;
  tx.each<ActorRow>(select_actors, [&](ActorRow&& row) {
    actors.push_back(info_of(std::move(row)));
  });
  // Ordered lists, merged.
  struct Grant {
    ActorId actor;
    std::string permission;
  };
  struct Store {
    ActorId actor;
    StoreId store;
  };
  struct Unit {
    ActorId actor;
    UnitId unit;
  };
  auto at = actors.begin();
  const auto find = [&](ActorId id) {
    while (at != actors.end() && at->id < id) ++at;
    return at != actors.end() && at->id == id ? &*at : nullptr;
  };
  tx.each<Grant>(select_grants, [&](Grant&& grant) {
    if (ActorInfo* actor = find(grant.actor))
      actor->permissions.push_back(std::move(grant.permission));
  });
  at = actors.begin();
  tx.each<Store>(select_stores, [&](Store&& store) {
    if (ActorInfo* actor = find(store.actor)) actor->stores.push_back(store.store);
  });
  at = actors.begin();
  tx.each<Unit>(select_units, [&](Unit&& unit) {
    if (ActorInfo* actor = find(unit.actor)) actor->units.push_back(unit.unit);
  });
  at = actors.begin();
  for (HeldRole& held : held_roles(tx)) {
    if (ActorInfo* actor = find(held.actor)) actor->roles.push_back(std::move(held.role));
  }
  const std::vector<Role> roles = all_roles(tx);
  for (ActorInfo& actor : actors) actor.allowed = allowed_by(roles, actor.permissions, actor.roles);
  return actors;
}

void update_actor(sql::Tx& tx, const ActorInfo& info) {
  GX_CHECK(tx.exec(update_actor_row, info.id, info.name, info.state, info.version) == 1);
}

std::optional<ActorId> find_named(sql::Tx& tx, Kind kind, std::string_view name) {
  return tx.find<ActorId>(select_named, kind, name);
}

bool insert_grant(sql::Tx& tx, ActorId id, std::string_view permission, Instant now, ActorId by) {
  return tx.exec(insert_grant_row, id, permission, now, by) == 1;
}

bool delete_grant(sql::Tx& tx, ActorId id, std::string_view permission) {
  return tx.exec(delete_grant_row, id, permission) == 1;
}

void replace_grants(
    sql::Tx& tx, ActorId id, const std::vector<std::string>& permissions, Instant now, ActorId by
) {
  tx.exec(delete_grants, id);
  for (const std::string& permission : permissions)
    tx.exec(insert_grant_row, id, permission, now, by);
}

void replace_units(sql::Tx& tx, ActorId id, const std::vector<UnitId>& units) {
  tx.exec(delete_units, id);
  for (const UnitId unit : units) tx.exec(insert_unit, id, unit);
}

void replace_stores(sql::Tx& tx, ActorId id, const std::vector<StoreId>& stores) {
  tx.exec(delete_stores, id);
  for (const StoreId store : stores) tx.exec(insert_store, id, store);
}

bool insert_credential(sql::Tx& tx, const CredentialRow& row, ActorId by) {
  return tx.exec(
             insert_credential_row,
             row.key,
             row.actor,
             row.kind,
             row.label,
             row.secret,
             row.created_at,
             by,
             row.expires_at,
             row.permissions
         ) == 1;
}

std::optional<CredentialInfo> find_credential(sql::Tx& tx, ActorId actor, std::string_view key) {
  auto row = tx.find<CredentialInfoRow>(select_credential, actor, key);
  if (!row) return std::nullopt;
  return info_of(*std::move(row));
}

void set_expiry(sql::Tx& tx, std::string_view key, Instant expires_at) {
  tx.exec(update_expiry, key, expires_at);
}

void set_revoked(sql::Tx& tx, std::string_view key, Instant revoked_at) {
  tx.exec(update_revoked, key, revoked_at);
}

void set_used(sql::Tx& tx, std::string_view key, Instant used_at) {
  tx.exec(update_used, key, used_at);
}

std::vector<CredentialInfo> credentials_behind(sql::Tx& tx, std::string_view after, int limit) {
  std::vector<CredentialInfo> found;
  for (CredentialInfoRow& row :
       tx.list<CredentialInfoRow>(select_credentials_behind, after, limit)) {
    found.push_back(info_of(std::move(row)));
  }
  return found;
}

std::vector<CredentialInfo> credentials_of(sql::Tx& tx, ActorId actor) {
  std::vector<CredentialInfo> found;
  for (CredentialInfoRow& row : tx.list<CredentialInfoRow>(select_credentials_of, actor))
    found.push_back(info_of(std::move(row)));
  return found;
}

std::vector<SealedKey> sealed_keys(sql::Tx& tx, std::string_view after, int limit) {
  return tx.list<SealedKey>(select_sealed_keys, after, limit);
}

bool replace_secret(sql::Tx& tx, const SealedKey& before, const sql::Bytes& secret) {
  return tx.exec(update_secret, secret, before.key, before.secret) == 1;
}

std::vector<CredentialRow> usable_credentials(sql::Tx& tx, Instant horizon) {
  return tx.list<CredentialRow>(select_usable, horizon);
}

void insert_change(sql::Tx& tx, const Change& change) {
  tx.exec(
      insert_change_row,
      change.id,
      change.changed_at,
      change.changed_by,
      change.subject,
      change.action,
      change.before_json,
      change.after_json,
      change.role,
      change.reason
  );
}

std::vector<Change> changes(sql::Tx& tx, ActorId subject, std::int64_t before, int limit) {
  const std::int64_t below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  return subject ? tx.list<Change>(select_changes_of, subject, below, limit)
                 : tx.list<Change>(select_changes, below, limit);
}

std::vector<Change> changes_of_role(
    sql::Tx& tx, std::string_view role, std::int64_t before, int limit
) {
  const std::int64_t below = before == 0 ? std::numeric_limits<std::int64_t>::max() : before;
  return tx.list<Change>(select_changes_of_role, role, below, limit);
}

}  // namespace guanxi::identity::store
