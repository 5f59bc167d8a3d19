#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Quote money_off(MoneyOff reward, Threshold threshold, std::vector<BasketLine> lines) {
  return price(Index(with({promotion(1, reward, threshold)})), basket(std::move(lines)));
}

TEST(MoneyOffTest, TheThresholdIsReachedAtItsFenAndNotOneBefore) {
  EXPECT_EQ(money_off({2000}, from_amount(20000), {line(1, "200.00")}).payable, 18000);
  const Quote below = money_off({2000}, from_amount(20000), {line(1, "199.99")});
  EXPECT_EQ(below.payable, 19999);
  ASSERT_EQ(below.considered.size(), 1u);
  EXPECT_EQ(below.considered[0].why, Why::below_amount);
  EXPECT_EQ(below.considered[0].needs, 20000);
  EXPECT_EQ(below.considered[0].has, 19999);
  EXPECT_TRUE(below.concessions.empty());
}

TEST(MoneyOffTest, OnceEveryAndEveryUpToTimes) {
  const auto off = [](Threshold threshold) {
    return 65000 - money_off({5000}, threshold, {line(1, "650.00")}).payable;
  };
  EXPECT_EQ(off(from_amount(20000)), 5000);
  EXPECT_EQ(off(every_amount(20000)), 15000);
  EXPECT_EQ(off(every_amount(20000, 2)), 10000);
  EXPECT_EQ(off({}), 5000) << "without a threshold once";
  EXPECT_EQ(off({.every = true}), 5000) << "every nothing is once";
}

TEST(MoneyOffTest, AThresholdOfAmountAndPiecesWantsBothAndCountsTheFewerTimes) {
  const Threshold both{.amount = 10000, .pieces = 2, .every = true};
  EXPECT_EQ(money_off({1000}, both, {line(1, "100.00", "5")}).payable, 50000 - 2000);
  EXPECT_EQ(money_off({1000}, both, {line(1, "30.00", "8")}).payable, 24000 - 2000);
  const Quote one = money_off({1000}, both, {line(1, "100.00")});
  EXPECT_EQ(why_of(one, 1), Why::below_pieces);
  EXPECT_EQ(one.considered[0].needs, 2);
  EXPECT_EQ(one.considered[0].has, 1);
}

TEST(MoneyOffTest, WhatIsWeighedCountsForTheAmountAndNotForPieces) {
  const std::vector<BasketLine> fruit{line(1, "20.00", "1.5"), line(2, "10.00")};
  EXPECT_EQ(money_off({500}, from_amount(4000), fruit).payable, 3500);
  EXPECT_EQ(why_of(money_off({500}, {.pieces = 2}, fruit), 1), Why::below_pieces);
}

TEST(MoneyOffTest, PartsOfSeveralLinesSumToTheWhole) {
  const Quote quote = money_off({1000}, {}, {line(1, "33.33"), line(2, "33.33"), line(3, "33.35")});
  EXPECT_EQ(quote.payable, 10001 - 1000);
  EXPECT_EQ(payables(quote), (Amounts{3000, 3000, 3001}));
  std::int64_t taken = 0;
  for (const Concession& one : quote.concessions) taken += one.amount;
  EXPECT_EQ(taken, 1000);
}

TEST(MoneyOffTest, MoreThanThereIsTakesWhatThereIs) {
  const Quote quote = money_off({99999}, {}, {line(1, "10.00"), line(2, "5.00")});
  EXPECT_EQ(quote.payable, 0);
  EXPECT_EQ(payables(quote), (Amounts{0, 0}));
  EXPECT_EQ(quote.considered[0].amount, 1500);
}

TEST(MoneyOffTest, OffEachPieceNeverMoreThanThePiece) {
  const Quote quote = money_off(
      {300, true}, {}, {line(1, "10.00", "3"), line(2, "2.00", "2"), line(3, "9.00", "0.5")}
  );
  EXPECT_EQ(payables(quote), (Amounts{3000 - 900, 0, 450})) << "half a kilo is no piece";
}

TEST(MoneyOffTest, OnlyTheGoodsOfTheScopeAndOnlyThoseAtFullPrice) {
  Promotion rule = promotion(1, MoneyOff{1000}, from_amount(5000));
  rule.scope = items({1, 2});
  rule.scope.exclude = {{GoodsKind::brand, 9}};
  const std::vector<BasketLine> lines{
      line(1, "50.00"), of(line(2, "50.00"), GoodsKind::brand, 9), line(3, "50.00")};
  EXPECT_EQ(payables(price(Index(with({rule})), basket(lines))), (Amounts{4000, 5000, 5000}));
  rule.full_price_only = true;
  const Basket cut = basket({reduced(line(1, "60.00"), "50.00")});
  EXPECT_EQ(why_of(price(Index(with({rule})), cut), 1), Why::no_goods);
  const Basket same = basket({reduced(line(1, "50.00"), "50.00")});
  EXPECT_EQ(price(Index(with({rule})), same).payable, 4000) << "the same price is no reduction";
}

TEST(MoneyOffTest, AnAmountBelowZeroRaisesNoPrice) {
  EXPECT_EQ(money_off({-500}, {}, {line(1, "10.00")}).payable, 1000);
  EXPECT_EQ(money_off({-500, true}, {}, {line(1, "10.00")}).payable, 1000);
}

}  // namespace
}  // namespace guanxi::pricing
