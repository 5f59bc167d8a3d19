#include "modules/pricing/engine/lint.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "modules/pricing/engine/lint_testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

// ---- steps, caps, budgets ----

Steps by_money(std::vector<Steps::Step> steps) {
  return {Steps::Measure::amount, std::move(steps)};
}

TEST(LintStepTest, AHigherStepThatGivesLess) {
  RuleSet rules = with({promotion(1, by_money({{10000, {}, rate("0.8")}, {20000, 3000, {}}}))});
  const auto found = linted(rules);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::unreachable_step});
  EXPECT_EQ(found[0].step, 2);
  EXPECT_EQ(found[0].has, 3000);
  EXPECT_EQ(found[0].needs, 4000);
  const Quote dear = price(Index(rules), found[0].example);
  const Quote cheap = price(Index(rules), *found[0].beside);
  EXPECT_GT(dear.payable, cheap.payable);
  EXPECT_EQ(dear.list_total, cheap.list_total + 1);
  EXPECT_TRUE(kinds_in(with({promotion(1, by_money({{10000, {}, rate("0.8")}, {20000, 4000, {}}}))})
  ).empty());
}

TEST(LintStepTest, AStepBelowTheThreshold) {
  const Steps steps = by_money({{10000, 500, {}}, {20000, 3000, {}}});
  const auto found = linted(with({promotion(1, steps, from_amount(20000))}));
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::unreachable_step});
  EXPECT_EQ(found[0].step, 1);
  EXPECT_EQ(found[0].has, 3000);
  EXPECT_TRUE(kinds_in(with({promotion(1, steps, from_amount(19999))})).empty());
}

TEST(LintStepTest, OfPiecesToo) {
  const auto pieces = [](std::int64_t second) {
    return with({promotion(1, Steps{Steps::Measure::pieces, {{2, 2000, {}}, {3, second, {}}}})});
  };
  EXPECT_EQ(kinds_in(pieces(1999)), Kinds{FindingKind::unreachable_step});
  EXPECT_TRUE(kinds_in(pieces(2000)).empty());
}

TEST(LintStepTest, ACapThatHidesTheRate) {
  const auto capped = [](std::int64_t cap) {
    return with({promotion(1, PercentOff{rate("0.8"), cap}, from_amount(20000))});
  };
  const auto found = linted(capped(3999));
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::cap_hides_rate});
  EXPECT_EQ(found[0].needs, 4000);
  EXPECT_EQ(price(Index(capped(3999)), found[0].example).payable, 20000 - 3999);
  EXPECT_TRUE(linted(capped(4000)).empty());
}

TEST(LintBudgetTest, OneUseThatCostsMoreThanIsLeft) {
  const RuleSet rules = with({promotion(1, MoneyOff{2000}, from_amount(20000))});
  LintFacts facts = shop();
  facts.limits = {{RuleKind::promotion, 1, std::nullopt, 1999}};
  const auto found = linted(rules, facts);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::unreachable_budget});
  EXPECT_EQ(found[0].needs, 2000);
  EXPECT_EQ(found[0].has, 1999);
  EXPECT_EQ(why_of(price(Index(rules), found[0].example), 1), Why::budget);
  facts.limits[0].money = 2000;
  EXPECT_TRUE(linted(rules, facts).empty());
  facts.limits[0] = {RuleKind::coupon, 1, std::nullopt, 1};
  EXPECT_TRUE(linted(rules, facts).empty()) << "it is another rule's";
}

TEST(LintBudgetTest, OnlyWhatAUseTakesInAnyCase) {
  struct Row {
    const char* reason;
    Promotion rule;
    bool told;
  };
  const auto steps = [](Steps::Measure measure, std::vector<Steps::Step> of) {
    return promotion(1, Steps{measure, std::move(of)});
  };
  constexpr auto amount = Steps::Measure::amount, pieces = Steps::Measure::pieces;
  Promotion both = promotion(1, PercentOff{rate("0.9"), 400}, from_amount(20000));
  const Row rows[] = {
      {"0.3 kilos of 100.00 take 3.00", promotion(1, PercentOff{rate("0.9"), {}}), false},
      {"5.00 of 50.00", promotion(1, PercentOff{rate("0.9"), {}}, from_amount(5000)), false},
      {"5.01 of 50.10", promotion(1, PercentOff{rate("0.9"), {}}, from_amount(5010)), true},
      {"at most 4.00", both, false},
      {"an item of 10.50", promotion(1, FixedPrice{yuan("10.00")}), false},
      {"goods for 1.00 take 1.00", promotion(1, MoneyOff{2000}), false},
      {"goods for 5.00", promotion(1, MoneyOff{2000}, from_amount(500)), false},
      {"goods for 5.01", promotion(1, MoneyOff{2000}, from_amount(501)), true},
      {"of a piece", promotion(1, MoneyOff{2000, true}, from_amount(20000)), false},
      {"both steps", steps(amount, {{1000, 600, {}}, {2000, 900, {}}}), true},
      {"the second takes less", steps(amount, {{1000, 600, {}}, {2000, 500, {}}}), false},
      {"a rate", steps(amount, {{6000, {}, rate("0.9")}}), true},
      {"pieces cost what they cost", steps(pieces, {{2, 600, {}}}), false}};
  for (const Row& row : rows) {
    LintFacts facts = shop();
    facts.limits = {{RuleKind::promotion, 1, std::nullopt, 500}};
    const auto found = linted(with({row.rule}), facts);
    EXPECT_EQ(
        std::ranges::count(kinds_of(found), FindingKind::unreachable_budget), row.told ? 1 : 0
    ) << row.reason;
  }
}

