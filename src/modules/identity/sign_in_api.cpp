// The HTTP endpoints of signing in: what everybody does for themselves. What administrators do is
// in accounts_api.cpp.
#include "modules/identity/sign_in_endpoints.h"
#include "modules/identity/sign_in_views.h"

namespace guanxi::identity {
namespace {

constexpr const char* sign_in_tag = "identity";

Result<SessionView> view_of_session(const SignInParts& parts, const SessionInfo& session) {
  const auto info = parts.identity.find_actor(session.actor);
  if (!info) return ErrorCode::unauthenticated;
  return SessionView{
      SessionId(session.id),
      info->id,
      info->name,
      info->allowed,
      info->roles,
      info->stores,
      info->units,
      parts.sessions.csrf_token(session.id),
      session.created_at,
      session.expires_at,
      parts.sign_in.has_second_factor(info->id),
      session.lacking};
}

Result<api::Reply<SessionView>> create_session(
    const SignInParts& parts, const api::Call& call, const CreateSession& request
) {
  // Otherwise another site could have somebody work in the attacker's account unawares.
  if (call.http != nullptr && Sessions::is_from_elsewhere(*call.http))
    return ErrorCode::csrf_missing;
  GX_TRY(opened, parts.sign_in.sign_in(call, {request.name, request.password, request.code}));
  GX_TRY(view, view_of_session(parts, opened.info));
  api::Reply<SessionView> reply;
  reply.body = std::move(view);
  reply.cookie = std::move(opened.cookie);
  reply.location = "/v1/session";
  return reply;
}

Result<SessionView> get_session(const SignInParts& parts, const api::Call& call) {
  const auto session = parts.sessions.find(call.actor.session);
  if (!session) return ErrorCode::session_not_found;  // they came with a token
  return view_of_session(parts, *session);
}

Result<api::Reply<Nothing>> leave_session(const SignInParts& parts, const api::Call& call) {
  GX_TRY_VOID(parts.sign_in.end_session(call, call.actor.id, call.actor.session, call.now));
  api::Reply<Nothing> reply;
  reply.cookie = parts.sessions.empty_cookie();
  return reply;
}

void add_session(api::Api& api, SignInParts parts) {
  using api::Method;
  api.add<CreateSession, SessionView>(
      {.method = Method::post,
       .path = "/v1/session",
       .operation = "create_session",
       .tag = sign_in_tag,
       .summary = {"登录", "Sign in"},
       .description =
           {"会话在 HttpOnly Cookie 中。连续错误后等待时间逐次加长。",
            "The session is in an HttpOnly cookie. Wrong attempts in a row make everybody wait "
            "longer."},
       .success_status = 201,
       .errors =
           {ErrorCode::sign_in_failed,
            ErrorCode::sign_in_locked,
            ErrorCode::second_factor_required,
            ErrorCode::second_factor_wrong,
            ErrorCode::csrf_missing}},
      [parts](const api::Call& call, const CreateSession& request) {
        return create_session(parts, call, request);
      }
  );
  api.add<Nothing, SessionView>(
      {.method = Method::get,
       .path = "/v1/session",
       .operation = "get_session",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"当前会话:我是谁、能做什么", "The present session: who I am and what I may do"},
       .errors = {ErrorCode::session_not_found}},
      [parts](const api::Call& call, const Nothing&) { return get_session(parts, call); }
  );
  api.add<Nothing, Nothing>(
      {.method = Method::del,
       .path = "/v1/session",
       .operation = "leave_session",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"退出登录", "Sign out"},
       .success_status = 204,
       .errors = {ErrorCode::session_not_found}},
      [parts](const api::Call& call, const Nothing&) { return leave_session(parts, call); }
  );
}

void add_own_sessions(api::Api& api, SignInParts parts) {
  using api::Method;
  api.add<Nothing, SessionList>(
      {.method = Method::get,
       .path = "/v1/sessions",
       .operation = "list_own_sessions",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"我的登录会话", "List one's own sessions"}},
      [parts](const api::Call& call, const Nothing&) -> Result<SessionList> {
        return list_sessions(parts, call, call.actor.id);
      }
  );
  api.add<EndSession, Nothing>(
      {.method = Method::del,
       .path = "/v1/sessions/{session}",
       .operation = "end_own_session",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"结束我的一个会话", "End one of one's own sessions"},
       .success_status = 204,
       .errors = {ErrorCode::session_not_found}},
      [parts](const api::Call& call, const EndSession& request) -> Result<Nothing> {
        return parts.sign_in.end_session(call, call.actor.id, request.session.value(), call.now);
      }
  );
  api.add<Nothing, Nothing>(
      {.method = Method::post,
       .path = "/v1/sessions/end-others",
       .operation = "end_other_sessions",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"结束我的其他会话", "End all of one's own sessions but this one"},
       .success_status = 204},
      [parts](const api::Call& call, const Nothing&) -> Result<Nothing> {
        return parts.sign_in.end_sessions(call, call.actor.id, call.actor.session, call.now);
      }
  );
  api.add<ChangePassword, Nothing>(
      {.method = Method::post,
       .path = "/v1/session/password",
       .operation = "change_own_password",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"修改自己的密码", "Change one's own password"},
       .description = {"其他会话随之结束。", "One's other sessions end."},
       .success_status = 204,
       .errors =
           {ErrorCode::password_wrong,
            ErrorCode::password_weak,
            ErrorCode::sign_in_locked,
            ErrorCode::conflict}},
      [parts](const api::Call& call, const ChangePassword& request) -> Result<Nothing> {
        return parts.sign_in.change_password(call, request.current, request.password);
      }
  );
}

