// The requests and answers about a member's identities, with their documentation. Inside
// flows/enrol only.
#pragma once

#include "flows/enrol/types.h"
#include "modules/proofs/request.h"

namespace guanxi::enrol {

enum class Verifiable { phone, email };
BOOST_DESCRIBE_ENUM(Verifiable, phone, email)

struct VerifyIdentity {
  OwnerId id;
  Verifiable kind = Verifiable::phone;
  proofs::Proof proof;
};
BOOST_DESCRIBE_STRUCT(VerifyIdentity, (), (id, kind, proof))

struct IdentityView {
  members::IdentityKind kind = members::IdentityKind::phone;
  members::IdentityState state = members::IdentityState::unverified;
  Instant taken_at;
  std::optional<Instant> verified_at;
  std::optional<ActorId> verified_by;
  std::optional<std::string> verified_why;
  std::optional<Instant> released_at;
  std::optional<ActorId> released_by;
};
BOOST_DESCRIBE_STRUCT(
    IdentityView,
    (),
    (kind, state, taken_at, verified_at, verified_by, verified_why, released_at, released_by)
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
struct Doc<enrol::Verifiable> {
  static constexpr const char* name = "VerifiableIdentity";
  static constexpr Text text{"可验证的身份标识", "What can be verified"};
  static constexpr Field values[] = {
      {.name = "phone", .text = {"手机号", "Phone"}},
      {.name = "email", .text = {"邮箱", "E-mail"}}};
};
template <>
struct Doc<enrol::VerifyIdentity> {
  static constexpr const char* name = "VerifyMemberIdentity";
  static constexpr Text text{"验证会员的手机号或邮箱", "Verify a member's phone or e-mail"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"会员编号", "Member id"}, .example = R"("314159265358979")"},
      {.name = "kind", .text = {"验证哪一个", "Which one"}, .example = R"("phone")"},
      {.name = "proof",
       .text = {
           "发到该手机或邮箱的验证码（one_time_code），或主管确认并说明原因",
           "The one-time code that was sent there, or a supervisor with a reason"}}};
};
template <>
struct Doc<enrol::IdentityView> {
  static constexpr const char* name = "MemberIdentity";
  static constexpr Text text{
      "会员的一个身份标识（不含内容）", "One of a member's identities, without its value"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"种类", "Which"}},
      {.name = "state", .text = {"状态", "State"}},
      {.name = "taken_at", .text = {"登记时间", "Since when it was the member's"}},
      {.name = "verified_at", .text = {"验证时间", "When it was verified"}},
      {.name = "verified_by", .text = {"由谁验证", "By whom (identifier)"}},
      {.name = "verified_why", .text = {"主管说明的原因", "A supervisor's reason"}},
      {.name = "released_at", .text = {"释放时间", "When it was given up"}},
      {.name = "released_by", .text = {"由谁释放", "By whom (identifier)"}}};
};
template <>
struct Doc<enrol::IdentityList> {
  static constexpr const char* name = "MemberIdentityList";
  static constexpr Text text{"会员的身份标识", "A member's identities"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"先是现有的，再是已释放的", "Those of now, then those given up"}}};
};

}  // namespace guanxi::api
