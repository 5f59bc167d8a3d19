#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Promotion add_on(Threshold threshold, std::int64_t pieces = 1) {
  return promotion(1, AddOn{items({7, 8}), yuan("9.90"), pieces}, threshold);
}
Quote bought_with(const Promotion& rule, std::vector<BasketLine> lines) {
  return price(Index(with({rule})), basket(std::move(lines)));
}

TEST(AddOnTest, WhoReachesTheThresholdHasThePieceForItsPrice) {
  const Promotion rule = add_on(from_amount(10000));
  EXPECT_EQ(
      payables(bought_with(rule, {line(1, "100.00"), line(7, "39.00")})), (Amounts{10000, 990})
  );
  EXPECT_EQ(
      payables(bought_with(rule, {line(1, "99.99"), line(7, "39.00")})), (Amounts{9999, 3900})
  );
}

TEST(AddOnTest, TheTargetItselfIsNoStepTowardsTheThreshold) {
  const Quote quote = bought_with(add_on(from_amount(10000)), {line(1, "70.00"), line(7, "39.00")});
  EXPECT_EQ(why_of(quote, 1), Why::below_amount);
  EXPECT_EQ(quote.considered[0].has, 7000);
  EXPECT_EQ(why_of(bought_with(add_on({}), {line(7, "39.00")}), 1), Why::no_goods);
}

TEST(AddOnTest, SoManyPiecesForEachTimeTheDearestFirst) {
  const Promotion rule = add_on({.amount = 10000, .every = true}, 2);
  // Twice reached: four pieces, three of them at 39.00, the fourth at 20.00.
  const Quote quote =
      bought_with(rule, {line(1, "250.00"), line(8, "20.00", "5"), line(7, "39.00", "3")});
  EXPECT_EQ(payables(quote), (Amounts{25000, 8000 + 990, 2970}));
}

TEST(AddOnTest, WhatIsCheaperAlreadyStaysSo) {
  EXPECT_EQ(
      why_of(bought_with(add_on({}), {line(1, "1.00"), line(7, "5.00")}), 1), Why::saves_nothing
  );
  EXPECT_EQ(why_of(bought_with(add_on({}), {line(1, "1.00")}), 1), Why::saves_nothing);
}

TEST(AddOnTest, APriceBelowZeroGivesThePieceForNothing) {
  const Promotion rule = promotion(1, AddOn{items({7}), yuan("-5.00"), 1});
  EXPECT_EQ(
      payables(bought_with(rule, {line(1, "1.00"), line(7, "5.00", "2")})), (Amounts{100, 0})
  );
}

TEST(AddOnTest, WhereOnlyTheFullPriceCountsAReducedTargetIsNone) {
  Promotion rule = add_on({});
  const std::vector<BasketLine> lines{line(1, "100.00"), reduced(line(7, "39.00"), "29.00")};
  EXPECT_EQ(payables(bought_with(rule, lines)), (Amounts{10000, 990}));
  rule.full_price_only = true;
  const Quote quote = bought_with(rule, lines);
  EXPECT_EQ(payables(quote), (Amounts{10000, 2900}));
  EXPECT_EQ(why_of(quote, 1), Why::saves_nothing);
  EXPECT_EQ(
      payables(bought_with(
          rule,
          {line(1, "100.00"),
           reduced(line(7, "39.00"), "29.00"),
           reduced(line(8, "39.00"), "39.00")}
      )),
      (Amounts{10000, 2900, 990})
  ) << "the other target, whose shop price is its list price, is the one";
}

// A line that one promotion has taken for itself is not another's target.
TEST(AddOnTest, LinesThatAreTakenOnceAreNoTargetEither) {
  for (const Choice choice : {Choice::priority, Choice::best}) {
    Promotion half = promotion(2, PercentOff{rate("0.5")});
    half.scope = items({7});
    half.lane = -1;
    Promotion rule = add_on({});
    half.once_per_line = rule.once_per_line = true;
    RuleSet rules = with({half, rule});
    rules.parameters.choice = choice;
    const Quote quote = price(Index(rules), basket({line(1, "1.00"), line(7, "40.00")}));
    EXPECT_EQ(quote.payable, choice == Choice::best ? 100 + 990 : 100 + 2000);
    rules.promotions[1].once_per_line = false;
    EXPECT_EQ(price(Index(rules), basket({line(1, "1.00"), line(7, "40.00")})).payable, 100 + 990);
  }
}

}  // namespace
}  // namespace guanxi::pricing
