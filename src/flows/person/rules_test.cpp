#include "flows/person/rules.h"

#include <gtest/gtest.h>

namespace guanxi::person {
namespace {

TEST(WorkingDays, pass_over_weekends_and_know_no_holidays) {
  const struct {
    const char *from, *to;
    int days;
    const char* reason;
  } rows[] = {
      {"2026-11-16", "2026-11-17", 1, "Monday to Tuesday"},
      {"2026-11-20", "2026-11-23", 1, "Friday to Monday"},
      {"2026-11-21", "2026-11-23", 1, "from a Saturday"},
      {"2026-11-22", "2026-12-11", 15, "from a Sunday: three weeks"},
      {"2026-11-16", "2026-12-07", 15, "three weeks later, the same weekday"},
      {"2026-02-13", "2026-02-16", 1, "the spring festival is not known"},
      {"1999-12-31", "2000-01-03", 1, "before the first Monday the rule knows"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(after_working_days(*Date::parse(row.from), row.days).to_string(), row.to)
        << row.reason;
  }
}

}  // namespace
}  // namespace guanxi::person
