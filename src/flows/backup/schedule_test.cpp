#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "flows/backup/runs.h"

namespace guanxi::backup {
namespace {

Instant at(const char* text) { return *Instant::parse(text); }

struct ScheduleTest : ::testing::Test {
  ScheduleTest() {
    ::setenv("TZ", "Asia/Shanghai", 1);
    ::tzset();
  }
};

TEST_F(ScheduleTest, by_the_clock) {
  const Schedule nightly{"02:30", 0};
  const Instant noon = at("2026-03-02T12:00:00+08:00");
  const Instant due = at("2026-03-02T02:30:00+08:00");
  struct Row {
    std::optional<Instant> last;
    Instant now;
    std::optional<Instant> wanted;
    const char* reason;
  };
  const Row rows[] = {
      {std::nullopt, noon, due, "there is none yet: a late one is better than none"},
      {due, noon, std::nullopt, "it was made"},
      {due.plus_seconds(-1), noon, due, "made a second too early"},
      {due, at("2026-03-03T02:29:59+08:00"), std::nullopt, "not yet the next night"},
      {due, at("2026-03-03T02:30:00+08:00"), at("2026-03-03T02:30:00+08:00"), "the next night"},
      {due, at("2026-03-09T01:00:00+08:00"), at("2026-03-08T02:30:00+08:00"), "off for a week"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(wanted_since(nightly, row.last, row.now), row.wanted) << row.reason;
  }
}

TEST_F(ScheduleTest, by_interval) {
  const Schedule often{"", 6};
  const Instant now = at("2026-03-02T12:00:00Z");
  EXPECT_EQ(wanted_since(often, std::nullopt, now), now);
  EXPECT_EQ(wanted_since(often, now.plus_seconds(-6 * 3600 + 1), now), std::nullopt);
  EXPECT_EQ(wanted_since(often, now.plus_seconds(-6 * 3600), now), now);
}

TEST_F(ScheduleTest, not_at_all) {
  EXPECT_FALSE(Schedule{}.is_set());
  EXPECT_EQ(wanted_since({}, std::nullopt, at("2026-03-02T12:00:00Z")), std::nullopt);
}

TEST_F(ScheduleTest, on_the_nights_the_clocks_change) {
  ::setenv("TZ", "Europe/Berlin", 1);
  ::tzset();
  const Schedule nightly{"02:30", 0};
  // 29 March 2026: 02:30 does not exist. Once, somewhere next to it.
  const auto skipped =
      wanted_since(nightly, at("2026-03-28T12:00:00Z"), at("2026-03-29T06:00:00Z"));
  ASSERT_TRUE(skipped.has_value());
  EXPECT_EQ(wanted_since(nightly, skipped, at("2026-03-29T20:00:00Z")), std::nullopt);
  // 25 October 2026: twice. Made once.
  const auto twice = wanted_since(nightly, at("2026-10-24T12:00:00Z"), at("2026-10-25T06:00:00Z"));
  ASSERT_TRUE(twice.has_value());
  EXPECT_EQ(wanted_since(nightly, twice, at("2026-10-25T20:00:00Z")), std::nullopt);
}

}  // namespace
}  // namespace guanxi::backup
