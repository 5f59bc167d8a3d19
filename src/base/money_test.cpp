#include "base/money.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/check.h"
#include "base/currency.h"
#include "base/points.h"

namespace guanxi {
namespace {

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

TEST(Currency, knows_minor_digits) {
  struct Row {
    const char* code;
    int digits;
    std::int64_t per_major;
  };
  const Row rows[] = {
      {"CNY", 2, 100},
      {"GBP", 2, 100},
      {"EUR", 2, 100},
      {"HKD", 2, 100},
      {"AED", 2, 100},
      {"ZWG", 2, 100},
      {"JPY", 0, 1},
      {"KRW", 0, 1},
      {"BIF", 0, 1},
      {"XPF", 0, 1},
      {"BHD", 3, 1000},
      {"KWD", 3, 1000},
      {"TND", 3, 1000},
  };
  for (const Row& row : rows) {
    const std::optional<Currency> currency = Currency::parse(row.code);
    ASSERT_TRUE(currency.has_value()) << row.code;
    EXPECT_EQ(currency->code(), row.code);
    EXPECT_EQ(currency->minor_digits(), row.digits) << row.code;
    EXPECT_EQ(currency->minor_per_major(), row.per_major) << row.code;
  }
  EXPECT_EQ(Currency(), Currency::cny);
  EXPECT_EQ(Currency::parse("GBP"), Currency::gbp);
}

TEST(Currency, refuses_what_no_till_takes) {
  struct Row {
    const char* reason;
    const char* code;
  };
  const Row rows[] = {
      {"empty", ""},
      {"too short", "CN"},
      {"too long", "CNYY"},
      {"small letters", "cny"},
      {"unknown", "AAA"},
      {"replaced by the euro in 2023", "HRK"},
      {"gold", "XAU"},
      {"test code", "XTS"},
      {"no currency", "XXX"},
      {"fund code", "CHE"},
      {"a customary name", "RMB"},
  };
  for (const Row& row : rows) EXPECT_EQ(Currency::parse(row.code), std::nullopt) << row.reason;
  EXPECT_EQ(Currency::parse(std::string_view("CN\0", 3)), std::nullopt);
}

TEST(Money, adds_within_one_currency) {
  const Money a(100, Currency::cny);
  const Money b(30, Currency::cny);
  EXPECT_EQ(a + b, Money(130, Currency::cny));
  EXPECT_EQ(b - a, Money(-70, Currency::cny));
  EXPECT_EQ(-a, Money(-100, Currency::cny));
  EXPECT_LT(b, a);
  EXPECT_NE(Money(1, Currency::cny), Money(1, Currency::gbp)) << "equality may be asked of any two";
  EXPECT_TRUE(Money().is_zero());
  EXPECT_TRUE((b - a).is_negative());
}

TEST(Money, refuses_to_mix_currencies_or_to_overflow) {
  const Money cny(1, Currency::cny);
  const Money gbp(1, Currency::gbp);
  EXPECT_THROW(cny + gbp, CheckFailed);
  EXPECT_THROW(cny - gbp, CheckFailed);
  EXPECT_THROW(static_cast<void>(cny < gbp), CheckFailed);
  EXPECT_THROW(Money(int64_max, Currency::cny) + cny, CheckFailed);
  EXPECT_THROW(Money(int64_min, Currency::cny) - cny, CheckFailed);
  EXPECT_THROW(-Money(int64_min, Currency::cny), CheckFailed);
  EXPECT_EQ(-Money(int64_max, Currency::cny), Money(-int64_max, Currency::cny));
}

TEST(Money, writes_plain_decimals) {
  EXPECT_EQ(Money(123450, Currency::cny).to_string(), "1234.50");
  EXPECT_EQ(Money(-5, Currency::cny).to_string(), "-0.05");
  EXPECT_EQ(Money(0, Currency::cny).to_string(), "0.00");
  EXPECT_EQ(Money(300, *Currency::parse("JPY")).to_string(), "300");
  EXPECT_EQ(Money(1, *Currency::parse("KWD")).to_string(), "0.001");
  EXPECT_EQ(Money(int64_min, Currency::cny).to_string(), "-92233720368547758.08");
}

TEST(Points, are_checked) {
  EXPECT_EQ(Points(3) + Points(4), Points(7));
  EXPECT_EQ(Points(3) - Points(4), Points(-1));
  EXPECT_EQ(-Points(3), Points(-3));
  EXPECT_LT(Points(-1), Points());
  EXPECT_THROW(Points(int64_max) + Points(1), CheckFailed);
  EXPECT_THROW(Points(int64_min) - Points(1), CheckFailed);
  EXPECT_THROW(-Points(int64_min), CheckFailed);
}

TEST(Points, keep_their_value_when_a_check_fails) {
  Points balance(int64_max);
  EXPECT_THROW(balance += Points(1), CheckFailed);
  EXPECT_EQ(balance, Points(int64_max));
  Money amount(int64_max, Currency::cny);
  EXPECT_THROW(amount += Money(1, Currency::cny), CheckFailed);
  EXPECT_EQ(amount, Money(int64_max, Currency::cny));
}

}  // namespace
}  // namespace guanxi
