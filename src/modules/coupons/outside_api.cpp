// The HTTP endpoints of coupons that are used without a sale of ours: a gift that is handed out,
// the gate of a parking, a shop on the web.
#include "modules/coupons/desk.h"
#include "modules/coupons/refusals.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

class OutsideEndpoints {
 public:
  explicit OutsideEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<HeldView>> hold_one(const Call& call, const HoldCoupon& request) const {
    return once<HeldView>(call, "hold_coupon", [&](sql::Tx& tx) -> Result<HeldView> {
      GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
      GX_TRY_VOID(find_outside(tx, request.id, request.coupon, at.act));
      const auto fresh = ids().next_id<CouponHoldTag>();
      const Instant deadline = call.now.plus_seconds(std::int64_t{60} * request.minutes);
      GX_TRY(held, hold(tx, request.id, request.coupon, fresh.value(), deadline, at.act));
      HeldView view{fresh, desk_.view(tx, *at.programme, held)};
      record_coupon(tx, call, "coupon_held", view.coupon);
      return view;
    });
  }

  Result<Reply<CouponView>> let_go(const Call& call, const ReleaseCoupon& request) const {
    return once<CouponView>(call, "release_coupon", [&](sql::Tx& tx) -> Result<CouponView> {
      GX_TRY(at, desk_.at_desk(tx, call, request.id, request.store));
      const auto before = find_coupon(tx, request.id, request.coupon, at.act.today, call.now);
      GX_TRY(coupon, release(tx, request.id, request.coupon, request.hold.value(), at.act));
      CouponView view = desk_.view(tx, *at.programme, coupon);
      const bool let_go = before->state != coupon.state;
      if (let_go) record_coupon(tx, call, "coupon_released", view);
      return view;
    });
  }

  Result<Reply<UseView>> use(const Call& call, const UseCoupon& request) const {
    return once<UseView>(call, "use_coupon", [&](sql::Tx& tx) -> Result<UseView> {
      GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
      GX_TRY(terms, find_outside(tx, request.id, request.coupon, at.act));
      Redemption wanted;
      wanted.owner = request.id;
      wanted.coupon = request.coupon;
      wanted.reference = request.reference;
      if (request.hold) wanted.hold = request.hold->value();
      GX_TRY(done, redeem(tx, ids(), terms, wanted, at.act));
      UseView view{
          done.use.id, desk_.view(tx, *at.programme, done.coupon), terms.item, request.reference};
      record_coupon(tx, call, "coupon_used", view.coupon);
      return view;
    });
  }

  Result<Reply<CouponView>> undo(const Call& call, const UndoCouponUse& request) const {
    return once<CouponView>(call, "undo_coupon_use", [&](sql::Tx& tx) -> Result<CouponView> {
      GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
      GX_TRY(coupon, undo_use(tx, ids(), request.id, request.use, at.act));
      if (coupon.id != request.coupon) return refuse(Why::coupon_not_found, "/coupon");
      CouponView view = desk_.view(tx, *at.programme, coupon);
      record_coupon(tx, call, "coupon_use_undone", view, request.reason);
      return view;
    });
  }

 private:
  IdGenerator& ids() const { return desk_.office().ids; }

  template <class View, class Action>
  Result<Reply<View>> once(const Call& call, std::string_view operation, const Action& action)
      const {
    return desk_.office().answers.once<View>(desk_.office().db, call, operation, 201, action);
  }

  /// The template of a coupon that no sale is needed for.
  static Result<Template> find_outside(sql::Tx& tx, OwnerId owner, CouponId id, const Act& act) {
    const auto coupon = find_coupon(tx, owner, id, act.today, act.now);
    if (!coupon) return refuse(Why::coupon_not_found, "/coupon");
    auto terms = find_template(tx, coupon->template_id);
    GX_CHECK_WHY(terms.has_value(), "a coupon without its template");
    // A rule says when a gift is due, and needs goods for that: such a gift is a sale's.
    const bool gift = terms->kind == CouponKind::gift && !terms->rule_code;
    const bool alone = terms->kind == CouponKind::parking || gift;
    if (!alone) return refuse(Why::coupon_kind_forbids, "/coupon");
    return *std::move(terms);
  }

  Desk desk_;
};

}  // namespace

void add_outside_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const OutsideEndpoints endpoints(desk);
  const auto refusals = [](std::vector<ErrorCode> more) {
    more.insert(
        more.end(),
        {coupon_not_found,
         member_not_found,
         member_closed,
         member_frozen,
         store_not_found,
         store_out_of_scope,
         no_parameters_in_force,
         idempotency_key_reused,
         conflict}
    );
    return more;
  };
  const std::vector<ErrorCode> of_state = {
      coupon_state, coupon_held, coupon_not_yet_valid, coupon_expired, coupon_not_applicable};
  api.add<HoldCoupon, HeldView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/hold",
       .operation = "hold_coupon",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"占用礼品券或停车券", "Hold a gift or parking coupon"},
       .description =
           {"车到闸口或礼品备货时占用，凭占用号核销；到时未核销自动释放。",
            "While a car waits or a gift is fetched nobody else can use it. It is used with the "
            "number of the hold, and free again when the time is over."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals(of_state)},
      [endpoints](const Call& call, const HoldCoupon& request) {
        return endpoints.hold_one(call, request);
      }
  );
  api.add<ReleaseCoupon, CouponView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/hold/release",
       .operation = "release_coupon",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"释放占用", "Let go of a held coupon"},
       .description =
           {"占用已不在则不变。", "Where that hold is not in force any more nothing changes."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors =
           {coupon_not_found,
            member_not_found,
            store_not_found,
            store_out_of_scope,
            no_parameters_in_force,
            idempotency_key_reused,
            conflict}},
      [endpoints](const Call& call, const ReleaseCoupon& request) {
        return endpoints.let_go(call, request);
      }
  );
  std::vector<ErrorCode> of_use = of_state;
  of_use.push_back(gift_stock_used_up);
  api.add<UseCoupon, UseView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/use",
       .operation = "use_coupon",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"礼品券提货，停车券核销", "Hand a gift out, or use a parking coupon"},
       .description =
           {"其他种类在收银时核销，有规则的礼品券也是。礼品扣减该门店的库存。",
            "Other kinds are used at a sale, and so is a gift that has a rule. A gift is taken "
            "from "
            "the stock of the store."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals(of_use)},
      [endpoints](const Call& call, const UseCoupon& request) {
        return endpoints.use(call, request);
      }
  );
  api.add<UndoCouponUse, CouponView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/uses/{use}/undo",
       .operation = "undo_coupon_use",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"撤销当天的核销", "Undo a use of today"},
       .description =
           {"礼品没拿走、道闸没打开：券恢复原样，礼品回到门店库存。收银时的核销随退货退回。",
            "The gift was not taken, the gate did not open: the coupon is as before, a gift back "
            "in "
            "stock. What a sale used comes back with its refund."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals({already_voided, void_after_business_day})},
      [endpoints](const Call& call, const UndoCouponUse& request) {
        return endpoints.undo(call, request);
      }
  );
}

}  // namespace guanxi::coupons
