// A sale that was made without a member and is given to one: what the member gets for it.
#include "flows/checkout/checkout.h"
#include "flows/checkout/limits.h"

namespace guanxi::checkout {

Result<SalePlan> Checkout::plan_attribution(
    sql::Tx& tx, const sales::Receipt& sale, const MemberRef& who, Instant now
) const {
  SalePlan plan;
  plan.programme = house_.programmes.version(sale.programme, sale.programme_version);
  GX_CHECK_WHY(plan.programme != nullptr, "a sale of no programme");
  plan.now = now;
  plan.today = plan.programme->zone.date_of(now);
  plan.receipt = sale;
  const Moment moment{
      sale.occurred_at, plan.programme->zone.date_of(sale.occurred_at), now, plan.today, true};
  GX_TRY(buyer, find_buyer(house_, tx, sale.programme, who, moment));
  // It has not been posted yet, as a sale told late has: who is limited, then or now, gets nothing.
  GX_TRY_VOID(house_.risk.check(buyer.member.id, now, "/member/value"));
  GX_TRY_VOID(house_.risk.check(buyer.member.id, sale.occurred_at, "/member/value"));
  if (buyer.member.joined_on > moment.day) {
    return fail(ErrorCode::not_eligible, "/member/value", {{"reason", "@joined_later"}});
  }
  // A newer card says who it is; what it gives is what its place gave then.
  const auto then = cards::card_then(tx, buyer.card, sale.occurred_at, moment.day);
  buyer.terms = then ? cards::terms_at(tx, *then, sale.occurred_at) : cards::CardTerms();
  buyer.card.type = then ? then->type : std::nullopt;
  plan.receipt.owner = buyer.member.id;
  plan.receipt.card = buyer.card.id;
  plan.buyer = std::move(buyer);
  plan.receipt.notes.push_back({sales::notes::attributed, 0, 0});
  plan_tier(tx, plan, now);
  plan_extras(tx, plan, false, {});
  GX_TRY_VOID(earn(plan));
  plan_days(plan);
  plan_growth(plan);
  return plan;
}

Result<points::Account> Checkout::give(
    sql::Tx& tx, const SalePlan& plan, sales::Receipt& receipt, ActorId actor
) const {
  sales::Receipt posted = plan.receipt;  // the books say when they were written, and by whom
  posted.posted_at = plan.now;
  posted.actor = actor;
  GX_TRY(after, post_points(tx, plan, posted, std::nullopt));
  GX_TRY_VOID(apply_growth(tx, plan, posted));
  apply_uses(tx, plan, posted);
  GX_TRY_VOID(take_budget(tx, plan, posted));
  receipt = plan.receipt;
  receipt.notes = std::move(posted.notes);
  receipt.points_balance = after.balance;
  return after;
}

}  // namespace guanxi::checkout
