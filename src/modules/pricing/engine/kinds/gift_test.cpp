#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Quote with_gift(
    const Threshold& threshold, std::vector<BasketLine> lines, std::int64_t pieces = 1
) {
  return price(
      Index(with({promotion(1, Gift{9, pieces, 1500}, threshold)})), basket(std::move(lines))
  );
}

TEST(GiftTest, WhereItIsNotOnTheReceiptItIsHandedOut) {
  const Quote quote = with_gift(from_amount(10000), {line(1, "100.00")});
  EXPECT_EQ(quote.payable, 10000);
  ASSERT_EQ(quote.awards.size(), 1u);
  EXPECT_EQ(
      quote.awards[0],
      (Award{.rule = 1, .item = 9, .count = 1, .on_receipt = 0, .declared_value = 1500})
  );
  EXPECT_EQ(why_of(quote, 1), Why::applied);
}

TEST(GiftTest, WhereItIsOnTheReceiptItIsFree) {
  const Quote quote = with_gift(from_amount(10000), {line(1, "100.00"), line(9, "15.00", "2")});
  EXPECT_EQ(payables(quote), (Amounts{10000, 1500}));
  ASSERT_EQ(quote.awards.size(), 1u);
  EXPECT_EQ(quote.awards[0].on_receipt, 1);
}

TEST(GiftTest, ForEachTimePartlyOnTheReceipt) {
  const Quote quote = with_gift(every_amount(10000), {line(1, "350.00"), line(9, "15.00", "2")}, 2);
  EXPECT_EQ(payables(quote), (Amounts{35000, 0}));
  EXPECT_EQ(quote.awards[0].count, 6);
  EXPECT_EQ(quote.awards[0].on_receipt, 2);
}

TEST(GiftTest, TheGiftItselfIsNoStepTowardsTheThreshold) {
  const Quote quote = with_gift(from_amount(10000), {line(1, "90.00"), line(9, "15.00")});
  EXPECT_EQ(quote.payable, 10500);
  EXPECT_EQ(why_of(quote, 1), Why::below_amount);
  EXPECT_TRUE(quote.awards.empty());
}

TEST(GiftTest, ABudgetThatDoesNotReachHandsNothingOut) {
  Basket sold = basket({line(1, "100.00"), line(9, "15.00")});
  sold.allowances = {{1, std::nullopt, 1499}};
  const Index index(with({promotion(1, Gift{9, 1, 1500})}));
  const Quote quote = price(index, sold);
  EXPECT_EQ(why_of(quote, 1), Why::budget);
  EXPECT_EQ(quote.payable, 11500);
  EXPECT_TRUE(quote.awards.empty());
  sold.allowances = {{1, 0, std::nullopt}};
  EXPECT_EQ(why_of(price(index, sold), 1), Why::used_up);
}

TEST(GiftTest, WhereOnlyTheFullPriceCountsAReducedGiftIsPaidAndAnotherHandedOut) {
  Promotion rule = promotion(1, Gift{9, 1, 1500});
  const std::vector<BasketLine> lines{line(1, "100.00"), reduced(line(9, "15.00"), "12.00")};
  EXPECT_EQ(payables(price(Index(with({rule})), basket(lines))), (Amounts{10000, 0}));
  rule.full_price_only = true;
  const Quote quote = price(Index(with({rule})), basket(lines));
  EXPECT_EQ(payables(quote), (Amounts{10000, 1200}));
  ASSERT_EQ(quote.awards.size(), 1u);
  EXPECT_EQ(quote.awards[0].count, 1);
  EXPECT_EQ(quote.awards[0].on_receipt, 0);
}

TEST(GiftTest, AmongGiftsOfOneGroupOneIsHandedOut) {
  std::vector<Promotion> gifts{promotion(1, Gift{9}), promotion(2, Gift{8})};
  for (Promotion& one : gifts) one.exclusive_group = 5;
  const Quote quote = price(Index(with(gifts)), basket({line(1, "100.00")}));
  ASSERT_EQ(quote.awards.size(), 1u);
  EXPECT_EQ(quote.awards[0].item, 9);
  EXPECT_EQ(why_of(quote, 2), Why::exclusive);
}

}  // namespace
}  // namespace guanxi::pricing
