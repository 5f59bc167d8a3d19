// Requests and responses of signing in, and their documentation. Private to sign_in_api.cpp.
#pragma once

#include <boost/describe/class.hpp>

#include "modules/identity/sign_in.h"
#include "modules/identity/views.h"

namespace guanxi::identity {

struct SessionTag;
using SessionId = Id<SessionTag>;

struct SessionView {
  SessionId id;
  ActorId actor;
  std::string name;
  std::vector<std::string> permissions, roles;
  std::vector<StoreId> stores;
  std::vector<UnitId> units;
  std::string csrf_token;
  Instant created_at, expires_at;
  bool second_factor = false;
  std::optional<Lacking> lacking;
};
BOOST_DESCRIBE_STRUCT(
    SessionView,
    (),
    (id,
     actor,
     name,
     permissions,
     roles,
     stores,
     units,
     csrf_token,
     created_at,
     expires_at,
     second_factor,
     lacking)
)

struct SessionEntry {
  SessionId id;
  Instant created_at, seen_at, expires_at;
  std::string address, user_agent;
  bool current = false;
};
BOOST_DESCRIBE_STRUCT(
    SessionEntry, (), (id, created_at, seen_at, expires_at, address, user_agent, current)
)

struct SessionList {
  std::vector<SessionEntry> items;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (items))

struct SignInView {
  std::string id;
  Instant tried_at;
  std::optional<ActorId> actor;
  SignInOutcome outcome = SignInOutcome::signed_in;
  std::string address, user_agent;
  std::optional<SessionId> session;
};
BOOST_DESCRIBE_STRUCT(SignInView, (), (id, tried_at, actor, outcome, address, user_agent, session))

struct TemporaryPasswordView {
  std::string password;
  Instant until;
};
BOOST_DESCRIBE_STRUCT(TemporaryPasswordView, (), (password, until))

struct EnrolmentView {
  std::string secret, uri;
};
BOOST_DESCRIBE_STRUCT(EnrolmentView, (), (secret, uri))

struct RecoveryCodesView {
  std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodesView, (), (codes))

struct SetUpView {
  ActorId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SetUpView, (), (id, name))

struct CreateSession {
  std::string name, password;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(CreateSession, (), (name, password, code))

struct EndSession {
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(EndSession, (), (session))

struct ActorSessions {
  ActorId id;
};
BOOST_DESCRIBE_STRUCT(ActorSessions, (), (id))

struct EndActorSession {
  ActorId id;
  SessionId session;
};
BOOST_DESCRIBE_STRUCT(EndActorSession, (), (id, session))

struct ChangePassword {
  std::string current, password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current, password))

struct GivePassword {
  ActorId id;
  int hours = 72;
};
BOOST_DESCRIBE_STRUCT(GivePassword, (), (id, hours))

struct BeginFactor {
  std::string password;
};
BOOST_DESCRIBE_STRUCT(BeginFactor, (), (password))

struct FactorCode {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(FactorCode, (), (code))

struct RemoveFactor {
  ActorId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RemoveFactor, (), (id, reason))

struct ListSignIns {
  std::optional<ActorId> actor;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListSignIns, (), (actor, limit, cursor))

struct SetUp {
  std::string token, name, password;
};
BOOST_DESCRIBE_STRUCT(SetUp, (), (token, name, password))

namespace doc {
constexpr api::Field session{.name = "session", .text = {"会话编号", "Id of the session"}};
constexpr api::Field session_id{.name = "id", .text = {"会话编号", "Id of the session"}};
constexpr api::Field begun_at{.name = "created_at", .text = {"登录时间", "When it began"}};
constexpr api::Field seen_at{
    .name = "seen_at", .text = {"最近使用(按分钟)", "When it was last used, to the minute"}};
constexpr api::Field session_end{
    .name = "expires_at", .text = {"最晚结束时间", "When it ends at the latest"}};
constexpr api::Field address{
    .name = "address", .text = {"来源地址", "Address it came from"}, .example = R"("10.1.2.3")"};
constexpr api::Field user_agent{.name = "user_agent", .text = {"浏览器", "The browser"}};
constexpr api::Field password{
    .name = "password",
    .text = {"密码", "The password"},
    .min = 1,
    .max = 256,
    .example = R"("four rivers meet a mountain")",
    .personal = true};
constexpr api::Field code{
    .name = "code",
    .text = {"身份验证器上的 6 位验证码", "The 6 digits of the authenticator"},
    .min = 6,
    .max = 6,
    .example = R"("123456")",
    .chars = api::Chars::digits,
    .personal = true};
}  // namespace doc
}  // namespace guanxi::identity

namespace guanxi::api {

template <>
struct Doc<id::Lacking> {
  static constexpr Text text{"须先设置的", "What has to be set up first"};
  static constexpr Field values[] = {
      {.name = "password", .text = {"自己的新密码", "A password of one's own"}},
      {.name = "second_factor", .text = {"动态验证码", "A second factor"}}};
};
template <>
struct Doc<id::SignInOutcome> {
  static constexpr Text text{"登录结果", "What came of it"};
  static constexpr Field values[] = {
      {.name = "signed_in", .text = {"登录成功", "Signed in"}},
      {.name = "unknown_name", .text = {"没有这个姓名", "Nobody has that name"}},
      {.name = "no_password", .text = {"没有设置密码", "There is no password"}},
      {.name = "wrong_password", .text = {"密码不对", "Wrong password"}},
      {.name = "temporary_expired", .text = {"临时密码已过期", "The temporary one is over"}},
      {.name = "disabled", .text = {"账号已停用", "The account is disabled"}},
      {.name = "code_missing", .text = {"缺少动态验证码", "The second factor was missing"}},
      {.name = "wrong_code", .text = {"动态验证码不对", "Wrong second factor"}},
      {.name = "locked", .text = {"尝试过多,暂停中", "Too many attempts before"}}};
};
template <>
struct Doc<id::SessionView> {
  static constexpr Text text{"登录会话", "A session"};
  static constexpr const char* name = "Session";
  static constexpr Field fields[] = {
      id::doc::session_id,
      {.name = "actor", .text = {"账号编号", "Whose it is"}},
      id::doc::name,
      id::doc::permissions,
      id::doc::roles,
      id::doc::stores,
      id::doc::units,
      {.name = "csrf_token",
       .text =
           {"修改数据时放入 X-CSRF-Token 请求头",
            "For the header X-CSRF-Token of what changes something"},
       .personal = true},
      id::doc::begun_at,
      id::doc::session_end,
      {.name = "second_factor",
       .text = {"是否已启用动态验证码", "Whether the account has a second factor"}},
      {.name = "lacking",
       .text = {"完成它之前什么也不能做", "Nothing else can be done before this is set up"}}};
};
template <>
struct Doc<id::SessionEntry> {
  static constexpr Text text{"一个登录会话", "One of somebody's sessions"};
  static constexpr Field fields[] = {
      id::doc::session_id,
      id::doc::begun_at,
      id::doc::seen_at,
      id::doc::session_end,
      id::doc::address,
      id::doc::user_agent,
      {.name = "current", .text = {"是否当前会话", "Whether it is the one that asks"}}};
};
template <>
struct Doc<id::SessionList> {
  static constexpr Text text{"未结束的会话", "Sessions that have not ended"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"会话,新的在前", "Sessions, newest first"}}};
};
template <>
struct Doc<id::SignInView> {
  static constexpr Text text{"一次登录尝试", "An attempt to sign in"};
  static constexpr const char* name = "SignInAttempt";
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id of the attempt"}},
      {.name = "tried_at", .text = {"时间", "When"}},
      {.name = "actor", .text = {"账号;没有此姓名则无", "Whose; absent for a name nobody has"}},
      {.name = "outcome", .text = {"结果", "What came of it"}},
      id::doc::address,
      id::doc::user_agent,
      {.name = "session", .text = {"由此产生的会话", "The session it led to"}}};
};
template <>
struct Doc<id::TemporaryPasswordView> {
  static constexpr Text text{
      "临时密码;只显示这一次", "A temporary password; it is shown this once"};
  static constexpr const char* name = "TemporaryPassword";
  static constexpr Field fields[] = {
      id::doc::password, {.name = "until", .text = {"有效期至", "Good until"}}};
};
template <>
struct Doc<id::EnrolmentView> {
  static constexpr Text text{"动态验证码密钥", "The secret for an authenticator"};
  static constexpr const char* name = "SecondFactorEnrolment";
  static constexpr Field fields[] = {
      {.name = "secret", .text = {"手工输入用", "To type in"}, .personal = true},
      {.name = "uri", .text = {"二维码内容(otpauth)", "For a QR code: otpauth"}, .personal = true}};
};
template <>
struct Doc<id::RecoveryCodesView> {
  static constexpr Text text{
      "恢复码,各用一次;只显示这一次", "Recovery codes, each good once; they are shown this once"};
  static constexpr const char* name = "RecoveryCodes";
  static constexpr Field fields[] = {
      {.name = "codes", .text = {"恢复码", "The codes"}, .personal = true}};
};
template <>
struct Doc<id::SetUpView> {
  static constexpr Text text{"首个账号", "The first account"};
  static constexpr const char* name = "FirstAccount";
  static constexpr Field fields[] = {id::doc::id, id::doc::name};
};
template <>
struct Doc<id::CreateSession> {
  static constexpr Text text{"登录", "Sign in"};
  static constexpr Field fields[] = {
      id::doc::name,
      id::doc::password,
      {.name = "code",
       .text = {"动态验证码,或一个恢复码", "The 6 digits of the authenticator, or a recovery code"},
       .min = 6,
       .max = 40,
       .example = R"("123456")",
       .personal = true}};
};
template <>
struct Doc<id::EndSession> {
  static constexpr Text text{"结束一个会话", "End a session"};
  static constexpr Field fields[] = {id::doc::session};
};
template <>
struct Doc<id::ActorSessions> {
  static constexpr Text text{"某账号的会话", "Somebody's sessions"};
  static constexpr Field fields[] = {id::doc::id};
};
template <>
struct Doc<id::EndActorSession> {
  static constexpr Text text{"结束某账号的会话", "End a session of somebody"};
  static constexpr Field fields[] = {id::doc::id, id::doc::session};
};
template <>
struct Doc<id::ChangePassword> {
  static constexpr Text text{"修改自己的密码", "A new password of one's own"};
  static constexpr Field fields[] = {
      {.name = "current",
       .text = {"当前密码", "The current one"},
       .min = 1,
       .max = 256,
       .personal = true},
      id::doc::password};
};
template <>
struct Doc<id::GivePassword> {
  static constexpr Text text{"发放临时密码", "Give a temporary password"};
  static constexpr Field fields[] = {
      id::doc::id,
      {.name = "hours",
       .text = {"有效小时数", "Good for so many hours"},
       .min = 1,
       .max = 720,
       .has_default = true}};
};
template <>
struct Doc<id::BeginFactor> {
  static constexpr Text text{"设置动态验证码", "Set up a second factor"};
  static constexpr Field fields[] = {id::doc::password};
};
template <>
struct Doc<id::FactorCode> {
  static constexpr Text text{"动态验证码", "A code of the authenticator"};
  static constexpr Field fields[] = {id::doc::code};
};
template <>
struct Doc<id::RemoveFactor> {
  static constexpr Text text{"停用动态验证码", "Take a second factor away"};
  static constexpr Field fields[] = {
      id::doc::id,
      {.name = "reason",
       .text = {"原因", "Why"},
       .min = 1,
       .max = 500,
       .example = R"("lost the phone")",
       .chars = Chars::lines}};
};
template <>
struct Doc<id::ListSignIns> {
  static constexpr Text text{"登录记录", "Attempts to sign in"};
  static constexpr Field fields[] = {
      {.name = "actor", .text = {"只看这个账号的", "Of this account only"}},
      limit_field,
      cursor_field};
};
template <>
struct Doc<id::SetUp> {
  static constexpr Text text{"建立首个账号", "Make the first account"};
  static constexpr Field fields[] = {
      {.name = "token",
       .text = {"首次启动时打印的令牌", "The token that a first start prints"},
       .min = 1,
       .max = 64,
       .chars = Chars::code,
       .personal = true},
      id::doc::name,
      id::doc::password};
};

}  // namespace guanxi::api
