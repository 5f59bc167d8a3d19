// The HTTP endpoints of giving a coupon to a friend and of claiming one with a code.
#include "modules/coupons/desk.h"
#include "modules/coupons/gifts.h"
#include "modules/coupons/refusals.h"

namespace guanxi::coupons {
namespace {

using api::Call;
using api::Idempotency;
using api::Method;
using api::Reply;

class GivingEndpoints {
 public:
  explicit GivingEndpoints(const Desk& desk) : desk_(desk) {}

  Result<Reply<GiftView>> give(const Call& call, const GiveCoupon& request) const {
    const Office& office = desk_.office();
    const auto judged = office.proofs.at_desk(call, request.id, request.proof);
    return office.answers
        .once<GiftView>(office.db, call, "give_coupon", 201, [&](sql::Tx& tx) -> Result<GiftView> {
          GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
          const Instant deadline = call.now.plus_seconds(std::int64_t{3600} * request.hours);
          GX_TRY(
              offered,
              offer(tx, office.ids, office.keys, request.id, request.coupon, deadline, at.act)
          );
          GX_TRY_VOID(accept(tx, judged, at, offered.coupon));
          GiftView view{desk_.view(tx, *at.programme, offered.coupon), offered.code};
          record_coupon(tx, call, "coupon_offered", view.coupon);
          return view;
        });
  }

  Result<Reply<CouponView>> take_back(const Call& call, const TakeBackGift& request) const {
    const Office& office = desk_.office();
    return office.answers.once<CouponView>(
        office.db,
        call,
        "take_back_coupon_gift",
        201,
        [&](sql::Tx& tx) -> Result<CouponView> {
          GX_TRY(at, desk_.at_desk(tx, call, request.id, request.store));
          const auto before = find_coupon(tx, request.id, request.coupon, at.act.today, call.now);
          GX_TRY(coupon, take_back_offer(tx, request.id, request.coupon, at.act));
          CouponView view = desk_.view(tx, *at.programme, coupon);
          const bool ended = before->state != coupon.state;
          if (ended) record_coupon(tx, call, "coupon_offer_ended", view);
          return view;
        }
    );
  }

  Result<Reply<CouponView>> claim_one(const Call& call, const ClaimCoupon& request) const {
    const Office& office = desk_.office();
    // Counted in a transaction of its own: whoever tries many at once is not quicker.
    GX_TRY(today, office.db.write([&](sql::Tx& tx) -> Result<Date> {
      GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
      GX_TRY_VOID(count_attempt(tx, request.id, at.act.today));
      return at.act.today;
    }));
    auto claimed = office.answers.once<CouponView>(
        office.db,
        call,
        "claim_coupon",
        201,
        [&](sql::Tx& tx) -> Result<CouponView> {
          GX_TRY(at, desk_.active_at_desk(tx, call, request.id, request.store));
          const Claimant who{request.id, at.member.programme, at.member.birthday};
          GX_TRY(done, claim(tx, office.ids, office.keys, who, request.code, at.act));
          CouponView view = desk_.view(tx, *at.programme, done.coupon);
          record_coupon(tx, call, "coupon_claimed", view);
          return view;
        }
    );
    const bool guessed = !claimed && refusal_of(claimed.error()) == "coupon_code_wrong";
    if (!guessed) {
      GX_TRY_VOID(office.db.write([&](sql::Tx& tx) -> Outcome {
        forget_attempt(tx, request.id, today);
        return ok();
      }));
    }
    return claimed;
  }

 private:
  /// What is left of a coupon with a face value is the member's money.
  Outcome accept(
      sql::Tx& tx,
      const Result<std::optional<proofs::Proven>>& judged,
      const AtDesk& at,
      const Coupon& coupon
  ) const {
    const Money worth(coupon.balance, at.programme->currency);
    const auto spent = proofs::spending_coupons(worth, at.programme->parameters);
    if (spent.amount == 0) return ok();
    const proofs::Proofs& proofs = desk_.office().proofs;
    GX_TRY_VOID(proofs.accept(tx, judged, spent));
    return proofs.use(
        tx, **judged, {proofs::Cause::transfer, coupon.hold_id, at.act.now, at.act.by}
    );
  }

  Desk desk_;
};

}  // namespace

void add_giving_endpoints(api::Api& api, const Desk& desk) {
  using enum ErrorCode;
  const GivingEndpoints endpoints(desk);
  std::vector<ErrorCode> giving = {
      coupon_not_found, coupon_state, coupon_held, coupon_expired, coupon_not_transferable};
  for (const ErrorCode code : proofs::refusals()) giving.push_back(code);
  const auto refusals = [](std::vector<ErrorCode> more) {
    more.insert(
        more.end(),
        {member_not_found,
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
  api.add<GiveCoupon, GiftView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/gift",
       .operation = "give_coupon",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"转赠给好友", "Offer a coupon to a friend"},
       .description =
           {"返回领取码，只告诉这一次；到时无人领取则退回。",
            "The answer has the code to claim it with, told this once. When nobody claims it in "
            "time it is the giver's again."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals(giving)},
      [endpoints](const Call& call, const GiveCoupon& request) {
        return endpoints.give(call, request);
      }
  );
  api.add<TakeBackGift, CouponView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/{coupon}/gift/cancellation",
       .operation = "take_back_coupon_gift",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"取消转赠", "Take an offer back"},
       .description = {"已不在转赠中则不变。", "Where it is not offered any more nothing changes."},
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
      [endpoints](const Call& call, const TakeBackGift& request) {
        return endpoints.take_back(call, request);
      }
  );
  api.add<ClaimCoupon, CouponView>(
      {.method = Method::post,
       .path = "/v1/members/{id}/coupons/claims",
       .operation = "claim_coupon",
       .tag = "coupons",
       .permission = "coupons:use",
       .summary = {"用券码领取", "Claim a coupon with a code"},
       .description =
           {"券码或好友的领取码，各用一次；一位会员一天只能错 10 次。",
            "A code of a batch or of a friend, each good once; a member may be wrong 10 times a "
            "day."},
       .idempotency = Idempotency::required,
       .success_status = 201,
       .errors = refusals(
           {coupon_code_wrong,
            coupon_attempts_exceeded,
            coupon_not_transferable,
            coupon_template_state,
            coupon_expired,
            coupon_birthday_unknown,
            coupon_member_limit}
       )},
      [endpoints](const Call& call, const ClaimCoupon& request) {
        return endpoints.claim_one(call, request);
      }
  );
}

}  // namespace guanxi::coupons
