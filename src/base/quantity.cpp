#include "base/quantity.h"

#include <limits>

#include "base/check.h"
#include "base/text.h"

namespace guanxi {
namespace {

constexpr int quantity_digits = 3;
constexpr int price_digits = 4;
constexpr std::int64_t line_scale = 10'000'000;  // 10 ^ (quantity_digits + price_digits)

}  // namespace

std::optional<std::int64_t> parse_decimal(std::string_view text, int fraction_digits_max) {
  GX_CHECK(fraction_digits_max >= 0 && fraction_digits_max <= 18);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction;
  if (point != std::string_view::npos) {
    fraction = text.substr(point + 1);
    if (fraction.empty()) return std::nullopt;
  }
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  if (fraction.size() > static_cast<std::size_t>(fraction_digits_max)) return std::nullopt;

  // Gathered below zero, because the smallest 64-bit number has no positive twin.
  std::int64_t value = 0;
  const auto append = [&value](int digit) {
    return !__builtin_mul_overflow(value, 10, &value) &&
           !__builtin_sub_overflow(value, digit, &value);
  };
  for (const std::string_view digits : {whole, fraction}) {
    for (const char c : digits) {
      if (!is_digit(c) || !append(c - '0')) return std::nullopt;
    }
  }
  for (auto i = fraction.size(); i < static_cast<std::size_t>(fraction_digits_max); ++i) {
    if (!append(0)) return std::nullopt;
  }
  if (negative) return value;
  if (value == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return -value;
}

std::string format_decimal(std::int64_t scaled, int fraction_digits, int fraction_digits_min) {
  GX_CHECK(fraction_digits >= 0 && fraction_digits <= 18);
  GX_CHECK(fraction_digits_min >= 0 && fraction_digits_min <= fraction_digits);
  const bool negative = scaled < 0;
  // Unsigned, because the smallest 64-bit number has no positive twin.
  const auto bits = static_cast<std::uint64_t>(scaled);
  std::string text = std::to_string(negative ? 0 - bits : bits);
  const auto places = static_cast<std::size_t>(fraction_digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) {
    const std::size_t point = text.size() - places;
    const std::size_t size_min = point + static_cast<std::size_t>(fraction_digits_min);
    while (text.size() > size_min && text.back() == '0') text.pop_back();
    if (text.size() > point) text.insert(point, 1, '.');
  }
  if (negative) text.insert(0, 1, '-');
  return text;
}

std::optional<Quantity> Quantity::parse(std::string_view text) {
  const std::optional<std::int64_t> milli = parse_decimal(text, quantity_digits);
  if (!milli) return std::nullopt;
  return from_milli(*milli);
}

std::string Quantity::to_string() const { return format_decimal(milli_, quantity_digits); }

Quantity& Quantity::operator+=(Quantity other) {
  std::int64_t result = 0;
  GX_CHECK(!__builtin_add_overflow(milli_, other.milli_, &result));
  milli_ = result;  // unchanged if the check fails
  return *this;
}

Quantity& Quantity::operator-=(Quantity other) {
  std::int64_t result = 0;
  GX_CHECK(!__builtin_sub_overflow(milli_, other.milli_, &result));
  milli_ = result;  // unchanged if the check fails
  return *this;
}

std::optional<UnitPrice> UnitPrice::parse(std::string_view text) {
  const std::optional<std::int64_t> e4 = parse_decimal(text, price_digits);
  if (!e4) return std::nullopt;
  return from_e4(*e4);
}

std::string UnitPrice::to_string() const { return format_decimal(e4_, price_digits, 2); }

Money line_amount(UnitPrice price, Quantity quantity, Currency currency) {
  // The currency's factor divides the scale, so the product of two 64-bit numbers is the largest
  // term: it fits 128 bits.
  const std::int64_t scale = line_scale / currency.minor_per_major();
  const Int128 product = Int128{price.e4()} * quantity.milli();
  return {divide(product, scale, Rounding::half_up), currency};
}

}  // namespace guanxi
