#include "modules/coupons/refusals.h"

#include <boost/describe/enum_to_string.hpp>

namespace guanxi::coupons {
namespace {

ErrorCode code_of(Why why) {
  switch (why) {
    case Why::coupon_not_found:
      return ErrorCode::coupon_not_found;
    case Why::coupon_template_not_found:
      return ErrorCode::coupon_template_not_found;
    case Why::coupon_batch_not_found:
      return ErrorCode::coupon_batch_not_found;
    case Why::coupon_list_not_found:
      return ErrorCode::coupon_list_not_found;
    case Why::coupon_trigger_not_found:
      return ErrorCode::coupon_trigger_not_found;
    case Why::coupon_template_state:
    case Why::coupon_template_fixed:
      return ErrorCode::coupon_template_state;
    case Why::coupon_rule_unknown:
      return ErrorCode::pricing_rule_not_found;
    case Why::coupon_sold_out:
      return ErrorCode::coupons_used_up;
    case Why::coupon_member_limit:
      return ErrorCode::coupon_member_limit;
    case Why::coupon_birthday_unknown:
      return ErrorCode::coupon_birthday_unknown;
    case Why::coupon_over:
      return ErrorCode::coupon_expired;
    case Why::coupon_not_yet:
      return ErrorCode::coupon_not_yet_valid;
    case Why::coupon_state:
      return ErrorCode::coupon_state;
    case Why::coupon_held:
      return ErrorCode::coupon_held;
    case Why::coupon_twice:
      return ErrorCode::invalid_request;
    case Why::coupon_too_little:
      return ErrorCode::coupon_balance_too_small;
    case Why::coupon_pickup_none:
      return ErrorCode::gift_stock_used_up;
    case Why::coupon_refund_exceeds:
      return ErrorCode::invalid_request;
    case Why::coupon_kind_forbids:
      return ErrorCode::coupon_not_applicable;
    case Why::coupon_not_transferable:
    case Why::coupon_own_gift:
      return ErrorCode::coupon_not_transferable;
    case Why::coupon_code_wrong:
    case Why::coupon_code_used:
      return ErrorCode::coupon_code_wrong;
    case Why::coupon_attempts:
      return ErrorCode::coupon_attempts_exceeded;
    case Why::coupon_batch_state:
      return ErrorCode::coupon_batch_state;
    case Why::coupon_list_state:
      return ErrorCode::coupon_list_state;
    case Why::coupon_trigger_state:
      return ErrorCode::coupon_trigger_state;
    case Why::coupon_sale_limit:
      return ErrorCode::coupon_member_limit;
    case Why::coupon_not_for_points:
      return ErrorCode::coupon_not_applicable;
    case Why::coupon_trade_not_found:
      return ErrorCode::not_found;
    case Why::coupon_trade_over:
      return ErrorCode::coupon_state;
    case Why::coupon_rule_not_money:
    case Why::coupon_list_twice:
      return ErrorCode::invalid_request;
  }
  GX_CHECK_WHY(false, "a refusal without a code");
}

/// Whether it is told apart from others that have its code.
bool says_more(Why why) {
  return why == Why::coupon_template_fixed || why == Why::coupon_twice ||
         why == Why::coupon_refund_exceeds || why == Why::coupon_kind_forbids ||
         why == Why::coupon_own_gift || why == Why::coupon_code_used ||
         why == Why::coupon_sale_limit || why == Why::coupon_not_for_points ||
         why == Why::coupon_trade_not_found || why == Why::coupon_trade_over ||
         why == Why::coupon_rule_not_money || why == Why::coupon_list_twice;
}

}  // namespace

Error refuse(Why why, std::string pointer, Facts facts) {
  if (says_more(why)) {
    const std::string name = boost::describe::enum_to_string(why, "");
    facts.insert(facts.begin(), {"refusal", name});
    facts.emplace_back("reason", "@" + name);
  }
  return fail(code_of(why), std::move(pointer), std::move(facts));
}

std::string refusal_of(const Error& error) {
  for (const auto& [name, value] : error.facts) {
    if (name == "refusal") return value;
  }
  return std::string(code_name(error.code));
}

}  // namespace guanxi::coupons
