#include "modules/cards/numbers.h"

#include <algorithm>

#include "base/luhn.h"
#include "base/text.h"
#include "modules/cards/cards.h"

namespace guanxi::cards {
namespace {

constexpr std::size_t virtual_random_digits = 14;
constexpr std::size_t virtual_length = virtual_random_digits + 2;

/// Upper-case letters and digits without blanks and dashes; nullopt for anything else.
std::optional<std::string> compact(std::string_view text) {
  std::string number;
  number.reserve(text.size());
  for (const char c : text) {
    if (c == ' ' || c == '-') continue;
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (!is_digit(upper) && !(upper >= 'A' && upper <= 'Z')) return std::nullopt;
    number += upper;
  }
  if (number.size() < number_length_min || number.size() > number_length_max) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::string> canonical_number(std::string_view text) {
  constexpr std::size_t written_length_max = 4 * number_length_max;  // full-width: 3 bytes each
  if (text.size() > written_length_max) return std::nullopt;
  const bool ascii =
      std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return compact(text);
  if (!is_valid_utf8(text)) return std::nullopt;
  return compact(tidy(text));
}

bool has_virtual_form(std::string_view number) {
  return number.size() == virtual_length && number.front() == 'V' &&
         std::ranges::all_of(number.substr(1), is_digit);
}

std::string make_virtual_number(Random& random) {
  std::string digits = std::to_string(random.below(100'000'000'000'000));
  digits.insert(0, virtual_random_digits - digits.size(), '0');
  return "V" + digits + luhn_digit(digits);
}

}  // namespace guanxi::cards
