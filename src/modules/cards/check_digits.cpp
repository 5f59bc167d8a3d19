#include "modules/cards/check_digits.h"

#include <algorithm>

#include "base/luhn.h"
#include "base/text.h"

namespace guanxi::cards {
namespace {

/// The number the text stands for, modulo 97: a letter is two of its digits.
int remainder_97(std::string_view text) {
  int remainder = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      remainder = (remainder * 10 + (c - '0')) % 97;
    } else {
      GX_CHECK(c >= 'A' && c <= 'Z');
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    }
  }
  return remainder;
}

/// 02 … 98: with them at its end the whole number is 1 modulo 97.
std::string mod_97_digits(std::string_view body) {
  const int digits = 98 - remainder_97(body) * 100 % 97;
  return {static_cast<char>('0' + digits / 10), static_cast<char>('0' + digits % 10)};
}

}  // namespace

std::string check_digits(std::string_view body, int length) {
  GX_CHECK(!body.empty());
  switch (length) {
    case 0:
      return {};
    case luhn_length:
      return {luhn_digit(body)};
    case mod_97_length:
      return mod_97_digits(body);
    default:
      GX_CHECK_WHY(false, "there are no check digits of this length");
  }
}

bool check_digits_fit(std::string_view body, std::string_view digits) {
  const auto length = static_cast<int>(digits.size());
  if (body.empty() || length > mod_97_length) return false;
  if (length == luhn_length && !all_digits(body)) return false;
  return check_digits(body, length) == digits;
}

}  // namespace guanxi::cards
