// Giving a coupon to a friend 转赠: it is offered with a code, another member claims it until the
// deadline, or it is the giver's again. The friend gets a coupon of their own, with what is left
// and the same last day; the giver's ends.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/codes.h"

namespace guanxi::coupons {

struct Offered {
  Coupon coupon;
  std::string code;  // told this once; only its keyed hash is kept
};
/// Errors: coupon_not_found, coupon_state, coupon_held, coupon_expired, coupon_not_transferable,
/// coupon_template_state; conflict. A coupon whose days are still to come may be given too.
Result<Offered> offer(
    sql::Tx& tx,
    IdGenerator& ids,
    const crypto::KeyRing& keys,
    OwnerId owner,
    CouponId coupon,
    Instant deadline,
    const Act& act
);
/// It is the giver's again; where it is not offered any more nothing changes. Errors:
/// coupon_not_found; conflict.
Result<Coupon> take_back_offer(sql::Tx& tx, OwnerId owner, CouponId coupon, const Act& act);
/// What the code of an offer stands for.
struct Offer {
  OwnerId giver;
  CouponId coupon;
  std::int64_t number = 0;  // a later offer of the coupon has another
};
/// Errors, at /code: coupon_own_gift, coupon_code_wrong (the offer is over, or of another
/// programme); conflict.
Result<Claimed> claim_offer(
    sql::Tx& tx,
    IdGenerator& ids,
    const crypto::Digest& hash,
    const Offer& which,
    const Claimant& who,
    const Act& act
);

}  // namespace guanxi::coupons
