#include "flows/checkout/checkout.h"
#include "flows/checkout/coupons.h"
#include "flows/checkout/gifts.h"
#include "flows/checkout/limits.h"
#include "flows/checkout/promotions.h"
#include "flows/checkout/sale_event.h"
#include "modules/sales/attribution.h"

namespace guanxi::checkout {

Checkout::Checkout(const House& house) : house_(house), tokens_(house.keys) {}

Result<points::Account> Checkout::post_points(
    sql::Tx& tx,
    const SalePlan& plan,
    const sales::Receipt& receipt,
    const std::optional<points::Account>& account
) const {
  const points::Account& before = account ? *account : plan.buyer->account;
  if (before.state != plan.buyer->account.state) return ErrorCode::conflict;
  const points::Context context{
      .owner = receipt.owner,
      .cause = {points::CauseKind::sale, receipt.id.value()},
      .occurred_at = receipt.occurred_at,
      .posted_at = receipt.posted_at,
      .actor = receipt.actor,
      .expected_seq = before.seq,
      .today = plan.today,
  };
  return points::post_sale(
      tx,
      house_.ids,
      context,
      before,
      {.a = receipt.points_earned,
       .b = receipt.multiplied_points,
       .c = receipt.gift_points,
       .e = receipt.identity_points,
       .expires_on = plan.points_expire_on,
       .paid = plan.points_paid,
       .usable_from = plan.points_usable_from}
  );
}

Result<sales::Receipt> Checkout::apply(
    sql::Tx& tx,
    const SalePlan& plan,
    ReceiptId id,
    Instant posted_at,
    ActorId actor,
    const std::optional<points::Account>& account
) const {
  sales::Receipt receipt = plan.receipt;
  receipt.id = id;
  receipt.posted_at = posted_at;
  receipt.actor = actor;
  if (plan.buyer) {
    GX_TRY(after, post_points(tx, plan, receipt, account));
    receipt.points_balance = after.balance;
  }
  if (plan.wallet) {
    GX_TRY_VOID(apply_wallet(tx, *plan.wallet, receipt));
  }
  GX_TRY_VOID(apply_growth(tx, plan, receipt));
  GX_TRY_VOID(apply_proof(tx, plan, receipt));
  apply_uses(tx, plan, receipt);
  note_promotion_uses(plan, receipt);
  note_coupons(plan, receipt);
  const std::vector<sales::Gift> gifts = planned_gifts(tx, plan);
  note_gifts(gifts, receipt);
  const coupons::Act act{receipt.actor, receipt.posted_at, plan.today, receipt.store};
  GX_TRY_VOID(give_promised_coupons(tx, house_.ids, plan, receipt, 0, act));
  sales::insert(tx, receipt);
  sales::add_gifts(tx, receipt.owner, receipt.id, gifts);
  keep_price(tx, plan, receipt);
  GX_TRY_VOID(use_coupons(tx, house_.ids, plan, receipt));
  append_event(tx, house_.ids, receipt);
  GX_TRY_VOID(take_promotions(tx, plan, receipt));
  GX_TRY_VOID(take_budget(tx, plan, receipt));
  return receipt;
}

Result<std::optional<sales::Receipt>> find_first(
    const House& house, sql::Tx& tx, const api::Call& call, const ReceiptNumber& number
) {
  const auto place = find_place(house, call.actor, number.store, number.till);
  if (!place) return std::optional<sales::Receipt>();
  return sales::find_repeated(
      tx,
      {place->till->id, number.business_date, number.sequence},
      call.idempotency_key,
      call.request_hash
  );
}

Result<Posted> Checkout::claim_and_apply(sql::Tx& tx, const api::Call& call, const SalePlan& plan)
    const {
  const ReceiptId id = house_.ids.next_id<ReceiptTag>();
  const sales::NaturalKey number{
      plan.receipt.till, plan.receipt.business_date, plan.receipt.sequence};
  GX_TRY(
      claimed,
      sales::claim(tx, number, call.idempotency_key, {plan.receipt.owner, id, call.request_hash})
  );
  if (!claimed.fresh) return Posted{sales::load_claimed(tx, claimed), true};
  GX_TRY(receipt, apply(tx, plan, id, call.now, call.actor.id, std::nullopt));
  return Posted{std::move(receipt), false};
}

Result<Posted> Checkout::sell_in(sql::Tx& tx, const api::Call& call, const SaleRequest& request)
    const {
  GX_TRY_VOID(check(request));
  GX_TRY(planned, plan(tx, call, request));
  return claim_and_apply(tx, call, planned);
}

Result<api::Reply<ReceiptAnswer>> Checkout::sell(const api::Call& call, const SaleRequest& request)
    const {
  GX_TRY_VOID(check(request));
  const Judged judged = judge_proof(call, request);
  GX_TRY(
      posted,
      post_planned<SalePlan>(
          house_,
          call,
          {request.store, request.till, request.business_date, request.sequence},
          [&](sql::Tx& tx) -> Result<SalePlan> {
            GX_TRY(planned, plan(tx, call, request));
            GX_TRY_VOID(plan_proof(tx, call, request, judged, planned));
            return planned;
          },
          [&](sql::Tx& tx, const SalePlan& plan) { return claim_and_apply(tx, call, plan); }
      )
  );
  return reply_of(house_, posted, call.language);
}

api::Reply<ReceiptAnswer> reply_of(
    const House& house, const Posted& posted, api::Language language
) {
  // A retry gets the first answer, also of a sale that was given to a member since.
  const sales::Receipt receipt = sales::as_made(posted.receipt);
  const auto programme = house.programmes.version(receipt.programme, receipt.programme_version);
  GX_CHECK(programme != nullptr);
  return {
      .body = answer_of(receipt, *house.org.snapshot(), *programme, language),
      .replayed = posted.replayed,
  };
}

}  // namespace guanxi::checkout
