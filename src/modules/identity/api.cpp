// The HTTP endpoints of the module.
#include "modules/identity/endpoints.h"
#include "modules/identity/views.h"
#include "modules/identity/visible.h"
#include "platform/api/idempotency.h"

namespace guanxi::identity {
namespace {

constexpr const char* tag = "identity";
constexpr const char* may_read = "identity:read";
constexpr const char* may_write = "identity:write";

void fill(ActorView& view, const ActorInfo& info) {
  view.id = info.id;
  view.kind = info.kind;
  view.name = info.name;
  view.state = info.state;
  view.permissions = info.permissions;
  view.roles = info.roles;
  view.stores = info.stores;
  view.units = info.units;
  if (info.till) view.till = info.till;
  view.version = info.version;
  view.created_at = info.created_at;
}

api::Reply<ActorView> reply_of(const ActorInfo& info) {
  api::Reply<ActorView> reply;
  fill(reply.body, info);
  reply.etag = api::etag_of(info.version);
  return reply;
}

Result<MeView> me(const Identity& identity, const api::Call& call) {
  const auto info = identity.find_actor(call.actor.id);
  if (!info) return ErrorCode::unauthenticated;
  // A limited token may do less than its owner.
  std::vector<std::string> permissions = call.actor.permissions;
  std::erase(permissions, own_permission);
  MeView view{
      info->id,
      info->kind,
      info->name,
      std::move(permissions),
      info->roles,
      info->stores,
      info->units,
      {}};
  if (info->till) view.till = info->till;
  return view;
}

Result<api::Page<ActorView>> list_actors(
    const Identity& identity, const api::Call& call, const ListActors& request
) {
  ActorId after;
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::int64_t>("actors", *request.cursor));
    after = ActorId(std::get<0>(parts));
  }
  api::Page<ActorView> page;
  for (;;) {
    const auto some = identity.actors(after, api::page_limit_max);
    for (const ActorInfo& info : some) {
      if (!sees(identity, call.actor, info)) continue;
      if (std::ssize(page.items) == request.limit) {
        page.next_cursor = api::encode_cursor("actors", page.items.back().id.value());
        return page;
      }
      fill(page.items.emplace_back(), info);
    }
    if (std::ssize(some) < api::page_limit_max) return page;
    after = some.back().id;
  }
}

Result<api::Reply<ActorDetail>> get_actor(
    const Identity& identity, const api::Call& call, ActorId id
) {
  GX_TRY(info, find_visible(identity, call.actor, id));
  api::Reply<ActorDetail> reply;
  fill(reply.body, info);
  reply.body.allowed = info.allowed;
  for (CredentialInfo& one : identity.credentials(id))
    reply.body.credentials.push_back(view_of(std::move(one)));
  reply.etag = api::etag_of(info.version);
  return reply;
}

std::optional<api::Json> json_of(std::optional<std::string> text) {
  if (!text) return std::nullopt;
  return api::Json{std::move(*text)};
}

Result<api::Page<ChangeView>> list_changes(
    const Identity& identity, const api::Call& call, const ListChanges& request
) {
  // Who is bound to stores asks about one actor they may see.
  if (request.actor && request.role)
    return fail(ErrorCode::unknown_value, "/role", {{"why", "/actor"}});
  if (request.actor) {
    GX_TRY(info, find_visible(identity, call.actor, *request.actor));
  } else if (!call.actor.stores.empty()) {
    return fail(ErrorCode::store_out_of_scope, "/actor");
  }
  std::int64_t before = 0;
  if (request.cursor) {
    GX_TRY(parts, api::decode_cursor<std::int64_t>("access-changes", *request.cursor));
    before = std::get<0>(parts);
  }
  auto found = request.role
                   ? identity.role_changes(*request.role, before, request.limit + 1)
                   : identity.changes(request.actor.value_or(ActorId()), before, request.limit + 1);
  const bool more = std::ssize(found) > request.limit;
  if (more) found.pop_back();
  api::Page<ChangeView> page;
  for (Change& change : found) {
    page.items.push_back(
        {std::to_string(change.id),
         change.changed_at,
         change.changed_by ? std::optional(change.changed_by) : std::nullopt,
         change.subject ? std::optional(change.subject) : std::nullopt,
         std::move(change.role),
         std::move(change.action),
         std::move(change.reason),
         json_of(std::move(change.before_json)),
         json_of(std::move(change.after_json))}
    );
  }
  if (more) page.next_cursor = api::encode_cursor("access-changes", found.back().id);
  return page;
}

