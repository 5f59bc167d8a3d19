#include "base/points.h"

#include "base/check.h"

namespace guanxi {

Points Points::operator-() const { return Points(0) - *this; }

Points& Points::operator+=(Points other) {
  std::int64_t result = 0;
  GX_CHECK(!__builtin_add_overflow(value_, other.value_, &result));
  value_ = result;  // unchanged if the check fails
  return *this;
}

Points& Points::operator-=(Points other) {
  std::int64_t result = 0;
  GX_CHECK(!__builtin_sub_overflow(value_, other.value_, &result));
  value_ = result;  // unchanged if the check fails
  return *this;
}

}  // namespace guanxi