void add_second_factor(api::Api& api, SignInParts parts) {
  using api::Method;
  api.add<BeginFactor, EnrolmentView>(
      {.method = Method::post,
       .path = "/v1/session/second-factor",
       .operation = "begin_second_factor",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"开始设置动态验证码", "Begin to set up a second factor"},
       .errors =
           {ErrorCode::second_factor_state, ErrorCode::password_wrong, ErrorCode::sign_in_locked}},
      [parts](const api::Call& call, const BeginFactor& request) -> Result<EnrolmentView> {
        GX_TRY(begun, parts.sign_in.begin_second_factor(call, request.password));
        return EnrolmentView{begun.secret, begun.uri};
      }
  );
  const std::vector<ErrorCode> errors = {
      ErrorCode::second_factor_state, ErrorCode::second_factor_wrong, ErrorCode::sign_in_locked};
  api.add<FactorCode, RecoveryCodesView>(
      {.method = Method::post,
       .path = "/v1/session/second-factor/confirm",
       .operation = "confirm_second_factor",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"启用动态验证码", "Put the second factor to use"},
       .description =
           {"回应中的恢复码只显示这一次。", "The recovery codes are shown in this answer only."},
       .errors = errors},
      [parts](const api::Call& call, const FactorCode& request) -> Result<RecoveryCodesView> {
        GX_TRY(codes, parts.sign_in.confirm_second_factor(call, request.code));
        return RecoveryCodesView{codes};
      }
  );
  api.add<FactorCode, RecoveryCodesView>(
      {.method = Method::post,
       .path = "/v1/session/second-factor/recovery-codes",
       .operation = "renew_recovery_codes",
       .tag = sign_in_tag,
       .permission = own_permission,
       .summary = {"更换恢复码", "New recovery codes"},
       .description = {"旧的恢复码作废。", "Those before are worth nothing."},
       .errors = errors},
      [parts](const api::Call& call, const FactorCode& request) -> Result<RecoveryCodesView> {
        GX_TRY(codes, parts.sign_in.renew_recovery_codes(call, request.code));
        return RecoveryCodesView{codes};
      }
  );
}

void add_set_up(api::Api& api, SignInParts parts) {
  api.add<SetUp, SetUpView>(
      {.method = api::Method::post,
       .path = "/v1/setup",
       .operation = "set_up",
       .tag = sign_in_tag,
       .summary = {"建立首个账号", "Make the first account"},
       .description =
           {"凭首次启动时打印的一次性令牌,在无人可登录时;该账号可做一切。",
            "With the one-time token that a first start prints, where nobody can get in; the "
            "account "
            "may do everything."},
       .success_status = 201,
       .errors =
           {ErrorCode::setup_link_not_valid, ErrorCode::password_weak, ErrorCode::code_taken}},
      [parts](const api::Call& call, const SetUp& request) -> Result<SetUpView> {
        GX_TRY(info, parts.sign_in.set_up(call, request.token, request.name, request.password));
        return SetUpView{info.id, info.name};
      }
  );
}

}  // namespace

SessionList list_sessions(const SignInParts& parts, const api::Call& call, ActorId actor) {
  SessionList list;
  for (const SessionInfo& one : parts.sessions.open_of(actor, call.now)) {
    list.items.push_back(
        {SessionId(one.id),
         one.created_at,
         one.seen_at,
         one.expires_at,
         one.address,
         one.user_agent,
         one.id == call.actor.session}
    );
  }
  return list;
}

void add_sign_in_endpoints(api::Api& api, Identity& identity, Sessions& sessions, SignIn& sign_in) {
  const SignInParts parts{identity, sessions, sign_in};
  add_session(api, parts);
  add_own_sessions(api, parts);
  add_second_factor(api, parts);
  add_set_up(api, parts);
  add_account_endpoints(api, parts);
}

}  // namespace guanxi::identity
