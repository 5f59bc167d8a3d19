// The requests and answers of the endpoints of proofs, with their documentation. Private to the
// module.
#pragma once

#include "modules/proofs/proofs.h"

namespace guanxi::proofs {

struct MemberPath {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(MemberPath, (), (id))

struct UseView {
  Kind kind = Kind::cashier;
  Cause cause = Cause::sale;
  std::string cause_id;
  std::optional<std::string> reason;
  Instant used_at;
  ActorId actor;
};
BOOST_DESCRIBE_STRUCT(UseView, (), (kind, cause, cause_id, reason, used_at, actor))

struct CodeView {
  OneTimeCodeId id;
  Purpose purpose = Purpose::spend;
  Instant issued_at, expires_at;
};
BOOST_DESCRIBE_STRUCT(CodeView, (), (id, purpose, issued_at, expires_at))

struct StandingView {
  OwnerId member;
  bool pin_set = false;
  std::optional<Instant> pin_set_at, pin_locked_until, code_locked_until;
  std::vector<CodeView> open_codes;
  std::vector<UseView> uses;
};
BOOST_DESCRIBE_STRUCT(
    StandingView,
    (),
    (member, pin_set, pin_set_at, pin_locked_until, code_locked_until, open_codes, uses)
)

struct RotatingView {
  std::string code;
  Instant valid_until;
};
BOOST_DESCRIBE_STRUCT(RotatingView, (), (code, valid_until))

struct SetPin {
  OwnerId id;
  std::string pin;
  std::optional<Proof> proof;
};
BOOST_DESCRIBE_STRUCT(SetPin, (), (id, pin, proof))

struct RemovePin {
  OwnerId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RemovePin, (), (id, reason))

struct IssueCode {
  OwnerId id;
  Purpose purpose = Purpose::spend;
};
BOOST_DESCRIBE_STRUCT(IssueCode, (), (id, purpose))

struct CodePath {
  OwnerId id;
  OneTimeCodeId code;
};
BOOST_DESCRIBE_STRUCT(CodePath, (), (id, code))

struct DigitsView {
  std::string digits;
};
BOOST_DESCRIBE_STRUCT(DigitsView, (), (digits))

}  // namespace guanxi::proofs

namespace guanxi::api {

inline constexpr Field proof_member_field{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("314159265358979")"};
inline constexpr Field proof_purpose_field{
    .name = "purpose",
    .text = {"用途", "What it is good for"},
    .example = R"("spend")",
    .has_default = true};

template <>
struct Doc<proofs::Purpose> {
  static constexpr const char* name = "OneTimeCodePurpose";
  static constexpr Text text{"验证码的用途", "What a one-time code is good for"};
  static constexpr Field values[] = {
      {.name = "spend", .text = {"使用积分、储值等", "To spend"}},
      {.name = "pin", .text = {"修改会员密码", "To change the PIN"}},
      {.name = "phone",
       .text = {"验证手机号，发到该手机", "To verify the phone, to which it is sent"}},
      {.name = "email",
       .text = {"验证邮箱，发到该邮箱", "To verify the e-mail, to which it is sent"}}};
};

template <>
struct Doc<proofs::Cause> {
  static constexpr const char* name = "ProofCause";
  static constexpr Text text{"凭证用于何事", "What a proof stood for"};
  static constexpr Field values[] = {
      {.name = "sale", .text = {"销售", "A sale"}},
      {.name = "redemption", .text = {"使用积分", "A redemption of points"}},
      {.name = "hold", .text = {"冻结积分", "A hold on points"}},
      {.name = "payout", .text = {"退还余额", "A payout of the wallet"}},
      {.name = "pin", .text = {"修改会员密码", "A change of the PIN"}},
      {.name = "identity", .text = {"验证身份标识", "The verification of an identity"}},
      {.name = "transfer", .text = {"转赠积分或优惠券", "A transfer of points or of a coupon"}},
      {.name = "household", .text = {"加入家庭组", "Joining a household"}}};
};

template <>
struct Doc<proofs::MemberPath> {
  static constexpr const char* name = "ProofMember";
  static constexpr Text text{"一位会员", "A member"};
  static constexpr Field fields[] = {proof_member_field};
};

template <>
struct Doc<proofs::UseView> {
  static constexpr const char* name = "ProofUse";
  static constexpr Text text{"一次凭证使用", "A proof that was used"};
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"凭证种类", "Which kind"}},
      {.name = "cause", .text = {"用于何事", "What for"}},
      {.name = "cause_id", .text = {"单据等的编号", "Id of the receipt, the redemption …"}},
      {.name = "reason", .text = {"主管说明的原因", "A supervisor's reason"}},
      {.name = "used_at", .text = {"时间", "When"}},
      {.name = "actor", .text = {"操作主体的内部编号", "Who did it (identifier)"}}};
};

