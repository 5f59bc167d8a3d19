#include "base/quantity.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "base/check.h"

namespace guanxi {
namespace {

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

TEST(Decimal, reads_strict_text_only) {
  struct Row {
    const char* reason;
    const char* text;
    int digits;
    std::optional<std::int64_t> scaled;
  };
  const Row rows[] = {
      {"trailing zero", "1.50", 3, 1500},
      {"whole number", "12", 3, 12000},
      {"nought", "0", 3, 0},
      {"below one", "0.005", 3, 5},
      {"negative below one", "-0.05", 2, -5},
      {"negative nought is nought", "-0", 3, 0},
      {"as many digits as allowed", "0.001", 3, 1},
      {"more digits than allowed", "0.0001", 3, std::nullopt},
      {"even zeros", "1.0000", 3, std::nullopt},
      {"no fraction where none is allowed", "1.0", 0, std::nullopt},
      {"whole number where no fraction is allowed", "1", 0, 1},
      {"the largest", "9223372036854775.807", 3, int64_max},
      {"one more", "9223372036854775.808", 3, std::nullopt},
      {"the smallest", "-9223372036854775.808", 3, int64_min},
      {"one less", "-9223372036854775.809", 3, std::nullopt},
      {"overflows by scaling", "9223372036854776", 3, std::nullopt},
      {"overflows by length", "99999999999999999999999999", 0, std::nullopt},
      {"empty", "", 3, std::nullopt},
      {"only a sign", "-", 3, std::nullopt},
      {"two signs", "--1", 3, std::nullopt},
      {"plus", "+1", 3, std::nullopt},
      {"no digit before the point", ".5", 3, std::nullopt},
      {"no digit after the point", "1.", 3, std::nullopt},
      {"two points", "1.2.3", 3, std::nullopt},
      {"leading zero", "01", 3, std::nullopt},
      {"exponent", "1e3", 3, std::nullopt},
      {"comma", "1,5", 3, std::nullopt},
      {"blank in front", " 1", 3, std::nullopt},
      {"blank behind", "1 ", 3, std::nullopt},
      {"full-width digit", "１", 3, std::nullopt},
      {"sign inside", "1.-5", 3, std::nullopt},
      {"hexadecimal", "0x10", 3, std::nullopt},
      {"not a number", "nan", 3, std::nullopt},
  };
  for (const Row& row : rows)
    EXPECT_EQ(parse_decimal(row.text, row.digits), row.scaled) << row.reason;
  EXPECT_EQ(parse_decimal(std::string_view("1\0", 2), 3), std::nullopt) << "a NUL is no end";
}

TEST(Decimal, drops_trailing_zeros_down_to_a_minimum) {
  EXPECT_EQ(format_decimal(1500, 3), "1.5");
  EXPECT_EQ(format_decimal(1500, 3, 2), "1.50");
  EXPECT_EQ(format_decimal(1000, 3), "1");
  EXPECT_EQ(format_decimal(5, 3), "0.005");
  EXPECT_EQ(format_decimal(-5, 3), "-0.005");
  EXPECT_EQ(format_decimal(0, 3), "0");
  EXPECT_EQ(format_decimal(0, 2, 2), "0.00");
  EXPECT_EQ(format_decimal(100, 0), "100") << "zeros before the point are digits";
  EXPECT_EQ(format_decimal(int64_min, 3), "-9223372036854775.808");
}

RC_GTEST_PROP(DecimalProperty, text_round_trips, (std::int64_t scaled)) {
  const int digits = *rc::gen::inRange(0, 19);
  const int digits_min = *rc::gen::inRange(0, digits + 1);
  RC_ASSERT(parse_decimal(format_decimal(scaled, digits, digits_min), digits) == scaled);
}

TEST(Quantity, reads_and_writes_three_decimals) {
  EXPECT_EQ(Quantity::parse("1.5"), Quantity::from_milli(1500));
  EXPECT_EQ(Quantity::parse("3"), Quantity::pieces(3));
  EXPECT_EQ(Quantity::parse("0.0001"), std::nullopt);
  EXPECT_EQ(Quantity::from_milli(1500).to_string(), "1.5");
  EXPECT_EQ(Quantity::pieces(-2).to_string(), "-2");
  EXPECT_EQ(Quantity::pieces(2) - Quantity::from_milli(500), Quantity::from_milli(1500));
  EXPECT_EQ(Quantity::pieces(2) + Quantity::from_milli(500), Quantity::from_milli(2500));
  EXPECT_THROW(Quantity::from_milli(int64_max) + Quantity::from_milli(1), CheckFailed);
  EXPECT_THROW(Quantity::from_milli(int64_min) - Quantity::from_milli(1), CheckFailed);
  EXPECT_THROW(Quantity::pieces(int64_max / 1000 + 1), CheckFailed);
}

TEST(UnitPrice, reads_four_decimals_and_writes_at_least_two) {
  EXPECT_EQ(UnitPrice::parse("59.90"), UnitPrice::from_e4(599000));
  EXPECT_EQ(UnitPrice::parse("0.4255"), UnitPrice::from_e4(4255));
  EXPECT_EQ(UnitPrice::parse("0.42555"), std::nullopt);
  EXPECT_EQ(UnitPrice::from_e4(599000).to_string(), "59.90");
  EXPECT_EQ(UnitPrice::from_e4(4255).to_string(), "0.4255");
  EXPECT_EQ(UnitPrice::from_e4(50000).to_string(), "5.00");
}

TEST(LineAmount, rounds_half_up_per_line) {
  struct Row {
    const char* reason;
    const char* price;
    const char* quantity;
    Currency currency;
    std::int64_t minor;
  };
  const Currency jpy = *Currency::parse("JPY");
  const Currency kwd = *Currency::parse("KWD");
  const Row rows[] = {
      {"one piece", "59.90", "1", Currency::cny, 5990},
      {"a half fen goes up", "0.335", "1", Currency::cny, 34},
      {"just below a half stays", "0.3349", "1", Currency::cny, 33},
      {"weighed goods", "12.80", "0.345", Currency::cny, 442},
      {"1 × 0.005 is a half fen", "1", "0.005", Currency::cny, 1},
      {"half of a fen cannot be charged below", "0.01", "0.499", Currency::cny, 0},
      {"a returned line mirrors the sold one", "0.335", "-1", Currency::cny, -34},
      {"no quantity", "59.90", "0", Currency::cny, 0},
      {"yen have no fraction", "100.5", "1", jpy, 101},
      {"dinars have three digits", "1.2345", "1", kwd, 1235},
      {"the largest price and quantity multiply in 128 bits",
       "922337203685477.5807",
       "0.001",
       Currency::cny,
       92'233'720'368'548},
  };
  for (const Row& row : rows) {
    const Money amount = line_amount(
        UnitPrice::parse(row.price).value(), Quantity::parse(row.quantity).value(), row.currency
    );
    EXPECT_EQ(amount, Money(row.minor, row.currency)) << row.reason;
  }
  EXPECT_THROW(
      line_amount(UnitPrice::from_e4(int64_max), Quantity::from_milli(int64_max), Currency::cny),
      CheckFailed
  );
}

RC_GTEST_PROP(LineAmountProperty, is_within_half_a_minor_unit_and_mirrors, ()) {
  const auto e4 = *rc::gen::inRange<std::int64_t>(0, 100'000'000'000);
  const auto milli = *rc::gen::inRange<std::int64_t>(-100'000'000, 100'000'000);
  const Money amount =
      line_amount(UnitPrice::from_e4(e4), Quantity::from_milli(milli), Currency::cny);
  const Int128 scale = 100'000;  // ten-millionths of a yuan in a fen
  const Int128 distance = Int128{e4} * milli - Int128{amount.minor()} * scale;
  RC_ASSERT((distance < 0 ? -distance : distance) * 2 <= scale);
  RC_ASSERT(
      line_amount(UnitPrice::from_e4(e4), Quantity::from_milli(-milli), Currency::cny) == -amount
  );
}

}  // namespace
}  // namespace guanxi
