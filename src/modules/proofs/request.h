// A proof as a request carries it, for the requests of whoever spends a member's value. Public.
#pragma once

#include <optional>
#include <string>

#include "platform/api/api.h"

namespace guanxi::proofs {

enum class Kind { cashier, pin, rotating_code, one_time_code, supervisor };
BOOST_DESCRIBE_ENUM(Kind, cashier, pin, rotating_code, one_time_code, supervisor)

struct Proof {
  Kind kind = Kind::cashier;
  std::optional<std::string> value, reason;
};
BOOST_DESCRIBE_STRUCT(Proof, (), (kind, value, reason))

}  // namespace guanxi::proofs

namespace guanxi::api {

template <>
struct Doc<proofs::Kind> {
  static constexpr const char* name = "ProofKind";
  static constexpr Text text{"凭证种类", "What proves that it is the member who spends"};
  static constexpr Field values[] = {
      {.name = "cashier",
       .text = {"收银员当面确认，限小额", "The cashier confirms it, for small amounts"}},
      {.name = "pin", .text = {"会员密码", "The member's PIN"}},
      {.name = "rotating_code",
       .text = {"动态会员码", "The rotating member code, shown on the member's phone"}},
      {.name = "one_time_code", .text = {"一次性验证码", "A one-time code"}},
      {.name = "supervisor",
       .text =
           {"主管代为确认，须有权限并说明原因",
            "A supervisor decides, with the permission proofs:supervise and a reason"}},
  };
};

template <>
struct Doc<proofs::Proof> {
  static constexpr Text text{
      "使用积分、储值等所需的凭证", "The proof that spending a member's value takes"};
  static constexpr const char* example = R"({"kind":"cashier"})";
  static constexpr Field fields[] = {
      {.name = "kind", .text = {"凭证种类", "Which kind"}, .example = R"("cashier")"},
      {.name = "value",
       .text =
           {"密码、动态会员码或验证码；会员以动态会员码识别时可不填凭证",
            "The PIN or code. A member named by the rotating code needs no other proof"},
       .min = 1,
       .max = 40,
       .example = R"("482913")",
       .personal = true},
      {.name = "reason",
       .text = {"supervisor：原因，不要写个人信息", "supervisor: why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("会员手机丢失，已核对身份证")"},
  };
};

/// For requests that carry one.
inline constexpr Field proof_field{
    .name = "proof",
    .text = {
        "凭证；不给则由操作人员本人确认，限小额",
        "The proof; absent: the person who calls confirms it, which is enough for small amounts"}};

}  // namespace guanxi::api
