#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;

Promotion times(std::int64_t id, std::string_view multiple, Threshold threshold = {}) {
  return promotion(id, PointsMultiple{rate(multiple)}, threshold);
}
std::vector<std::string> multiples_of(const Quote& quote) {
  std::vector<std::string> all;
  for (const PricedLine& line : quote.lines) all.push_back(line.multiple.to_string());
  return all;
}
using Texts = std::vector<std::string>;

TEST(MultiplesTest, TheHighestOfEachLineByWhatItCost) {
  Promotion cosmetics = times(2, "3");
  cosmetics.scope = items({7});
  const Index index(with({times(1, "2", from_amount(10000)), cosmetics}));
  const Basket sold = basket({line(1, "100.00"), line(7, "20.00")});
  const std::vector<std::int64_t> paid{9000, 1000}, less{9000, 999};
  EXPECT_EQ(multiples_of(multiples(index, sold, paid, {})), (Texts{"2", "3"}));
  const Quote below = multiples(index, sold, less, {});
  EXPECT_EQ(multiples_of(below), (Texts{"1", "3"}));
  EXPECT_EQ(why_of(below, 1), Why::below_amount);
}

TEST(MultiplesTest, NothingElseIsPricedOrConsidered) {
  const Index index(with({times(1, "2"), promotion(2, MoneyOff{500}), promotion(3, Gift{9})}));
  const Quote quote =
      multiples(index, basket({line(1, "100.00")}), std::vector<std::int64_t>{10000}, {});
  EXPECT_EQ(quote.considered.size(), 1u);
  EXPECT_TRUE(quote.concessions.empty());
  EXPECT_TRUE(quote.awards.empty());
}

TEST(MultiplesTest, WhatThePriceHasHadStandsInTheWay) {
  std::vector<Promotion> all{promotion(1, MoneyOff{500}), times(2, "2"), times(3, "2")};
  all[0].exclusive_group = all[1].exclusive_group = 4;
  all[2].not_with = {1};
  const Index index(with(all));
  const Basket sold = basket({line(1, "100.00")});
  const std::vector<std::int64_t> paid{9500};
  EXPECT_EQ(multiples_of(multiples(index, sold, paid, {})), (Texts{"2"}));
  const Quote quote = multiples(index, sold, paid, price(index, sold));
  EXPECT_EQ(multiples_of(quote), (Texts{"1"}));
  EXPECT_EQ(why_of(quote, 2), Why::exclusive);
  EXPECT_EQ(why_of(quote, 3), Why::not_beside);
}

TEST(MultiplesTest, LinesThatWereTakenForGoodAreNotTakenAgain) {
  std::vector<Promotion> all{promotion(1, PercentOff{rate("0.5")}), times(2, "2")};
  all[0].scope = items({1});
  all[0].once_per_line = all[1].once_per_line = true;
  const Index index(with(all));
  const Basket sold = basket({line(1, "100.00"), line(2, "10.00")});
  const std::vector<std::int64_t> paid{5000, 1000};
  EXPECT_EQ(multiples_of(multiples(index, sold, paid, price(index, sold))), (Texts{"1", "2"}));
}

TEST(MultiplesTest, LimitsHold) {
  const Index index(with({times(1, "2")}));
  Basket sold = basket({line(1, "100.00")});
  sold.allowances = {{1, 0, std::nullopt}};
  const Quote quote = multiples(index, sold, std::vector<std::int64_t>{10000}, {});
  EXPECT_EQ(multiples_of(quote), (Texts{"1"}));
  EXPECT_EQ(why_of(quote, 1), Why::used_up);
}

TEST(MultiplesTest, WhereNoPointsAreLeftItDoesNotApply) {
  const Index index(with({times(1, "3"), times(2, "2")}));
  Basket sold = basket({line(1, "100.00")});
  const std::vector<std::int64_t> paid{10000};
  sold.allowances = {{1, std::nullopt, std::nullopt, false, 1}};
  EXPECT_EQ(multiples_of(multiples(index, sold, paid, {})), (Texts{"3"})) << "the last point";
  sold.allowances[0].points_left = 0;
  for (const Quote& quote : {multiples(index, sold, paid, {}), price(index, sold)}) {
    EXPECT_EQ(multiples_of(quote), (Texts{"2"}));
    EXPECT_EQ(why_of(quote, 1), Why::points_used_up);
    EXPECT_EQ(why_of(quote, 2), Why::applied);
  }
  sold.allowances[0].of_coupon = true;
  EXPECT_EQ(multiples_of(multiples(index, sold, paid, {})), (Texts{"3"}))
      << "a coupon template of the same number is another";
}

// In a basket of which all promotions multiply it says what price() says.
TEST(MultiplesTest, AsPriceSaysWhereNothingElseIsThere) {
  std::vector<Promotion> all{times(1, "2"), times(2, "1.5", from_amount(5000)), times(3, "4")};
  all[2].when.members_only = true;
  all[1].scope = items({2, 3});
  const Index index(with(all));
  for (const bool member : {false, true}) {
    Basket sold = basket({line(1, "30.00"), line(2, "40.00"), line(3, "15.00")});
    if (member) sold.member = MemberFacts();
    const Quote priced = price(index, sold);
    const Quote again = multiples(index, sold, std::vector<std::int64_t>{3000, 4000, 1500}, {});
    EXPECT_EQ(multiples_of(again), multiples_of(priced));
    EXPECT_EQ(again.considered, priced.considered);
  }
}

}  // namespace
}  // namespace guanxi::pricing
