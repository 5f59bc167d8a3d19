#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Quote buy_get(BuyGet reward, std::vector<BasketLine> lines, std::int64_t sets_max = 0) {
  const Index index(with({promotion(1, reward, {.times_max = sets_max})}));
  return price(index, basket(std::move(lines)));
}

TEST(BuyGetTest, OfThreePiecesTheCheapestIsFree) {
  const BuyGet two_get_one{2, 1, Rate::of(0, 1)};
  EXPECT_EQ(
      payables(buy_get(two_get_one, {line(1, "30.00"), line(2, "10.00"), line(3, "20.00")})),
      (Amounts{3000, 0, 2000})
  );
  const Quote two = buy_get(two_get_one, {line(1, "30.00", "2")});
  EXPECT_EQ(two.considered[0].why, Why::below_pieces);
  EXPECT_EQ(two.considered[0].needs, 3);
  EXPECT_EQ(two.considered[0].has, 2);
}

TEST(BuyGetTest, TheSecondAtHalfPrice) {
  const BuyGet half{1, 1, rate("0.5")};
  EXPECT_EQ(buy_get(half, {line(1, "10.01", "2")}).payable, 1001 + 501);
  EXPECT_EQ(buy_get(half, {line(1, "10.00"), line(2, "8.00")}).payable, 1400);
  EXPECT_EQ(buy_get(half, {line(1, "10.00", "3")}).payable, 2500);
  EXPECT_EQ(buy_get(half, {line(1, "10.00", "4")}).payable, 3000);
}

TEST(BuyGetTest, SetsUpToTheirMost) {
  const BuyGet one_get_one{1, 1, Rate::of(0, 1)};
  EXPECT_EQ(buy_get(one_get_one, {line(1, "10.00", "10")}).payable, 5000);
  EXPECT_EQ(buy_get(one_get_one, {line(1, "10.00", "10")}, 2).payable, 8000);
}

TEST(BuyGetTest, AFreePieceReachesIntoTheNextLine) {
  // 6 pieces, 2 sets of 2 + 1: the two cheapest, 5.00 and one of the 7.00.
  const Quote quote = buy_get(
      {2, 1, Rate::of(0, 1)}, {line(1, "7.00", "3"), line(2, "5.00"), line(3, "9.00", "2")}
  );
  EXPECT_EQ(payables(quote), (Amounts{1400, 0, 1800}));
}

TEST(BuyGetTest, WhatIsWeighedNeitherCountsNorIsGiven) {
  const Quote quote =
      buy_get({1, 1, Rate::of(0, 1)}, {line(1, "2.00", "0.5"), line(2, "9.00", "2")});
  EXPECT_EQ(payables(quote), (Amounts{100, 900}));
}

TEST(BuyGetTest, PiecesOfALineThatDoesNotDivideCostItsSumTogether) {
  // Ten yuan off three pieces of 10.00 leave 20.00: a piece is 6.67, the others 13.33.
  const RuleSet rules =
      with({promotion(1, MoneyOff{1000}), promotion(2, BuyGet{2, 1, Rate::of(0, 1)})});
  const Quote quote = price(Index(rules), basket({line(1, "10.00", "3")}));
  EXPECT_EQ(quote.payable, 2000 - 667);
}

TEST(BuyGetTest, RatesThatMakeNoSenseDoNoHarm) {
  EXPECT_EQ(buy_get({1, 1, rate("1.5")}, {line(1, "10.00", "2")}).payable, 2000);
  EXPECT_EQ(buy_get({1, 1, rate("-3")}, {line(1, "10.00", "2")}).payable, 0);
}

}  // namespace
}  // namespace guanxi::pricing
