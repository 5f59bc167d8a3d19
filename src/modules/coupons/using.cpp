// Holding coupons for a sale, using them, and what a refund gives back.
#include <algorithm>
#include <boost/describe/enum_to_string.hpp>
#include <set>

#include "base/naming.h"
#include "modules/coupons/changing.h"
#include "modules/coupons/codes.h"

namespace guanxi::coupons {
namespace {

std::string place_of(const std::string& pointer, std::size_t place) {
  return pointer + "/" + std::to_string(place);
}

Result<Presented> present(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    OwnerId owner,
    const Shown& shown,
    std::int64_t hold,
    const Act& act,
    const std::string& pointer
) {
  CouponId id = shown.coupon;
  if (!id) {
    const auto claimed = claimed_by(tx, keys, owner, shown.code);
    if (!claimed) return refuse(Why::coupon_not_found, pointer);
    id = *claimed;
  }
  GX_TRY(coupon, load_coupon(tx, owner, id, act, pointer));
  GX_TRY_VOID(check_usable(coupon, hold, act.today, pointer));
  const auto terms = store::find_template(tx, coupon.template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  Presented presented;
  presented.coupon = coupon.id;
  presented.template_id = terms->id;
  presented.kind = terms->kind;
  presented.template_code = terms->code;
  presented.rule_code = terms->rule_code.value_or("");
  if (terms->face_value > 0) presented.balance = coupon.balance;
  presented.in_parts = terms->in_parts;
  presented.seq = coupon.seq;
  presented.pickups = terms->pickups;
  return presented;
}

bool has_some(const std::vector<Pickup>& pickups, std::optional<StoreId> store) {
  return pickups.empty() || std::ranges::any_of(pickups, [&](const Pickup& one) {
           return store == one.store && one.taken < one.stock;
         });
}

/// What a use takes of the balance. Errors: coupon_too_little.
Result<std::int64_t> draw_of(const Template& terms, const Coupon& coupon, std::int64_t amount) {
  GX_CHECK(amount >= 0);
  if (terms.face_value == 0) return std::int64_t{0};
  if (amount > coupon.balance) {
    return refuse(Why::coupon_too_little, "/coupon", {{"balance", std::to_string(coupon.balance)}});
  }
  // What one that is used at once leaves over is lost.
  return terms.in_parts ? amount : coupon.balance;
}

/// A balance that is left is written alone, where nothing else changes.
Result<Coupon> draw_from(sql::Tx& tx, Coupon after) {
  if (!store::draw(tx, after)) return write_coupon(tx, std::move(after));
  ++after.seq;
  return after;
}

Use use_of(
    IdGenerator& ids,
    const Coupon& coupon,
    const Redemption& wanted,
    std::int64_t drawn,
    const Act& act
) {
  Use use;
  use.id = ids.next_id<CouponUseTag>();
  use.owner = coupon.owner;
  use.coupon = coupon.id;
  use.template_id = coupon.template_id;
  use.receipt = wanted.receipt;
  use.reference = wanted.reference;
  use.store = act.store;
  use.amount = wanted.amount;
  use.drawn = drawn;
  use.days_left = std::clamp(act.today.days_until(coupon.valid_until), 0, 2 * limits::days_max);
  use.used_on = act.today;
  use.used_at = act.now;
  use.used_by = act.by;
  return use;
}

}  // namespace

bool Presented::in_stock_at(StoreId store) const { return has_some(pickups, store); }

Result<std::vector<Presented>> find_presented(
    sql::Tx& tx,
    const crypto::KeyRing& keys,
    OwnerId owner,
    const std::vector<Shown>& shown,
    std::int64_t hold,
    Date today,
    Instant now,
    const std::string& pointer
) {
  const Act act{ActorId(), now, today};
  std::vector<Presented> found;
  std::set<CouponId> seen;
  Faults faults;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    auto one = present(tx, keys, owner, shown[i], hold, act, place_of(pointer, i));
    if (!one) {
      faults.add(one.error());
    } else if (!seen.insert(one->coupon).second) {
      faults.add(refuse(Why::coupon_twice, place_of(pointer, i)));
    } else {
      found.push_back(*std::move(one));
    }
  }
  GX_TRY_VOID(faults.outcome());
  return found;
}

Result<Coupon> hold(
    sql::Tx& tx, OwnerId owner, CouponId id, std::int64_t hold, Instant deadline, const Act& act
) {
  GX_CHECK(hold > 0 && deadline > act.now);
  GX_TRY(coupon, load_coupon(tx, owner, id, act, "/coupon"));
  GX_TRY_VOID(check_usable(coupon, hold, act.today, "/coupon"));
  coupon.state = CouponState::held;
  coupon.hold_id = hold;
  coupon.deadline = deadline;
  return write_coupon(tx, std::move(coupon));
}

Result<Coupon> release(sql::Tx& tx, OwnerId owner, CouponId id, std::int64_t hold, const Act& act) {
  GX_TRY(coupon, load_coupon(tx, owner, id, act, "/coupon"));
  if (coupon.state != CouponState::held || coupon.hold_id != hold) return coupon;
  coupon.deadline = act.now;  // and so it is over
  return write_coupon(tx, seen_at(std::move(coupon), act.today, act.now));
}

Result<Redeemed> redeem(
    sql::Tx& tx, IdGenerator& ids, const Template& terms, const Redemption& wanted, const Act& act
) {
  if (wanted.receipt) {
    auto before = store::find_use(tx, wanted.owner, *wanted.receipt, wanted.coupon);
    if (before) {
      GX_TRY(coupon, load_coupon(tx, wanted.owner, wanted.coupon, act, "/coupon"));
      return Redeemed{std::move(coupon), *std::move(before), true};
    }
  }
  GX_TRY(coupon, load_coupon(tx, wanted.owner, wanted.coupon, act, "/coupon"));
  GX_CHECK(coupon.template_id == terms.id);
  GX_TRY_VOID(check_usable(coupon, wanted.hold, act.today, "/coupon"));
  GX_TRY(drawn, draw_of(terms, coupon, wanted.amount));
  if (!has_some(terms.pickups, act.store)) return refuse(Why::coupon_pickup_none, "/store");
  Use use = use_of(ids, coupon, wanted, drawn, act);
  coupon.balance -= drawn;
  coupon.hold_id = 0;
  coupon.deadline = {};
  const bool goes_on = terms.in_parts && coupon.balance > 0;
  coupon.state = goes_on ? CouponState::issued : CouponState::redeemed;
  GX_TRY(written, goes_on ? draw_from(tx, coupon) : write_coupon(tx, coupon));
  store::insert_use(tx, use);
  if (!terms.pickups.empty() && !store::take_pickup(tx, terms.id, *act.store)) {
    return ErrorCode::conflict;
  }
  std::string more = R"(,"amount":)" + std::to_string(use.amount);
  if (use.receipt) more += R"(,"receipt":)" + use.receipt->to_string();
  tell(tx, ids, "coupon.redeemed", written, act.now, more);
  return Redeemed{std::move(written), std::move(use), false};
}

namespace {

/// It can be used (again), with so much more in its balance.
Result<Coupon> bring_back(sql::Tx& tx, Coupon coupon, Date valid_until, std::int64_t returned) {
  coupon.balance += returned;
  coupon.valid_until = valid_until;
  if (coupon.state != CouponState::held) {
    coupon.state = CouponState::issued;  // also one on offer: the friend was promised what was left
    coupon.hold_id = 0;
    coupon.deadline = {};
    coupon.ended_on.reset();
  }
  return write_coupon(tx, std::move(coupon));
}

struct Returning {
  std::int64_t amount = 0, returned = 0;
  bool came_back = false;
};
store::ReturnRow return_row(
    const Use& use, std::int64_t refund, const Returning& what, const Act& act
) {
  return {
      use.owner,
      use.id,
      refund,
      use.template_id,
      act.store,
      what.amount,
      what.returned,
      what.came_back,
      act.today,
      act.now,
      act.by};
}

/// What a refund undoes of one use, by the policy.
class Undoing {
 public:
  Undoing(sql::Tx& tx, IdGenerator& ids, const Reversal& wanted, const Act& act)
      : tx_(tx), ids_(ids), wanted_(wanted), act_(act) {}

