// Money: an exact amount in minor units (fen for CNY) of one currency. Never passes through
// floating point. Adding two currencies or overflowing 64 bits is a fault of ours (CheckFailed):
// user input is ranged before.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/currency.h"

namespace guanxi {

class Money {
 public:
  constexpr Money() = default;
  constexpr Money(std::int64_t minor, Currency currency) : minor_(minor), currency_(currency) {}
  static constexpr Money zero(Currency currency) { return {0, currency}; }

  constexpr std::int64_t minor() const { return minor_; }
  constexpr Currency currency() const { return currency_; }
  constexpr bool is_zero() const { return minor_ == 0; }
  constexpr bool is_negative() const { return minor_ < 0; }

  Money operator-() const;
  Money& operator+=(Money other);
  Money& operator-=(Money other);
  friend Money operator+(Money a, Money b) { return a += b; }
  friend Money operator-(Money a, Money b) { return a -= b; }

  friend bool operator==(Money, Money) = default;
  /// Order within one currency; comparing two currencies is a fault of ours.
  friend std::strong_ordering operator<=>(Money a, Money b);

  /// "1,234.50" is for people (web); this is plain: "1234.50", "-0.05", "300" (JPY).
  std::string to_string() const;

 private:
  std::int64_t minor_ = 0;
  Currency currency_ = Currency::cny;
};

}  // namespace guanxi
