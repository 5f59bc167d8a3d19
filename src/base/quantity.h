// Quantity of goods with up to 3 decimals (pieces or kg), and a unit price with up to 4 decimals of
// the major unit. Overflowing 64 bits is a fault of ours (CheckFailed): user input is ranged
// before. Values; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/money.h"
#include "base/rounding.h"

namespace guanxi {

/// Strict decimal text: optional '-', digits without superfluous leading zeros, at most
/// `fraction_digits_max` after the point. "1.50" with 3 → 1500. nullopt for anything else, or when
/// it does not fit 64 bits. No exponents, no '+'. "-0" is 0. More fraction digits than asked for
/// are refused even if they are zeros: they say more than we keep.
std::optional<std::int64_t> parse_decimal(std::string_view text, int fraction_digits_max);
/// 1500 with 3 → "1.5"; trailing zeros beyond `fraction_digits_min` are dropped.
std::string format_decimal(std::int64_t scaled, int fraction_digits, int fraction_digits_min = 0);

class Quantity {
 public:
  constexpr Quantity() = default;
  static constexpr Quantity from_milli(std::int64_t milli) { return Quantity(milli); }
  static constexpr Quantity pieces(std::int64_t pieces) {
    constexpr std::int64_t most = INT64_MAX / 1000;
    GX_CHECK(pieces >= -most && pieces <= most);
    return Quantity(pieces * 1000);
  }
  static std::optional<Quantity> parse(std::string_view text);

  constexpr std::int64_t milli() const { return milli_; }
  std::string to_string() const;  // "1.5"

  Quantity& operator+=(Quantity other);
  Quantity& operator-=(Quantity other);
  friend Quantity operator+(Quantity a, Quantity b) { return a += b; }
  friend Quantity operator-(Quantity a, Quantity b) { return a -= b; }
  constexpr auto operator<=>(const Quantity&) const = default;

 private:
  constexpr explicit Quantity(std::int64_t milli) : milli_(milli) {}
  std::int64_t milli_ = 0;
};

class UnitPrice {
 public:
  constexpr UnitPrice() = default;
  /// 59.90 → 599000 (ten-thousandths of the major unit)
  static constexpr UnitPrice from_e4(std::int64_t e4) { return UnitPrice(e4); }
  static std::optional<UnitPrice> parse(std::string_view text);

  constexpr std::int64_t e4() const { return e4_; }
  std::string to_string() const;  // at least two decimals: "59.90", "0.4255"
  constexpr auto operator<=>(const UnitPrice&) const = default;

 private:
  constexpr explicit UnitPrice(std::int64_t e4) : e4_(e4) {}
  std::int64_t e4_ = 0;
};

/// Price × quantity, half-up to the minor unit, per line: tills print line totals and the printed
/// total must equal ours. Halves go away from zero, so a returned line is the exact mirror of the
/// sold one.
Money line_amount(UnitPrice price, Quantity quantity, Currency currency);

}  // namespace guanxi
