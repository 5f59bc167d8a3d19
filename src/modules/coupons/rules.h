// The rules of coupons: facts in, decision out; no clock, no database. Inside modules/coupons only.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct Window {
  Date from, until;
};
/// The days on which a coupon that is issued today can be used. nullopt: there are none – a fixed
/// window is over, or a birthday is needed and not known.
std::optional<Window> window_of(
    const Template& terms, Date today, const std::optional<Date>& birthday
);

/// What a coupon is now: a hold or an offer whose deadline has passed is over, then the last day
/// counts. A hold outlives the last day.
Coupon seen_at(Coupon coupon, Date today, Instant now);

/// May be used today, by whom holds it under `hold`. Errors at `pointer`: coupon_state,
/// coupon_held, coupon_not_yet_valid, coupon_expired. `coupon` as seen now.
Outcome check_usable(
    const Coupon& coupon, std::int64_t hold, Date today, const std::string& pointer
);

struct Return {
  bool comes_back = false;
  Date valid_until;  // from then on
};
/// What the policy gives back of a coupon when what it took off is refunded.
Return return_of(OnRefund policy, const Coupon& coupon, int days_left, Date today);

}  // namespace guanxi::coupons
