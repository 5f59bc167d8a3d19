#include "modules/pricing/engine/choice.h"

#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Quote choose_for(RuleSet rules, const Basket& sold, Choice choice) {
  rules.parameters.choice = choice;
  return price(Index(std::move(rules)), sold);
}
std::int64_t payable_by(Choice choice, const RuleSet& rules, const Basket& sold) {
  return choose_for(rules, sold, choice).payable;
}
Promotion takes_off(std::int64_t id, std::int64_t amount, std::int64_t from = 0) {
  return promotion(id, MoneyOff{amount}, from_amount(from));
}

TEST(ChoiceTest, OfAnExclusiveGroupPriorityTakesTheFirstAndBestTheLargest) {
  RuleSet rules = with({takes_off(1, 500), takes_off(2, 900), takes_off(3, 700)});
  for (Promotion& rule : rules.promotions) rule.exclusive_group = 4;
  rules.promotions[2].priority = 10;
  const Basket sold = basket({line(1, "100.00")});
  const Quote first = choose_for(rules, sold, Choice::priority);
  EXPECT_EQ(first.payable, 10000 - 700);
  EXPECT_EQ(why_of(first, 1), Why::exclusive);
  const Quote best = choose_for(rules, sold, Choice::best);
  EXPECT_EQ(best.payable, 10000 - 900);
  EXPECT_EQ(why_of(best, 2), Why::applied);
  EXPECT_EQ(why_of(best, 3), Why::exclusive);
  for (const Considered& seen : best.considered) EXPECT_EQ(seen.other, seen.rule == 2 ? 0 : 2);
}

TEST(ChoiceTest, NotWithCountsWhicheverOfTheTwoSaysIt) {
  for (const std::size_t who : {0u, 1u}) {
    RuleSet rules = with({takes_off(1, 500), takes_off(2, 900), takes_off(3, 100)});
    rules.promotions[who].not_with = {who == 0 ? 2 : 1};
    const Basket sold = basket({line(1, "100.00")});
    EXPECT_EQ(payable_by(Choice::priority, rules, sold), 10000 - 500 - 100);
    const Quote best = choose_for(rules, sold, Choice::best);
    EXPECT_EQ(best.payable, 10000 - 900 - 100);
    EXPECT_EQ(why_of(best, 1), Why::not_beside);
  }
}

TEST(ChoiceTest, ARuleThatDoesNotApplyStandsInNobodysWay) {
  RuleSet rules = with({takes_off(1, 5000, 20000), takes_off(2, 900)});
  for (Promotion& rule : rules.promotions) rule.exclusive_group = 4;
  const Basket sold = basket({line(1, "100.00")});
  for (const Choice choice : {Choice::priority, Choice::best}) {
    const Quote quote = choose_for(rules, sold, choice);
    EXPECT_EQ(quote.payable, 9100);
    EXPECT_EQ(why_of(quote, 2), Why::applied);
  }
}

// 20 off 200 first leaves 190, and 50 off 200 is out of reach: the best leaves the first out.
TEST(ChoiceTest, BestSkipsAnEarlyPromotionForALaterThreshold) {
  const RuleSet rules = with({takes_off(1, 1000), takes_off(2, 5000, 20000)});
  const Basket sold = basket({line(1, "200.00")});
  const Quote first = choose_for(rules, sold, Choice::priority);
  EXPECT_EQ(first.payable, 19000);
  EXPECT_EQ(why_of(first, 2), Why::below_amount);
  const Quote best = choose_for(rules, sold, Choice::best);
  EXPECT_EQ(best.payable, 15000);
  EXPECT_EQ(why_of(best, 1), Why::dearer);
  EXPECT_TRUE(best.exact);
}

TEST(ChoiceTest, BestKeepsACouponsThreshold) {
  RuleSet rules = with({takes_off(1, 1000)});
  CouponTemplate coupon;
  coupon.id = 9;
  coupon.reward = MoneyOff{5000};
  coupon.threshold = from_amount(20000);
  rules.coupons = {coupon};
  Basket sold = basket({line(1, "200.00")});
  sold.coupons = {{77, 9, std::nullopt}};
  const Quote first = choose_for(rules, sold, Choice::priority);
  EXPECT_EQ(first.payable, 19000);
  EXPECT_EQ(why_of(first, 9, RuleKind::coupon), Why::below_amount);
  const Quote best = choose_for(rules, sold, Choice::best);
  EXPECT_EQ(best.payable, 15000);
  EXPECT_EQ(why_of(best, 1), Why::dearer);
}

TEST(ChoiceTest, LanesGoOneAfterAnotherThenPriorityThenTheId) {
  RuleSet rules = with(
      {promotion(1, PercentOff{rate("0.9")}), takes_off(2, 1000), takes_off(3, 1), takes_off(4, 2)}
  );
  rules.promotions[0].lane = 2;
  rules.promotions[2].priority = -1;
  const Quote quote = choose_for(rules, basket({line(1, "100.00")}), Choice::priority);
  ASSERT_EQ(quote.considered.size(), 4u);
  Amounts order;
  for (const Considered& seen : quote.considered) order.push_back(seen.rule);
  EXPECT_EQ(order, (Amounts{2, 4, 3, 1}));
  EXPECT_EQ(quote.payable, 8097);  // (100.00 − 10.00 − 0.02 − 0.01) × 0.9 = 80.973
}

