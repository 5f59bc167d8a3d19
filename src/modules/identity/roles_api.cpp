// The HTTP endpoints of roles, and of what can be put into one.
#include <algorithm>
#include <map>

#include "modules/identity/endpoints.h"
#include "modules/identity/permissions.h"
#include "modules/identity/roles_views.h"
#include "modules/identity/visible.h"

namespace guanxi::identity {
namespace {

constexpr const char* roles_tag = "identity";
constexpr const char* roles_read = "identity:read";
constexpr const char* roles_write = "identity:write";

RoleView view_of_role(const Identity& identity, const Role& role, api::Language language) {
  const RoleContent& content = role.content;
  RoleView view;
  view.code = role.code;
  view.name_zh = content.name_zh;
  view.name_en = content.name_en;
  view.description = content.description;
  if (const BuiltInRole* const built_in = find_built_in(role.code)) {
    view.description =
        language == api::Language::zh_cn ? built_in->description.zh : built_in->description.en;
  }
  view.state = role.state;
  view.built_in = role.built_in;
  view.permissions = content.permissions;
  view.holders = identity.holders(role.code);
  view.version = role.version;
  view.created_at = role.created_at;
  view.changed_at = role.changed_at;
  return view;
}

api::Reply<RoleView> reply_of_role(
    const Identity& identity, const api::Call& call, const Role& role
) {
  api::Reply<RoleView> reply;
  reply.body = view_of_role(identity, role, call.language);
  reply.etag = api::etag_of(role.version);
  return reply;
}

Result<Role> load_role(const Identity& identity, const std::string& code) {
  auto role = identity.find_role(code);
  if (!role) return fail(ErrorCode::role_not_found, "/code", {{"role", code}});
  return *std::move(role);
}

Result<api::Page<HolderView>> list_holders(
    const Identity& identity, const api::Call& call, const ListHolders& request
) {
  GX_TRY_VOID(load_role(identity, request.code));
  ActorId after;
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::int64_t>("role-holders", *request.cursor));
    after = ActorId(std::get<0>(parts));
  }
  api::Page<HolderView> page;
  for (;;) {
    const auto some = identity.actors(after, api::page_limit_max);
    for (const ActorInfo& info : some) {
      if (!std::ranges::binary_search(info.roles, request.code)) continue;
      if (!sees(identity, call.actor, info)) continue;
      if (std::ssize(page.items) == request.limit) {
        page.next_cursor = api::encode_cursor("role-holders", page.items.back().id.value());
        return page;
      }
      page.items.push_back({info.id, info.kind, info.name, info.state});
    }
    if (std::ssize(some) < api::page_limit_max) return page;
    after = some.back().id;
  }
}

PermissionList list_permissions(const api::Api& api, const Identity& identity) {
  std::map<std::string_view, std::vector<OpenedOperation>> opened;
  for (const auto& [spec, request, response] : api.operations()) {
    if (spec.permission == nullptr) continue;
    opened[spec.permission].push_back({spec.operation, spec.summary.zh, spec.summary.en});
  }
  const std::vector<std::string> known = identity.known_permissions();
  PermissionList list;
  for (const PermissionFamily& family : permission_families()) {
    PermissionFamilyView shown{std::string(family.code), family.name.zh, family.name.en, {}};
    for (const PermissionMeaning& one : permission_meanings()) {
      if (one.permission.substr(0, one.permission.find(':')) != family.code) continue;
      if (!std::ranges::binary_search(known, one.permission)) continue;
      shown.permissions.push_back(
          {std::string(one.permission), one.meaning.zh, one.meaning.en, opened[one.permission]}
      );
    }
    if (!shown.permissions.empty()) list.families.push_back(std::move(shown));
  }
  return list;
}

template <class Request>
RoleContent content_of(const Request& request) {
  return {request.name_zh, request.name_en, request.description, request.permissions};
}

