#include "modules/cards/check_digits.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/check.h"
#include "base/text.h"

namespace guanxi::cards {
namespace {

/// 1 … 30 characters out of `alphabet`.
std::string some_body(std::string_view alphabet) {
  const auto size = *rc::gen::inRange<std::size_t>(1, 31);
  return *rc::gen::container<std::string>(size, rc::gen::elementOf(std::string(alphabet)));
}
constexpr std::string_view digits = "0123456789";
constexpr std::string_view characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Whether the whole number, check digits at its end, is taken for a sound one.
bool fits(std::string_view number, int length) {
  const std::size_t body = number.size() - static_cast<std::size_t>(length);
  return check_digits_fit(number.substr(0, body), number.substr(body));
}

TEST(CheckDigitsTest, published_vectors) {
  const struct {
    const char* body;
    const char* check;
    const char* source;
  } rows[] = {
      {"794", "44", "the example of ISO 7064"},
      {"WEST12345698765432GB", "82", "IBAN GB82 WEST 1234 5698 7654 32, ISO 13616 rearranged"},
      {"370400440532013000DE", "89", "IBAN DE89 3704 0044 0532 0130 00"},
      {"20041010050500013M02606FR", "14", "IBAN FR14 2004 1010 0505 0001 3M02 606"},
      {"5493001KJTIIGC8Y1R", "12", "LEI 5493001KJTIIGC8Y1R12, ISO 17442"},
      {"7992739871", "3", "the example of ISO/IEC 7812-1 literature"},
      {"4992739871", "6", "another one"},
      {"37828224631000", "5", "a card of an even count of digits"},
      {"411111111111111", "1", "a well-known test card"},
      {"anything at all", "", "no check digits"},
  };
  for (const auto& row : rows) {
    const std::string_view check = row.check;
    EXPECT_EQ(check_digits(row.body, static_cast<int>(check.size())), check) << row.source;
    EXPECT_TRUE(check_digits_fit(row.body, check)) << row.source;
  }
}

TEST(CheckDigitsTest, what_cannot_be_summed_does_not_fit) {
  EXPECT_FALSE(check_digits_fit("88A1", "5")) << "Luhn has no letters";
  EXPECT_FALSE(check_digits_fit("", "5"));
  EXPECT_FALSE(check_digits_fit("88", "123"));
  EXPECT_THROW(check_digits("88A1", luhn_length), CheckFailed);
  EXPECT_THROW(check_digits("88a1", mod_97_length), CheckFailed);
  EXPECT_THROW(check_digits("88", 3), CheckFailed);
}

TEST(CheckDigitsTest, mod_97_has_one_pair_of_check_digits) {
  // 98 and 01, 99 and 02, 97 and 00 leave the same remainder; only the one that is made is right.
  for (int serial = 0; serial < 1000; ++serial) {
    const std::string body = "88" + std::to_string(serial);
    int fitting = 0;
    for (int check = 0; check < 100; ++check) {
      const std::string two{
          static_cast<char>('0' + check / 10), static_cast<char>('0' + check % 10)};
      fitting += check_digits_fit(body, two);
    }
    EXPECT_EQ(fitting, 1) << body;
  }
}

void every_single_error_is_found(const std::string& body, int length) {
  const std::string number = body + check_digits(body, length);
  RC_ASSERT(fits(number, length));
  for (std::size_t i = 0; i < number.size(); ++i) {
    for (const char other : is_digit(number[i]) ? digits : characters.substr(10)) {
      if (other == number[i]) continue;
      std::string wrong = number;
      wrong[i] = other;
      RC_ASSERT_FALSE(fits(wrong, length));
    }
  }
}

RC_GTEST_PROP(CheckDigitsProperty, luhn_finds_every_single_wrong_digit, ()) {
  every_single_error_is_found(some_body(digits), luhn_length);
}
RC_GTEST_PROP(CheckDigitsProperty, mod_97_finds_every_single_wrong_digit, ()) {
  every_single_error_is_found(some_body(digits), mod_97_length);
}
RC_GTEST_PROP(CheckDigitsProperty, mod_97_finds_every_single_wrong_character, ()) {
  every_single_error_is_found(some_body(characters), mod_97_length);
}

/// The swaps of two different neighbours that the check digits do not find.
std::set<std::string> unnoticed_swaps(const std::string& body, int length) {
  const std::string number = body + check_digits(body, length);
  std::set<std::string> unnoticed;
  for (std::size_t i = 0; i + 1 < number.size(); ++i) {
    std::string swapped = number;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped != number && fits(swapped, length)) unnoticed.insert(number.substr(i, 2));
  }
  return unnoticed;
}

RC_GTEST_PROP(CheckDigitsProperty, mod_97_finds_every_swap_of_neighbours, ()) {
  RC_ASSERT(unnoticed_swaps(some_body(digits), mod_97_length).empty());
}
RC_GTEST_PROP(CheckDigitsProperty, mod_97_misses_three_swaps_of_a_letter_and_a_digit, ()) {
  static const std::set<std::string> known{"B1", "1B", "M2", "2M", "X3", "3X"};
  for (const std::string& swap : unnoticed_swaps(some_body(characters), mod_97_length)) {
    RC_ASSERT(known.contains(swap));
  }
}
RC_GTEST_PROP(CheckDigitsProperty, luhn_misses_the_swap_of_nought_and_nine, ()) {
  for (const std::string& swap : unnoticed_swaps(some_body(digits), luhn_length)) {
    RC_ASSERT(swap == "09" || swap == "90");
  }
}

TEST(CheckDigitsTest, the_known_exceptions_are_real) {
  EXPECT_EQ(check_digits("8809", luhn_length), check_digits("8890", luhn_length));
  for (const auto& [one, other] : {std::pair("8B1", "81B"), {"8M2", "82M"}, {"8X3", "83X"}}) {
    EXPECT_EQ(check_digits(one, mod_97_length), check_digits(other, mod_97_length)) << one;
  }
}

}  // namespace
}  // namespace guanxi::cards
