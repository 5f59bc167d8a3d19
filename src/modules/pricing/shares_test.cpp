// Who bears what of a line, and what of it comes back.
#include "modules/pricing/shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/random.h"
#include "base/rounding.h"

namespace guanxi::pricing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const LineBearers all_bearers{"counter:S001/C1", "counter_group:CG", "brand:B"};
const std::vector<ShareTerms> mall_and_group{
    {std::nullopt, 60, ShareOf::mall}, {std::nullopt, 40, ShareOf::counter_group}};
const std::vector<ShareTerms> three{
    {"P1", 1}, {std::nullopt, 1, ShareOf::brand}, {std::nullopt, 1, ShareOf::counter}};

std::int64_t sum_of(const std::vector<SharePart>& parts) {
  std::int64_t sum = 0;
  for (const SharePart& part : parts) sum += part.amount;
  return sum;
}

TEST(Shares, ThePartsOfALineSumToWhatCameOffIt) {
  const auto parts = share_line(
      2,
      {{ShareCause::member_rate, "", 374, &mall_and_group},
       {ShareCause::promotion, "TEN", 1000, &three},
       {ShareCause::coupon, "FIVE", 500, nullptr}},
      all_bearers
  );
  EXPECT_THAT(
      parts,
      ElementsAre(
          SharePart{2, ShareCause::member_rate, "", "mall", 224},
          SharePart{2, ShareCause::member_rate, "", "counter_group:CG", 150},
          SharePart{2, ShareCause::promotion, "TEN", "party:P1", 334},
          SharePart{2, ShareCause::promotion, "TEN", "brand:B", 333},
          SharePart{2, ShareCause::promotion, "TEN", "counter:S001/C1", 333},
          SharePart{2, ShareCause::coupon, "FIVE", "mall", 500}
      )
  );
  EXPECT_EQ(sum_of(parts), 374 + 1000 + 500);
}

TEST(Shares, WhatGoodsHaveNoBearerForIsTheMalls) {
  const auto parts =
      share_line(1, {{ShareCause::member_rate, "", 100, &mall_and_group}}, LineBearers());
  EXPECT_THAT(parts, ElementsAre(SharePart{1, ShareCause::member_rate, "", "mall", 100}));
  EXPECT_THAT(share_line(1, {{ShareCause::rounding, "", 0, nullptr}}, all_bearers), IsEmpty());
}

TEST(Shares, TwoCouponsOfATemplateAreOnePart) {
  const auto parts = share_line(
      1,
      {{ShareCause::coupon, "FIVE", 500, nullptr}, {ShareCause::coupon, "FIVE", 300, nullptr}},
      all_bearers
  );
  EXPECT_THAT(parts, ElementsAre(SharePart{1, ShareCause::coupon, "FIVE", "mall", 800}));
}

TEST(Shares, AHalfComesBackInProportionAndTheRestWithTheRest) {
  const std::vector<SharePart> parts{
      {1, ShareCause::promotion, "TEN", "mall", 7},
      {1, ShareCause::promotion, "TEN", "brand:B", 4}};
  EXPECT_THAT(returned_parts(parts, {200, 189}, {0, 0}), ElementsAre(0, 0));
  EXPECT_THAT(returned_parts(parts, {200, 189}, {100, 95}), ElementsAre(3, 2));
  EXPECT_THAT(returned_parts(parts, {200, 189}, {200, 189}), ElementsAre(7, 4));
}

TEST(Shares, RoundingThatAddsComesBackToo) {
  const std::vector<SharePart> nothing_left{
      {1, ShareCause::promotion, "P", "brand:B", 3}, {1, ShareCause::rounding, "", "mall", -3}};
  EXPECT_THAT(returned_parts(nothing_left, {100, 100}, {100, 100}), ElementsAre(3, -3));
  EXPECT_THAT(returned_parts(nothing_left, {100, 100}, {50, 50}), ElementsAre(2, -2));
  const std::vector<SharePart> dearer{{1, ShareCause::rounding, "", "mall", -4}};
  EXPECT_THAT(returned_parts(dearer, {100, 104}, {50, 52}), ElementsAre(-2));
  EXPECT_THAT(returned_parts(dearer, {100, 104}, {100, 104}), ElementsAre(-4));
}

// Any returns in any order: what has come back of each part is never more than the part, sums to
// what has come back of the line, and is the whole part in the end.
TEST(Shares, NoFenIsLostOrMadeByReturns) {
  SeededRandom random(20261123);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random.next() % static_cast<std::uint64_t>(n));
  };
  for (int round = 0; round < 20'000; ++round) {
    const std::int64_t pieces = 1 + below(12);
    std::vector<SharePart> parts;
    std::int64_t off = 0;
    for (std::int64_t i = 0; i <= below(4); ++i) {
      const std::int64_t amount = below(4) == 0 ? -below(10) : below(1000);
      parts.push_back({1, ShareCause::promotion, std::to_string(i), "mall", amount});
      off += amount;
    }
    const std::int64_t list = std::max<std::int64_t>(off, 0) + below(2000);
    const LineSums sold{list, list - off};
    const auto until = [&](std::int64_t piece) {
      return LineSums{
          divide(Int128{sold.list} * piece, pieces, Rounding::half_up),
          divide(Int128{sold.amount} * piece, pieces, Rounding::half_up)};
    };
    for (std::int64_t piece = 0; piece <= pieces; ++piece) {
      const LineSums back = until(piece);
      const auto returned = returned_parts(parts, sold, back);
      ASSERT_EQ(
          std::accumulate(returned.begin(), returned.end(), std::int64_t{0}),
          back.list - back.amount
      );
      for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::int64_t part = parts[i].amount;
        ASSERT_LE(std::min<std::int64_t>(part, 0), returned[i]);
        ASSERT_LE(returned[i], std::max<std::int64_t>(part, 0));
        if (piece == pieces) {
          ASSERT_EQ(returned[i], part);
        }
      }
    }
  }
}

TEST(Agreements, TheGroupsOwnComesBeforeTheOneForAll) {
  AgreementTerms terms;
  terms.agreements = {
      {AgreedOn::member_rate, std::nullopt, three},
      {AgreedOn::member_rate, "A", mall_and_group},
      {AgreedOn::rounding, std::nullopt, three}};
  EXPECT_EQ(*agreed_on(terms, AgreedOn::member_rate, "A"), mall_and_group);
  EXPECT_EQ(*agreed_on(terms, AgreedOn::member_rate, "B"), three);
  EXPECT_EQ(*agreed_on(terms, AgreedOn::member_rate, std::nullopt), three);
  EXPECT_EQ(agreed_on(terms, AgreedOn::shop_price, std::nullopt), nullptr);
}

}  // namespace
}  // namespace guanxi::pricing
