#include "flows/checkout/promotions.h"

#include <fmt/format.h>

#include <algorithm>

#include "modules/members/members.h"
#include "modules/pricing/traces.h"

namespace guanxi::checkout {
namespace {

Date day_of(const SalePlan& plan) { return plan.programme->zone.date_of(plan.receipt.occurred_at); }

/// The promotions with limits that the price has used. Where the till priced, only what gives
/// points is ours.
std::vector<pricing::Use> uses_of(const SalePlan& plan) {
  std::vector<pricing::Use> uses;
  if (!plan.rules) return uses;
  const bool as_sold = plan.receipt.pricing == sales::Pricing::as_sold;
  for (const pricing::Considered& seen : plan.priced.considered) {
    if (seen.kind != pricing::RuleKind::promotion || seen.why != pricing::Why::applied) continue;
    const pricing::Promotion* promotion = plan.rules->index().find_promotion(seen.rule);
    if (promotion->limits.empty()) continue;
    if (as_sold && !std::holds_alternative<pricing::PointsMultiple>(promotion->reward)) continue;
    uses.push_back({promotion, seen.amount});
  }
  return uses;
}

pricing::UsingSale using_sale(const SalePlan& plan, const sales::Receipt& receipt) {
  return {receipt.programme, receipt.owner, receipt.id, receipt.store, day_of(plan)};
}

}  // namespace

void price_within_limits(sql::Tx& tx, SalePlan& plan, ReceiptId returned) {
  pricing::Basket& basket = plan.sold;
  const pricing::Index& index = plan.rules->index();
  pricing::UsedBy who{plan.receipt.programme, {}, plan.receipt.store, day_of(plan), returned};
  const auto is_known = [&](std::int64_t rule) {
    return std::ranges::binary_search(basket.allowances, rule, {}, &pricing::Allowance::rule);
  };
  for (;;) {
    plan.priced = pricing::price(index, basket);
    bool is_limited = false;
    for (const pricing::Use& use : uses_of(plan)) {
      if (is_known(use.promotion->id)) continue;
      if (who.selves.empty() && plan.buyer) {
        who.selves = members::merged_into(tx, plan.buyer->member.id);
        who.selves.push_back(plan.buyer->member.id);
      }
      const pricing::Allowance left = pricing::allowance_of(tx, *use.promotion, who);
      basket.allowances.push_back(left);
      std::ranges::sort(basket.allowances, {}, &pricing::Allowance::rule);
      is_limited = is_limited || (left.uses_left && *left.uses_left < 1) ||
                   (left.money_left && *left.money_left < use.money);
    }
    // What takes the place of one that is used up may be limited as well.
    if (!is_limited) return;
  }
}

void note_promotion_uses(const SalePlan& plan, sales::Receipt& receipt) {
  const Date day = day_of(plan);
  for (const pricing::Use& use : uses_of(plan)) {
    receipt.notes.push_back({sales::notes::promotion_use, 0, day.yyyymmdd(), use.promotion->code});
  }
}

void keep_price(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt) {
  pricing::add_uses(tx, using_sale(plan, receipt), uses_of(plan));
  const bool any_rule = !plan.priced.considered.empty() || !plan.priced.concessions.empty();
  if (any_rule) pricing::keep_trace(tx, receipt.owner, receipt.id, plan.priced);
}

Outcome take_promotions(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt) {
  return pricing::take_budgets(tx, using_sale(plan, receipt), uses_of(plan));
}

std::optional<std::string> promotion_words(const sales::Note& note, bool zh) {
  if (note.code == sales::notes::promotion_use) {
    return fmt::format(
        fmt::runtime(zh ? "促销 {} 计一次使用" : "One use of promotion {} is counted"), note.text
    );
  }
  if (note.code == sales::notes::promotion_use_back) {
    return zh ? "促销的使用次数退回" : "What the sale used of limited promotions is given back";
  }
  return std::nullopt;
}

}  // namespace guanxi::checkout
