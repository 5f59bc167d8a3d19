// Requests and responses of the module's HTTP endpoints, and their documentation. Private to
// api.cpp.
#pragma once

#include <boost/describe/class.hpp>

#include "modules/identity/identity.h"

namespace guanxi::identity {

struct MeView {
  ActorId id;
  Kind kind = Kind::person;
  std::string name;
  std::vector<std::string> permissions;
  std::vector<StoreId> stores;
  std::optional<TillId> till;
};
BOOST_DESCRIBE_STRUCT(MeView, (), (id, kind, name, permissions, stores, till))

struct ActorView {
  ActorId id;
  Kind kind = Kind::person;
  std::string name;
  State state = State::active;
  std::vector<std::string> permissions;
  std::vector<StoreId> stores;
  std::optional<TillId> till;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(ActorView, (), (id, kind, name, state, permissions, stores, till, created_at))

struct CredentialView {
  std::string key;
  CredentialKind kind = CredentialKind::token;
  std::string label;
  Instant created_at;
  std::optional<Instant> expires_at, revoked_at;
};
BOOST_DESCRIBE_STRUCT(CredentialView, (), (key, kind, label, created_at, expires_at, revoked_at))

struct ActorDetail : ActorView {
  std::vector<CredentialView> credentials;
};
BOOST_DESCRIBE_STRUCT(ActorDetail, (ActorView), (credentials))

struct IssuedTokenView {
  std::string key;
  std::string token;
  std::optional<Instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(IssuedTokenView, (), (key, token, expires_at))

struct ChangeView {
  std::string id;
  Instant changed_at;
  std::optional<ActorId> changed_by;
  ActorId actor;
  std::string action;
  std::optional<api::Json> before, after;
};
BOOST_DESCRIBE_STRUCT(ChangeView, (), (id, changed_at, changed_by, actor, action, before, after))

struct AddActor {
  std::string name;
  std::vector<std::string> permissions, templates;
  std::vector<StoreId> stores;
};
BOOST_DESCRIBE_STRUCT(AddActor, (), (name, permissions, templates, stores))

struct RoleTemplateView {
  std::string code, name;
  std::vector<std::string> permissions;
};
BOOST_DESCRIBE_STRUCT(RoleTemplateView, (), (code, name, permissions))

struct RoleTemplateList {
  std::vector<RoleTemplateView> items;
};
BOOST_DESCRIBE_STRUCT(RoleTemplateList, (), (items))

struct ListActors {
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListActors, (), (limit, cursor))

struct GetActor {
  ActorId id;
};
BOOST_DESCRIBE_STRUCT(GetActor, (), (id))

struct IssueToken {
  ActorId id;
  std::string label;
  std::optional<Instant> expires_at;
};
BOOST_DESCRIBE_STRUCT(IssueToken, (), (id, label, expires_at))

struct RevokeToken {
  ActorId id;
  std::string key;
};
BOOST_DESCRIBE_STRUCT(RevokeToken, (), (id, key))

struct SetState {
  ActorId id;
  State state = State::active;
};
BOOST_DESCRIBE_STRUCT(SetState, (), (id, state))

struct ListChanges {
  std::optional<ActorId> actor;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListChanges, (), (actor, limit, cursor))

namespace doc {
constexpr api::Field id{
    .name = "id", .text = {"账号编号", "Id of the actor"}, .example = R"("71")"};
constexpr api::Field name{
    .name = "name", .text = {"名称", "Name"}, .min = 1, .max = 100, .example = R"("王芳")"};
constexpr api::Field kind{
    .name = "kind", .text = {"人员、收银机或程序", "Person, till or program"}};
constexpr api::Field state{.name = "state", .text = {"启用或停用", "Active or disabled"}};
constexpr api::Field permissions{
    .name = "permissions",
    .text =
        {"权限,如 sales:write;sales:* 为整个模块,* 为全部",
         "Permissions, e.g. sales:write; sales:* is all of a module, * everything"},
    .min = 1,
    .max = 64,
    .max_items = 100,
    .example = R"(["sales:write"])"};
constexpr api::Field stores{
    .name = "stores",
    .text = {"可操作的门店;空为全部门店", "Stores it may act for; none: every store"},
    .max_items = 1000,
    .has_default = true};
constexpr api::Field till{.name = "till", .text = {"所在收银机", "The till it stands for"}};
constexpr api::Field created_at{.name = "created_at", .text = {"建立时间", "When it was made"}};
constexpr api::Field key{
    .name = "key",
    .text = {"凭据编号,可公开", "Id of the credential; not secret"},
    .min = 1,
    .max = 64,
    .example = R"("tok_0123456789ab")",
    .chars = api::Chars::code};
constexpr api::Field label{
    .name = "label",
    .text = {"用途说明", "What it is for"},
    .min = 1,
    .max = 100,
    .example = R"("laptop")"};
constexpr api::Field expires_at{
    .name = "expires_at", .text = {"到期时间;空为不到期", "When it expires; absent: never"}};
constexpr api::Field revoked_at{.name = "revoked_at", .text = {"吊销时间", "When it was revoked"}};
}  // namespace doc
}  // namespace guanxi::identity

namespace guanxi::api {

namespace id = identity;

template <>
struct Doc<id::Kind> {
  static constexpr Text text{"账号种类", "Kind of actor"};
  static constexpr Field values[] = {
      {.name = "person", .text = {"人员", "A person"}},
      {.name = "till", .text = {"收银机", "A till"}},
      {.name = "system", .text = {"程序自身", "The program itself"}}};
  static constexpr const char* name = "ActorKind";
};
template <>
struct Doc<id::State> {
  static constexpr Text text{"账号状态", "State of an actor"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"启用", "May act"}},
      {.name = "disabled", .text = {"停用", "May not act"}}};
  static constexpr const char* name = "ActorState";
};
template <>
struct Doc<id::CredentialKind> {
  static constexpr Text text{"凭据种类", "Kind of credential"};
  static constexpr Field values[] = {
      {.name = "token", .text = {"访问令牌", "An access token"}},
      {.name = "signing_key", .text = {"签名密钥", "A signing key"}}};
};
template <>
struct Doc<id::MeView> {
  static constexpr Text text{"当前账号", "Who asks"};
  static constexpr const char* name = "Me";
  static constexpr Field fields[] = {
      id::doc::id,
      id::doc::kind,
      id::doc::name,
      id::doc::permissions,
      id::doc::stores,
      id::doc::till};
};
template <>
struct Doc<id::ActorView> {
  static constexpr Text text{"账号:人员或收银机", "An actor: a person or a till"};
  static constexpr const char* name = "Actor";
  static constexpr Field fields[] = {
      id::doc::id,
      id::doc::kind,
      id::doc::name,
      id::doc::state,
      id::doc::permissions,
      id::doc::stores,
      id::doc::till,
      id::doc::created_at};
};
template <>
struct Doc<id::CredentialView> {
  static constexpr Text text{"凭据,不含密文", "A credential, without its secret"};
  static constexpr const char* name = "Credential";
  static constexpr Field fields[] = {
      id::doc::key,
      {.name = "kind", .text = {"种类", "Kind"}},
      id::doc::label,
      id::doc::created_at,
      id::doc::expires_at,
      id::doc::revoked_at};
};
template <>
struct Doc<id::ActorDetail> {
  static constexpr Text text{"账号及其凭据", "An actor and its credentials"};
  static constexpr Field fields[] = {
      id::doc::id,
      id::doc::kind,
      id::doc::name,
      id::doc::state,
      id::doc::permissions,
      id::doc::stores,
      id::doc::till,
      id::doc::created_at,
      {.name = "credentials", .text = {"凭据,新的在前", "Credentials, newest first"}}};
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
struct Doc<id::ChangeView> {
  static constexpr Text text{"一次权限变更", "A change of access"};
  static constexpr const char* name = "AccessChange";
  static constexpr Field fields[] = {
      {.name = "id", .text = {"变更编号", "Id of the change"}},
      {.name = "changed_at", .text = {"变更时间", "When"}},
      {.name = "changed_by",
       .text = {"操作人;空为本机命令", "By whom; absent: a command on the machine itself"}},
      {.name = "actor", .text = {"被变更的账号", "Whose access"}},
      {.name = "action", .text = {"变更种类", "What was done"}, .example = R"("token_issued")"},
      {.name = "before", .text = {"变更前", "Before"}},
      {.name = "after", .text = {"变更后", "After"}}};
};
template <>
struct Doc<id::AddActor> {
  static constexpr Text text{"新增人员", "A new person"};
  static constexpr Field fields[] = {
      id::doc::name,
      id::doc::permissions,
      {.name = "templates",
       .text =
           {"权限模板:另加其现有的权限,见 GET /v1/role-templates",
            "Templates: what they hold now is granted as well; see GET /v1/role-templates"},
       .min = 1,
       .max = 32,
       .max_items = 10,
       .example = R"(["cashier"])",
       .chars = Chars::code,
       .has_default = true},
      id::doc::stores};
};
template <>
struct Doc<id::RoleTemplateView> {
  static constexpr Text text{"一个权限模板", "What people of one kind may do"};
  static constexpr const char* name = "RoleTemplate";
  static constexpr Field fields[] = {
      {.name = "code", .text = {"模板代码", "Its code"}, .example = R"("cashier")"},
      {.name = "name", .text = {"名称", "Its name"}, .example = R"("收银员")"},
      id::doc::permissions};
};
template <>
struct Doc<id::RoleTemplateList> {
  static constexpr Text text{"权限模板", "Templates of permissions"};
  static constexpr Field fields[] = {{.name = "items", .text = {"模板", "The templates"}}};
};
template <>
struct Doc<id::ListActors> {
  static constexpr Text text{"账号列表", "List of actors"};
  static constexpr Field fields[] = {limit_field, cursor_field};
};
template <>
struct Doc<id::GetActor> {
  static constexpr Text text{"一个账号", "One actor"};
  static constexpr Field fields[] = {id::doc::id};
};
template <>
struct Doc<id::IssueToken> {
  static constexpr Text text{"签发令牌", "Issue a token"};
  static constexpr Field fields[] = {id::doc::id, id::doc::label, id::doc::expires_at};
};
template <>
struct Doc<id::RevokeToken> {
  static constexpr Text text{"吊销凭据", "Revoke a credential"};
  static constexpr Field fields[] = {id::doc::id, id::doc::key};
};
template <>
struct Doc<id::SetState> {
  static constexpr Text text{"启用或停用账号", "Enable or disable an actor"};
  static constexpr Field fields[] = {id::doc::id, id::doc::state};
};
template <>
struct Doc<id::ListChanges> {
  static constexpr Text text{"权限变更记录", "Changes of access"};
  static constexpr Field fields[] = {
      {.name = "actor", .text = {"只看这个账号的", "Of this actor only"}},
      limit_field,
      cursor_field};
};

}  // namespace guanxi::api