  Result<Reversed> run(const Use& use, std::int64_t amount) {
    if (const auto known = store::find_return(tx_, use.owner, use.id, wanted_.refund)) {
      GX_TRY(coupon, load_coupon(tx_, use.owner, use.coupon, act_, "/coupons"));
      return Reversed{use.coupon, known->amount, known->returned, known->came_back, coupon.state};
    }
    GX_TRY(coupon, load_coupon(tx_, use.owner, use.coupon, act_, "/coupons"));
    const auto terms = store::find_template(tx_, use.template_id);
    GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
    Use after = use;
    after.undone += amount;
    // One that took nothing off is over with the refund of everything, not with a part of it.
    after.over = after.undone == after.amount && (after.amount > 0 || wanted_.all || use.over);
    // One that counts as a whole comes back as a whole, and once only.
    const bool due = terms->in_parts ? amount > 0 : after.over && !use.over;
    const OnRefund policy = wanted_.is_void ? OnRefund::returned : terms->on_refund;
    Return back = return_of(policy, coupon, use.days_left, act_.today);
    // What is still in the balance gets no more days by a part that comes back.
    if (terms->in_parts && coupon.balance > 0) back.valid_until = coupon.valid_until;
    const bool comes_back = due && back.comes_back;
    const std::int64_t value = terms->in_parts ? amount : use.drawn;
    const std::int64_t returned = comes_back ? value : 0;
    after.returned += returned;
    if (!store::update_use(tx_, use, after)) return ErrorCode::conflict;
    store::insert_return(
        tx_, return_row(use, wanted_.refund, {amount, returned, comes_back}, act_)
    );
    if (comes_back) {
      GX_TRY(written, bring_back(tx_, coupon, back.valid_until, returned));
      tell_returned(written);
      coupon = std::move(written);
      if (!terms->pickups.empty() && use.store) store::untake_pickup(tx_, terms->id, *use.store);
    }
    return Reversed{use.coupon, amount, returned, comes_back, coupon.state};
  }

