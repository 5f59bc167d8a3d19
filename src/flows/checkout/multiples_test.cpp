#include "flows/checkout/multiples.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace guanxi::checkout
