#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "modules/points/points.h"

namespace guanxi::points {
namespace {

using programmes::EarnScope;
using programmes::ExpiryKind;
using programmes::Parameters;

std::vector<Money> cny(std::initializer_list<std::int64_t> minor) {
  std::vector<Money> all;
  for (const auto amount : minor) all.emplace_back(amount, Currency::cny);
  return all;
}
std::vector<std::int64_t> values(const std::vector<Points>& points) {
  std::vector<std::int64_t> all;
  for (const Points part : points) all.push_back(part.value());
  return all;
}

TEST(Earn, TheCardsRateIsAFactorBeforeTheOneRounding) {
  struct Case {
    const char* reason;
    std::int64_t base;
    const char* rate;
    std::int64_t points;
  };
  const Case cases[] = {
      {"one and a half", 10'000, "1.5", 15},
      {"99.00 × 1.5 is 14.85, not 9 × 1.5", 9'900, "1.5", 14},
      {"a card that earns nothing", 10'000, "0", 0},
      {"nine decimals count", 1'000'000'000'000, "1.000000001", 1'000'000'001},
      {"a hundredfold of 10 billion yuan", 1'000'000'000'000, "100", 100'000'000'000}};
  for (const Case& row : cases) {
    EXPECT_EQ(earn(cny({row.base}), {}, *Rate::parse(row.rate)).total, Points(row.points))
        << row.reason;
  }
}

TEST(Earn, IdentityPointsAreTheCardsMultipleOfClassA) {
  EXPECT_EQ(identity_points(Points(10), Rate::of(0, 1)), Points(0)) << "ordinary";
  EXPECT_EQ(identity_points(Points(10), Rate::of(1, 1)), Points(10)) << "gold";
  EXPECT_EQ(identity_points(Points(10), Rate::of(2, 1)), Points(20)) << "diamond";
  EXPECT_EQ(identity_points(Points(7), Rate::of(1, 2)), Points(3)) << "rounded down";
}

TEST(Earn, TurnsWhatWasPaidIntoPointsAndSharesThemOverTheLines) {
  struct Case {
    const char* reason;
    std::vector<Money> bases;
    Parameters parameters;
    std::int64_t total;
    std::vector<std::int64_t> per_line;
  };
  const Parameters floor{};  // 10 yuan = 1 point
  Parameters half_up{};
  half_up.earn_rounding = Rounding::half_up;
  Parameters ceil{};
  ceil.earn_rounding = Rounding::ceil;
  Parameters per_line{};
  per_line.earn_scope = EarnScope::line;
  Parameters two_per_hundred{};
  two_per_hundred.earn_amount = 10000;
  two_per_hundred.earn_points = 3;
  Parameters nothing{};
  nothing.earn_points = 0;
  const Case cases[] = {
      {"100 yuan, ordinary: 10", cny({10000}), floor, 10, {10}},
      {"the worked receipt: 235.11 gives 23", cny({17545, 5966}), floor, 23, {17, 6}},
      {"one fen short of a point", cny({999}), floor, 0, {0}},
      {"exactly one point", cny({1000}), floor, 1, {1}},
      {"fractions of lines add up before they are dropped", cny({500, 500}), floor, 1, {1, 0}},
      {"… unless the programme drops them per line", cny({500, 500, 1000}), per_line, 1, {0, 0, 1}},
      {"half up", cny({1500}), half_up, 2, {2}},
      {"up", cny({1}), ceil, 1, {1}},
      {"3 points for 100 yuan", cny({9999}), two_per_hundred, 2, {2}},
      {"a free receipt earns nothing", cny({0, 0}), floor, 0, {0, 0}},
      {"a negative base earns nothing", cny({-5000}), floor, 0, {0}},
      {"a negative line lowers the base and gets no share", cny({3000, -1000}), floor, 2, {2, 0}},
      {"per line a negative one earns nothing", cny({3000, -1000}), per_line, 3, {3, 0}},
      {"a programme without points", cny({10000}), nothing, 0, {0}},
      {"no lines", {}, floor, 0, {}},
      {"more than 32 bits", cny({9'000'000'000'000}), floor, 9'000'000'000, {9'000'000'000}},
  };
  for (const Case& c : cases) {
    const Earned earned = earn(c.bases, c.parameters);
    EXPECT_EQ(earned.total.value(), c.total) << c.reason;
    EXPECT_EQ(values(earned.per_line), c.per_line) << c.reason;
  }
}

RC_GTEST_PROP(Earn, LineSharesSumToTheWhole, ()) {
  const auto amounts = *rc::gen::container<std::vector<std::int64_t>>(
      rc::gen::inRange<std::int64_t>(-1000, 1'000'000)
  );
  Parameters parameters;
  parameters.earn_amount = *rc::gen::inRange<std::int64_t>(1, 5000);
  parameters.earn_points = *rc::gen::inRange<std::int64_t>(0, 20);
  parameters.earn_scope = *rc::gen::element(EarnScope::receipt, EarnScope::line);
  parameters.earn_rounding = *rc::gen::element(Rounding::floor, Rounding::half_up, Rounding::ceil);
  std::vector<Money> bases;
  for (const auto amount : amounts) bases.emplace_back(amount, Currency::cny);
  const Earned earned = earn(bases, parameters);
  RC_ASSERT(earned.per_line.size() == bases.size());
  Points sum;
  for (const Points part : earned.per_line) {
    RC_ASSERT(!part.is_negative());
    sum += part;
  }
  RC_ASSERT(sum == earned.total);
}

TEST(ExpiryDate, IsTheLastUsableDay) {
  struct Case {
    const char* reason;
    ExpiryKind kind;
    int months, month, day;
    const char* earned_on;
    const char* expires_on;
  };
  const Case cases[] = {
      {"never", ExpiryKind::never, 0, 0, 0, "2026-05-05", "9999-12-31"},
      {"24 months, to the end of the month",
       ExpiryKind::months,
       24,
       0,
       0,
       "2026-05-05",
       "2028-05-31"},
      {"from a month's end", ExpiryKind::months, 1, 0, 0, "2026-01-31", "2026-02-28"},
      {"into a leap year", ExpiryKind::months, 12, 0, 0, "2027-02-10", "2028-02-29"},
      {"0 months: this month", ExpiryKind::months, 0, 0, 0, "2026-12-01", "2026-12-31"},
      {"past the calendar", ExpiryKind::months, 120000, 0, 0, "2026-12-01", "9999-12-31"},
      {"yearly, exactly a year away counts",
       ExpiryKind::yearly,
       0,
       12,
       31,
       "2026-12-31",
       "2027-12-31"},
      {"yearly, the next one is less than a year away",
       ExpiryKind::yearly,
       0,
       3,
       31,
       "2026-04-01",
       "2028-03-31"},
      {"yearly, the next one is more than a year away",
       ExpiryKind::yearly,
       0,
       3,
       31,
       "2026-03-01",
       "2027-03-31"},
      {"yearly on 29 February falls on the 28th otherwise",
       ExpiryKind::yearly,
       0,
       2,
       29,
       "2026-01-01",
       "2027-02-28"},
      {"… and on the 29th in leap years", ExpiryKind::yearly, 0, 2, 29, "2027-01-01", "2028-02-29"},
      {"earned on 29 February: a year later is the 28th",
       ExpiryKind::yearly,
       0,
       2,
       28,
       "2028-02-29",
       "2029-02-28"},
      {"31 June is its 30th", ExpiryKind::yearly, 0, 6, 31, "2026-06-30", "2027-06-30"},
  };
  for (const Case& c : cases) {
    Parameters parameters;
    parameters.expiry = c.kind;
    parameters.expiry_months = c.months;
    parameters.expiry_month = c.month;
    parameters.expiry_day = c.day;
    EXPECT_EQ(expiry_date(*Date::parse(c.earned_on), parameters).to_string(), c.expires_on)
        << c.reason;
  }
}

TEST(ReversalShare, IsTheFloorSoFarAndTheLastReturnTakesTheRest) {
  struct Case {
    const char* reason;
    std::int64_t earned, base, refunded, before, now;
  };
  const Case cases[] = {
      {"a third of 10", 10, 9000, 3000, 0, 3},
      {"the second third: 6 so far", 10, 9000, 6000, 3, 3},
      {"the last third takes the rest", 10, 9000, 9000, 6, 4},
      {"all at once", 20, 20000, 20000, 0, 20},
      {"less than a point's worth", 1, 10000, 9999, 0, 0},
      {"… comes with the last fen", 1, 10000, 10000, 0, 1},
      {"nothing was earned", 0, 5000, 5000, 0, 0},
      {"everything is back already", 10, 9000, 9000, 10, 0},
      {"nothing refunded", 10, 9000, 0, 0, 0},
      {"never more than is left, whatever went before", 10, 9000, 8999, 9, 0},
      {"earned on a base of nothing (a bonus) goes with the return", 5, 0, 0, 0, 5},
      {"more than 64 bits in between",
       4'000'000'000'000,
       4'000'000'000'000,
       3'000'000'000'000,
       0,
       3'000'000'000'000},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(
        reversal_share(
            Points(c.earned),
            Money(c.base, Currency::cny),
            Money(c.refunded, Currency::cny),
            Points(c.before)
        )
            .value(),
        c.now
    ) << c.reason;
  }
}

RC_GTEST_PROP(ReversalShare, AnyPartsGiveBackExactlyWhatWasEarned, ()) {
  const auto earned = *rc::gen::inRange<std::int64_t>(0, 10'000);
  const auto parts = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 50'000))
  );
  std::int64_t base = 0;
  for (const auto part : parts) base += part;
  std::int64_t refunded = 0;
  Points reversed;
  for (const auto part : parts) {
    refunded += part;
    const Points share = reversal_share(
        Points(earned), Money(base, Currency::cny), Money(refunded, Currency::cny), reversed
    );
    RC_ASSERT(!share.is_negative());
    reversed += share;
    RC_ASSERT(reversed <= Points(earned));
  }
  RC_ASSERT(reversed == Points(earned));
}

TEST(PurchasePrice, IsRoundedDownOverAllReturnsOfASale) {
  struct Case {
    std::int64_t before, more, price_per_1000, cost;
  };
  for (const Case& c : {
           Case{0, 15, 1000, 15},  // 1 fen a point
           Case{0, 15, 10, 0},     // rounded down
           Case{0, 150, 7, 1},
           Case{0, 1000, 999, 999},
           Case{0, 0, 1000, 0},
           Case{90, 15, 10, 1},   // the hundredth point makes the fen full
           Case{100, 15, 10, 0},  // already paid
       }) {
    programmes::Version programme;
    programme.currency = Currency::cny;
    programme.parameters.points_price = c.price_per_1000;
    EXPECT_EQ(purchase_price(Points(c.before), Points(c.more), programme).minor(), c.cost)
        << c.before << " + " << c.more << " × " << c.price_per_1000;
  }
  programmes::Version programme;
  programme.currency = Currency::cny;
  programme.parameters.points_price = 7;
  std::int64_t sum = 0;
  for (int i = 0; i < 1000; ++i) sum += purchase_price(Points(i), Points(1), programme).minor();
  EXPECT_EQ(sum, 7) << "a thousand returns of one point each";
}

}  // namespace
}  // namespace guanxi::points
