// Requests and responses about tokens and signing keys, and their documentation. Private to
// keys_api.cpp.
#pragma once

#include "modules/identity/views.h"

namespace guanxi::identity {

struct KeyView : CredentialView {
  ActorId actor;
  std::string actor_name;
  Kind actor_kind = Kind::person;
  std::vector<StoreId> stores;
  std::vector<UnitId> units;
};
BOOST_DESCRIBE_STRUCT(KeyView, (CredentialView), (actor, actor_name, actor_kind, stores, units))

struct ListKeys {
  std::optional<CredentialKind> kind;
  bool ended = false;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListKeys, (), (kind, ended, limit, cursor))

struct IssuedTokenView {
  std::string key;
  std::string token;
  std::optional<Instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(IssuedTokenView, (), (key, token, expires_at))

struct IssuedKeyView {
  ActorId actor;
  std::string key, secret;
};
BOOST_DESCRIBE_STRUCT(IssuedKeyView, (), (actor, key, secret))

struct IssueToken {
  ActorId id;
  std::string label;
  std::optional<Instant> expires_at;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(IssueToken, (), (id, label, expires_at, permissions))

struct RevokeToken {
  ActorId id;
  std::string key;
};
BOOST_DESCRIBE_STRUCT(RevokeToken, (), (id, key))

struct IssueTillKey {
  TillId till;
  std::string label;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(IssueTillKey, (), (till, label, permissions))

struct RotateKey {
  ActorId id;
  std::string key;
  int grace_hours = 72;
};
BOOST_DESCRIBE_STRUCT(RotateKey, (), (id, key, grace_hours))

}  // namespace guanxi::identity

namespace guanxi::api {

template <>
struct Doc<id::KeyView> {
  static constexpr Text text{
      "令牌或签名密钥,及其所属账号与范围", "A token or signing key, whose it is and for where"};
  static constexpr const char* name = "AccessKey";
  static constexpr Field fields[] = {
      id::doc::key,
      {.name = "kind", .text = {"种类", "Kind"}},
      id::doc::label,
      id::doc::created_at,
      id::doc::token_permissions,
      id::doc::used_at,
      id::doc::expires_at,
      id::doc::revoked_at,
      {.name = "actor", .text = {"所属账号", "Whose it is"}},
      {.name = "actor_name", .text = {"账号名称", "Their name"}},
      {.name = "actor_kind", .text = {"人员、收银机或程序", "Person, till or program"}},
      id::doc::stores,
      id::doc::units};
};
template <>
struct Doc<id::ListKeys> {
  static constexpr Text text{"令牌与密钥列表", "List of tokens and keys"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"只看这一种", "Of this kind only"}},
      {.name = "ended",
       .text = {"也列出已吊销与已到期的", "Revoked and expired ones as well"},
       .has_default = true},
      limit_field,
      cursor_field};
};
template <>
struct Doc<id::IssuedTokenView> {
  static constexpr Text text{"新令牌;内容只显示这一次", "A new token; its text is shown this once"};
  static constexpr const char* name = "IssuedToken";
  static constexpr Field fields[] = {
      id::doc::key,
      {.name = "token",
       .text = {"令牌:Authorization: Bearer …", "The token: Authorization: Bearer …"},
       .personal = true},
      id::doc::expires_at};
};
template <>
struct Doc<id::IssuedKeyView> {
  static constexpr Text text{
      "新签名密钥;密文只显示这一次", "A new signing key; its secret is shown this once"};
  static constexpr const char* name = "IssuedSigningKey";
  static constexpr Field fields[] = {
      {.name = "actor", .text = {"收银机的账号", "The till's account"}},
      id::doc::key,
      {.name = "secret",
       .text = {"密文,43 个字符", "The secret: 43 characters"},
       .personal = true}};
};
template <>
struct Doc<id::IssueToken> {
  static constexpr Text text{"签发令牌", "Issue a token"};
  static constexpr Field fields[] = {
      id::doc::id, id::doc::label, id::doc::expires_at, id::doc::token_permissions};
};
template <>
struct Doc<id::IssueTillKey> {
  static constexpr Text text{"为收银机发放签名密钥", "A signing key for a till"};
  static constexpr Field fields[] = {
      {.name = "till", .text = {"收银机编号", "Id of the till"}, .example = R"("71")"},
      id::doc::label,
      {.name = "permissions",
       .text =
           {"收银机还没有账号时:其权限;空为 sales:read、sales:write、sales:refund、members:read",
            "Of a till that has no account yet; none: sales:read, sales:write, sales:refund, "
            "members:read"},
       .min = 1,
       .max = 64,
       .max_items = 200,
       .example = R"(["sales:write"])",
       .has_default = true}};
};
template <>
struct Doc<id::RotateKey> {
  static constexpr Text text{"轮换签名密钥", "Replace a signing key"};
  static constexpr Field fields[] = {
      id::doc::id,
      id::doc::key,
      {.name = "grace_hours",
       .text = {"旧密钥继续有效的小时数", "How many hours the old key stays good"},
       .min = 0,
       .max = 720,
       .example = "72",
       .has_default = true}};
};
template <>
struct Doc<id::RevokeToken> {
  static constexpr Text text{"吊销凭据", "Revoke a credential"};
  static constexpr Field fields[] = {id::doc::id, id::doc::key};
};

}  // namespace guanxi::api
