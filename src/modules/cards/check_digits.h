// Check digits of card numbers, over prefix and serial. Pure; any thread.
//
//   0  none
//   1  Luhn (ISO/IEC 7812-1, annex B): digits only. Finds every single wrong digit and every swap
//   of
//      two neighbours except 09 and 90, whose sums are the same.
//   2  ISO 7064 MOD 97-10: digits and letters, A = 10 … Z = 35. Finds every single wrong character
//      (a digit for a digit, a letter for a letter) and every swap of two neighbouring digits or
//      two neighbouring letters. Of a letter beside a digit it finds all but three, because what is
//      summed is the same text: B1 and 1B are both 111, M2 and 2M 222, X3 and 3X 333. In a card
//      number that is a swap across the end of the prefix, which makes a prefix nobody has.
#pragma once

#include <string>
#include <string_view>

namespace guanxi::cards {

inline constexpr int luhn_length = 1;
inline constexpr int mod_97_length = 2;

/// The check digits to append to `body`: as many as `length` (0, 1 or 2). `body` is upper-case
/// ASCII letters and digits, at least one; digits only for Luhn.
std::string check_digits(std::string_view body, int length);
/// True if `digits` are those of `body`. What Luhn cannot sum does not fit.
bool check_digits_fit(std::string_view body, std::string_view digits);

}  // namespace guanxi::cards
