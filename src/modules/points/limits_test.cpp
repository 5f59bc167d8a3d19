// How often a member has an occasion, and what a programme's budget of a day leaves.
#include <gmock/gmock.h>

#include "modules/points/budgets.h"
#include "modules/points/testing.h"
#include "modules/points/uses.h"

namespace guanxi::points {
namespace {

using programmes::DayPointsOf;

TEST(WithinBudget, cuts_gifts_then_multiplied_and_the_rest_only_where_it_counts) {
  const Earning whole{.a = Points(10), .b = Points(20), .c = Points(5), .e = Points(8)};
  struct Row {
    DayPointsOf classes;
    std::int64_t left, a, b, c, e;
  };
  const Row rows[] = {
      {DayPointsOf::extras, 25, 10, 20, 5, 8},
      {DayPointsOf::extras, 24, 10, 20, 4, 8},
      {DayPointsOf::extras, 7, 10, 7, 0, 8},
      {DayPointsOf::extras, 0, 10, 0, 0, 8},
      {DayPointsOf::all, 43, 10, 20, 5, 8},
      {DayPointsOf::all, 25, 10, 7, 0, 8},
      {DayPointsOf::all, 4, 4, 0, 0, 0},
  };
  for (const Row& row : rows) {
    const Earning kept = within_budget(whole, row.classes, Points(row.left));
    EXPECT_EQ(kept.a, Points(row.a)) << row.left;
    EXPECT_EQ(kept.b, Points(row.b)) << row.left;
    EXPECT_EQ(kept.c, Points(row.c)) << row.left;
    EXPECT_EQ(kept.e, Points(row.e)) << row.left;
    EXPECT_LE(budgeted(kept, row.classes), Points(row.left));
  }
}

class LimitsTest : public PointsTest {
 protected:
  bool take(std::int64_t points, std::int64_t most, const char* when = "2026-01-01") {
    return temp
        ->write([&](sql::Tx& tx) {
          return take_of_budget(tx, ProgrammeId(1), day(when), Points(points), most);
        })
        .has_value();
  }
  Points taken(const char* when = "2026-01-01") {
    return temp->read([&](sql::Tx& tx) { return taken_of_budget(tx, ProgrammeId(1), day(when)); });
  }
  void use(const char* when, std::int64_t receipt) {
    ASSERT_TRUE(temp->write([&](sql::Tx& tx) -> Outcome {
      add_use(tx, {member, "GIFT", day(when), receipt});
      return ok();
    }));
  }
  std::int64_t uses(OccasionPeriod period, const char* when, std::int64_t except = 0) {
    Occasion occasion;
    occasion.code = "GIFT";
    occasion.period = period;
    return temp->read([&](sql::Tx& tx) {
      return uses_in_period(tx, member, occasion, day(when), except);
    });
  }
};

TEST_F(LimitsTest, a_budget_is_taken_to_the_last_point_and_for_each_day) {
  EXPECT_EQ(taken(), Points(0));
  EXPECT_TRUE(take(6, 10));
  EXPECT_FALSE(take(5, 10)) << "somebody was faster";
  EXPECT_EQ(taken(), Points(6)) << "and nothing changed";
  EXPECT_TRUE(take(4, 10));
  EXPECT_FALSE(take(1, 10));
  EXPECT_FALSE(take(1, 8)) << "a budget that was made smaller";
  EXPECT_TRUE(take(10, 10, "2026-01-02"));
  EXPECT_EQ(taken(), Points(10));
}

TEST_F(LimitsTest, uses_count_in_their_period_until_they_are_given_back) {
  use("2026-01-31", 1);
  use("2026-02-01", 2);
  use("2026-02-01", 3);
  EXPECT_EQ(uses(OccasionPeriod::day, "2026-02-01"), 2);
  EXPECT_EQ(uses(OccasionPeriod::day, "2026-02-02"), 0);
  EXPECT_EQ(uses(OccasionPeriod::month, "2026-01-01"), 1);
  EXPECT_EQ(uses(OccasionPeriod::month, "2026-02-28"), 2);
  EXPECT_EQ(uses(OccasionPeriod::year, "2026-12-31"), 3);
  EXPECT_EQ(uses(OccasionPeriod::year, "2027-01-01"), 0);
  EXPECT_EQ(uses(OccasionPeriod::ever, "2030-01-01"), 3);
  EXPECT_EQ(uses(OccasionPeriod::ever, "2030-01-01", 2), 2) << "the sale that comes back";
  const Use second{member, "GIFT", day("2026-02-01"), 2};
  const auto back = [&] {
    return temp->write([&](sql::Tx& tx) { return give_use_back(tx, second, 77); }).has_value();
  };
  EXPECT_TRUE(back());
  EXPECT_FALSE(back()) << "once";
  EXPECT_EQ(uses(OccasionPeriod::ever, "2030-01-01"), 2);
}

}  // namespace
}  // namespace guanxi::points