template <>
struct Doc<proofs::CodeView> {
  static constexpr const char* name = "OneTimeCode";
  static constexpr Text text{
      "一个待用的验证码（不含数字）", "An open one-time code, without its digits"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "purpose", .text = {"用途", "What it is good for"}},
      {.name = "issued_at", .text = {"发出时间", "When it was issued"}},
      {.name = "expires_at", .text = {"此刻起失效", "From this moment on it is worthless"}}};
};

template <>
struct Doc<proofs::StandingView> {
  static constexpr const char* name = "MemberProofs";
  static constexpr Text text{"会员的凭证状态", "What a member can prove himself by"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "pin_set", .text = {"是否设置了密码", "Whether a PIN is set"}},
      {.name = "pin_set_at", .text = {"设置时间", "When it was set"}},
      {.name = "pin_locked_until", .text = {"密码锁定至", "The PIN is locked until then"}},
      {.name = "code_locked_until",
       .text = {"动态会员码锁定至", "The rotating code is locked until then"}},
      {.name = "open_codes", .text = {"待用的验证码", "One-time codes that are open"}},
      {.name = "uses", .text = {"最近使用的凭证，最新在前", "Proofs used last, newest first"}}};
};

template <>
struct Doc<proofs::RotatingView> {
  static constexpr const char* name = "RotatingCode";
  static constexpr Text text{
      "此刻的动态会员码，每 30 秒更换，只能用一次",
      "The rotating member code of this moment; it changes every 30 seconds and is good once"};
  static constexpr Field fields[] = {
      {.name = "code",
       .text = {"98 开头的 20 位数字", "20 digits that begin with 98"},
       .example = R"("98123456789087654321")",
       .personal = true},
      {.name = "valid_until",
       .text = {"此刻请换下一个码", "When to show the next one"},
       .example = R"("2026-11-21T15:04:30+08:00")"}};
};

template <>
struct Doc<proofs::SetPin> {
  static constexpr const char* name = "SetMemberPin";
  static constexpr Text text{"设置或修改会员密码", "Set or change a member's PIN"};
  static constexpr Field fields[] = {
      proof_member_field,
      {.name = "pin",
       .text = {"6 位数字，不可过于简单", "6 digits that are not easily guessed"},
       .min = 6,
       .max = 6,
       .example = R"("482913")",
       .chars = Chars::digits,
       .personal = true},
      {.name = "proof",
       .text = {
           "已有密码时必填：原密码、用途为 pin 的验证码，或主管确认",
           "Needed where there is a PIN: that one, a one-time code for the purpose pin, or a "
           "supervisor"}}};
};

template <>
struct Doc<proofs::RemovePin> {
  static constexpr const char* name = "RemoveMemberPin";
  static constexpr Text text{"撤销会员密码", "Take a PIN away"};
  static constexpr Field fields[] = {
      proof_member_field,
      {.name = "reason",
       .text = {"原因，不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("会员忘记密码，已核对身份证")"}};
};

template <>
struct Doc<proofs::IssueCode> {
  static constexpr const char* name = "IssueOneTimeCode";
  static constexpr Text text{"发送一次性验证码", "Issue a one-time code"};
  static constexpr Field fields[] = {proof_member_field, proof_purpose_field};
};

template <>
struct Doc<proofs::CodePath> {
  static constexpr const char* name = "OneTimeCodePath";
  static constexpr Text text{"一个验证码", "A one-time code"};
  static constexpr Field fields[] = {
      proof_member_field,
      {.name = "code",
       .text = {"验证码的编号", "The code's id"},
       .example = R"("314159265358980")"}};
};

template <>
struct Doc<proofs::DigitsView> {
  static constexpr const char* name = "OneTimeCodeDigits";
  static constexpr Text text{"验证码的数字", "The digits of a one-time code"};
  static constexpr Field fields[] = {
      {.name = "digits",
       .text = {"6 位数字", "6 digits"},
       .example = R"("482913")",
       .personal = true}};
};

}  // namespace guanxi::api
