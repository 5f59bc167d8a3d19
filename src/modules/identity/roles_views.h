// Requests and responses about roles and permissions, and their documentation. Private to
// roles_api.cpp.
#pragma once

#include "modules/identity/views.h"

namespace guanxi::identity {

struct RoleView {
  std::string code, name_zh, name_en, description;
  RoleState state = RoleState::active;
  bool built_in = false;
  std::vector<std::string> permissions;
  std::int64_t holders = 0, version = 1;
  std::optional<Instant> created_at, changed_at;
};
BOOST_DESCRIBE_STRUCT(
    RoleView,
    (),
    (code,
     name_zh,
     name_en,
     description,
     state,
     built_in,
     permissions,
     holders,
     version,
     created_at,
     changed_at)
)

struct RoleList {
  std::vector<RoleView> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

struct GetRole {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GetRole, (), (code))

struct ListHolders {
  std::string code;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListHolders, (), (code, limit, cursor))

struct HolderView {
  ActorId id;
  Kind kind = Kind::person;
  std::string name;
  State state = State::active;
};
BOOST_DESCRIBE_STRUCT(HolderView, (), (id, kind, name, state))

struct AddRole {
  std::string code, name_zh, name_en, description;
  std::vector<std::string> permissions;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AddRole, (), (code, name_zh, name_en, description, permissions, reason))

struct PutRole {
  std::string code, name_zh, name_en, description;
  std::vector<std::string> permissions;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutRole, (), (code, name_zh, name_en, description, permissions, reason))

struct RetireRole {
  std::string code, reason;
};
BOOST_DESCRIBE_STRUCT(RetireRole, (), (code, reason))

struct OpenedOperation {
  std::string operation, summary_zh, summary_en;
};
BOOST_DESCRIBE_STRUCT(OpenedOperation, (), (operation, summary_zh, summary_en))

struct PermissionView {
  std::string permission, meaning_zh, meaning_en;
  std::vector<OpenedOperation> operations;
};
BOOST_DESCRIBE_STRUCT(PermissionView, (), (permission, meaning_zh, meaning_en, operations))

struct PermissionFamilyView {
  std::string family, name_zh, name_en;
  std::vector<PermissionView> permissions;
};
BOOST_DESCRIBE_STRUCT(PermissionFamilyView, (), (family, name_zh, name_en, permissions))

struct PermissionList {
  std::vector<PermissionFamilyView> families;
};
BOOST_DESCRIBE_STRUCT(PermissionList, (), (families))

namespace doc {
constexpr api::Field role_code{
    .name = "code",
    .text = {"角色代码", "Its code"},
    .min = 1,
    .max = 32,
    .example = R"("floor_manager")",
    .chars = api::Chars::code};
constexpr api::Field role_name_zh{
    .name = "name_zh",
    .text = {"中文名称", "Chinese name"},
    .min = 1,
    .max = 100,
    .example = R"("楼层经理")"};
constexpr api::Field role_name_en{
    .name = "name_en",
    .text = {"英文名称", "English name"},
    .min = 1,
    .max = 100,
    .example = R"("Floor manager")"};
constexpr api::Field role_description{
    .name = "description",
    .text = {"说明", "What it is for"},
    .min = 0,
    .max = 500,
    .example = R"("管一层楼的收银与退货")",
    .has_default = true};
constexpr api::Field role_permissions{
    .name = "permissions",
    .text =
        {"权限,如 sales:write;sales:* 为整个模块,* 为全部;见 GET /v1/permissions",
         "Permissions, e.g. sales:write; sales:* is all of a module, * everything; see GET "
         "/v1/permissions"},
    .min = 1,
    .max = 64,
    .max_items = 200,
    .example = R"(["sales:read","sales:refund"])"};
constexpr api::Field role_reason{
    .name = "reason",
    .text = {"原因", "Why"},
    .min = 1,
    .max = 500,
    .example = R"("a floor has its own manager from May on")"};
}  // namespace doc
}  // namespace guanxi::identity

namespace guanxi::api {

template <>
struct Doc<id::RoleView> {
  static constexpr Text text{"一个角色", "A role: what people of one kind may do"};
  static constexpr const char* name = "Role";
  static constexpr Field fields[] = {
      id::doc::role_code,
      id::doc::role_name_zh,
      id::doc::role_name_en,
      id::doc::role_description,
      {.name = "state", .text = {"状态", "State"}},
      {.name = "built_in",
       .text = {"随程序提供,不能修改", "Comes with the program and is not changed"}},
      id::doc::role_permissions,
      {.name = "holders",
       .text = {"持有的账号数,含停用的", "Accounts that hold it, disabled ones as well"}},
      id::doc::version,
      {.name = "created_at", .text = {"建立时间", "When it was made"}},
      {.name = "changed_at", .text = {"最近修改时间", "When it was changed last"}}};
};
template <>
struct Doc<id::RoleList> {
  static constexpr Text text{"角色", "The roles"};
  static constexpr Field fields[] = {{.name = "items", .text = {"按代码排序", "By code"}}};
};
template <>
struct Doc<id::GetRole> {
  static constexpr Text text{"一个角色", "One role"};
  static constexpr Field fields[] = {id::doc::role_code};
};
template <>
struct Doc<id::ListHolders> {
  static constexpr Text text{"角色的持有者", "Who holds a role"};
  static constexpr Field fields[] = {id::doc::role_code, limit_field, cursor_field};
};
template <>
struct Doc<id::HolderView> {
  static constexpr Text text{"持有角色的账号", "An account that holds a role"};
  static constexpr const char* name = "RoleHolder";
  static constexpr Field fields[] = {id::doc::id, id::doc::kind, id::doc::name, id::doc::state};
};
template <>
struct Doc<id::AddRole> {
  static constexpr Text text{"新增角色", "A new role"};
  static constexpr Field fields[] = {
      id::doc::role_code,
      id::doc::role_name_zh,
      id::doc::role_name_en,
      id::doc::role_description,
      id::doc::role_permissions,
      id::doc::role_reason};
};
template <>
struct Doc<id::PutRole> {
  static constexpr Text text{"修改角色:整体替换", "A role as it is to be"};
  static constexpr Field fields[] = {
      id::doc::role_code,
      id::doc::role_name_zh,
      id::doc::role_name_en,
      id::doc::role_description,
      id::doc::role_permissions,
      id::doc::role_reason};
};
template <>
struct Doc<id::RetireRole> {
  static constexpr Text text{"停用角色", "Retire a role"};
  static constexpr Field fields[] = {id::doc::role_code, id::doc::role_reason};
};
template <>
struct Doc<id::OpenedOperation> {
  static constexpr Text text{"权限打开的操作", "An operation that the permission opens"};
  static constexpr Field fields[] = {
      {.name = "operation",
       .text = {"操作", "operationId of this document"},
       .example = R"("post_sale")"},
      {.name = "summary_zh", .text = {"中文说明", "What it does, in Chinese"}},
      {.name = "summary_en", .text = {"英文说明", "What it does, in English"}}};
};
template <>
struct Doc<id::PermissionView> {
  static constexpr Text text{"一项权限", "A permission"};
  static constexpr const char* name = "Permission";
  static constexpr Field fields[] = {
      {.name = "permission", .text = {"权限", "As it is granted"}, .example = R"("sales:write")"},
      {.name = "meaning_zh", .text = {"中文含义", "What it allows, in Chinese"}},
      {.name = "meaning_en", .text = {"英文含义", "What it allows, in English"}},
      {.name = "operations",
       .text = {
           "由它打开的操作;空则使其他操作能做更多",
           "What it opens; none: it lets other operations do more"}}};
};
template <>
struct Doc<id::PermissionFamilyView> {
  static constexpr Text text{"一族权限", "Permissions of one family"};
  static constexpr const char* name = "PermissionFamily";
  static constexpr Field fields[] = {
      {.name = "family",
       .text = {"族,授予 sales:* 即全族", "The family: sales:* is all of it"},
       .example = R"("sales")"},
      {.name = "name_zh", .text = {"中文名称", "Chinese name"}},
      {.name = "name_en", .text = {"英文名称", "English name"}},
      {.name = "permissions", .text = {"权限", "Its permissions"}}};
};
template <>
struct Doc<id::PermissionList> {
  static constexpr Text text{"全部权限", "Every permission there is"};
  static constexpr Field fields[] = {{.name = "families", .text = {"按族分组", "By family"}}};
};

}  // namespace guanxi::api
