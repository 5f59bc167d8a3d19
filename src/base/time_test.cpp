#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "base/check.h"

namespace guanxi {
namespace {

Instant instant(std::string_view text) { return Instant::parse(text).value(); }
Date date(std::string_view text) { return Date::parse(text).value(); }

TEST(Instant, reads_rfc_3339) {
  struct Row {
    const char* reason;
    const char* text;
    std::int64_t micros;
  };
  const Row rows[] = {
      {"the beginning", "1970-01-01T00:00:00Z", 0},
      {"UTC", "2026-11-21T13:05:00Z", 1'795'266'300'000'000},
      {"the same instant in Shanghai", "2026-11-21T21:05:00+08:00", 1'795'266'300'000'000},
      {"west of Greenwich", "2026-11-21T08:05:00-05:00", 1'795'266'300'000'000},
      {"half an hour", "2026-11-21T18:35:00+05:30", 1'795'266'300'000'000},
      {"small letters are RFC 3339 too", "2026-11-21t13:05:00z", 1'795'266'300'000'000},
      {"unknown local offset", "2026-11-21T13:05:00-00:00", 1'795'266'300'000'000},
      {"tenths", "2026-11-21T13:05:00.5Z", 1'795'266'300'500'000},
      {"microseconds", "2026-11-21T13:05:00.000001Z", 1'795'266'300'000'001},
      {"leap day", "2024-02-29T00:00:00Z", 1'709'164'800'000'000},
      {"the offset moves it into 1970", "1969-12-31T23:00:00-05:00", 14'400'000'000},
      {"the end", "9999-12-31T23:59:59.999999Z", 253'402'300'799'999'999},
  };
  for (const Row& row : rows) {
    const std::optional<Instant> read = Instant::parse(row.text);
    ASSERT_TRUE(read.has_value()) << row.reason;
    EXPECT_EQ(read->micros(), row.micros) << row.reason;
  }
}

TEST(Instant, refuses_anything_else) {
  struct Row {
    const char* reason;
    const char* text;
  };
  const Row rows[] = {
      {"empty", ""},
      {"no offset", "2026-11-21T13:05:00"},
      {"date only", "2026-11-21"},
      {"blank for T", "2026-11-21 13:05:00Z"},
      {"no seconds", "2026-11-21T13:05Z"},
      {"no such day", "2026-02-29T00:00:00Z"},
      {"month 13", "2026-13-01T00:00:00Z"},
      {"hour 24", "2026-11-21T24:00:00Z"},
      {"minute 60", "2026-11-21T13:60:00Z"},
      {"a leap second cannot be held", "2016-12-31T23:59:60Z"},
      {"finer than a microsecond", "2026-11-21T13:05:00.0000001Z"},
      {"point without digits", "2026-11-21T13:05:00.Z"},
      {"offset without colon", "2026-11-21T13:05:00+0800"},
      {"offset hour 24", "2026-11-21T13:05:00+24:00"},
      {"offset minute 60", "2026-11-21T13:05:00+08:60"},
      {"text behind", "2026-11-21T13:05:00Z "},
      {"text behind the offset", "2026-11-21T13:05:00+08:00Z"},
      {"before 1970", "1969-12-31T23:59:59Z"},
      {"the offset moves it before 1970", "1970-01-01T00:00:00+08:00"},
      {"the offset moves it past 9999", "9999-12-31T23:59:59-08:00"},
      {"year of five digits", "12026-11-21T13:05:00Z"},
      {"sign in a number", "2026-11-21T13:05:+1Z"},
      {"cut off", "2026-11-21T13:05:0"},
      {"comma", "2026-11-21T13:05:00,5Z"},
  };
  for (const Row& row : rows) EXPECT_EQ(Instant::parse(row.text), std::nullopt) << row.reason;
}

TEST(Instant, writes_microseconds_only_if_there_are_any) {
  EXPECT_EQ(instant("2026-11-21T21:05:00+08:00").to_string(), "2026-11-21T13:05:00Z");
  EXPECT_EQ(instant("2026-11-21T13:05:00.5Z").to_string(), "2026-11-21T13:05:00.500000Z");
  EXPECT_EQ(Instant::from_micros(-1).to_string(), "1969-12-31T23:59:59.999999Z");
  constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();
  EXPECT_THROW(static_cast<void>(Instant::from_micros(int64_max).to_string()), CheckFailed);
}

RC_GTEST_PROP(InstantProperty, text_round_trips, ()) {
  const auto micros = *rc::gen::inRange<std::int64_t>(0, 253'402'300'799'999'999);
  const Instant at = Instant::from_micros(micros);
  RC_ASSERT(Instant::parse(at.to_string()) == at);
}

TEST(Date, knows_which_days_there_are) {
  struct Row {
    const char* reason;
    int year, month, day;
    bool exists;
  };
  const Row rows[] = {
      {"plain", 2026, 11, 21, true},
      {"leap year", 2024, 2, 29, true},
      {"no leap year", 2026, 2, 29, false},
      {"century that is no leap year", 2100, 2, 29, false},
      {"fourth century", 2000, 2, 29, true},
      {"April has 30", 2026, 4, 31, false},
      {"day 0", 2026, 1, 0, false},
      {"month 0", 2026, 0, 1, false},
      {"month 13", 2026, 13, 1, false},
      {"year 0", 0, 1, 1, false},
      {"year 10000", 10000, 1, 1, false},
      {"far outside, where a narrow type would wrap", 2026, 11, 256 + 21, false},
      {"month that would wrap", 2026, 256 + 11, 21, false},
      {"year that would wrap", 65536 + 2026, 11, 21, false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Date::of(row.year, row.month, row.day).has_value(), row.exists) << row.reason;
  }
  EXPECT_EQ(Date::from_yyyymmdd(20261121), date("2026-11-21"));
  for (const std::int64_t number :
       {std::int64_t{0},
        std::int64_t{-20261121},
        std::int64_t{20261131},
        std::int64_t{100000101},
        std::int64_t{20260000}}) {
    EXPECT_EQ(Date::from_yyyymmdd(number), std::nullopt) << number;
  }
  for (const char* text :
       {"",
        "2026-11-2",
        "2026-1-21",
        "20261121",
        "2026/11/21",
        "2026-11-21 ",
        "-026-11-21",
        "2026-02-30"}) {
    EXPECT_EQ(Date::parse(text), std::nullopt) << text;
  }
  EXPECT_EQ(Date::never, date("9999-12-31"));
}

TEST(Date, rolls_months_to_their_end) {
  struct Row {
    const char* reason;
    const char* from;
    int months;
    const char* end;
  };
  const Row rows[] = {
      {"this month", "2026-11-21", 0, "2026-11-30"},
      {"already the end", "2026-11-30", 0, "2026-11-30"},
      {"one month from the 31st never skips February", "2026-01-31", 1, "2026-02-28"},
      {"leap February", "2027-12-15", 2, "2028-02-29"},
      {"over the year", "2026-11-21", 2, "2027-01-31"},
      {"December to December", "2026-12-01", 12, "2027-12-31"},
      {"from a leap day", "2024-02-29", 12, "2025-02-28"},
      {"to a century that is no leap year", "2098-02-01", 24, "2100-02-28"},
      {"back", "2026-01-15", -1, "2025-12-31"},
      {"back a year and a month", "2026-01-15", -13, "2024-12-31"},
      {"to the last month there is", "9999-11-30", 1, "9999-12-31"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(date(row.from).month_end_after(row.months), date(row.end)) << row.reason;
  }
  EXPECT_THROW(static_cast<void>(Date::never.month_end_after(1)), CheckFailed);
  EXPECT_THROW(
      static_cast<void>(date("2026-01-01").month_end_after(std::numeric_limits<int>::max())),
      CheckFailed
  );
}

TEST(Date, counts_days) {
  EXPECT_EQ(date("2024-02-28").plus_days(1), date("2024-02-29"));
  EXPECT_EQ(date("2026-02-28").plus_days(1), date("2026-03-01"));
  EXPECT_EQ(date("2026-01-01").plus_days(-1), date("2025-12-31"));
  EXPECT_EQ(date("2026-01-01").days_until(date("2027-01-01")), 365);
  EXPECT_EQ(date("2024-01-01").days_until(date("2025-01-01")), 366);
  EXPECT_EQ(date("2025-01-01").days_until(date("2024-01-01")), -366);
  EXPECT_EQ(Date(), date("1970-01-01"));
  EXPECT_THROW(static_cast<void>(Date::never.plus_days(1)), CheckFailed);
  EXPECT_THROW(static_cast<void>(Date().plus_days(std::numeric_limits<int>::max())), CheckFailed);
}

RC_GTEST_PROP(DateProperty, days_and_text_round_trip, ()) {
  const Date day = Date().plus_days(*rc::gen::inRange(-719'162, 2'932'896));
  RC_ASSERT(Date::parse(day.to_string()) == day);
  RC_ASSERT(Date::from_yyyymmdd(day.yyyymmdd()) == day);
  RC_ASSERT(Date::of(day.year(), day.month(), day.day()) == day);
  RC_ASSERT(Date().plus_days(Date().days_until(day)) == day);
  RC_ASSERT(day < day.plus_days(1));
}

RC_GTEST_PROP(DateProperty, month_end_is_followed_by_a_first, ()) {
  const Date day = Date().plus_days(*rc::gen::inRange(0, 100'000));
  const int months = *rc::gen::inRange(0, 600);
  const Date end = day.month_end_after(months);
  RC_ASSERT(end.plus_days(1).day() == 1);
  const int elapsed = (end.year() - day.year()) * 12 + end.month() - day.month();
  RC_ASSERT(elapsed == months);
}

}  // namespace
}  // namespace guanxi
