// "Why not" on demand: one rule, whether or not anything in the basket leads to it.
#include "base/calendar.h"
#include "modules/pricing/engine/coupons.h"
#include "modules/pricing/engine/offers.h"

namespace guanxi::pricing {
namespace {

/// As it stands in the trace of the whole basket: the last word, applied where any line says so.
std::optional<Considered> in_trace(const Quote& quote, RuleKind kind, std::int64_t rule) {
  std::optional<Considered> found;
  for (const Considered& seen : quote.considered) {
    if (seen.kind != kind || seen.rule != rule) continue;
    if (seen.why == Why::applied) return seen;
    if (!found) found = seen;
  }
  return found;
}

bool names_goods(const Index& index, const Basket& basket, RuleKind kind, std::int64_t rule) {
  const auto any_line = [&](const auto& test) {
    return std::ranges::any_of(basket.lines, [&](const BasketLine& line) {
      return line.kind == LineKind::goods && test(line.goods);
    });
  };
  if (kind == RuleKind::document) {
    const auto& entries = index.find_document(rule)->entries;
    return any_line([&](const Goods& goods) {
      return std::ranges::any_of(entries, [&](const DocumentEntry& entry) {
        return goods.of(entry.goods.kind) == entry.goods.id;
      });
    });
  }
  const Scope& scope = kind == RuleKind::restriction ? index.find_restriction(rule)->scope
                       : kind == RuleKind::promotion ? index.find_promotion(rule)->scope
                                                     : index.find_coupon(rule)->scope;
  return any_line([&](const Goods& goods) { return scope.contains(goods); });
}

}  // namespace

std::optional<Considered> why_not(
    const Index& index, const Basket& basket, RuleKind kind, std::int64_t rule
) {
  const Rule* found = index.find(kind, rule);
  if (!found) return std::nullopt;
  if (const auto seen = in_trace(price(index, basket), kind, rule)) return seen;
  Considered seen{.kind = kind, .rule = rule};
  seen.why = check(*found, basket, weekday_of(basket.day), seen);
  if (seen.why == Why::applied && !names_goods(index, basket, kind, rule)) seen.why = Why::no_goods;
  if (seen.why != Why::applied) return seen;
  if (kind == RuleKind::document && !basket.member) {
    seen.why = Why::no_member;
  } else if (kind == RuleKind::coupon) {
    // Not presented: as if it were the last of them.
    Basket with = basket;
    with.coupons.push_back({0, rule, std::nullopt});
    const Quote quote = price(index, with);
    return quote.considered.back();
  }
  return seen;
}

}  // namespace guanxi::pricing