TEST(LintBudgetTest, WithoutGoodsNothingIsInvented) {
  LintFacts facts = shop();
  facts.items.clear();
  facts.limits = {{RuleKind::promotion, 1, std::nullopt, 500}};
  EXPECT_TRUE(linted(with({promotion(1, PercentOff{rate("0.9"), {}})}), facts).empty());
}

TEST(LintBudgetTest, ARuleThatBeginsOnTheLastDayThereIs) {
  LintFacts facts = shop();
  facts.limits = {{RuleKind::promotion, 1, std::nullopt, 1}};
  for (unsigned weekday = 0; weekday < 7; ++weekday) {
    Promotion rule = promotion(1, MoneyOff{2000}, from_amount(20000));
    rule.when.from = Date::never;
    rule.when.weekdays = 1U << weekday;
    EXPECT_LE(linted(with({rule}), facts).size(), 1U) << "it ends";
  }
}

// ---- pairs ----

TEST(LintExclusiveTest, OneOfTwoThatAlwaysLoses) {
  const auto best = linted(rivals(Choice::best, {500}, {900}));
  ASSERT_EQ(kinds_of(best), Kinds{FindingKind::overlapping_exclusive});
  EXPECT_EQ(
      best[0].rules, (std::vector<RuleRef>{{RuleKind::promotion, 1}, {RuleKind::promotion, 2}})
  );
  const auto first = linted(rivals(Choice::priority, {500}, {900}));
  ASSERT_EQ(kinds_of(first), Kinds{FindingKind::overlapping_exclusive});
  EXPECT_EQ(first[0].rules[0].id, 2);
  EXPECT_EQ(
      why_of(price(Index(rivals(Choice::priority, {500}, {900})), first[0].example), 2),
      Why::exclusive
  );
}

TEST(LintExclusiveTest, NotWhereTheLoserHasItsDay) {
  const auto kinds = [](const auto& change) {
    RuleSet rules = rivals(Choice::best, {500}, {900});
    change(rules.promotions[0], rules.promotions[1]);
    return kinds_in(rules);
  };
  EXPECT_EQ(kinds([](Promotion&, Promotion&) {}).size(), 1u);
  EXPECT_TRUE(kinds([](Promotion&, Promotion& b) { b.threshold.amount = 1000; }).empty());
  EXPECT_TRUE(kinds([](Promotion&, Promotion& b) { b.when.weekdays = 1; }).empty());
  EXPECT_TRUE(kinds([](Promotion&, Promotion& b) { b.scope = items({1}); }).empty());
  EXPECT_TRUE(kinds([](Promotion& a, Promotion&) { a.exclusive_group = 4; }).empty());
  EXPECT_TRUE(kinds([](Promotion& a, Promotion&) { a.threshold = every_amount(1000); }).empty());
  EXPECT_TRUE(kinds([](Promotion&, Promotion& b) { b.not_with = {99}; }).empty());
  LintFacts facts = shop();
  facts.limits = {{RuleKind::promotion, 2, 5, std::nullopt}};
  EXPECT_TRUE(kinds_in(rivals(Choice::best, {500}, {900}), facts).empty()) << "once it is used up";
}

TEST(LintExclusiveTest, NotWithIsOne) {
  RuleSet rules = with({promotion(1, MoneyOff{500}), promotion(2, MoneyOff{900})});
  rules.promotions[0].not_with = {2};
  EXPECT_EQ(kinds_in(rules), Kinds{FindingKind::overlapping_exclusive});
}

TEST(LintLaneTest, AnEarlierPromotionThatTakesTheLines) {
  RuleSet rules = with({promotion(1, MoneyOff{500}), promotion(2, MoneyOff{900})});
  rules.parameters.choice = Choice::priority;
  for (Promotion& rule : rules.promotions) rule.once_per_line = true;
  const auto found = linted(rules);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::never_applies});
  EXPECT_EQ(found[0].rules[0].id, 2);
  EXPECT_EQ(why_of(price(Index(rules), found[0].example), 2), Why::line_taken);
  rules.promotions[1].lane = -1;
  EXPECT_EQ(linted(rules)[0].rules[0].id, 1);
  rules.promotions[1].scope = items({1});
  EXPECT_TRUE(linted(rules).empty());
}

TEST(LintLaneTest, AFixedPriceAfterALowerOne) {
  RuleSet rules =
      with({promotion(1, FixedPrice{yuan("9.90")}), promotion(2, FixedPrice{yuan("12.00")})});
  const auto found = linted(rules);
  ASSERT_EQ(kinds_of(found), Kinds{FindingKind::never_applies});
  EXPECT_EQ(found[0].rules[0].id, 2);
  rules.promotions[1].priority = 1;
  EXPECT_TRUE(linted(rules).empty()) << "the higher first, then the lower: both do something";
}

}  // namespace
}  // namespace guanxi::pricing
