#include "base/money.h"

#include "base/check.h"
#include "base/quantity.h"

namespace guanxi {

Money Money::operator-() const { return zero(currency_) - *this; }

Money& Money::operator+=(Money other) {
  GX_CHECK(currency_ == other.currency_);
  std::int64_t result = 0;
  GX_CHECK(!__builtin_add_overflow(minor_, other.minor_, &result));
  minor_ = result;  // unchanged if the check fails
  return *this;
}

Money& Money::operator-=(Money other) {
  GX_CHECK(currency_ == other.currency_);
  std::int64_t result = 0;
  GX_CHECK(!__builtin_sub_overflow(minor_, other.minor_, &result));
  minor_ = result;  // unchanged if the check fails
  return *this;
}

std::strong_ordering operator<=>(Money a, Money b) {
  GX_CHECK(a.currency_ == b.currency_);
  return a.minor_ <=> b.minor_;
}

std::string Money::to_string() const {
  const int digits = currency_.minor_digits();
  return format_decimal(minor_, digits, digits);
}

}  // namespace guanxi
