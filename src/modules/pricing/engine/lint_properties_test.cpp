// What the linter says holds of any basket, not only of the one it shows.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "modules/pricing/engine/drawing.h"
#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {
namespace {

using testing::Drawing;

/// The shop that Drawing's baskets come from.
LintFacts drawn_shop() {
  LintFacts facts;
  facts.now = testing::at("2026-11-23T04:00:00Z");
  facts.today = testing::day("2026-11-23");
  for (std::int64_t item = 1; item <= 6; ++item) {
    LintFacts::Item one;
    one.goods.of(GoodsKind::item) = item;
    one.goods.of(GoodsKind::brand) = item % 2 + 1;
    one.goods.of(GoodsKind::small_category) = item % 3 + 1;
    one.list_price = UnitPrice::from_e4(item * 100'000);
    one.cost = UnitPrice::from_e4(item * 60'000);
    facts.items.push_back(one);
  }
  for (std::int64_t id = 0; id <= 2; ++id) {
    facts.card_types.push_back({id, Rate::of(90 + id, 100), Rate::of(80, 100), Rate::of(95, 100)});
    facts.tiers.push_back({id, Rate::one()});
  }
  return facts;
}

/// Few goods, few people: so that rules meet.
RuleSet drawn_rivals(Drawing& draw) {
  RuleSet rules = draw.rules(8);
  rules.parameters.round_off_to = 1;
  for (Promotion& one : rules.promotions) {
    if (draw.one_in(2)) one.scope = {};
    if (draw.one_in(2)) one.exclusive_group = 1;
    if (draw.one_in(2)) one.threshold = {};
    if (draw.one_in(3)) one.reward = MoneyOff{draw.between(1, 900), draw.one_in(4)};
    if (draw.one_in(4)) one.reward = PercentOff{draw.rate(), draw.cap()};
    if (draw.one_in(5)) one.reward = FixedPrice{draw.price()};
  }
  for (std::int64_t id = 210; id < 216; ++id) {
    Document one;
    one.id = id;
    one.audited_at = testing::at("2026-11-01T00:00:00Z").plus_seconds(draw.between(0, 9));
    if (draw.one_in(2)) one.when.tiers = {draw.between(1, 2)};
    if (draw.one_in(3)) one.when.to = testing::day("2026-11-23");
    if (draw.one_in(3)) one.when.card_types = {1};
    const std::int64_t entries = draw.between(1, 2);
    for (std::int64_t i = 0; i < entries; ++i)
      one.entries.push_back({draw.goods(), Rate::of(draw.between(70, 99), 100), std::nullopt, true}
      );
    rules.documents.push_back(one);
  }
  return rules;
}

void holds(const Finding& finding, const LintScene& scene, Drawing& draw) {
  const bool by_priority = scene.index().rules().parameters.choice == Choice::priority;
  const RuleRef self = finding.rules.front();
  // Of a category each item may have a document of its own: the finding names the first ones.
  const bool of_all = finding.kind == FindingKind::shadowed_document;
  const Index named = scene.only(finding.rules);
  const Index& together = of_all ? scene.index() : named;
  for (int i = 0; i < 30; ++i) {
    Basket basket = draw.basket();
    basket.allowances.clear();
    basket.coupons.clear();
    if (basket.member) basket.member->card_rate = basket.member->tier_rate = Rate::one();
    const Quote quote = price(together, basket);
    const auto said = said_of(quote, self);
    const bool applied = said && said->why == Why::applied;  // RC_ASSERT evaluates both sides of ||
    switch (finding.kind) {
      case FindingKind::shadowed_document:
        RC_ASSERT(!applied);
        break;
      case FindingKind::never_applies:
        RC_ASSERT(!applied);
        break;
      case FindingKind::overlapping_exclusive:
        RC_ASSERT(!by_priority || !applied);
        RC_ASSERT(quote.payable == price(scene.only({finding.rules[1]}), basket).payable);
        break;
      default:
        break;
    }
  }
}

RC_GTEST_PROP(LintProperty, WhatNeverCountsNeverCounts, ()) {
  Drawing draw(*rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()).as("seed of Drawing"));
  const LintFacts facts = drawn_shop();
  const Index index(drawn_rivals(draw));
  const LintScene scene(index, facts);
  for (const Finding& finding : lint(index, facts)) {
    if (!finding.rules.empty()) holds(finding, scene, draw);
  }
}

// Every finding of a price below cost is one; every inversion costs more than at the start.
RC_GTEST_PROP(LintProperty, TheExampleShowsIt, ()) {
  Drawing draw(*rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()).as("seed of Drawing"));
  const LintFacts facts = drawn_shop();
  const Index index(drawn_rivals(draw));
  const LintScene scene(index, facts);
  for (const Finding& finding : lint(index, facts)) {
    const Quote quote = price(index, finding.example);
    switch (finding.kind) {
      case FindingKind::below_cost:
        RC_ASSERT(quote.payable == finding.has);
        RC_ASSERT(finding.has < finding.needs);
        break;
      case FindingKind::price_inversion:
        RC_ASSERT(quote.lines.front().how.inversion);
        RC_ASSERT(finding.has > finding.needs);
        RC_ASSERT(quote.lines.front().member == finding.has);
        RC_ASSERT(price(index, *finding.beside).lines.front().member == finding.needs);
        break;
      case FindingKind::unreachable_step: {
        const auto said =
            said_of(price(scene.only(finding.rules), finding.example), finding.rules[0]);
        RC_ASSERT(said && said->amount == finding.has);
        break;
      }
      default:
        break;
    }
  }
}

}  // namespace
}  // namespace guanxi::pricing
