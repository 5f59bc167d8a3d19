// All SQL of the identity module. Private to it.
#pragma once

#include "modules/identity/identity.h"

namespace guanxi::identity::store {

struct ActorRow {
  ActorId id;
  Kind kind;
  std::string name;
  State state;
  std::optional<TillId> till;
  Instant created_at;
  std::int64_t version = 1;
};
struct CredentialRow {
  std::string key;
  ActorId actor;
  CredentialKind kind;
  std::string label;
  sql::Bytes secret;
  Instant created_at;
  std::optional<Instant> expires_at = {}, revoked_at = {};
  std::optional<std::string> permissions = {};  // see packed()
  std::optional<Instant> used_at = {};
};
/// Permissions as a column: with blanks between, NULL for none.
std::optional<std::string> packed(const std::vector<std::string>& permissions);
std::vector<std::string> unpacked(const std::optional<std::string>& permissions);

std::int64_t version(sql::Tx& tx);
void move_version(sql::Tx& tx);

/// False: the name is taken.
bool insert_actor(sql::Tx& tx, const ActorRow& actor, ActorId by);
std::optional<ActorInfo> find_actor(sql::Tx& tx, ActorId id);
std::vector<ActorInfo> all_actors(sql::Tx& tx);
/// Name, state and version.
void update_actor(sql::Tx& tx, const ActorInfo& info);
std::optional<ActorId> find_named(sql::Tx& tx, Kind kind, std::string_view name);
bool insert_grant(sql::Tx& tx, ActorId id, std::string_view permission, Instant now, ActorId by);
bool delete_grant(sql::Tx& tx, ActorId id, std::string_view permission);
void replace_grants(
    sql::Tx& tx, ActorId id, const std::vector<std::string>& permissions, Instant now, ActorId by
);
void replace_stores(sql::Tx& tx, ActorId id, const std::vector<StoreId>& stores);
void replace_units(sql::Tx& tx, ActorId id, const std::vector<UnitId>& units);

// roles_store.cpp

/// Built-in ones as well, by code.
std::vector<Role> all_roles(sql::Tx& tx);
std::optional<Role> find_role(sql::Tx& tx, std::string_view code);
/// False: the code is taken.
bool insert_role(sql::Tx& tx, const Role& role, ActorId by);
void update_role(sql::Tx& tx, const Role& role);
std::int64_t count_holders(sql::Tx& tx, std::string_view code);
std::vector<std::string> roles_of(sql::Tx& tx, ActorId id);
struct HeldRole {
  ActorId actor;
  std::string role;
};
/// Of everybody, by actor and code.
std::vector<HeldRole> held_roles(sql::Tx& tx);
void replace_roles(
    sql::Tx& tx, ActorId id, const std::vector<std::string>& roles, Instant now, ActorId by
);
/// What `permissions` and the roles of these codes give together.
std::vector<std::string> allowed_by(
    const std::vector<Role>& all,
    const std::vector<std::string>& permissions,
    const std::vector<std::string>& codes
);

/// False: the key id is taken.
bool insert_credential(sql::Tx& tx, const CredentialRow& row, ActorId by);
std::optional<CredentialInfo> find_credential(sql::Tx& tx, ActorId actor, std::string_view key);
void set_expiry(sql::Tx& tx, std::string_view key, Instant expires_at);
void set_revoked(sql::Tx& tx, std::string_view key, Instant revoked_at);
void set_used(sql::Tx& tx, std::string_view key, Instant used_at);
std::vector<CredentialInfo> credentials_of(sql::Tx& tx, ActorId actor);
/// Of everybody, revoked ones included, by key, behind `after`.
std::vector<CredentialInfo> credentials_behind(sql::Tx& tx, std::string_view after, int limit);
/// Not revoked, and expired after `horizon` at most.
std::vector<CredentialRow> usable_credentials(sql::Tx& tx, Instant horizon);

struct SealedKey {
  std::string key;
  ActorId actor;
  sql::Bytes secret;
};
/// Signing keys, revoked ones included, by key, behind `after`.
std::vector<SealedKey> sealed_keys(sql::Tx& tx, std::string_view after, int limit);
/// The same secret under another seal; false if it changed meanwhile.
bool replace_secret(sql::Tx& tx, const SealedKey& before, const sql::Bytes& secret);

void insert_change(sql::Tx& tx, const Change& change);
std::vector<Change> changes(sql::Tx& tx, ActorId subject, std::int64_t before, int limit);
std::vector<Change> changes_of_role(
    sql::Tx& tx, std::string_view role, std::int64_t before, int limit
);

}  // namespace guanxi::identity::store
