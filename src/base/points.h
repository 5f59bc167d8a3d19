// Points: a whole number of loyalty points. Never mixes with money. Overflowing 64 bits is a fault
// of ours (CheckFailed): user input is ranged before. A value; any thread.
#pragma once

#include <compare>
#include <cstdint>

namespace guanxi {

class Points {
 public:
  constexpr Points() = default;
  constexpr explicit Points(std::int64_t value) : value_(value) {}
  constexpr std::int64_t value() const { return value_; }
  constexpr bool is_zero() const { return value_ == 0; }
  constexpr bool is_negative() const { return value_ < 0; }

  Points operator-() const;
  Points& operator+=(Points other);
  Points& operator-=(Points other);
  friend Points operator+(Points a, Points b) { return a += b; }
  friend Points operator-(Points a, Points b) { return a -= b; }
  constexpr auto operator<=>(const Points&) const = default;

 private:
  std::int64_t value_ = 0;
};

}  // namespace guanxi
