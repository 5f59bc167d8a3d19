// What points are worth at the till, by the programme's parameters.
#include <gtest/gtest.h>

#include "modules/points/points.h"

namespace guanxi::points {
namespace {

using programmes::Parameters;

Money yuan(std::int64_t fen) { return {fen, Currency::cny}; }

struct Rule {
  std::int64_t points = 1000, amount = 100, min = 1, step = 1;
  int percent = 100;
};
Parameters with(const Rule& rule) {
  Parameters p;
  p.pay_points = rule.points;
  p.pay_amount = rule.amount;
  p.pay_points_min = rule.min;
  p.pay_points_step = rule.step;
  p.pay_percent_max = rule.percent;
  return p;
}

std::string outcome(const Rule& rule, std::int64_t fen, std::int64_t payable = 23611) {
  const auto points = points_to_pay(yuan(fen), yuan(payable), with(rule));
  if (points) return std::to_string(points->value());
  std::string text(code_name(points.error().code));
  for (const auto& [name, value] : points.error().facts) {
    if (name != "why") text += " " + value;
  }
  return text;
}

TEST(PointsToPay, IsWhatTheProgrammeSays) {
  struct Row {
    Rule rule;
    std::int64_t fen;
    const char* points;
    const char* reason;
  };
  const Row rows[] = {
      {{}, 100, "1000", "1,000 points pay 1.00"},
      {{}, 1, "10", "a fen costs ten"},
      {{.points = 0}, 100, "points_not_accepted", "points do not pay"},
      {{.points = 3, .amount = 1}, 7, "21", "three points for a fen"},
      {{.points = 1, .amount = 100}, 300, "3", "a point for a yuan"},
      {{.points = 1, .amount = 100},
       350,
       "points_payment_limit pay_points_step 3.00",
       "no point is worth half a yuan"},
      {{.points = 1, .amount = 100},
       50,
       "points_payment_limit pay_points_step",
       "less than any point is worth"},
      {{.step = 500}, 100, "1000", "two steps"},
      {{.step = 500}, 120, "points_payment_limit pay_points_step 1.00", "2.4 steps"},
      {{.min = 2000}, 100, "points_payment_limit pay_points_min 2.00", "too few"},
      {{.min = 2000}, 200, "2000", "just enough"},
      {{.min = 1200, .step = 500}, 100, "points_payment_limit pay_points_min 1.50", "in steps"},
      {{.percent = 50}, 11805, "118050", "half of 236.11, rounded down"},
      {{.percent = 50}, 11806, "points_payment_limit pay_percent_max 118.05", "a fen more"},
      {{}, 23611, "236110", "all of it"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(row.rule, row.fen), row.points) << row.reason;
}

TEST(PointsToPay, AtTheExtremesStaysWithin64Bits) {
  constexpr std::int64_t most = 1'000'000'000'000;
  const Rule dearest{.points = most, .amount = 1'000'000, .min = 1, .step = 1'000'000'000};
  EXPECT_EQ(outcome(dearest, most, most), "1000000000000000000");
  const Rule cheapest{.points = 1, .amount = most};
  EXPECT_EQ(outcome(cheapest, most, most), "1");
  EXPECT_EQ(
      most_to_pay(Points(INT64_MAX), yuan(most), with(dearest))->points.value(),
      1'000'000'000'000'000'000
  );
  EXPECT_FALSE(most_to_pay(Points(INT64_MAX), yuan(1), with(cheapest)).has_value())
      << "a point is worth more than the receipt";
}

TEST(MostToPay, IsWhatPointsToPayAccepts) {
  struct Row {
    Rule rule;
    std::int64_t usable, payable, points, fen;  // 0: nothing
    const char* reason;
  };
  const Row rows[] = {
      {{}, 1234, 23611, 1230, 123, "fractions of a fen stay"},
      {{}, 1'000'000, 23611, 236110, 23611, "no more than is payable"},
      {{.step = 500}, 1234, 23611, 1000, 100, "whole steps"},
      {{.percent = 10}, 1'000'000, 1000, 1000, 100, "a tenth"},
      {{.min = 2000}, 1999, 23611, 0, 0, "fewer than a receipt must take"},
      {{.points = 0}, 1999, 23611, 0, 0, "points do not pay"},
      {{}, 9, 23611, 0, 0, "not worth a fen"},
      {{}, -5, 23611, 0, 0, "owed"},
      {{}, 50, 0, 0, 0, "nothing to pay"},
  };
  for (const Row& row : rows) {
    const auto most = most_to_pay(Points(row.usable), yuan(row.payable), with(row.rule));
    ASSERT_EQ(most.has_value(), row.points > 0) << row.reason;
    if (!most) continue;
    EXPECT_EQ(most->points, Points(row.points)) << row.reason;
    EXPECT_EQ(most->amount, yuan(row.fen)) << row.reason;
    EXPECT_EQ(points_to_pay(most->amount, yuan(row.payable), with(row.rule)).value(), most->points);
  }
}

TEST(PointsReturned, IsInProportionAndTheLastTakesTheRest) {
  const auto returned = [](std::int64_t fen) {
    return points_returned(Points(100), yuan(300), yuan(fen)).value();
  };
  EXPECT_EQ(returned(0), 0);
  EXPECT_EQ(returned(100), 33);
  EXPECT_EQ(returned(200), 66);
  EXPECT_EQ(returned(300), 100);
  EXPECT_EQ(points_returned(Points(0), yuan(0), yuan(0)).value(), 0);
}

TEST(EarnedAtTheExtremes, IsNeverMoreThanOneAboveTheMost) {
  Parameters p;
  p.earn_amount = 1;
  p.earn_points = 1000;
  const Money most[] = {yuan(1'000'000'000'000), yuan(1'000'000'000'000)};
  const Rate hundred = Rate::of(100, 1);
  for (const auto scope : {programmes::EarnScope::receipt, programmes::EarnScope::line}) {
    p.earn_scope = scope;
    EXPECT_GT(earn(most, p, hundred).total, Points(receipt_points_max));
  }
  const Points a(receipt_points_max);
  EXPECT_EQ(identity_points(a, hundred), Points(receipt_points_max + 1));
  EXPECT_EQ(identity_points(a, Rate::one()), a);
  EXPECT_EQ(multiplied_points(a, hundred), Points(receipt_points_max + 1));
}

TEST(MultipliedPoints, AreTheFloorOfWhatTheMultipleAdds) {
  EXPECT_EQ(multiplied_points(Points(23), Rate::of(2, 1)), Points(23));
  EXPECT_EQ(multiplied_points(Points(23), Rate::of(3, 2)), Points(11)) << "11.5";
  EXPECT_EQ(multiplied_points(Points(23), Rate::one()), Points(0));
  EXPECT_EQ(multiplied_points(Points(23), Rate::of(1, 2)), Points(0)) << "nothing is taken away";
}

}  // namespace
}  // namespace guanxi::points
