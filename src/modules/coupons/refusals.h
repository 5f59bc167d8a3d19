// Why something about coupons is refused. The one place that knows how that is told: the name
// stands in the fact `refusal` ("coupon_sold_out"), the words a person reads are chosen by it in
// platform/api/messages_terms.cpp. Inside modules/coupons only. Threads: any.
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
  coupon_list_state
};
BOOST_DESCRIBE_ENUM(
    Why,
    coupon_not_found,
    coupon_template_not_found,
    coupon_batch_not_found,
    coupon_list_not_found,
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
    coupon_list_state
)

using Facts = std::vector<std::pair<std::string, std::string>>;

Error refuse(Why why, std::string pointer, Facts facts = {});
/// "coupon_sold_out"; empty: refused by somebody else.
std::string refusal_of(const Error& error);

}  // namespace guanxi::coupons
