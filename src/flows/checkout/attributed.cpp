// A sale that was made without a member and is given to one: what the member gets for it.
#include <algorithm>

#include "flows/checkout/basket.h"
#include "flows/checkout/checkout.h"
#include "flows/checkout/limits.h"
#include "flows/checkout/promotions.h"
#include "modules/pricing/traces.h"

namespace guanxi::checkout {
namespace {

/// The coupons that promotions would have given with the sale, had the member been there, and these
/// promotions: nothing else of the price is looked at again.
void add_promised(const pricing::Quote& priced, pricing::Quote& later) {
  for (const pricing::Award& award : priced.awards) {
    if (award.coupon_template != 0 && award.coupon == 0) later.awards.push_back(award);
  }
  for (const pricing::Considered& seen : priced.considered) {
    const auto gives = std::ranges::find(later.awards, seen.rule, &pricing::Award::rule);
    const bool is_promotion = seen.kind == pricing::RuleKind::promotion;
    if (is_promotion && gives != later.awards.end()) later.considered.push_back(seen);
  }
}

}  // namespace

void Checkout::plan_later(sql::Tx& tx, const sales::Receipt& sale, SalePlan& plan) const {
  plan.rules = house_.rules.snapshot_at(tx, sale.programme, sale.occurred_at);
  plan.place.organisation = house_.org.snapshot();
  plan.place.store = plan.place.organisation->find_store(sale.store);
  GX_CHECK_WHY(plan.place.store != nullptr, "a receipt of a store that is not there");
  const catalog::ItemCache::View items = house_.items.in(tx);
  std::vector<LineFacts> facts;
  unsigned tenders = 0;
  for (const sales::Line& line : sale.lines) {
    const auto item = items.find(line.item_code);
    LineFacts fact;
    fact.sold = sold_of(item.get());
    fact.sold.quantity = line.quantity;
    fact.sold.list_price = line.list_price;
    fact.sold.shop_price = line.shop_price;
    facts.push_back(fact);
  }
  for (const sales::Tender& tender : sale.tenders) tenders |= tender_bit(tender.kind);
  plan.sold = basket_of(tx, plan, facts, tenders, sale.occurred_at);
  auto kept = pricing::find_trace(tx, sale.owner, sale.id);
  plan.sold_before = kept ? std::move(kept->quote) : pricing::Quote();
  multiply_within_limits(tx, plan, *plan.sold_before);
  note_multiples(plan.receipt, plan.priced, plan.rules->index());
  if (sale.pricing != sales::Pricing::engine) return;
  pricing::Quote later = std::move(plan.priced);
  price_within_limits(tx, plan, sale.id);
  add_promised(plan.priced, later);
  plan.priced = std::move(later);
}

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
  plan_tier(tx, plan, sale.posted_at);
  plan_later(tx, sale, plan);
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
  GX_TRY_VOID(use_later(tx, plan, posted));
  GX_TRY_VOID(take_budget(tx, plan, posted));
  receipt = plan.receipt;
  receipt.notes = std::move(posted.notes);
  receipt.points_balance = after.balance;
  return after;
}

}  // namespace guanxi::checkout
