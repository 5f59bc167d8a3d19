// Request and answer of a late attribution.
#pragma once

#include <string>

#include "flows/checkout/types.h"

namespace guanxi::attribution {

struct AttributeReceipt {
  ReceiptId receipt;
  checkout::MemberRef member;
  std::string cashier, reason;
};
BOOST_DESCRIBE_STRUCT(AttributeReceipt, (), (receipt, member, cashier, reason))

struct AttributionAnswer {
  checkout::ReceiptAnswer receipt;
  Points earned, returned, balance;
  Instant attributed_at;
};
BOOST_DESCRIBE_STRUCT(AttributionAnswer, (), (receipt, earned, returned, balance, attributed_at))

}  // namespace guanxi::attribution

namespace guanxi::api {

template <>
struct Doc<attribution::AttributeReceipt> {
  static constexpr Text text{"补登", "A receipt for a member"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"散客销售单据编号", "Id of the sale without a member"}},
      {.name = "member", .text = {"会员；不可用动态码", "The member; not by a rotating code"}},
      {.name = "cashier",
       .text = {"经手员工号", "The employee who does it"},
       .min = 1,
       .max = 32,
       .example = R"("C07")"},
      {.name = "reason",
       .text = {"原因；不要写个人信息", "Why; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("忘带会员卡")"},
  };
};

template <>
struct Doc<attribution::AttributionAnswer> {
  static constexpr Text text{"补登结果", "What the member has got"};
  static constexpr Field fields[] = {
      {.name = "receipt", .text = {"补登后的单据", "The receipt, now the member's"}},
      {.name = "earned", .text = {"整单应得积分", "Points of the whole sale"}},
      {.name = "returned",
       .text = {"其中已退货部分，随即收回", "Of these, what has come back took at once"}},
      {.name = "balance", .text = {"补登后的积分余额", "The member's balance afterwards"}},
      {.name = "attributed_at", .text = {"补登时间", "When"}},
  };
};

}  // namespace guanxi::api
