#include "base/rate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "base/check.h"
#include "base/rounding.h"

namespace guanxi {
namespace {

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

TEST(Divide, rounds_as_its_mode_says) {
  struct Row {
    const char* reason;
    std::int64_t numerator;
    std::int64_t denominator;
    std::int64_t half_up;
    std::int64_t floor;
    std::int64_t ceil;
  };
  const Row rows[] = {
      {"exact", 6, 3, 2, 2, 2},
      {"below the half", 7, 5, 1, 1, 2},
      {"the half goes away from zero", 5, 2, 3, 2, 3},
      {"the negative half too", -5, 2, -3, -3, -2},
      {"above the half", 8, 5, 2, 1, 2},
      {"negative, nearer to zero", -7, 5, -1, -2, -1},
      {"half of an odd denominator is never hit: 1.333", 4, 3, 1, 1, 2},
      {"1.666", 5, 3, 2, 1, 2},
      {"a small negative floors to −1", -1, 100, 0, -1, 0},
      {"a small positive ceils to 1", 1, 100, 0, 0, 1},
      {"zero", 0, 7, 0, 0, 0},
      {"the largest", int64_max, 1, int64_max, int64_max, int64_max},
      {"the smallest", int64_min, 1, int64_min, int64_min, int64_min},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(divide(row.numerator, row.denominator, Rounding::half_up), row.half_up) << row.reason;
    EXPECT_EQ(divide(row.numerator, row.denominator, Rounding::floor), row.floor) << row.reason;
    EXPECT_EQ(divide(row.numerator, row.denominator, Rounding::ceil), row.ceil) << row.reason;
  }
}

TEST(Divide, refuses_what_it_cannot_answer) {
  EXPECT_THROW(divide(1, 0, Rounding::floor), CheckFailed);
  EXPECT_THROW(divide(1, -1, Rounding::floor), CheckFailed) << "the caller owns the sign";
  EXPECT_THROW(divide(Int128{int64_max} + 1, 1, Rounding::floor), CheckFailed);
  EXPECT_THROW(divide(Int128{int64_max} * 2 + 1, 2, Rounding::ceil), CheckFailed)
      << "rounding overflows";
  const Int128 huge = (Int128{1} << 126) - 1 + (Int128{1} << 126);  // the largest Int128
  EXPECT_EQ(divide(huge - 1, huge, Rounding::half_up), 1)
      << "doubling the remainder would overflow";
}

TEST(Rate, is_kept_reduced_with_a_positive_denominator) {
  struct Row {
    const char* reason;
    std::int64_t numerator;
    std::int64_t denominator;
    std::int64_t reduced_numerator;
    std::int64_t reduced_denominator;
  };
  const Row rows[] = {
      {"0.95", 9500, 10000, 19, 20},
      {"zero has one form", 0, 12345, 0, 1},
      {"the sign moves up", 1, -2, -1, 2},
      {"two signs cancel", -3, -6, 1, 2},
      {"the smallest number over itself", int64_min, int64_min, 1, 1},
      {"the smallest number halves", int64_min, 2, int64_min / 2, 1},
      {"the smallest denominator", 2, int64_min, -1, -(int64_min / 2)},
  };
  for (const Row& row : rows) {
    const Rate rate = Rate::of(row.numerator, row.denominator);
    EXPECT_EQ(rate.numerator(), row.reduced_numerator) << row.reason;
    EXPECT_EQ(rate.denominator(), row.reduced_denominator) << row.reason;
  }
  EXPECT_EQ(Rate(), Rate::of(7, 7));
  EXPECT_EQ(Rate::one(), Rate());
  EXPECT_THROW(Rate::of(1, 0), CheckFailed);
  EXPECT_THROW(Rate::of(1, int64_min), CheckFailed) << "2^63 does not fit";
}

TEST(Rate, reads_decimal_text) {
  EXPECT_EQ(Rate::parse("0.95"), Rate::of(19, 20));
  EXPECT_EQ(Rate::parse("1"), Rate::one());
  EXPECT_EQ(Rate::parse("12.3456"), Rate::of(123456, 10000));
  EXPECT_EQ(Rate::parse("0.000000001"), Rate::of(1, 1'000'000'000));
  EXPECT_EQ(Rate::parse("-0.5"), Rate::of(-1, 2));
  for (const char* text :
       {"", "0.0000000001", "5/6", "95%", ".95", "1.", "01", "1e3", "+1", " 1", "99999999999"}) {
    EXPECT_EQ(Rate::parse(text), std::nullopt) << text;
  }
}

TEST(Rate, writes_the_shortest_decimal_or_the_fraction) {
  EXPECT_EQ(Rate::of(95, 100).to_string(), "0.95");
  EXPECT_EQ(Rate::one().to_string(), "1");
  EXPECT_EQ(Rate::of(5, 6).to_string(), "5/6");
  EXPECT_EQ(Rate::of(-1, 3).to_string(), "-1/3");
  EXPECT_EQ(Rate::of(-1, 8).to_string(), "-0.125");
  EXPECT_EQ(Rate::of(1, 1024).to_string(), "1/1024") << "ten fraction digits are not read back";
  EXPECT_EQ(Rate::of(int64_max, 1).to_string(), "9223372036854775807");
  EXPECT_EQ(Rate::of(int64_max, 2).to_string(), "9223372036854775807/2");
}

TEST(Rate, compares_exactly) {
  EXPECT_LT(Rate::of(int64_max - 1, int64_max), Rate::one()) << "the same double";
  EXPECT_LT(Rate::of(int64_max - 2, int64_max - 1), Rate::of(int64_max - 1, int64_max));
  EXPECT_LT(Rate::of(333'333'333'333'333, 1'000'000'000'000'000), Rate::of(1, 3));
  EXPECT_GT(Rate::of(-1, 3), Rate::of(-1, 2));
}

TEST(Rate, multiplies_exactly_where_the_plain_product_overflows) {
  EXPECT_EQ(Rate::of(int64_max, 3) * Rate::of(3, int64_max), Rate::one());
  EXPECT_EQ(Rate::of(19, 20) * Rate::of(9, 10), Rate::of(171, 200));
  EXPECT_EQ(Rate::of(0, 1) * Rate::of(int64_max, 7), Rate::of(0, 1));
  EXPECT_EQ(Rate::of(-2, 3) * Rate::of(3, 4), Rate::of(-1, 2));
  EXPECT_THROW(Rate::of(int64_max, 1) * Rate::of(2, 1), CheckFailed);
  EXPECT_THROW(Rate::of(1, int64_max) * Rate::of(1, 2), CheckFailed);
}

TEST(Rate, rounds_once_where_money_is_produced) {
  const Rate rate = *Rate::parse("0.95");
  EXPECT_EQ(rate.apply(Money(5990, Currency::gbp), Rounding::half_up), Money(5691, Currency::gbp))
      << "56.905";
  EXPECT_EQ(rate.apply(5990, Rounding::floor), 5690);
  EXPECT_EQ(rate.apply(-5990, Rounding::half_up), -5691) << "a refund mirrors the sale";
  EXPECT_EQ(rate.apply(1, Rounding::ceil), 1);
  EXPECT_EQ(Rate::of(int64_max, int64_max - 1).apply(int64_max - 1, Rounding::floor), int64_max);
  EXPECT_THROW(Rate::of(2, 1).apply(int64_max, Rounding::floor), CheckFailed);
}

rc::Gen<Rate> rates() {
  return rc::gen::map(
      rc::gen::pair(rc::gen::arbitrary<std::int32_t>(), rc::gen::positive<std::int32_t>()),
      [](std::pair<std::int32_t, std::int32_t> parts) {
        return Rate::of(parts.first, parts.second);
      }
  );
}

RC_GTEST_PROP(RateProperty, order_agrees_with_cross_multiplication, ()) {
  const Rate a = *rates();
  const Rate b = *rates();
  // 32-bit parts: the cross products fit 64 bits, so plain integers are the judge.
  const std::int64_t left = a.numerator() * b.denominator();
  const std::int64_t right = b.numerator() * a.denominator();
  RC_ASSERT((a < b) == (left < right));
  RC_ASSERT((a == b) == (left == right));
}

RC_GTEST_PROP(RateProperty, product_is_exact_and_reduced, ()) {
  const Rate a = *rates();
  const Rate b = *rates();
  const Rate product = a * b;
  RC_ASSERT(product == Rate::of(a.numerator() * b.numerator(), a.denominator() * b.denominator()));
  RC_ASSERT(product == b * a);
  RC_ASSERT(a * Rate::one() == a);
}

RC_GTEST_PROP(RateProperty, decimals_round_trip, (std::int64_t scaled)) {
  const Rate rate = Rate::of(scaled, 1'000'000'000);
  RC_ASSERT(Rate::parse(rate.to_string()) == rate);
}

RC_GTEST_PROP(RateProperty, rounding_modes_bracket_the_exact_value, (std::int32_t value)) {
  const Rate rate = *rates();
  const std::int64_t low = rate.apply(std::int64_t{value}, Rounding::floor);
  const std::int64_t high = rate.apply(std::int64_t{value}, Rounding::ceil);
  const std::int64_t near = rate.apply(std::int64_t{value}, Rounding::half_up);
  RC_ASSERT(low <= high);
  RC_ASSERT(high - low <= 1);
  RC_ASSERT(near == low || near == high);
  const Int128 exact = Int128{value} * rate.numerator();
  const Int128 distance = exact - Int128{near} * rate.denominator();
  RC_ASSERT((distance < 0 ? -distance : distance) * 2 <= rate.denominator());
  RC_ASSERT(near == -rate.apply(-std::int64_t{value}, Rounding::half_up));
}

}  // namespace
}  // namespace guanxi
