#include "modules/pricing/engine/coupons.h"

#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

CouponTemplate worth_money(std::int64_t id, std::int64_t amount, std::int64_t from = 0) {
  CouponTemplate made;
  made.id = id;
  made.reward = MoneyOff{amount};
  made.threshold = from_amount(from);
  return made;
}
Quote redeem(RuleSet rules, Basket sold, std::vector<PresentedCoupon> coupons) {
  sold.coupons = std::move(coupons);
  return price(Index(std::move(rules)), sold);
}
RuleSet with_coupons(std::vector<CouponTemplate> coupons) {
  RuleSet rules;
  rules.coupons = std::move(coupons);
  return rules;
}
/// What became of each presented coupon, in their order.
std::vector<Why> whys(const Quote& quote) {
  std::vector<Why> all;
  for (const Considered& seen : quote.considered) {
    if (seen.kind == RuleKind::coupon) all.push_back(seen.why);
  }
  return all;
}

TEST(CouponsTest, BelowItsThresholdItSaysSo) {
  const Quote quote =
      redeem(with_coupons({worth_money(1, 500, 5000)}), basket({line(1, "49.99")}), {{77, 1, {}}});
  EXPECT_EQ(quote.payable, 4999);
  ASSERT_EQ(quote.considered.size(), 1u);
  const Considered& seen = quote.considered[0];
  EXPECT_EQ(seen.why, Why::below_amount);
  EXPECT_EQ(seen.needs, 5000);
  EXPECT_EQ(seen.has, 4999);
  EXPECT_EQ(seen.coupon, 77);
}

TEST(CouponsTest, WhoPresentsOneIsToldEvenWithoutATrace) {
  Basket sold = basket({line(1, "10.00")});
  sold.coupons = {{77, 99, {}}};
  const Quote quote = price(Index(RuleSet{}), sold, Detail::prices);
  ASSERT_EQ(quote.considered.size(), 1u);
  EXPECT_EQ(quote.considered[0].why, Why::unknown_coupon);
  EXPECT_EQ(quote.payable, 1000);
}

TEST(CouponsTest, InTheOrderInWhichTheyArePresented) {
  CouponTemplate tenth;
  tenth.id = 2;
  tenth.reward = PercentOff{rate("0.9")};
  const RuleSet rules = with_coupons({worth_money(1, 1000), tenth});
  const Basket sold = basket({line(1, "100.00")});
  EXPECT_EQ(redeem(rules, sold, {{7, 1, {}}, {8, 2, {}}}).payable, 8100);
  EXPECT_EQ(redeem(rules, sold, {{8, 2, {}}, {7, 1, {}}}).payable, 8000);
}

TEST(CouponsTest, SoManyOfATemplate) {
  RuleSet rules = with_coupons({worth_money(1, 1000)});
  const Basket sold = basket({line(1, "100.00")});
  const std::vector<PresentedCoupon> three{{7, 1, {}}, {8, 1, {}}, {9, 1, {}}};
  const Quote one = redeem(rules, sold, three);
  EXPECT_EQ(one.payable, 9000);
  EXPECT_EQ(whys(one), (std::vector{Why::applied, Why::too_many, Why::too_many}));
  EXPECT_EQ(one.considered[1].needs, 1);
  rules.coupons[0].per_receipt_max = 2;
  EXPECT_EQ(redeem(rules, sold, three).payable, 8000);
  rules.coupons[0].per_receipt_max = 0;
  EXPECT_EQ(redeem(rules, sold, three).payable, 7000);
}

TEST(CouponsTest, OneCouponPresentedTwiceCountsOnce) {
  RuleSet rules = with_coupons({worth_money(1, 1000)});
  rules.coupons[0].per_receipt_max = 0;
  const Quote quote = redeem(rules, basket({line(1, "100.00")}), {{7, 1, {}}, {7, 1, {}}});
  EXPECT_EQ(quote.payable, 9000);
  EXPECT_EQ(whys(quote), (std::vector{Why::applied, Why::used_up}));
}

