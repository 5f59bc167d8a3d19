// Printed numbers and ranges of them. Pure. Inside modules/cards only.
//
// A printed number is prefix + serial + check digits + suffix, e.g. 88 · 00001234 · 5; the serial
// is padded with noughts, so all numbers of a form are equally long.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guanxi::cards {

inline constexpr int serial_length_max = 15;  // what every reader of JSON keeps exactly

/// What the numbers of a range look like. Prefix and suffix are upper-case ASCII letters and
/// digits.
struct NumberForm {
  std::string prefix, suffix;
  int serial_length = 1;
  int check_length = 0;  // see check_digits.h

  std::size_t length() const {
    return prefix.size() + static_cast<std::size_t>(serial_length + check_length) + suffix.size();
  }
  bool operator==(const NumberForm&) const = default;
};

/// Serials first … last of a form.
struct NumberRange {
  NumberForm form;
  std::int64_t first = 0, last = 0;
};

/// 10^length - 1.
std::int64_t serial_max(int length);
/// The number with its check digits.
std::string printed_number(const NumberForm& form, std::int64_t serial);
/// Whether one number could be of both. Check digits count as any digits, so it may say yes where
/// they happen to keep the two apart, never no where a number is in both.
bool may_meet(const NumberRange& a, const NumberRange& b);

enum class NumberFit { outside, mistyped, inside };
/// Whether `number` (canonical) is of the range: `mistyped` has its form and serial, but other
/// check digits.
NumberFit fit_of(const NumberRange& range, std::string_view number);

/// The numbers of virtual cards ("V" and 15 digits), which no range may meet.
NumberRange virtual_numbers();

}  // namespace guanxi::cards