TEST(ChoiceTest, OncePerLineTakesLinesThatNoneLikeItHasTaken) {
  RuleSet rules =
      with({takes_off(1, 1000), promotion(2, PercentOff{rate("0.5")}), takes_off(3, 100)});
  rules.promotions[0].scope = items({1});
  rules.promotions[0].once_per_line = rules.promotions[1].once_per_line = true;
  const Basket sold = basket({line(1, "100.00"), line(2, "50.00")});
  const Quote first = choose_for(rules, sold, Choice::priority);
  EXPECT_EQ(first.payable, 9000 + 2500 - 100) << "the third asks nobody";
  const Quote best = choose_for(rules, sold, Choice::best);
  EXPECT_EQ(best.payable, 7500 - 100);
  EXPECT_EQ(why_of(best, 1), Why::dearer);
}

TEST(ChoiceTest, ALineThatIsTakenSaysSo) {
  RuleSet rules = with({takes_off(1, 1000), takes_off(2, 500)});
  for (Promotion& rule : rules.promotions) rule.once_per_line = true;
  const Quote quote = choose_for(rules, basket({line(1, "100.00")}), Choice::best);
  EXPECT_EQ(quote.payable, 9000);
  EXPECT_EQ(why_of(quote, 2), Why::line_taken);
}

TEST(ChoiceTest, LimitsOfUsesAndMoney) {
  const RuleSet rules = with({takes_off(1, 1000), takes_off(2, 500)});
  Basket sold = basket({line(1, "100.00")});
  sold.allowances = {{1, std::nullopt, 999}, {2, 1, 500}};
  const Quote quote = choose_for(rules, sold, Choice::best);
  EXPECT_EQ(quote.payable, 9500);
  EXPECT_EQ(why_of(quote, 1), Why::budget);
  EXPECT_EQ(quote.considered[0].needs, 1000);
  EXPECT_EQ(quote.considered[0].has, 999);
  sold.allowances = {{1, std::nullopt, 1000}, {2, 0, std::nullopt}};
  const Quote other = choose_for(rules, sold, Choice::best);
  EXPECT_EQ(other.payable, 9000);
  EXPECT_EQ(why_of(other, 2), Why::used_up);
}

// A budget that is too small for all of it may do for what an earlier rule leaves.
TEST(ChoiceTest, BestWeighsABudgetAgainAfterEarlierRules) {
  RuleSet rules = with({takes_off(1, 2000), promotion(2, PercentOff{rate("0.5")})});
  rules.promotions[1].lane = 1;
  Basket sold = basket({line(1, "100.00")});
  sold.allowances = {{2, std::nullopt, 4000}};
  EXPECT_EQ(payable_by(Choice::best, rules, sold), 4000);
}

TEST(ChoiceTest, BeyondTheBoundItSaysThatItWasNotExact) {
  // Steps, whose highest may always come, leave the search no branch to cut.
  const auto rivals = [](std::int64_t count) {
    std::vector<Promotion> all;
    for (std::int64_t i = 1; i <= count; ++i) {
      Promotion one = promotion(
          i, Steps{Steps::Measure::amount, {{1, 10 + i % 7, {}}, {100'000 - 40 * i, 5000, {}}}}
      );
      all.push_back(one);
    }
    return with(all);
  };
  const Basket sold = basket({line(1, "999.00")});
  EXPECT_TRUE(choose_for(rivals(5), sold, Choice::best).exact);
  const Quote many = choose_for(rivals(40), sold, Choice::best);
  EXPECT_FALSE(many.exact);
  EXPECT_LE(many.payable, payable_by(Choice::priority, rivals(40), sold));
  EXPECT_TRUE(choose_for(rivals(40), sold, Choice::priority).exact);
}

// A fen of a split goes by what the goods are, so that no later threshold turns on the order in
// which the till keyed them in.
TEST(ChoiceTest, TheOrderOfTheLinesMovesNoThreshold) {
  RuleSet rules = with({takes_off(1, 1), takes_off(2, 5000, 10000)});
  rules.promotions[1].scope = items({2});
  rules.promotions[1].lane = 1;
  const BasketLine one = line(1, "100.00"), other = line(2, "100.00");
  const Quote quote = choose_for(rules, basket({one, other}), Choice::priority);
  const Quote turned = choose_for(rules, basket({other, one}), Choice::priority);
  EXPECT_EQ(quote.payable, turned.payable);
  EXPECT_EQ(payables(quote), (Amounts{9999, 5000}));
  EXPECT_EQ(payables(turned), (Amounts{5000, 9999}));
}

}  // namespace
}  // namespace guanxi::pricing
