// Rate: an exact rational factor (0.95 is 9500/10000 = 19/20), kept reduced, denominator > 0.
// Products stay exact; rounding happens once, where money is produced. A product or result beyond
// 64 bits is a fault of ours (CheckFailed). A value; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/rounding.h"

namespace guanxi {

class Rate {
 public:
  constexpr Rate() = default;  // 1
  /// numerator ÷ denominator; denominator ≠ 0.
  static Rate of(std::int64_t numerator, std::int64_t denominator);
  /// "0.95", "1", "12.3456": decimal text as parse_decimal reads it, with at most 9 fraction
  /// digits; nullopt otherwise. A sign is read too ("-0.5"): whether a negative rate makes sense is
  /// the caller's question.
  static std::optional<Rate> parse(std::string_view text);
  static constexpr Rate one() { return {}; }

  std::int64_t numerator() const { return numerator_; }
  std::int64_t denominator() const { return denominator_; }

  friend Rate operator*(Rate a, Rate b);
  friend bool operator==(Rate, Rate) = default;
  friend std::strong_ordering operator<=>(Rate a, Rate b);  // exact, by cross-multiplication

  /// amount × rate, rounded once to the minor unit.
  Money apply(Money amount, Rounding rounding) const;
  /// value × rate for plain integers (points, quantities).
  std::int64_t apply(std::int64_t value, Rounding rounding) const;

  /// Shortest decimal where one that `parse` reads back exists ("0.95"), else
  /// "numerator/denominator" ("5/6").
  std::string to_string() const;

 private:
  std::int64_t numerator_ = 1;
  std::int64_t denominator_ = 1;
};

}  // namespace guanxi
