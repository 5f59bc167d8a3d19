// Why something about coupons is refused. The one place that knows how that is told: by the code,
// and where several have one code by the fact `refusal` besides ("coupon_own_gift"), whose words
// stand in platform/api/messages_terms.cpp. Inside modules/coupons only. Threads: any.
#pragma once

#include <boost/describe/enum.hpp>
#include <string>

#include "base/result.h"

namespace guanxi::coupons {

enum class Why {
  coupon_not_found,
  coupon_template_not_found,
  coupon_batch_not_found,
  coupon_list_not_found,
  coupon_trigger_not_found,
  coupon_template_state,
  coupon_template_fixed,
  coupon_rule_unknown,
  coupon_sold_out,
  coupon_member_limit,
  coupon_birthday_unknown,
  coupon_over,
  coupon_not_yet,
  coupon_state,
  coupon_held,
  coupon_twice,
  coupon_too_little,
  coupon_pickup_none,
  coupon_refund_exceeds,
  coupon_kind_forbids,
  coupon_not_transferable,
  coupon_own_gift,
  coupon_code_wrong,
  coupon_code_used,
  coupon_attempts,
  coupon_batch_state,
  coupon_list_state,
  coupon_trigger_state,
  coupon_sale_limit,
  coupon_not_for_points,
  coupon_trade_not_found,
  coupon_trade_over,
  coupon_rule_not_money,
  coupon_list_twice
};
BOOST_DESCRIBE_ENUM(
    Why,
    coupon_not_found,
    coupon_template_not_found,
    coupon_batch_not_found,
    coupon_list_not_found,
    coupon_trigger_not_found,
    coupon_template_state,
    coupon_template_fixed,
    coupon_rule_unknown,
    coupon_sold_out,
    coupon_member_limit,
    coupon_birthday_unknown,
    coupon_over,
    coupon_not_yet,
    coupon_state,
    coupon_held,
    coupon_twice,
    coupon_too_little,
    coupon_pickup_none,
    coupon_refund_exceeds,
    coupon_kind_forbids,
    coupon_not_transferable,
    coupon_own_gift,
    coupon_code_wrong,
    coupon_code_used,
    coupon_attempts,
    coupon_batch_state,
    coupon_list_state,
    coupon_trigger_state,
    coupon_sale_limit,
    coupon_not_for_points,
    coupon_trade_not_found,
    coupon_trade_over,
    coupon_rule_not_money,
    coupon_list_twice
)

using Facts = std::vector<std::pair<std::string, std::string>>;

Error refuse(Why why, std::string pointer, Facts facts = {});
/// Its name where it says more than the code, else the code's.
std::string refusal_of(const Error& error);

}  // namespace guanxi::coupons
