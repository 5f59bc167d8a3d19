// The requests and answers about a member's identities, with their documentation.
#pragma once

#include "flows/enrol/types.h"
#include "modules/members/externals.h"
#include "modules/proofs/request.h"

namespace guanxi::enrol {

struct AddIdentity {
  OwnerId id;
  members::ExternalSystem kind = members::ExternalSystem::external;
  std::string value;
  std::optional<std::string> app;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(AddIdentity, (), (id, kind, value, app, proof))

struct ReleaseIdentity {
  OwnerId id;
  members::ExternalSystem kind = members::ExternalSystem::external;
  std::optional<std::string> value, app;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReleaseIdentity, (), (id, kind, value, app, reason))

enum class Verifiable { phone, email, external, wechat_unionid, wechat_openid };
BOOST_DESCRIBE_ENUM(Verifiable, phone, email, external, wechat_unionid, wechat_openid)

/// Nullopt: a phone or an e-mail.
inline std::optional<members::ExternalSystem> system_of(Verifiable kind) {
  switch (kind) {
    case Verifiable::phone:
    case Verifiable::email:
      break;
    case Verifiable::external:
      return members::ExternalSystem::external;
    case Verifiable::wechat_unionid:
      return members::ExternalSystem::wechat_unionid;
    case Verifiable::wechat_openid:
      return members::ExternalSystem::wechat_openid;
  }
  return std::nullopt;
}

struct VerifyIdentity {
  OwnerId id;
  Verifiable kind = Verifiable::phone;
  std::optional<std::string> value, app;
  proofs::Proof proof;
};
BOOST_DESCRIBE_STRUCT(VerifyIdentity, (), (id, kind, value, app, proof))

/// Which of a member's external ids; without a value the only one of its kind.
struct NamedIdentity {
  std::optional<std::string> value, app;
};

struct IdentityView {
  members::IdentityKind kind = members::IdentityKind::phone;
  std::optional<members::ExternalSystem> system;
  members::IdentityState state = members::IdentityState::unverified;
  Instant taken_at;
  std::optional<Instant> verified_at;
  std::optional<ActorId> verified_by;
  std::optional<std::string> verified_why;
  std::optional<Instant> released_at;
  std::optional<ActorId> released_by;
  std::optional<OwnerId> member;
};
BOOST_DESCRIBE_STRUCT(
    IdentityView,
    (),
    (kind,
     system,
     state,
     taken_at,
     verified_at,
     verified_by,
     verified_why,
     released_at,
     released_by,
     member)
)

struct IdentityList {
  std::vector<IdentityView> items;
};
BOOST_DESCRIBE_STRUCT(IdentityList, (), (items))

}  // namespace guanxi::enrol

namespace guanxi::api {

template <>
struct Doc<members::IdentityKind> {
  static constexpr const char* name = "MemberIdentityKind";
  static constexpr Text text{"身份标识的种类", "Which identity"};
  static constexpr Field values[] = {
      {.name = "member_code", .text = {"会员码", "Member code"}},
      {.name = "phone", .text = {"手机号", "Phone"}},
      {.name = "email", .text = {"邮箱", "E-mail"}},
      {.name = "external",
       .text = {"外部编号（含 openid、unionid）", "External id (openid, unionid)"}}};
};
template <>
struct Doc<members::IdentityState> {
  static constexpr const char* name = "MemberIdentityState";
  static constexpr Text text{"身份标识的状态", "What is known of an identity"};
  static constexpr Field values[] = {
      {.name = "unverified", .text = {"未验证", "Nobody has proved it"}},
      {.name = "verified", .text = {"已验证", "Proved to be the member's"}},
      {.name = "released", .text = {"已释放", "Given up"}}};
};
template <>
struct Doc<members::ExternalSystem> {
  static constexpr const char* name = "ExternalSystem";
  static constexpr Text text{"外部编号属于哪个系统", "Whose number an external id is"};
  static constexpr Field values[] = {
      {.name = "external", .text = {"其他系统的编号", "Another system's"}},
      {.name = "wechat_unionid", .text = {"微信 unionid", "WeChat unionid"}},
      {.name = "wechat_openid", .text = {"微信 openid", "WeChat openid"}}};
};

namespace identity_fields {
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("314159265358979")"};
inline constexpr Field app{
    .name = "app",
    .text = {"wechat_openid：openid 所属应用的 appid", "wechat_openid: the app whose openid it is"},
    .min = 1,
    .max = 32,
    .example = R"("wx2421b1c4370ec43b")",
    .chars = Chars::code};
inline constexpr Field which{
    .name = "value",
    .text =
        {"外部编号、unionid 或 openid；同类只有一个时可不填",
         "The external id, unionid or openid; not needed where there is only one of the kind"},
    .min = 1,
    .max = 100,
    .example = R"("oLVPpjqs9BhvzwPj5A-vTYAX3GLc")",
    .personal = true};
}  // namespace identity_fields

template <>
struct Doc<enrol::AddIdentity> {
  static constexpr const char* name = "AddMemberIdentity";
  static constexpr Text text{
      "为会员绑定微信或外部编号", "Binds a WeChat id or a number of another system to a member"};
  static constexpr Field fields[] = {
      identity_fields::member,
      {.name = "kind",
       .text = {"哪个系统的", "Whose number it is"},
       .example = R"("wechat_openid")"},
      {.name = "value",
       .text = {"外部编号、unionid 或 openid", "The external id, unionid or openid"},
       .min = 1,
       .max = 100,
       .example = R"("oLVPpjqs9BhvzwPj5A-vTYAX3GLc")",
       .personal = true},
      identity_fields::app,
      {.name = "proof",
       .text = {
           "有则绑定即为已验证：会员的渠道（proofs:code）出示密码、动态会员码或用途 phone "
           "的验证码，或主管说明原因",
           "With it the binding is verified at once: the member's channel (proofs:code) with the "
           "PIN, the rotating code or a one-time code for the purpose phone; or a supervisor "
           "with a reason"}}};
};
template <>
struct Doc<enrol::ReleaseIdentity> {
  static constexpr const char* name = "ReleaseMemberIdentity";
  static constexpr Text text{
      "解除会员的微信或外部编号", "Releases a WeChat id or a number of another system"};
  static constexpr Field fields[] = {
      identity_fields::member,
      {.name = "kind",
       .text = {"哪个系统的", "Whose number it is"},
       .example = R"("wechat_openid")"},
      identity_fields::which,
      identity_fields::app,
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 500,
       .example = R"("会员更换微信号")"}};
};

template <>
struct Doc<enrol::Verifiable> {
  static constexpr const char* name = "VerifiableIdentity";
  static constexpr Text text{"可验证的身份标识", "What can be verified"};
  static constexpr Field values[] = {
      {.name = "phone", .text = {"手机号", "Phone"}},
      {.name = "email", .text = {"邮箱", "E-mail"}},
      {.name = "external", .text = {"其他系统的编号", "A number of another system"}},
      {.name = "wechat_unionid", .text = {"微信 unionid", "WeChat unionid"}},
      {.name = "wechat_openid", .text = {"微信 openid", "WeChat openid"}}};
};
template <>
struct Doc<enrol::VerifyIdentity> {
  static constexpr const char* name = "VerifyMemberIdentity";
  static constexpr Text text{"验证会员的身份标识", "Verify one of a member's identities"};
  static constexpr Field fields[] = {
      identity_fields::member,
      {.name = "kind", .text = {"验证哪一个", "Which one"}, .example = R"("wechat_openid")"},
      identity_fields::which,
      identity_fields::app,
      {.name = "proof",
       .text = {
           "手机与邮箱：发到该处的验证码（one_time_code）；微信与外部编号：见绑定；或主管确认并说明"
           "原因",
           "Phone and e-mail: the one-time code that was sent there. WeChat and external ids: as "
           "when binding. Or a supervisor with a reason"}}};
};
template <>
struct Doc<enrol::IdentityView> {
  static constexpr const char* name = "MemberIdentity";
  static constexpr Text text{
      "会员的一个身份标识（不含内容）", "One of a member's identities, without its value"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"种类", "Which"}},
      {.name = "system",
       .text =
           {"外部编号属于哪个系统；已释放的则无",
            "Of an external id whose number it is; absent once it was released"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "taken_at", .text = {"登记时间", "Since when it was the member's"}},
      {.name = "verified_at", .text = {"验证时间", "When it was verified"}},
      {.name = "verified_by", .text = {"由谁验证", "By whom (identifier)"}},
      {.name = "verified_why", .text = {"主管说明的原因", "A supervisor's reason"}},
      {.name = "released_at", .text = {"释放时间", "When it was given up"}},
      {.name = "released_by", .text = {"由谁释放", "By whom (identifier)"}},
      {.name = "member",
       .text = {
           "属于并入本会员的哪一位；本会员自己的则无",
           "Which merged member it was given to; absent for this member's own"}}};
};
template <>
struct Doc<enrol::IdentityList> {
  static constexpr const char* name = "MemberIdentityList";
  static constexpr Text text{"会员的身份标识", "A member's identities"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"先是现有的，再是已释放的", "Those of now, then those given up"}}};
};

}  // namespace guanxi::api
