// What administrators do with the sessions, passwords and second factors of others, and what they
// read of attempts to sign in.
#include "modules/identity/sign_in_endpoints.h"
#include "modules/identity/sign_in_views.h"
#include "modules/identity/visible.h"

namespace guanxi::identity {
namespace {

constexpr const char* accounts_tag = "identity";
constexpr const char* accounts_read = "identity:read";
constexpr const char* accounts_write = "identity:write";

Result<api::Page<SignInView>> list_sign_ins(
    const SignInParts& parts, const api::Call& call, const ListSignIns& request
) {
  // Who is bound to stores asks about one account they may see.
  if (request.actor) {
    GX_TRY(info, find_visible(parts.identity, call.actor, *request.actor));
  } else if (!call.actor.stores.empty()) {
    return fail(ErrorCode::store_out_of_scope, "/actor");
  }
  std::int64_t before = 0;
  if (request.cursor) {
    GX_TRY(place, api::decode_cursor<std::int64_t>("sign-ins", *request.cursor));
    before = std::get<0>(place);
  }
  auto found = parts.sign_in.attempts(request.actor.value_or(ActorId()), before, request.limit + 1);
  const bool more = std::ssize(found) > request.limit;
  if (more) found.pop_back();
  api::Page<SignInView> page;
  for (const SignInAttempt& one : found) {
    page.items.push_back(
        {std::to_string(one.id),
         one.tried_at,
         one.actor,
         one.outcome,
         one.address,
         one.user_agent,
         one.session ? std::optional(SessionId(*one.session)) : std::nullopt}
    );
  }
  if (more) page.next_cursor = api::encode_cursor("sign-ins", found.back().id);
  return page;
}

void add_looking(api::Api& api, SignInParts parts) {
  using api::Method;
  api.add<ListSignIns, api::Page<SignInView>>(
      {.method = Method::get,
       .path = "/v1/sign-ins",
       .operation = "list_sign_ins",
       .tag = accounts_tag,
       .permission = accounts_read,
       .summary = {"登录记录", "List attempts to sign in"},
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [parts](const api::Call& call, const ListSignIns& request) {
        return list_sign_ins(parts, call, request);
      }
  );
  api.add<ActorSessions, SessionList>(
      {.method = Method::get,
       .path = "/v1/actors/{id}/sessions",
       .operation = "list_actor_sessions",
       .tag = accounts_tag,
       .permission = accounts_read,
       .summary = {"某账号的登录会话", "List somebody's sessions"},
       .errors = {ErrorCode::actor_not_found}},
      [parts](const api::Call& call, const ActorSessions& request) -> Result<SessionList> {
        GX_TRY(info, find_visible(parts.identity, call.actor, request.id));
        return list_sessions(parts, call, info.id);
      }
  );
}

void add_ending(api::Api& api, SignInParts parts) {
  using api::Method;
  api.add<ActorSessions, Nothing>(
      {.method = Method::del,
       .path = "/v1/actors/{id}/sessions",
       .operation = "end_actor_sessions",
       .tag = accounts_tag,
       .permission = accounts_write,
       .summary = {"结束某账号的全部会话", "End all of somebody's sessions"},
       .description = {"立即生效;重复提交无妨。", "In force at once; may be repeated."},
       .success_status = 204,
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [parts](const api::Call& call, const ActorSessions& request) -> Result<Nothing> {
        return parts.sign_in.end_sessions(call, request.id, 0, call.now);
      }
  );
  api.add<EndActorSession, Nothing>(
      {.method = Method::del,
       .path = "/v1/actors/{id}/sessions/{session}",
       .operation = "end_actor_session",
       .tag = accounts_tag,
       .permission = accounts_write,
       .summary = {"结束某账号的一个会话", "End one of somebody's sessions"},
       .success_status = 204,
       .errors =
           {ErrorCode::actor_not_found,
            ErrorCode::store_out_of_scope,
            ErrorCode::session_not_found}},
      [parts](const api::Call& call, const EndActorSession& request) -> Result<Nothing> {
        return parts.sign_in.end_session(call, request.id, request.session.value(), call.now);
      }
  );
}

void add_helping(api::Api& api, SignInParts parts) {
  using api::Method;
  api.add<GivePassword, TemporaryPasswordView>(
      {.method = Method::post,
       .path = "/v1/actors/{id}/password",
       .operation = "give_temporary_password",
       .tag = accounts_tag,
       .permission = accounts_write,
       .summary = {"发放临时密码", "Give somebody a temporary password"},
       .description =
           {"系统生成,只显示这一次;本人登录后须先改为自己的密码。其会话全部结束。",
            "Made by the system and shown this once; whoever signs in with it has to choose one of "
            "their own first. Their sessions end."},
       .success_status = 201,
       .errors = {ErrorCode::actor_not_found, ErrorCode::store_out_of_scope}},
      [parts](const api::Call& call, const GivePassword& request) -> Result<TemporaryPasswordView> {
        GX_TRY(
            made, parts.sign_in.give_temporary_password(call, request.id, request.hours, call.now)
        );
        return TemporaryPasswordView{made.password, made.until};
      }
  );
  api.add<RemoveFactor, Nothing>(
      {.method = Method::post,
       .path = "/v1/actors/{id}/second-factor/remove",
       .operation = "remove_second_factor",
       .tag = accounts_tag,
       .permission = accounts_write,
       .summary = {"停用某账号的动态验证码", "Take somebody's second factor away"},
       .description =
           {"用于手机遗失;其会话全部结束。", "For whoever lost the phone; their sessions end."},
       .success_status = 204,
       .errors =
           {ErrorCode::actor_not_found,
            ErrorCode::store_out_of_scope,
            ErrorCode::second_factor_state}},
      [parts](const api::Call& call, const RemoveFactor& request) -> Result<Nothing> {
        return parts.sign_in.remove_second_factor(call, request.id, request.reason, call.now);
      }
  );
}

}  // namespace

void add_account_endpoints(api::Api& api, SignInParts parts) {
  add_looking(api, parts);
  add_ending(api, parts);
  add_helping(api, parts);
}

}  // namespace guanxi::identity
