#include "base/rounding.h"

#include <limits>

#include "base/check.h"

namespace guanxi {

namespace {

/// The processor divides 64 bits by itself, 128 take a function of the library.
std::int64_t divide_small(std::int64_t numerator, std::int64_t denominator, Rounding rounding) {
  std::int64_t quotient = numerator / denominator;
  const std::int64_t remainder = numerator % denominator;
  switch (rounding) {
    case Rounding::half_up: {
      const std::int64_t distance = remainder < 0 ? -remainder : remainder;
      if (distance >= denominator - distance) quotient += numerator < 0 ? -1 : 1;
      break;
    }
    case Rounding::floor:
      if (remainder < 0) quotient -= 1;
      break;
    case Rounding::ceil:
      if (remainder > 0) quotient += 1;
      break;
  }
  return quotient;
}

}  // namespace

std::int64_t divide(Int128 numerator, Int128 denominator, Rounding rounding) {
  GX_CHECK(denominator > 0);
  const auto small_numerator = static_cast<std::int64_t>(numerator);
  const auto small_denominator = static_cast<std::int64_t>(denominator);
  // Rounding goes away from zero only where the denominator is larger than 1: it stays in 64 bits.
  if (small_numerator == numerator && small_denominator == denominator)
    return divide_small(small_numerator, small_denominator, rounding);
  Int128 quotient = numerator / denominator;         // towards zero
  const Int128 remainder = numerator % denominator;  // has the numerator's sign
  switch (rounding) {
    case Rounding::half_up: {
      const Int128 distance = remainder < 0 ? -remainder : remainder;
      // Not 2 × distance ≥ denominator: that could overflow.
      if (distance >= denominator - distance) quotient += numerator < 0 ? -1 : 1;
      break;
    }
    case Rounding::floor:
      if (remainder < 0) quotient -= 1;
      break;
    case Rounding::ceil:
      if (remainder > 0) quotient += 1;
      break;
  }
  GX_CHECK(
      quotient >= std::numeric_limits<std::int64_t>::min() &&
      quotient <= std::numeric_limits<std::int64_t>::max()
  );
  return static_cast<std::int64_t>(quotient);
}

}  // namespace guanxi
