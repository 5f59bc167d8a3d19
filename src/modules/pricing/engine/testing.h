// For tests: baskets and rules in few words. Goods are items 1, 2, 3 …; money is CNY.
#pragma once

#include <stdexcept>
#include <string_view>
#include <utility>

#include "modules/pricing/engine/engine.h"

namespace guanxi::pricing::testing {

inline UnitPrice yuan(std::string_view text) { return *UnitPrice::parse(text); }
inline Rate rate(std::string_view text) { return *Rate::parse(text); }
inline Instant at(std::string_view text) { return *Instant::parse(text); }
inline Date day(std::string_view text) { return *Date::parse(text); }

inline BasketLine line(std::int64_t item, std::string_view list, std::string_view quantity = "1") {
  BasketLine made;
  made.goods.of(GoodsKind::item) = item;
  made.list_price = yuan(list);
  made.quantity = *Quantity::parse(quantity);
  return made;
}
inline BasketLine reduced(BasketLine line, std::string_view shop) {
  line.shop_price = yuan(shop);
  return line;
}
inline BasketLine of(BasketLine line, GoodsKind kind, std::int64_t id) {
  line.goods.of(kind) = id;
  return line;
}

/// A Monday, 12:00, far behind every rule's audit.
inline Basket basket(std::vector<BasketLine> lines) {
  Basket made;
  made.currency = Currency::cny;
  made.at = at("2026-11-23T04:00:00Z");
  made.day = day("2026-11-23");
  made.minute = 12 * 60;
  made.store = 1;
  made.lines = std::move(lines);
  return made;
}
inline Basket of_member(std::vector<BasketLine> lines, MemberFacts member = {}) {
  Basket made = basket(std::move(lines));
  made.member = std::move(member);
  return made;
}

inline Scope items(std::vector<std::int64_t> ids) {
  Scope scope;
  for (const std::int64_t id : ids) scope.include.push_back({GoodsKind::item, id});
  return scope;
}

inline Promotion promotion(std::int64_t id, Reward reward, Threshold threshold = {}) {
  Promotion made;
  made.id = id;
  made.reward = std::move(reward);
  made.threshold = threshold;
  return made;
}
inline Threshold from_amount(std::int64_t amount) { return {.amount = amount}; }
inline Threshold every_amount(std::int64_t amount, std::int64_t times_max = 0) {
  return {.amount = amount, .every = true, .times_max = times_max};
}

inline RuleSet with(std::vector<Promotion> promotions) {
  RuleSet rules;
  rules.promotions = std::move(promotions);
  return rules;
}

/// The payable of each line.
inline std::vector<std::int64_t> payables(const Quote& quote) {
  std::vector<std::int64_t> all;
  for (const PricedLine& line : quote.lines) all.push_back(line.payable);
  return all;
}
/// What became of a promotion or, with its kind, of any rule.
inline Why why_of(const Quote& quote, std::int64_t rule, RuleKind kind = RuleKind::promotion) {
  for (const Considered& seen : quote.considered) {
    if (seen.rule == rule && seen.kind == kind) return seen.why;
  }
  throw std::runtime_error("the rule was not considered");
}

}  // namespace guanxi::pricing::testing
