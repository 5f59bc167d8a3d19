#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

Promotion multiple(std::int64_t id, const char* times, std::vector<std::int64_t> of_items) {
  Promotion made = promotion(id, PointsMultiple{rate(times)});
  if (!of_items.empty()) made.scope = items(std::move(of_items));
  return made;
}

TEST(PointsMultipleTest, TheHighestOfALineCounts) {
  const Index index(with({multiple(1, "2", {}), multiple(2, "3", {1}), multiple(3, "1.5", {2})}));
  const Quote quote = price(index, basket({line(1, "10.00"), line(2, "10.00")}));
  EXPECT_EQ(quote.payable, 2000);
  EXPECT_EQ(quote.lines[0].multiple, rate("3"));
  EXPECT_EQ(quote.lines[0].multiple_of, 2);
  EXPECT_EQ(quote.lines[1].multiple, rate("2"));
  EXPECT_EQ(quote.lines[1].multiple_of, 1);
  EXPECT_EQ(why_of(quote, 3), Why::saves_nothing);
}

TEST(PointsMultipleTest, FromAThresholdAndNeverLessThanOnce) {
  Promotion rule = multiple(1, "2", {});
  rule.threshold = from_amount(10000);
  EXPECT_EQ(price(Index(with({rule})), basket({line(1, "99.99")})).lines[0].multiple, Rate::one());
  EXPECT_EQ(price(Index(with({rule})), basket({line(1, "100.00")})).lines[0].multiple, rate("2"));
  const Quote half = price(Index(with({multiple(1, "0.5", {})})), basket({line(1, "100.00")}));
  EXPECT_EQ(half.lines[0].multiple, Rate::one());
  EXPECT_EQ(half.lines[0].multiple_of, 0);
}

TEST(PointsMultipleTest, OneThatRaisesNothingTakesNoLine) {
  std::vector<Promotion> rules{multiple(1, "1", {}), multiple(2, "2", {})};
  for (Promotion& rule : rules) rule.once_per_line = true;
  const Quote quote = price(Index(with(rules)), basket({line(1, "10.00")}));
  EXPECT_EQ(quote.lines[0].multiple, rate("2"));
}

TEST(PointsMultipleTest, ACouponMultipliesNobodysPointsAndIsNotSpent) {
  RuleSet rules;
  CouponTemplate coupon;
  coupon.id = 3;
  coupon.reward = PointsMultiple{rate("2")};
  rules.coupons = {coupon};
  Basket sold = basket({line(1, "10.00")});
  sold.coupons = {{77, 3, std::nullopt}};
  EXPECT_EQ(why_of(price(Index(rules), sold), 3, RuleKind::coupon), Why::saves_nothing);
}

}  // namespace
}  // namespace guanxi::pricing