// What is left of a template's limits is shared by all of them on the receipt.
TEST(CouponsTest, LimitsCountOverAllCouponsOfTheReceipt) {
  RuleSet rules = with_coupons({worth_money(1, 1000)});
  rules.coupons[0].per_receipt_max = 0;
  Basket sold = basket({line(1, "100.00")});
  const std::vector<PresentedCoupon> two{{7, 1, {}}, {8, 1, {}}};
  sold.allowances = {{1, 1, std::nullopt, true}};
  EXPECT_EQ(whys(redeem(rules, sold, two)), (std::vector{Why::applied, Why::used_up}));
  sold.allowances = {{1, std::nullopt, 1999, true}};
  const Quote quote = redeem(rules, sold, two);
  EXPECT_EQ(whys(quote), (std::vector{Why::applied, Why::budget}));
  EXPECT_EQ(quote.considered[1].needs, 1000);
  EXPECT_EQ(quote.considered[1].has, 999);
  sold.allowances = {{1, 2, 2000, true}};
  EXPECT_EQ(redeem(rules, sold, two).payable, 8000);
}

TEST(CouponsTest, APromotionOfTheSameIdHasLimitsOfItsOwn) {
  RuleSet rules = with_coupons({worth_money(1, 1000)});
  rules.promotions = {promotion(1, MoneyOff{500})};
  Basket sold = basket({line(1, "100.00")});
  const std::vector<PresentedCoupon> one{{7, 1, {}}};
  sold.allowances = {{1, 0, std::nullopt}};
  Quote quote = redeem(rules, sold, one);
  EXPECT_EQ(why_of(quote, 1), Why::used_up);
  EXPECT_EQ(why_of(quote, 1, RuleKind::coupon), Why::applied);
  EXPECT_EQ(quote.payable, 9000);
  sold.allowances = {{1, 0, std::nullopt, true}};
  quote = redeem(rules, sold, one);
  EXPECT_EQ(why_of(quote, 1), Why::applied);
  EXPECT_EQ(why_of(quote, 1, RuleKind::coupon), Why::used_up);
  EXPECT_EQ(quote.payable, 9500);
  sold.allowances = {{1, 1, std::nullopt}, {1, std::nullopt, 999, true}};
  quote = redeem(rules, sold, one);
  EXPECT_EQ(why_of(quote, 1), Why::applied);
  EXPECT_EQ(why_of(quote, 1, RuleKind::coupon), Why::budget);
}

TEST(CouponsTest, NotBesideCouponsOfOtherTemplates) {
  RuleSet rules = with_coupons({worth_money(1, 1000), worth_money(2, 500)});
  rules.coupons[1].with_others = false;
  rules.coupons[1].per_receipt_max = 2;
  const Basket sold = basket({line(1, "100.00")});
  const Quote second = redeem(rules, sold, {{7, 1, {}}, {8, 2, {}}});
  EXPECT_EQ(whys(second), (std::vector{Why::applied, Why::not_beside}));
  EXPECT_EQ(second.considered[1].other, 1);
  const Quote first = redeem(rules, sold, {{8, 2, {}}, {7, 1, {}}, {9, 2, {}}});
  EXPECT_EQ(whys(first), (std::vector{Why::applied, Why::not_beside, Why::applied}))
      << "its like it tolerates";
}

TEST(CouponsTest, ACashCouponIsWorthWhatIsLeftOfItAndOnce) {
  RuleSet rules = with_coupons({worth_money(1, 5000)});
  const Basket sold = basket({line(1, "100.00", "3")});
  EXPECT_EQ(redeem(rules, sold, {{7, 1, 1250}}).payable, 30000 - 1250);
  EXPECT_EQ(redeem(rules, sold, {{7, 1, 99999}}).payable, 0);
  rules.coupons[0].threshold = every_amount(10000);
  EXPECT_EQ(redeem(rules, sold, {{7, 1, {}}}).payable, 30000 - 15000);
  EXPECT_EQ(redeem(rules, sold, {{7, 1, 1250}}).payable, 30000 - 1250) << "not three times";
  rules.coupons[0] = worth_money(1, 0);
  rules.coupons[0].reward = MoneyOff{100, true};
  EXPECT_EQ(redeem(rules, sold, {{7, 1, 1250}}).payable, 30000 - 1250) << "not of each piece";
  EXPECT_EQ(whys(redeem(rules, sold, {{7, 1, 0}})), (std::vector{Why::saves_nothing}));
}

