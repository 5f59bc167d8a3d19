#include "modules/identity/records.h"

#include "modules/identity/views.h"
#include "platform/api/json_printer.h"

namespace guanxi::identity {

struct AccessRecord {
  Kind kind = Kind::person;
  std::string name;
  State state = State::active;
  std::vector<std::string> permissions;
  std::vector<StoreId> stores;
  std::optional<TillId> till;
};
BOOST_DESCRIBE_STRUCT(AccessRecord, (), (kind, name, state, permissions, stores, till))

struct CredentialRecord {
  std::string key;
  CredentialKind kind = CredentialKind::token;
  std::string label;
  std::optional<Instant> expires_at, revoked_at;
};
BOOST_DESCRIBE_STRUCT(CredentialRecord, (), (key, kind, label, expires_at, revoked_at))

}  // namespace guanxi::identity

template <>
struct guanxi::api::Doc<guanxi::identity::AccessRecord> {
  static constexpr Text text{"权限记录", "What an actor may do"};
  static constexpr Field fields[] = {
      {.name = "kind"},
      {.name = "name"},
      {.name = "state"},
      {.name = "permissions"},
      {.name = "stores"},
      {.name = "till"}};
};
template <>
struct guanxi::api::Doc<guanxi::identity::CredentialRecord> {
  static constexpr Text text{"凭据记录", "A credential"};
  static constexpr Field fields[] = {
      {.name = "key"},
      {.name = "kind"},
      {.name = "label"},
      {.name = "expires_at"},
      {.name = "revoked_at"}};
};

namespace guanxi::identity {

std::string record_of(const ActorInfo& info) {
  AccessRecord record{info.kind, info.name, info.state, info.permissions, info.stores, {}};
  if (info.till) record.till = info.till;
  return api::to_json(record);
}

std::string record_of(const CredentialInfo& info) {
  return api::to_json(CredentialRecord{
      info.key, info.kind, info.label, info.expires_at, info.revoked_at});
}

}  // namespace guanxi::identity
