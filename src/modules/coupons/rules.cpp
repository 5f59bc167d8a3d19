#include "modules/coupons/rules.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "modules/coupons/refusals.h"

namespace guanxi::coupons {

std::optional<Window> window_of(
    const Template& terms, Date today, const std::optional<Date>& birthday
) {
  switch (terms.validity) {
    case Validity::fixed:
      if (*terms.valid_until < today) return std::nullopt;
      return Window{*terms.valid_from, *terms.valid_until};
    case Validity::relative: {
      const Date from = today.plus_days(terms.after_days);
      return Window{from, from.plus_days(terms.for_days - 1)};
    }
    case Validity::birthday_month: {
      if (!birthday) return std::nullopt;
      const int year = today.year() + (birthday->month() < today.month() ? 1 : 0);
      const Date first = *Date::of(year, birthday->month(), 1);
      return Window{std::max(first, today), first.month_end_after(0)};
    }
  }
  GX_CHECK_WHY(false, "a validity that is none");
}

Coupon seen_at(Coupon coupon, Date today, Instant now) {
  const bool bound = coupon.state == CouponState::held || coupon.state == CouponState::offered;
  if (bound && coupon.deadline <= now) {
    coupon.state = CouponState::issued;
    coupon.hold_id = 0;
    coupon.deadline = {};
  }
  const bool open = coupon.state == CouponState::issued || coupon.state == CouponState::offered;
  if (open && coupon.valid_until < today) {
    coupon.state = CouponState::expired;
    coupon.hold_id = 0;
    coupon.deadline = {};
    coupon.gone += coupon.balance;
    coupon.balance = 0;
    coupon.ended_on = coupon.valid_until.plus_days(1);
  }
  return coupon;
}

Outcome check_usable(
    const Coupon& coupon, std::int64_t hold, Date today, const std::string& pointer
) {
  if (coupon.state == CouponState::held) {
    if (hold != 0 && coupon.hold_id == hold) return ok();  // it was good when the hold began
    return refuse(Why::coupon_held, pointer);
  }
  if (coupon.state == CouponState::expired) {
    return refuse(Why::coupon_over, pointer, {{"valid_until", coupon.valid_until.to_string()}});
  }
  if (coupon.state != CouponState::issued) {
    const std::string word = boost::describe::enum_to_string(coupon.state, "");
    return refuse(Why::coupon_state, pointer, {{"state", word}});
  }
  if (today < coupon.valid_from) {
    return refuse(Why::coupon_not_yet, pointer, {{"valid_from", coupon.valid_from.to_string()}});
  }
  return ok();
}

Return return_of(OnRefund policy, const Coupon& coupon, int days_left, Date today) {
  const bool away = coupon.state == CouponState::withdrawn;
  if (away || policy == OnRefund::lost) return {false, coupon.valid_until};
  if (policy == OnRefund::returned_while_valid) {
    return {today <= coupon.valid_until, coupon.valid_until};
  }
  return {true, std::max(coupon.valid_until, today.plus_days(days_left))};
}

}  // namespace guanxi::coupons
