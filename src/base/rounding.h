// The rounding modes the business uses, and the one division that applies them. Halves go away from
// zero (half_up), as tills print them; floor and ceil go towards −∞ and +∞.
#pragma once

#include <cstdint>

namespace guanxi {

enum class Rounding { half_up, floor, ceil };

__extension__ typedef __int128 Int128;

/// numerator ÷ denominator, rounded; denominator > 0. Checked: the result must fit 64 bits.
std::int64_t divide(Int128 numerator, Int128 denominator, Rounding rounding);

}  // namespace guanxi