void add_reading(api::Api& api, Identity& identity) {
  using api::Method;
  api.add<Nothing, MeView>(
      {.method = Method::get,
       .path = "/v1/me",
       .operation = "get_me",
       .tag = tag,
       .permission = own_permission,
       .summary = {"我是谁,能做什么", "Who am I and what may I do"}},
      [&](const api::Call& call, const Nothing&) { return me(identity, call); }
  );
  api.add<ListActors, api::Page<ActorView>>(
      {.method = Method::get,
       .path = "/v1/actors",
       .operation = "list_actors",
       .tag = tag,
       .permission = may_read,
       .summary = {"账号列表", "List actors"}},
      [&](const api::Call& call, const ListActors& request) {
        return list_actors(identity, call, request);
      }
  );
  api.add<GetActor, ActorDetail>(
      {.method = Method::get,
       .path = "/v1/actors/{id}",
       .operation = "get_actor",
       .tag = tag,
       .permission = may_read,
       .summary = {"查看账号与凭据", "Read an actor and its credentials"},
       .errors = {ErrorCode::actor_not_found}},
      [&](const api::Call& call, const GetActor& request) {
        return get_actor(identity, call, request.id);
      }
  );
  api.add<ListChanges, api::Page<ChangeView>>(
      {.method = Method::get,
       .path = "/v1/access-changes",
       .operation = "list_access_changes",
       .tag = tag,
       .permission = may_read,
       .summary = {"权限变更记录", "List changes of access"},
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const ListChanges& request) {
        return list_changes(identity, call, request);
      }
  );
}

/// The command is kept under the call's key: its retry must not make a second person.
void add_making(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
) {
  using api::Method;
  api.add<AddActor, ActorView>(
      {.method = Method::post,
       .path = "/v1/actors",
       .operation = "add_actor",
       .tag = tag,
       .permission = may_write,
       .summary = {"新增人员", "Add a person"},
       .description =
           {"只能授予自己拥有的权限、角色与范围。",
            "Nobody grants a permission, role or scope they do not hold."},
       .idempotency = api::Idempotency::required,
       .success_status = 201,
       .errors =
           {ErrorCode::code_taken,
            ErrorCode::role_retired,
            ErrorCode::store_not_found,
            ErrorCode::unit_not_found,
            ErrorCode::store_out_of_scope}},
      [&](const api::Call& call, const AddActor& request) -> Result<api::Reply<ActorView>> {
        auto reply = first_answers.once<ActorView>(
            db,
            call,
            "add_actor",
            201,
            [&](sql::Tx& tx) -> Result<api::Reply<ActorView>> {
              const NewPerson person{
                  request.name, request.permissions, request.stores, request.roles, request.units};
              GX_TRY(info, identity.add_person(tx, call, person, call.now));
              api::Reply<ActorView> made = reply_of(info);
              made.location = "/v1/actors/" + info.id.to_string();
              return made;
            }
        );
        if (reply) identity.refresh();
        return reply;
      }
  );
}

/// Setting a state may be repeated as it is.
void add_setting(api::Api& api, Identity& identity) {
  using api::Method;
  api.add<SetState, ActorView>(
      {.method = Method::post,
       .path = "/v1/actors/{id}/state",
       .operation = "set_actor_state",
       .tag = tag,
       .permission = may_write,
       .summary = {"启用或停用账号", "Enable or disable an actor"},
       .description =
           {"立即生效;重复提交无妨。不能停用自己。",
            "In force at once; may be repeated. Nobody disables themselves."},
       .errors =
           {ErrorCode::actor_not_found,
            ErrorCode::store_out_of_scope,
            ErrorCode::last_administrator}},
      [&](const api::Call& call, const SetState& request) -> Result<api::Reply<ActorView>> {
        GX_TRY_VOID(identity.set_state(call, request.id, request.state, call.now));
        GX_TRY(info, find_visible(identity, call.actor, request.id));
        return reply_of(info);
      }
  );
}

void add_changing(api::Api& api, Identity& identity) {
  api.add<ChangeActor, ActorView>(
      {.method = api::Method::patch,
       .path = "/v1/actors/{id}",
       .operation = "change_actor",
       .tag = tag,
       .permission = may_write,
       .summary = {"修改账号", "Change an actor"},
       .description =
           {"名称、权限、角色、范围;下一个请求起生效。只能授予自己拥有的,"
            "也只能改动权限不超过自己的账"
            "号;不能使所有人都无法管理账号。",
            "Name, permissions, roles, scope; in force for the next request. Nobody grants what "
            "they do not hold, nor changes who may do more; nobody locks everybody out."},
       .errors =
           {ErrorCode::actor_not_found,
            ErrorCode::code_taken,
            ErrorCode::role_retired,
            ErrorCode::store_not_found,
            ErrorCode::unit_not_found,
            ErrorCode::wrong_parent,
            ErrorCode::store_out_of_scope,
            ErrorCode::last_administrator},
       .needs_if_match = true},
      [&](const api::Call& call, const ChangeActor& request) -> Result<api::Reply<ActorView>> {
        const ActorChange change{
            request.name,
            request.roles,
            request.permissions,
            request.stores,
            request.units,
            request.reason};
        GX_TRY(info, identity.change_actor(call, request.id, change, if_match_of(call), call.now));
        return reply_of(info);
      }
  );
}

}  // namespace

void add_endpoints(
    api::Api& api, sql::Database& db, Identity& identity, const api::FirstAnswers& first_answers
) {
  add_reading(api, identity);
  add_making(api, db, identity, first_answers);
  add_setting(api, identity);
  add_changing(api, identity);
  add_role_endpoints(api, identity);
  add_key_endpoints(api, db, identity, first_answers);
}

}  // namespace guanxi::identity
