#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

TEST(CouponGiftTest, SoManyForEachTime) {
  const Index index(with({promotion(1, CouponGift{40, 2}, every_amount(10000, 3))}));
  const auto count = [&](const char* list) {
    const Quote quote = price(index, basket({line(1, list)}));
    EXPECT_EQ(quote.payable, quote.list_total);
    return quote.awards.empty() ? 0 : quote.awards[0].count;
  };
  EXPECT_EQ(count("99.99"), 0);
  EXPECT_EQ(count("100.00"), 2);
  EXPECT_EQ(count("299.99"), 4);
  EXPECT_EQ(count("1000.00"), 6);
  const Quote quote = price(index, basket({line(1, "100.00")}));
  EXPECT_EQ(quote.awards[0], (Award{.rule = 1, .coupon_template = 40, .count = 2}));
}

// In the declared order it sees what the lanes before it have left, not what comes after.
TEST(CouponGiftTest, ByDeclaredPriorityItStandsInItsLane) {
  Promotion gift = promotion(1, CouponGift{40}, from_amount(20000));
  Promotion off = promotion(2, MoneyOff{5000}, from_amount(20000));
  RuleSet rules = with({gift, off});
  rules.parameters.choice = Choice::priority;
  rules.promotions[1].lane = 1;
  const Basket sold = basket({line(1, "200.00")});
  EXPECT_EQ(price(Index(rules), sold).awards.size(), 1u);
  rules.promotions[1].lane = -1;
  EXPECT_EQ(price(Index(rules), sold).awards.size(), 0u);
  EXPECT_EQ(price(Index(rules), sold).payable, 15000);
}

TEST(CouponGiftTest, OfAGroupTheFirstByPriorityButMoneyWhereTheBestIsSought) {
  Promotion gift = promotion(1, CouponGift{40});
  Promotion off = promotion(2, MoneyOff{5000});
  gift.exclusive_group = off.exclusive_group = 4;
  RuleSet rules = with({gift, off});
  const Basket sold = basket({line(1, "200.00")});
  EXPECT_EQ(price(Index(rules), sold).payable, 15000);
  rules.parameters.choice = Choice::priority;
  EXPECT_EQ(price(Index(rules), sold).payable, 20000);
}

}  // namespace
}  // namespace guanxi::pricing
