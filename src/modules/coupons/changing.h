// Reading a coupon for a change, writing it, and the news of it. Inside modules/coupons only.
#pragma once

#include "modules/coupons/refusals.h"
#include "modules/coupons/rules.h"
#include "modules/coupons/store.h"

namespace guanxi::coupons {

/// What issue() would refuse whatever stock there is. Errors: as there, without coupons_used_up.
Outcome check_eligible(sql::Tx& tx, const Template& terms, const Issue& wanted, const Act& act);

/// As of the act. Errors: coupon_not_found.
Result<Coupon> load_coupon(
    sql::Tx& tx, OwnerId owner, CouponId coupon, const Act& act, const std::string& pointer
);
/// Writes it and returns it as it then is. Errors: conflict.
Result<Coupon> write_coupon(sql::Tx& tx, Coupon after);

/// Outbox event `kind`; its subject is the coupon. `more`: further facts, from the comma on.
void tell(
    sql::Tx& tx,
    IdGenerator& ids,
    std::string_view kind,
    const Coupon& coupon,
    Instant now,
    const std::string& more = {}
);

/// Whether its issue took a place of the stock, and of what its member may have.
inline bool took_stock(const Cause& cause) {
  return cause.kind != CauseKind::gift && cause.kind != CauseKind::merge &&
         cause.kind != CauseKind::code;
}
inline bool took_member(const Cause& cause) {
  return cause.kind != CauseKind::gift && cause.kind != CauseKind::merge;
}

/// A coupon that takes the place of another one: for a friend, or for the survivor of a merge.
/// Takes neither stock nor a place of the member's.
Result<Coupon> pass_on(
    sql::Tx& tx, IdGenerator& ids, const Coupon& from, OwnerId to, CauseKind kind, const Act& act
);

}  // namespace guanxi::coupons
