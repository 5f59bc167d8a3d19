#include "flows/checkout/promotions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/allocate.h"
#include "flows/checkout/price.h"
#include "modules/members/members.h"
#include "modules/pricing/traces.h"

namespace guanxi::checkout {
namespace {

constexpr const char* promotion_cut = "promotion_points_cut";  // so many fewer; its code

Date day_of(const SalePlan& plan) { return plan.programme->zone.date_of(plan.receipt.occurred_at); }

/// The promotions with limits that the price has used. Where the till priced, only what gives
/// points is ours.
std::vector<pricing::Use> uses_of(const SalePlan& plan) {
  std::vector<pricing::Use> uses;
  if (!plan.rules) return uses;
  const bool as_sold = plan.receipt.pricing == sales::Pricing::as_sold;
  for (const pricing::Considered& seen : plan.priced.considered) {
    if (seen.kind != pricing::RuleKind::promotion || seen.why != pricing::Why::applied) continue;
    const pricing::Promotion* used = plan.rules->index().find_promotion(seen.rule);
    if (used->limits.empty()) continue;
    if (as_sold && !std::holds_alternative<pricing::PointsMultiple>(used->reward)) continue;
    const auto points = std::ranges::find(plan.multiplied_by, seen.rule, &PromotionPoints::rule);
    const bool gives = points != plan.multiplied_by.end();
    uses.push_back({used, seen.amount, gives ? points->given.value() : 0});
  }
  return uses;
}

void note_use(const SalePlan& plan, const pricing::Use& use, sales::Receipt& receipt) {
  receipt.notes.push_back(
      {sales::notes::promotion_use, 0, day_of(plan).yyyymmdd(), use.promotion->code}
  );
}
void note_points(const pricing::Use& use, sales::Receipt& receipt) {
  if (use.points == 0) return;
  receipt.notes.push_back({sales::notes::promotion_points, 0, use.points, use.promotion->code});
}

pricing::UsingSale using_sale(const SalePlan& plan, const sales::Receipt& receipt) {
  return {receipt.programme, receipt.owner, receipt.id, receipt.store, day_of(plan)};
}

/// The codes of the promotions that the receipt says it uses.
std::vector<std::string> codes_said(const sales::Receipt& receipt) {
  std::vector<std::string> codes;
  for (const sales::Note& note : receipt.notes) {
    if (note.code == sales::notes::promotion_use) codes.push_back(note.text);
  }
  return codes;
}

/// Sets plan.priced to what `price` makes of the basket, again until no limit is passed.
template <class Price>
void within_limits(sql::Tx& tx, SalePlan& plan, pricing::UsedBy who, const Price& price) {
  pricing::Basket& basket = plan.sold;
  const auto is_known = [&](std::int64_t rule) {
    return std::ranges::binary_search(basket.allowances, rule, {}, &pricing::Allowance::rule);
  };
  const auto ask = [&](const pricing::Promotion& limited) {
    if (who.selves.empty() && plan.buyer) {
      who.selves = members::merged_into(tx, plan.buyer->member.id);
      who.selves.push_back(plan.buyer->member.id);
    }
    const pricing::Allowance left = pricing::allowance_of(tx, limited, who);
    basket.allowances.push_back(left);
    std::ranges::sort(basket.allowances, {}, &pricing::Allowance::rule);
    return left;
  };
  const auto ask_all = [&] {
    for (const pricing::Considered& seen : plan.priced.considered) {
      if (seen.kind != pricing::RuleKind::promotion || is_known(seen.rule)) continue;
      const pricing::Promotion* other = plan.rules->index().find_promotion(seen.rule);
      if (!other->limits.empty()) ask(*other);
    }
  };
  for (;;) {
    plan.priced = price(basket);
    bool is_limited = false;
    for (const pricing::Use& use : uses_of(plan)) {
      if (is_known(use.promotion->id)) continue;
      const pricing::Allowance left = ask(*use.promotion);
      is_limited = is_limited || (left.uses_left && *left.uses_left < 1) ||
                   (left.money_left && *left.money_left < use.money) ||
                   (left.points_left && *left.points_left < 1);
    }
    // What takes the place of one that is used up may be limited as well: all that might are asked
    // for now, so that the basket is priced a few times, however many are used up. The same where
    // one may have too few points left, see multiply().
    const bool may_be_cut =
        std::ranges::any_of(basket.allowances, [](const pricing::Allowance& left) {
          return left.points_left.has_value();
        });
    if (is_limited || may_be_cut) ask_all();
    if (!is_limited) return;
  }
}

bool multiplies(const pricing::Index& rules, const pricing::Considered& seen) {
  if (seen.kind != pricing::RuleKind::promotion) return false;
  const pricing::Promotion* found = rules.find_promotion(seen.rule);
  return found && std::holds_alternative<pricing::PointsMultiple>(found->reward);
}

/// The multiples of the one and what is said of them, in place of those of the other.
void take_multiples(const pricing::Quote& from, const pricing::Index& rules, SalePlan& plan) {
  pricing::Quote& to = plan.priced;
  for (std::size_t i = 0; i < to.lines.size(); ++i) {
    to.lines[i].multiple = from.lines[i].multiple;
    to.lines[i].multiple_of = from.lines[i].multiple_of;
  }
  for (pricing::Considered& seen : to.considered) {
    if (!multiplies(rules, seen)) continue;
    const auto same = std::ranges::find_if(from.considered, [&](const pricing::Considered& other) {
      return other.kind == seen.kind && other.rule == seen.rule;
    });
    if (same != from.considered.end()) seen = *same;
  }
  note_multiples(plan.receipt, to, rules);
}

/// Says of those that are left out how little they had left.
void note_left_out(const Multiplied& first, SalePlan& plan) {
  for (pricing::Considered& seen : plan.priced.considered) {
    if (seen.kind != pricing::RuleKind::promotion || seen.why != pricing::Why::points_used_up)
      continue;
    const auto had = std::ranges::find(first.of_promotions, seen.rule, &PromotionPoints::rule);
    if (had == first.of_promotions.end()) continue;
    seen.needs = had->full.value();
    seen.has = had->within.value();
  }
}

/// What each line cost.
std::vector<std::int64_t> paid_for(const sales::Receipt& receipt) {
  std::vector<std::int64_t> paid;
  paid.reserve(receipt.lines.size());
  for (const sales::Line& line : receipt.lines) paid.push_back(line.amount);
  return paid;
}

pricing::UsedBy used_by(const SalePlan& plan) {
  return {plan.receipt.programme, {}, plan.receipt.store, day_of(plan)};
}

}  // namespace

void price_within_limits(sql::Tx& tx, SalePlan& plan, ReceiptId returned) {
  pricing::UsedBy who = used_by(plan);
  who.except = returned;
  within_limits(tx, plan, std::move(who), [&](const pricing::Basket& basket) {
    return pricing::price(plan.rules->index(), basket);
  });
}

void multiply_within_limits(sql::Tx& tx, SalePlan& plan, const pricing::Quote& had) {
  pricing::UsedBy who = used_by(plan);
  who.taken = codes_said(plan.receipt);
  const std::vector<std::int64_t> paid = paid_for(plan.receipt);
  within_limits(tx, plan, std::move(who), [&](const pricing::Basket& basket) {
    return pricing::multiples(plan.rules->index(), basket, paid, had);
  });
}

Multiplied multiply(SalePlan& plan, const points::Earned& earned) {
  // It is worked out anew as tenders come: what was left out for more points may count for fewer.
  if (plan.before_leaving_out) {
    take_multiples(*plan.before_leaving_out, plan.rules->index(), plan);
    plan.before_leaving_out.reset();
  }
  const auto again = [&](pricing::Basket& basket) -> std::optional<pricing::Quote> {
    const pricing::Index& index = plan.rules->index();
    if (plan.sold_before)
      return pricing::multiples(index, basket, paid_for(plan.receipt), *plan.sold_before);
    pricing::Quote quote = pricing::price(index, basket);
    const pricing::Quote& stands = plan.priced;
    const bool is_same = quote.payable == stands.payable && quote.awards == stands.awards &&
                         quote.concessions == stands.concessions;
    return is_same ? std::optional(std::move(quote)) : std::nullopt;
  };
  MostMultiplied most =
      most_multiplied(earned, plan.gains.multiple(), plan.priced.lines, plan.sold, again);
  if (!most.instead) return std::move(most.b);
  const Multiplied first =
      multiplied(earned, plan.gains.multiple(), plan.priced.lines, plan.sold.allowances);
  plan.before_leaving_out = plan.priced;
  take_multiples(*most.instead, plan.rules->index(), plan);
  note_left_out(first, plan);
  return std::move(most.b);
}

Outcome use_later(sql::Tx& tx, const SalePlan& plan, sales::Receipt& receipt) {
  std::vector<pricing::Use> uses = uses_of(plan);
  const std::vector<std::string> had = codes_said(receipt);
  for (const pricing::Use& use : uses) note_points(use, receipt);
  std::erase_if(uses, [&](const pricing::Use& use) {
    return std::ranges::find(had, use.promotion->code) != had.end();
  });
  for (const pricing::Use& use : uses) note_use(plan, use, receipt);
  pricing::add_uses(tx, using_sale(plan, receipt), uses);
  return pricing::take_budgets(tx, using_sale(plan, receipt), uses);
}

Outcome keep_later(sql::Tx& tx, const SalePlan& plan) {
  std::vector<pricing::Use> points = uses_of(plan);
  const std::vector<std::string> had = codes_said(plan.receipt);
  std::erase_if(points, [&](const pricing::Use& use) {
    return use.points == 0 || std::ranges::find(had, use.promotion->code) == had.end();
  });
  GX_TRY_VOID(pricing::add_points(tx, using_sale(plan, plan.receipt), points));
  auto kept = pricing::find_trace(tx, plan.receipt.owner, plan.receipt.id);
  if (!kept || !kept->complete) return ok();  // some of what was considered is not known any more
  pricing::Quote& quote = kept->quote;
  for (std::size_t i = 0; i < quote.lines.size() && i < plan.priced.lines.size(); ++i) {
    quote.lines[i].multiple = plan.priced.lines[i].multiple;
    quote.lines[i].multiple_of = plan.priced.lines[i].multiple_of;
  }
  // What was found out with the member there takes the place of what was said without.
  const pricing::Index& index = plan.rules->index();
  const auto is_said_anew = [&](const pricing::Considered& seen) {
    if (seen.kind != pricing::RuleKind::promotion) return false;
    const pricing::Promotion* promotion = index.find_promotion(seen.rule);
    if (promotion && std::holds_alternative<pricing::PointsMultiple>(promotion->reward))
      return true;
    return std::ranges::any_of(plan.priced.considered, [&](const pricing::Considered& later) {
      return later.kind == seen.kind && later.rule == seen.rule;
    });
  };
  std::erase_if(quote.considered, is_said_anew);
  quote.considered.insert(
      quote.considered.end(), plan.priced.considered.begin(), plan.priced.considered.end()
  );
  pricing::replace_trace(tx, plan.receipt.owner, plan.receipt.id, quote);
  return ok();
}

void note_promotion_uses(const SalePlan& plan, sales::Receipt& receipt) {
  for (const pricing::Use& use : uses_of(plan)) {
    note_use(plan, use, receipt);
    note_points(use, receipt);
  }
}

void note_promotions_cut(SalePlan& plan) {
  std::erase_if(plan.receipt.notes, [](const sales::Note& note) {
    return note.code == promotion_cut;
  });
  for (const PromotionPoints& one : plan.multiplied_by) {
    const bool is_cut = one.given < one.full;
    for (pricing::Considered& seen : plan.priced.considered) {
      if (seen.kind != pricing::RuleKind::promotion || seen.rule != one.rule) continue;
      if (seen.why != pricing::Why::applied) continue;
      seen.needs = is_cut ? one.full.value() : 0;
      seen.has = is_cut ? one.given.value() : 0;
    }
    if (!is_cut) continue;
    plan.receipt.notes.push_back(
        {promotion_cut,
         0,
         (one.full - one.given).value(),
         plan.rules->index().find_promotion(one.rule)->code}
    );
  }
}

void share_caps(SalePlan& plan, Points before) {
  if (plan.receipt.multiplied_points == before) return;
  std::vector<std::int64_t> parts{before.value()};  // of the occasion, and of each promotion
  for (const PromotionPoints& one : plan.multiplied_by) {
    parts.front() -= one.given.value();
    parts.push_back(one.given.value());
  }
  const auto left = allocate(plan.receipt.multiplied_points, parts);
  for (std::size_t i = 0; i < plan.multiplied_by.size(); ++i)
    plan.multiplied_by[i].given = left[i + 1];
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
  if (note.code == sales::notes::promotion_points) {
    return fmt::format(
        fmt::runtime(
            zh ? "促销 {} 给出积分 {} 分，计入其限额" : "Promotion {}: {} points are counted"
        ),
        note.text,
        note.value
    );
  }
  if (note.code == promotion_cut) {
    return fmt::format(
        fmt::runtime(
            zh ? "促销 {} 的积分限额所剩不足：B 类少记 {} 分"
               : "Promotion {} has fewer points left: class B is cut by {}"
        ),
        note.text,
        note.value
    );
  }
  if (note.code == sales::notes::promotion_use_back) {
    return zh ? "促销的使用次数退回" : "What the sale used of limited promotions is given back";
  }
  return std::nullopt;
}

}  // namespace guanxi::checkout
