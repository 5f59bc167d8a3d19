#include "base/points.h"

#include "base/check.h"

namespace guanxi {

Points Points::operator-() const { return Points(0) - *this; }

Points& Points::operator+=(Points other) {
  GX_CHECK(!__builtin_add_overflow(value_, other.value_, &value_));
  return *this;
}

Points& Points::operator-=(Points other) {
  GX_CHECK(!__builtin_sub_overflow(value_, other.value_, &value_));
  return *this;
}

}  // namespace guanxi
