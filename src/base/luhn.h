// The Luhn check digit (ISO/IEC 7812-1, annex B): catches every single wrong digit and nearly every
// swap of two neighbours when a number is typed by hand. Pure; any thread.
#pragma once

#include <string_view>

#include "base/check.h"

namespace guanxi {

namespace detail {
/// Sum over the digits from the right; `twice` says whether the last one counts twice.
inline int luhn_sum(std::string_view digits, bool twice) {
  int sum = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    GX_CHECK(*digit >= '0' && *digit <= '9');
    const int value = (*digit - '0') * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum;
}
}  // namespace detail

/// The digit to append to `digits` (ASCII digits only).
inline char luhn_digit(std::string_view digits) {
  return static_cast<char>('0' + (10 - detail::luhn_sum(digits, true) % 10) % 10);
}
/// True if the last digit is the check digit of those before it.
inline bool luhn_fits(std::string_view digits) {
  return digits.size() > 1 && detail::luhn_sum(digits, false) % 10 == 0;
}

}  // namespace guanxi