void add_reading_of_roles(api::Api& api, const Identity& identity) {
  using api::Method;
  api.add<Nothing, RoleList>(
      {.method = Method::get,
       .path = "/v1/roles",
       .operation = "list_roles",
       .tag = roles_tag,
       .permission = roles_read,
       .summary = {"角色列表", "List the roles"},
       .description =
           {"内置的与自建的,含已停用的。",
            "Built-in ones and one's own, retired ones among them."}},
      [&](const api::Call& call, const Nothing&) -> Result<RoleList> {
        RoleList list;
        for (const Role& role : identity.roles())
          list.items.push_back(view_of_role(identity, role, call.language));
        return list;
      }
  );
  api.add<GetRole, RoleView>(
      {.method = Method::get,
       .path = "/v1/roles/{code}",
       .operation = "get_role",
       .tag = roles_tag,
       .permission = roles_read,
       .summary = {"查询角色", "Read a role"},
       .errors = {ErrorCode::role_not_found}},
      [&](const api::Call& call, const GetRole& request) -> Result<api::Reply<RoleView>> {
        GX_TRY(role, load_role(identity, request.code));
        return reply_of_role(identity, call, role);
      }
  );
  api.add<ListHolders, api::Page<HolderView>>(
      {.method = Method::get,
       .path = "/v1/roles/{code}/holders",
       .operation = "list_role_holders",
       .tag = roles_tag,
       .permission = roles_read,
       .summary = {"谁持有这个角色", "List who holds a role"},
       .description = {"只列出有权看到的账号。", "Only the accounts you may see."},
       .errors = {ErrorCode::role_not_found, ErrorCode::bad_cursor}},
      [&](const api::Call& call, const ListHolders& request) {
        return list_holders(identity, call, request);
      }
  );
  api.add<Nothing, PermissionList>(
      {.method = Method::get,
       .path = "/v1/permissions",
       .operation = "list_permissions",
       .tag = roles_tag,
       .permission = roles_read,
       .summary = {"全部权限", "List every permission there is"},
       .description =
           {"含义及由它打开的操作,按族分组。",
            "What each means and which operations it opens, by family."}},
      [&](const api::Call&, const Nothing&) -> Result<PermissionList> {
        return list_permissions(api, identity);
      }
  );
}

void add_writing_of_roles(api::Api& api, Identity& identity) {
  using api::Method;
  api.add<AddRole, RoleView>(
      {.method = Method::post,
       .path = "/v1/roles",
       .operation = "add_role",
       .tag = roles_tag,
       .permission = roles_write,
       .summary = {"新增角色", "Add a role"},
       .description =
           {"角色属于全集团;只能放入自己拥有的权限。编码是幂等的依据:重复提交得到 code_taken。",
            "Roles belong to the group; nobody puts in what they do not hold. The code makes it "
            "safe to repeat: a second request is answered code_taken."},
       .success_status = 201,
       .errors = {ErrorCode::code_taken, ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const AddRole& request) -> Result<api::Reply<RoleView>> {
        GX_TRY(
            role,
            identity.add_role(call, request.code, content_of(request), request.reason, call.now)
        );
        auto reply = reply_of_role(identity, call, role);
        reply.location = "/v1/roles/" + role.code;
        return reply;
      }
  );
  const std::vector<ErrorCode> errors{
      ErrorCode::role_not_found,
      ErrorCode::role_built_in,
      ErrorCode::role_retired,
      ErrorCode::store_out_of_scope};
  api::Spec put{
      .method = Method::put,
      .path = "/v1/roles/{code}",
      .operation = "change_role",
      .tag = roles_tag,
      .permission = roles_write,
      .summary = {"修改角色", "Change a role"},
      .description =
          {"整体替换;对全部持有者自下一个请求起生效。内容相同则不产生新版本。",
           "Replaces it as a whole, for all who hold it, from their next request on; the same "
           "content makes no new version."},
      .errors = errors,
      .needs_if_match = true};
  put.errors.push_back(ErrorCode::last_administrator);
  api.add<PutRole, RoleView>(
      std::move(put),
      [&](const api::Call& call, const PutRole& request) -> Result<api::Reply<RoleView>> {
        GX_TRY(
            role,
            identity.change_role(
                call, request.code, content_of(request), request.reason, if_match_of(call), call.now
            )
        );
        return reply_of_role(identity, call, role);
      }
  );
  api::Spec retire{
      .method = Method::post,
      .path = "/v1/roles/{code}/retirement",
      .operation = "retire_role",
      .tag = roles_tag,
      .permission = roles_write,
      .summary = {"停用角色", "Retire a role"},
      .description =
          {"不可恢复;还有账号持有时拒绝,并说明有几个。",
           "For good; refused while accounts hold it, saying how many."},
      .errors = errors,
      .needs_if_match = true};
  retire.errors.push_back(ErrorCode::role_in_use);
  api.add<RetireRole, RoleView>(
      std::move(retire),
      [&](const api::Call& call, const RetireRole& request) -> Result<api::Reply<RoleView>> {
        GX_TRY(
            role,
            identity.retire_role(call, request.code, request.reason, if_match_of(call), call.now)
        );
        return reply_of_role(identity, call, role);
      }
  );
}

}  // namespace

void add_role_endpoints(api::Api& api, Identity& identity) {
  add_reading_of_roles(api, identity);
  add_writing_of_roles(api, identity);
}

}  // namespace guanxi::identity
