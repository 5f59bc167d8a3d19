#include "modules/tiers/past_tiers.h"

#include <gtest/gtest.h>

namespace guanxi::tiers {
namespace {

Instant second(std::int64_t seconds) { return Instant::from_seconds(seconds); }
Date on(int day) { return *Date::of(2026, 3, day); }

/// What the sale of receipt 9 had, posted at once; "-": nothing had changed it.
std::string at(const std::vector<PastTier>& past, std::int64_t when, int day) {
  const std::string* found = tier_at_sale(past, {9, second(when), second(when), on(day)});
  return found ? *found : "-";
}

TEST(PastTiersTest, ASaleHasTheTierOfBeforeItAndNotWhatItBrought) {
  const std::vector<PastTier> past{
      {second(100), second(100), {}, 1, "GOLD"}, {second(200), second(200), {}, 9, "DIAMOND"}};
  EXPECT_EQ(at(past, 50, 1), "-");
  EXPECT_EQ(at(past, 150, 1), "GOLD");
  EXPECT_EQ(at(past, 200, 2), "GOLD") << "its own growth counts from the next one";
  EXPECT_EQ(at(past, 201, 2), "GOLD") << "so it is, however the clocks went";
}

TEST(PastTiersTest, WhatHappensByTheDayCountsForASaleOfThatDay) {
  const std::vector<PastTier> past{
      {second(100), second(100), {}, 1, "GOLD"}, {second(300), second(100), on(3), 0, "BASE"}};
  EXPECT_EQ(at(past, 300, 3), "BASE");
  EXPECT_EQ(at(past, 250, 3), "GOLD") << "the books did not know yet";
  EXPECT_EQ(at(past, 400, 4), "BASE");
}

TEST(PastTiersTest, ASaleToldLateHasWhatItsMomentHad) {
  const std::vector<PastTier> past{
      {second(100), second(100), {}, 1, "GOLD"}, {second(200), second(200), {}, 0, "DIAMOND"}};
  const std::string* found = tier_at_sale(past, {9, second(150), second(900), on(1)});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(*found, "GOLD");
}

TEST(PastTiersTest, WhatWasToldLateRestsOnWhatCameAfterIt) {
  const std::vector<PastTier> past{
      {second(100), second(100), {}, 1, "GOLD"},
      {second(800), second(700), {}, 2, "DIAMOND"}};  // of a sale at 120, after others until 700
  const std::string* found = tier_at_sale(past, {9, second(150), second(900), on(1)});
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(*found, "GOLD");
}

}  // namespace
}  // namespace guanxi::tiers
