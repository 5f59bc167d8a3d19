#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

BasketLine freight(const char* amount) {
  BasketLine made = line(0, amount);
  made.kind = LineKind::charge;
  return made;
}
Quote sent(FreightOff reward, std::vector<BasketLine> lines, Threshold threshold = {}) {
  RuleSet rules;
  CouponTemplate coupon;
  coupon.id = 3;
  coupon.reward = reward;
  coupon.threshold = threshold;
  rules.coupons = {coupon};
  Basket sold = basket(std::move(lines));
  sold.coupons = {{77, 3, std::nullopt}};
  return price(Index(rules), sold);
}

TEST(FreightOffTest, TakesChargesAndNothingElse) {
  EXPECT_EQ(payables(sent({}, {line(1, "50.00"), freight("12.00")})), (Amounts{5000, 0}));
  const Quote none = sent({}, {line(1, "50.00")});
  EXPECT_EQ(why_of(none, 3, RuleKind::coupon), Why::no_goods);
}

TEST(FreightOffTest, UpToItsCapOverAllCharges) {
  EXPECT_EQ(
      payables(sent({1000}, {line(1, "50.00"), freight("6.00"), freight("12.00")})),
      (Amounts{5000, 0, 800})
  );
  EXPECT_EQ(sent({-5}, {line(1, "50.00"), freight("6.00")}).payable, 5600);
}

TEST(FreightOffTest, TheThresholdIsOfTheGoods) {
  const Threshold from = from_amount(9900);
  EXPECT_EQ(sent({}, {line(1, "98.00"), freight("12.00")}, from).payable, 11000);
  EXPECT_EQ(sent({}, {line(1, "99.00"), freight("12.00")}, from).payable, 9900);
}

TEST(FreightOffTest, NoOtherRuleTouchesACharge) {
  RuleSet rules = with({promotion(1, PercentOff{Rate::of(0, 1)})});
  CouponTemplate coupon;
  coupon.id = 3;
  coupon.reward = MoneyOff{100000};
  rules.coupons = {coupon};
  Basket sold = basket({line(1, "50.00"), freight("12.00")});
  sold.coupons = {{77, 3, std::nullopt}};
  EXPECT_EQ(price(Index(rules), sold).payable, 1200);
}

}  // namespace
}  // namespace guanxi::pricing
