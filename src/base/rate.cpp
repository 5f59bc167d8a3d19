#include "base/rate.h"

#include <limits>

#include "base/check.h"
#include "base/quantity.h"

namespace guanxi {
namespace {

constexpr int fraction_digits_max = 9;
constexpr std::int64_t scale_max = 1'000'000'000;  // 10 ^ fraction_digits_max

std::int64_t narrow(Int128 value) {
  GX_CHECK(
      value >= std::numeric_limits<std::int64_t>::min() &&
      value <= std::numeric_limits<std::int64_t>::max()
  );
  return static_cast<std::int64_t>(value);
}

// std::gcd is undefined where |a| does not fit; INT64_MIN is a legal numerator.
Int128 gcd(Int128 a, Int128 b) {
  if (a < 0) a = -a;
  if (b < 0) b = -b;
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

}  // namespace

Rate Rate::of(std::int64_t numerator, std::int64_t denominator) {
  GX_CHECK(denominator != 0);
  const Int128 sign = denominator < 0 ? -1 : 1;
  const Int128 divisor = gcd(numerator, denominator) * sign;
  Rate rate;
  rate.numerator_ = narrow(numerator / divisor);
  rate.denominator_ = narrow(denominator / divisor);
  return rate;
}

std::optional<Rate> Rate::parse(std::string_view text) {
  const std::optional<std::int64_t> scaled = parse_decimal(text, fraction_digits_max);
  if (!scaled) return std::nullopt;
  return of(*scaled, scale_max);
}

Rate operator*(Rate a, Rate b) {
  // Both factors are reduced, so dividing crosswise leaves a reduced product, and no step is larger
  // than it.
  const Int128 a_over_b = gcd(a.numerator_, b.denominator_);
  const Int128 b_over_a = gcd(b.numerator_, a.denominator_);
  Rate product;
  product.numerator_ = narrow((a.numerator_ / a_over_b) * (b.numerator_ / b_over_a));
  product.denominator_ = narrow((a.denominator_ / b_over_a) * (b.denominator_ / a_over_b));
  return product;
}

std::strong_ordering operator<=>(Rate a, Rate b) {
  const Int128 left = Int128{a.numerator_} * b.denominator_;
  const Int128 right = Int128{b.numerator_} * a.denominator_;
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

Money Rate::apply(Money amount, Rounding rounding) const {
  return {apply(amount.minor(), rounding), amount.currency()};
}

std::int64_t Rate::apply(std::int64_t value, Rounding rounding) const {
  return divide(Int128{value} * numerator_, denominator_, rounding);
}

std::string Rate::to_string() const {
  if (scale_max % denominator_ == 0) {
    const Int128 scaled = Int128{numerator_} * (scale_max / denominator_);
    if (scaled == static_cast<std::int64_t>(scaled)) {
      return format_decimal(static_cast<std::int64_t>(scaled), fraction_digits_max);
    }
    if (denominator_ == 1) return std::to_string(numerator_);
  }
  return std::to_string(numerator_) + "/" + std::to_string(denominator_);
}

}  // namespace guanxi
