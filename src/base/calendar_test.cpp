#include "base/calendar.h"

#include <gtest/gtest.h>

namespace guanxi {
namespace {

Date day(const char* text) { return *Date::parse(text); }

TEST(CalendarTest, knows_the_day_of_the_week_before_1970_as_well) {
  EXPECT_EQ(weekday_of(day("2026-11-23")), 0);
  EXPECT_EQ(weekday_of(day("2026-11-29")), 6);
  EXPECT_EQ(weekday_of(day("1970-01-01")), 3);
  EXPECT_EQ(weekday_of(day("1969-12-28")), 6);
}

TEST(CalendarTest, celebrates_the_29th_of_february_on_the_28th_in_other_years) {
  EXPECT_EQ(birthday_in(day("2000-02-29"), 2024), day("2024-02-29"));
  EXPECT_EQ(birthday_in(day("2000-02-29"), 2026), day("2026-02-28"));
  EXPECT_EQ(birthday_in(day("1990-12-31"), 2026), day("2026-12-31"));
}

}  // namespace
}  // namespace guanxi
