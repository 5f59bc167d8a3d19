#include "flows/checkout/multiples.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "modules/pricing/engine/engine.h"

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

/// Prices by promotions with these multiples, named 1, 2, 3 …, within what is left of them.
struct Shop {
  pricing::RuleSet rules;
  pricing::Basket basket;
  int priced = 0;

  explicit Shop(std::vector<const char*> multiples) {
    for (const char* multiple : multiples) {
      pricing::Promotion& made = rules.promotions.emplace_back();
      made.id = std::ssize(rules.promotions);
      made.reward = pricing::PointsMultiple{*Rate::parse(multiple)};
    }
    pricing::BasketLine line;
    line.goods.of(pricing::GoodsKind::item) = 1;
    line.list_price = *UnitPrice::parse("1000");
    line.quantity = Quantity::pieces(1);
    basket.currency = Currency::cny;
    basket.at = *Instant::parse("2026-11-23T04:00:00Z");
    basket.day = *Date::parse("2026-11-23");
    basket.lines = {line};
  }
  MostMultiplied most(std::int64_t points) {
    const pricing::Index index(rules);
    const points::Earned earned{Points(points), {Points(points)}};
    const pricing::Quote first = pricing::price(index, basket);
    return most_multiplied(earned, Rate::one(), first.lines, basket, [&](pricing::Basket& without) {
      ++priced;
      return std::optional(pricing::price(index, without));
    });
  }
};

TEST(MostMultipliedTest, TheLastPointOfOneDoesNotDisplaceAnother) {
  Shop shop({"3", "2"});
  shop.basket.allowances = {left(1, 1)};
  const MostMultiplied most = shop.most(100);
  EXPECT_EQ(most.b.total, Points(100)) << "all of the second, not the last point of the first";
  ASSERT_TRUE(most.instead);
  EXPECT_EQ(most.instead->lines[0].multiple_of, 2);
  ASSERT_EQ(most.b.of_promotions.size(), 1u);
  EXPECT_EQ(most.b.of_promotions[0].rule, 2);
}

TEST(MostMultipliedTest, TheRestIsGivenWhereItIsMore) {
  Shop shop({"3", "2"});
  shop.basket.allowances = {left(1, 101)};
  const MostMultiplied most = shop.most(100);
  EXPECT_EQ(most.b.total, Points(101));
  EXPECT_FALSE(most.instead);
  EXPECT_EQ(shop.priced, 1);
}

TEST(MostMultipliedTest, NothingIsPricedAgainWhereNothingIsCut) {
  Shop shop({"3", "2"});
  shop.basket.allowances = {left(1, 200)};
  EXPECT_EQ(shop.most(100).b.total, Points(200));
  EXPECT_EQ(shop.priced, 0);
}

TEST(MostMultipliedTest, WhatTakesItsPlaceMayHaveTooFewLeftAsWell) {
  Shop shop({"3", "2.5", "2"});
  shop.basket.allowances = {left(1, 1), left(2, 1)};
  const MostMultiplied most = shop.most(100);
  EXPECT_EQ(most.b.total, Points(100));
  ASSERT_TRUE(most.instead);
  EXPECT_EQ(most.instead->lines[0].multiple_of, 3);
}

TEST(MostMultipliedTest, OneOfAGroupThatExcludesMakesRoom) {
  Shop shop({"3", "2"});
  for (pricing::Promotion& one : shop.rules.promotions) one.exclusive_group = 4;
  shop.basket.allowances = {left(1, 1)};
  EXPECT_EQ(shop.most(100).b.total, Points(100));
}

TEST(MostMultipliedTest, WhereMoreThanPointsWouldChangeThePriceStands) {
  const points::Earned earned{Points(100), {Points(100)}};
  const std::vector lines{by(7, 3)};
  pricing::Basket basket;
  basket.allowances = {left(7, 1)};
  const MostMultiplied most =
      most_multiplied(earned, Rate::one(), lines, basket, [](pricing::Basket&) {
        return std::optional<pricing::Quote>();
      });
  EXPECT_EQ(most.b.total, Points(1));
  EXPECT_FALSE(most.instead);
}

}  // namespace
}  // namespace guanxi::checkout
