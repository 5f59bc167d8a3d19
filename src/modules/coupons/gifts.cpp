#include "modules/coupons/gifts.h"

#include "modules/coupons/changing.h"
#include "modules/coupons/codes_store.h"

namespace guanxi::coupons {

Result<Offered> offer(
    sql::Tx& tx,
    IdGenerator& ids,
    const crypto::KeyRing& keys,
    OwnerId owner,
    CouponId id,
    Instant deadline,
    const Act& act
) {
  GX_CHECK(deadline > act.now);
  GX_TRY(coupon, load_coupon(tx, owner, id, act, "/coupon"));
  const Date day = std::max(act.today, coupon.valid_from);
  GX_TRY_VOID(check_usable(coupon, 0, day, "/coupon"));
  const auto terms = store::find_template(tx, coupon.template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  if (!terms->transferable) return refuse(Why::coupon_not_transferable, "/coupon");
  std::string code = random_code();
  coupon.state = CouponState::offered;
  coupon.hold_id = ids.next();
  coupon.deadline = deadline;
  GX_TRY(written, write_coupon(tx, std::move(coupon)));
  store::insert_offer(tx, hash_of_code(keys, code), written.hold_id, owner, id);
  tell(tx, ids, "coupon.offered", written, act.now);
  return Offered{std::move(written), grouped(code)};
}

Result<Coupon> take_back_offer(sql::Tx& tx, OwnerId owner, CouponId id, const Act& act) {
  GX_TRY(coupon, load_coupon(tx, owner, id, act, "/coupon"));
  if (coupon.state != CouponState::offered) return coupon;
  coupon.deadline = act.now;  // and so it is over
  return write_coupon(tx, seen_at(std::move(coupon), act.today, act.now));
}

Result<Claimed> claim_offer(
    sql::Tx& tx,
    IdGenerator& ids,
    const crypto::Digest& hash,
    const Offer& which,
    const Claimant& who,
    const Act& act
) {
  const OwnerId giver = which.giver;
  if (giver == who.owner) return refuse(Why::coupon_own_gift, "/code");
  GX_TRY(coupon, load_coupon(tx, giver, which.coupon, act, "/code"));
  const auto terms = store::find_template(tx, coupon.template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  const bool stands = coupon.state == CouponState::offered && coupon.hold_id == which.number;
  if (!stands || terms->programme != who.programme) {
    return refuse(Why::coupon_code_wrong, "/code");
  }
  GX_TRY(theirs, pass_on(tx, ids, coupon, who.owner, CauseKind::gift, act));
  if (!store::claim_place(tx, hash, who.owner, theirs.id)) return ErrorCode::conflict;
  return Claimed{std::move(theirs), giver};
}

}  // namespace guanxi::coupons
