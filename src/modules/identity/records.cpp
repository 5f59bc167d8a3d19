#include "modules/identity/records.h"

#include "modules/identity/views.h"
#include "platform/api/json_printer.h"

namespace guanxi::identity {

struct AccessRecord {
  Kind kind = Kind::person;
  std::string name;
  State state = State::active;
  std::vector<std::string> permissions, roles;
  std::vector<StoreId> stores;
  std::vector<UnitId> units;
  std::optional<TillId> till;
};
BOOST_DESCRIBE_STRUCT(
    AccessRecord, (), (kind, name, state, permissions, roles, stores, units, till)
)

struct CredentialRecord {
  std::string key;
  CredentialKind kind = CredentialKind::token;
  std::string label;
  std::vector<std::string> permissions;
  std::optional<Instant> expires_at, revoked_at;
};
BOOST_DESCRIBE_STRUCT(CredentialRecord, (), (key, kind, label, permissions, expires_at, revoked_at))

struct RoleRecord {
  std::string name_zh, name_en, description;
  RoleState state = RoleState::active;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(RoleRecord, (), (name_zh, name_en, description, state, permissions))

}  // namespace guanxi::identity

template <>
struct guanxi::api::Doc<guanxi::identity::RoleRecord> {
  static constexpr Text text{"角色记录", "What a role gives"};
  static constexpr Field fields[] = {
      {.name = "name_zh"},
      {.name = "name_en"},
      {.name = "description"},
      {.name = "state"},
      {.name = "permissions"}};
};
template <>
struct guanxi::api::Doc<guanxi::identity::AccessRecord> {
  static constexpr Text text{"权限记录", "What an actor may do"};
  static constexpr Field fields[] = {
      {.name = "kind"},
      {.name = "name"},
      {.name = "state"},
      {.name = "permissions"},
      {.name = "roles"},
      {.name = "stores"},
      {.name = "units"},
      {.name = "till"}};
};
template <>
struct guanxi::api::Doc<guanxi::identity::CredentialRecord> {
  static constexpr Text text{"凭据记录", "A credential"};
  static constexpr Field fields[] = {
      {.name = "key"},
      {.name = "kind"},
      {.name = "label"},
      {.name = "permissions"},
      {.name = "expires_at"},
      {.name = "revoked_at"}};
};

namespace guanxi::identity {

std::string record_of(const ActorInfo& info) {
  AccessRecord record{
      info.kind, info.name, info.state, info.permissions, info.roles, info.stores, info.units, {}};
  if (info.till) record.till = info.till;
  return api::to_json(record);
}

std::string record_of(const CredentialInfo& info) {
  return api::to_json(CredentialRecord{
      info.key, info.kind, info.label, info.permissions, info.expires_at, info.revoked_at});
}

std::string record_of(const Role& role) {
  const RoleContent& content = role.content;
  return api::to_json(RoleRecord{
      content.name_zh, content.name_en, content.description, role.state, content.permissions});
}

}  // namespace guanxi::identity
