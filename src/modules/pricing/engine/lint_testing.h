// For tests of the linter: a small shop.
#pragma once

#include "modules/pricing/engine/lint.h"
#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing::testing {

using Kinds = std::vector<FindingKind>;

inline LintFacts::Item sold(
    std::int64_t item, const char* list, const char* cost, std::int64_t brand = 0
) {
  LintFacts::Item made;
  made.goods.of(GoodsKind::item) = item;
  made.goods.of(GoodsKind::brand) = brand;
  made.list_price = yuan(list);
  if (cost) made.cost = yuan(cost);
  return made;
}
inline LintFacts shop() {
  LintFacts facts;
  facts.now = at("2026-11-23T04:00:00Z");
  facts.today = day("2026-11-23");
  facts.items = {sold(1, "100.00", nullptr, 5), sold(2, "50.00", nullptr, 6)};
  facts.card_types = {{4, rate("0.90"), rate("0.80"), rate("0.95")}};
  return facts;
}
inline Kinds kinds_of(const std::vector<Finding>& found) {
  Kinds all;
  for (const Finding& one : found) all.push_back(one.kind);
  return all;
}
/// Findings but for the inversion of the card type's own rate, which every set with E3 = 2 shows.
inline std::vector<Finding> linted(RuleSet rules, const LintFacts& facts = shop()) {
  rules.parameters.stacking = Stacking::product;
  return lint(Index(std::move(rules)), facts);
}
inline Kinds kinds_in(RuleSet rules, const LintFacts& facts = shop()) {
  return kinds_of(linted(std::move(rules), facts));
}

inline Document rated(
    std::int64_t id, GoodsKey goods, const char* v, const char* audited = "2026-01-01T00:00:00Z"
) {
  Document made;
  made.id = id;
  made.audited_at = at(audited);
  made.entries.push_back({goods, rate(v), std::nullopt, true});
  return made;
}
inline constexpr GoodsKey brand5{GoodsKind::brand, 5}, item1{GoodsKind::item, 1},
    item2{GoodsKind::item, 2};
inline constexpr const char* later = "2026-02-01T00:00:00Z";
/// Two that exclude each other.
inline RuleSet rivals(Choice choice, MoneyOff one, MoneyOff other) {
  RuleSet rules = with({promotion(1, one), promotion(2, other)});
  rules.parameters.choice = choice;
  for (Promotion& rule : rules.promotions) rule.exclusive_group = 3;
  return rules;
}

}  // namespace guanxi::pricing::testing
