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
  std::vector<std::string> permissions, roles;
  std::vector<StoreId> stores;
  std::vector<UnitId> units;
  std::optional<TillId> till;
};
BOOST_DESCRIBE_STRUCT(MeView, (), (id, kind, name, permissions, roles, stores, units, till))

struct ActorView {
  ActorId id;
  Kind kind = Kind::person;
  std::string name;
  State state = State::active;
  std::vector<std::string> permissions, roles;
  std::vector<StoreId> stores;
  std::vector<UnitId> units;
  std::optional<TillId> till;
  std::int64_t version = 1;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(
    ActorView,
    (),
    (id, kind, name, state, permissions, roles, stores, units, till, version, created_at)
)

struct CredentialView {
  std::string key;
  CredentialKind kind = CredentialKind::token;
  std::string label;
  Instant created_at;
  std::vector<std::string> permissions;
  std::optional<Instant> used_at, expires_at, revoked_at;
};
BOOST_DESCRIBE_STRUCT(
    CredentialView, (), (key, kind, label, created_at, permissions, used_at, expires_at, revoked_at)
)

struct ActorDetail : ActorView {
  std::vector<std::string> allowed;
  std::vector<CredentialView> credentials;
};
BOOST_DESCRIBE_STRUCT(ActorDetail, (ActorView), (allowed, credentials))

struct ChangeView {
  std::string id;
  Instant changed_at;
  std::optional<ActorId> changed_by;
  std::optional<ActorId> actor;
  std::optional<std::string> role;
  std::string action;
  std::optional<std::string> reason;
  std::optional<api::Json> before, after;
};
BOOST_DESCRIBE_STRUCT(
    ChangeView, (), (id, changed_at, changed_by, actor, role, action, reason, before, after)
)

struct AddActor {
  std::string name;
  std::vector<std::string> permissions, roles;
  std::vector<StoreId> stores;
  std::vector<UnitId> units;
};
BOOST_DESCRIBE_STRUCT(AddActor, (), (name, permissions, roles, stores, units))

struct ChangeActor {
  ActorId id;
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> permissions, roles;
  std::optional<std::vector<StoreId>> stores;
  std::optional<std::vector<UnitId>> units;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ChangeActor, (), (id, name, permissions, roles, stores, units, reason))

struct ListActors {
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListActors, (), (limit, cursor))

struct GetActor {
  ActorId id;
};
BOOST_DESCRIBE_STRUCT(GetActor, (), (id))

struct SetState {
  ActorId id;
  State state = State::active;
};
BOOST_DESCRIBE_STRUCT(SetState, (), (id, state))

struct ListChanges {
  std::optional<ActorId> actor;
  std::optional<std::string> role;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListChanges, (), (actor, role, limit, cursor))

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
    .max_items = 200,
    .example = R"(["sales:write"])",
    .has_default = true};
constexpr api::Field roles{
    .name = "roles",
    .text =
        {"角色:其权限随角色变动立即生效,见 GET /v1/roles",
         "Roles: what they hold may be done, as they are at the moment; see GET /v1/roles"},
    .min = 1,
    .max = 32,
    .max_items = 20,
    .example = R"(["cashier"])",
    .chars = api::Chars::code,
    .has_default = true};
constexpr api::Field stores{
    .name = "stores",
    .text =
        {"可操作的门店;与 units 都空为全部门店",
         "Stores it may act for; neither these nor units: every store"},
    .max_items = 1000,
    .has_default = true};
constexpr api::Field units{
    .name = "units",
    .text =
        {"可操作的集团、公司、大区:其下现有与日后的全部门店;唯一的集团即全部",
         "Groups, companies and regions it may act for: all stores beneath them, later ones as "
         "well; the only group there is means everything"},
    .max_items = 200,
    .has_default = true};
constexpr api::Field version{
    .name = "version", .text = {"版本,用于 If-Match", "Version, for If-Match"}};
constexpr api::Field allowed{
    .name = "allowed",
    .text = {"角色与单项权限合在一起", "What the roles and the single permissions come to"}};
constexpr api::Field reason{
    .name = "reason",
    .text = {"原因", "Why"},
    .min = 1,
    .max = 500,
    .example = R"("moves to another store")"};
constexpr api::Field token_permissions{
    .name = "permissions",
    .text =
        {"令牌只能用于这些权限(须为账号所有);空为账号的全部权限",
         "The token is good for these of its owner's permissions only; none: all of them"},
    .min = 1,
    .max = 64,
    .max_items = 200,
    .example = R"(["sales:read"])",
    .has_default = true};
constexpr api::Field used_at{
    .name = "used_at",
    .text = {"最近使用时间,精确到数分钟", "When it was used last, to some minutes"}};
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
struct Doc<id::RoleState> {
  static constexpr Text text{"角色状态", "State of a role"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"可授予", "May be given"}},
      {.name = "retired", .text = {"已停用", "Not given any more"}}};
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
      {.name = "permissions",
       .text =
           {"能做什么:角色与单项权限合在一起",
            "What they may do: roles and single permissions together"}},
      id::doc::roles,
      id::doc::stores,
      id::doc::units,
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
      id::doc::roles,
      id::doc::stores,
      id::doc::units,
      id::doc::till,
      id::doc::version,
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
      id::doc::token_permissions,
      id::doc::used_at,
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
      id::doc::roles,
      id::doc::stores,
      id::doc::units,
      id::doc::till,
      id::doc::version,
      id::doc::created_at,
      id::doc::allowed,
      {.name = "credentials", .text = {"凭据,新的在前", "Credentials, newest first"}}};
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
      {.name = "role", .text = {"被变更的角色", "The role that was changed"}},
      {.name = "action", .text = {"变更种类", "What was done"}, .example = R"("token_issued")"},
      {.name = "reason", .text = {"原因", "Why, if it was said"}},
      {.name = "before", .text = {"变更前", "Before"}},
      {.name = "after", .text = {"变更后", "After"}}};
};
template <>
struct Doc<id::AddActor> {
  static constexpr Text text{"新增人员", "A new person"};
  static constexpr Field fields[] = {
      id::doc::name, id::doc::permissions, id::doc::roles, id::doc::stores, id::doc::units};
};
template <>
struct Doc<id::ChangeActor> {
  static constexpr Text text{
      "修改账号:给出的整体替换,未给出的不变",
      "What is to be otherwise: given lists replace those there are"};
  static constexpr Field fields[] = {
      id::doc::id,
      id::doc::name,
      id::doc::permissions,
      id::doc::roles,
      id::doc::stores,
      id::doc::units,
      id::doc::reason};
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
struct Doc<id::SetState> {
  static constexpr Text text{"启用或停用账号", "Enable or disable an actor"};
  static constexpr Field fields[] = {id::doc::id, id::doc::state};
};
template <>
struct Doc<id::ListChanges> {
  static constexpr Text text{"权限变更记录", "Changes of access"};
  static constexpr Field fields[] = {
      {.name = "actor", .text = {"只看这个账号的", "Of this actor only"}},
      {.name = "role",
       .text = {"只看这个角色的", "Of this role only"},
       .min = 1,
       .max = 32,
       .example = R"("floor_manager")",
       .chars = Chars::code},
      limit_field,
      cursor_field};
};

}  // namespace guanxi::api
