#include "base/rounding.h"

#include <limits>

#include "base/check.h"

namespace guanxi {

std::int64_t divide(Int128 numerator, Int128 denominator, Rounding rounding) {
  GX_CHECK(denominator > 0);
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
