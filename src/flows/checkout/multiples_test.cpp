#include "flows/checkout/multiples.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace guanxi::checkout {
namespace {

pricing::PricedLine by(std::int64_t rule, std::int64_t multiple) {
  pricing::PricedLine line;
  line.multiple = Rate::of(multiple, 1);
  line.multiple_of = rule;
  return line;
}
pricing::Allowance left(std::int64_t rule, std::int64_t points) {
  return {rule, std::nullopt, std::nullopt, false, points};
}

TEST(MultipliedTest, APromotionGivesTheRestAndNoMore) {
  const points::Earned earned{Points(10), {Points(10)}};
  const std::vector lines{by(7, 3)};
  EXPECT_EQ(multiplied(earned, Rate::one(), lines, {}).total, Points(20));
  const std::vector few{left(7, 15)};
  const Multiplied cut = multiplied(earned, Rate::one(), lines, few);
  EXPECT_EQ(cut.total, Points(15));
  ASSERT_EQ(cut.of_promotions.size(), 1u);
  EXPECT_EQ(cut.of_promotions[0].full, Points(20));
  EXPECT_EQ(cut.of_promotions[0].given, Points(15));
}

TEST(MultipliedTest, WhatTheOccasionGivesIsNotThePromotions) {
  const points::Earned earned{Points(10), {Points(10)}};
  const std::vector lines{by(7, 3)};
  const std::vector few{left(7, 4)};
  const Multiplied cut = multiplied(earned, Rate::of(2, 1), lines, few);
  EXPECT_EQ(cut.total, Points(14)) << "10 by the occasion, and the rest of the promotion";
  EXPECT_EQ(cut.of_promotions[0].full, Points(10));
  EXPECT_TRUE(multiplied(earned, Rate::of(4, 1), lines, few).of_promotions.empty());
}

TEST(MultipliedTest, APromotionOnOneLineTakesNothingFromTheReceipt) {
  const points::Earned earned{Points(2), {Points(1), Points(1)}};
  const Rate half_more = Rate::of(3, 2);
  std::vector lines{by(7, 1), pricing::PricedLine()};
  EXPECT_EQ(multiplied(earned, half_more, lines, {}).total, Points(1)) << "2 × 0.5";
  lines[0].multiple = Rate::of(8, 5);
  const Multiplied all = multiplied(earned, half_more, lines, {});
  EXPECT_EQ(all.total, Points(1)) << "0.6 + 0.5, rounded down together";
  ASSERT_EQ(all.of_promotions.size(), 1u);
  EXPECT_EQ(all.of_promotions[0].full, Points(0)) << "1.1 is no more than the 1 of the occasion";
}

TEST(MultipliedTest, TheHighestMultipleOfTheWholeReceiptIsRoundedOnce) {
  const points::Earned earned{Points(3), {Points(3)}};
  const Multiplied all = multiplied(earned, Rate::of(3, 2), std::vector{by(7, 2)}, {});
  EXPECT_EQ(all.total, Points(3)) << "3 × (2 − 1), and not 1.5 and 1.5 each rounded down";
  EXPECT_EQ(all.of_promotions[0].full, Points(2));
}

TEST(MultipliedTest, NeverLessThanByTheOccasionAloneAndNeverMoreThanByTheHighest) {
  const Rate rates[] = {
      Rate::one(), Rate::of(3, 2), Rate::of(8, 5), Rate::of(7, 3), Rate::of(2, 1)};
  for (const Rate occasion : rates) {
    for (const Rate one : rates) {
      for (const Rate other : rates) {
        for (std::int64_t points = 0; points < 12; ++points) {
          const points::Earned earned{Points(points + 3), {Points(points), Points(2), Points(1)}};
          std::vector lines{by(7, 1), by(8, 1), pricing::PricedLine()};
          lines[0].multiple = one;
          lines[1].multiple = other;
          const Multiplied all = multiplied(earned, occasion, lines, {});
          EXPECT_GE(all.total, points::multiplied_points(earned.total, occasion));
          EXPECT_LE(
              all.total, points::multiplied_points(earned.total, std::max({occasion, one, other}))
          );
          Points sum = points::multiplied_points(earned.total, occasion);
          for (const PromotionPoints& promotion : all.of_promotions) {
            EXPECT_FALSE(promotion.full.is_negative());
            sum += promotion.full;
          }
          EXPECT_EQ(all.total, sum);
        }
      }
    }
  }
}

TEST(MultipliedTest, TheLargestNumbersAreOneTooManyAndNoOverflow) {
  const points::Earned most{
      Points(points::receipt_points_max + 1), {Points(points::receipt_points_max + 1)}};
  std::vector lines{by(7, 1)};
  lines[0].multiple = Rate::of(99'999'999'999, 1'000'000'000);
  EXPECT_EQ(
      multiplied(most, Rate::of(1'000'000'001, 1'000'000'000), lines, {}).total,
      Points(points::receipt_points_max + 1)
  );
}

}  // namespace
}  // namespace guanxi::checkout