TEST(CouponsTest, NotOnLinesThatAPromotionHasReduced) {
  RuleSet rules = with_coupons({worth_money(9, 1000, 5000)});
  rules.coupons[0].with_promotions = false;
  Promotion half = promotion(1, PercentOff{rate("0.5")});
  half.scope = items({1});
  rules.promotions = {half};
  rules.parameters.choice = Choice::priority;
  EXPECT_EQ(
      payables(redeem(rules, basket({line(1, "80.00"), line(2, "50.00")}), {{7, 9, {}}})),
      (Amounts{4000, 4000})
  );
  const Quote alone = redeem(rules, basket({line(1, "80.00"), line(2, "49.99")}), {{7, 9, {}}});
  EXPECT_EQ(whys(alone), (std::vector{Why::below_amount}));
  EXPECT_EQ(
      whys(redeem(rules, basket({line(1, "80.00")}), {{7, 9, {}}})), (std::vector{Why::no_goods})
  );
}

TEST(CouponsTest, NotOnLinesThatTheMemberPriceHasReduced) {
  RuleSet rules = with_coupons({worth_money(9, 1000)});
  rules.coupons[0].with_member_price = false;
  MemberFacts member;
  member.card_rate = rate("0.9");
  const std::vector<BasketLine> lines{line(1, "80.00"), reduced(line(2, "80.00"), "60.00")};
  EXPECT_EQ(payables(redeem(rules, of_member(lines, member), {{7, 9, {}}})), (Amounts{7200, 5000}));
}

TEST(CouponsTest, TheGiftOfACouponIsNoLineThatItMustNotTouch) {
  RuleSet rules = with_coupons({worth_money(9, 0)});
  rules.coupons[0].reward = Gift{2};
  rules.coupons[0].with_promotions = false;
  Promotion half = promotion(1, PercentOff{rate("0.5")});
  half.scope = items({2});
  rules.promotions = {half};
  rules.parameters.choice = Choice::priority;
  const Quote quote = redeem(rules, basket({line(1, "80.00"), line(2, "50.00")}), {{7, 9, {}}});
  EXPECT_EQ(payables(quote), (Amounts{8000, 2500}));
  ASSERT_EQ(quote.awards.size(), 1u);
  EXPECT_EQ(quote.awards[0].coupon, 7);
  EXPECT_EQ(quote.awards[0].on_receipt, 0);
}

TEST(CouponsTest, ItsConditionsAndItsScope) {
  RuleSet rules = with_coupons({worth_money(9, 1000)});
  rules.coupons[0].when.stores = {2};
  rules.coupons[0].scope = items({1});
  Basket sold = basket({line(1, "80.00"), line(2, "50.00")});
  EXPECT_EQ(whys(redeem(rules, sold, {{7, 9, {}}})), (std::vector{Why::store}));
  sold.store = 2;
  EXPECT_EQ(payables(redeem(rules, sold, {{7, 9, {}}})), (Amounts{7000, 5000}));
}

TEST(CouponsTest, LargerThanTheReceiptItNeverMakesItNegative) {
  RuleSet rules = with_coupons({worth_money(1, 100'000'000), worth_money(2, 500)});
  const Quote quote =
      redeem(rules, basket({line(1, "0.01"), line(2, "9.99")}), {{7, 1, {}}, {8, 2, {}}});
  EXPECT_EQ(quote.payable, 0);
  EXPECT_EQ(quote.coupon_total, 1000);
  EXPECT_EQ(whys(quote), (std::vector{Why::applied, Why::saves_nothing})) << "and is not spent";
}

}  // namespace
}  // namespace guanxi::pricing