 private:
  void tell_returned(const Coupon& coupon) {
    const std::string more = R"(,"receipt":)" + wanted_.receipt.to_string();
    tell(tx_, ids_, "coupon.returned", coupon, act_.now, more);
  }

  sql::Tx& tx_;
  IdGenerator& ids_;
  const Reversal& wanted_;
  const Act& act_;
};

struct Share {
  Use use;
  std::int64_t amount = 0;
};

/// What is to be undone of which use. Errors: coupon_not_found, coupon_refund_exceeds,
/// coupon_twice.
Result<std::vector<Share>> shares_of(sql::Tx& tx, const Reversal& wanted) {
  const std::vector<Use> uses = store::uses_of_receipt(tx, wanted.owner, wanted.receipt);
  std::vector<Share> shares;
  if (wanted.all) {
    for (const Use& use : uses) shares.push_back({use, use.amount - use.undone});
    return shares;
  }
  for (std::size_t i = 0; i < wanted.undone.size(); ++i) {
    const Undone& one = wanted.undone[i];
    const std::string place = place_of("/coupons", i);
    GX_CHECK(one.amount >= 0);
    const auto use = std::ranges::find(uses, one.coupon, &Use::coupon);
    if (use == uses.end()) return refuse(Why::coupon_not_found, place);
    for (const Share& before : shares) {
      if (before.use.id == use->id) return refuse(Why::coupon_twice, place);
    }
    const std::int64_t left = use->amount - use->undone;
    const bool known = store::find_return(tx, use->owner, use->id, wanted.refund).has_value();
    if (one.amount > left && !known) {
      return refuse(Why::coupon_refund_exceeds, place, {{"left", std::to_string(left)}});
    }
    shares.push_back({*use, one.amount});
  }
  return shares;
}

}  // namespace

Result<std::vector<Reversed>> reverse(
    sql::Tx& tx, IdGenerator& ids, const Reversal& wanted, const Act& act
) {
  GX_TRY(shares, shares_of(tx, wanted));
  Undoing undoing(tx, ids, wanted, act);
  std::vector<Reversed> reversed;
  for (const Share& share : shares) {
    // Nothing is left of it: an earlier refund took all.
    if (wanted.all && share.use.over &&
        !store::find_return(tx, share.use.owner, share.use.id, wanted.refund)) {
      continue;
    }
    GX_TRY(one, undoing.run(share.use, share.amount));
    reversed.push_back(one);
  }
  return reversed;
}

Result<Coupon> undo_use(sql::Tx& tx, IdGenerator& ids, OwnerId owner, UseId id, const Act& act) {
  const auto use = store::find_use(tx, owner, id);
  if (!use || use->receipt) return refuse(Why::coupon_not_found, "/use");
  if (use->over) return fail(ErrorCode::already_voided, "/use");
  if (use->used_on != act.today) return fail(ErrorCode::void_after_business_day, "/use");
  GX_TRY(coupon, load_coupon(tx, owner, use->coupon, act, "/use"));
  const auto terms = store::find_template(tx, use->template_id);
  GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
  Use after = *use;
  after.undone = after.amount;
  after.returned = after.drawn;
  after.over = true;
  if (!store::update_use(tx, *use, after)) return ErrorCode::conflict;
  const Returning all{after.amount, after.drawn, true};
  store::insert_return(tx, return_row(*use, ids.next(), all, act));
  const Return back = return_of(OnRefund::returned, coupon, use->days_left, act.today);
  GX_TRY(written, bring_back(tx, std::move(coupon), back.valid_until, after.drawn));
  if (!terms->pickups.empty() && use->store) store::untake_pickup(tx, terms->id, *use->store);
  tell(tx, ids, "coupon.returned", written, act.now);
  return written;
}

std::vector<Use> uses_of_receipt(sql::Tx& tx, OwnerId owner, ReceiptId receipt) {
  return store::uses_of_receipt(tx, owner, receipt);
}

std::vector<Use> uses_of_coupon(sql::Tx& tx, OwnerId owner, CouponId coupon) {
  return store::uses_of_coupon(tx, owner, coupon);
}

}  // namespace guanxi::coupons
