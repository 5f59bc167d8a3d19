#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <ostream>
#include <type_traits>

#include "base/check.h"
#include "base/text.h"

namespace guanxi {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
static_assert(!Printable<Phone> && !Printable<Email> && !Printable<IdNumber>, "must not be logged");
static_assert(!std::is_convertible_v<Phone, std::string>);

std::string e164(std::string_view text, std::string_view country = "86") {
  const std::optional<Phone> phone = Phone::parse(text, country);
  return phone ? phone->reveal_e164() : "none";
}

TEST(Phone, reads_what_people_and_tills_write) {
  struct Row {
    const char* reason;
    const char* text;
    const char* e164;
  };
  const Row rows[] = {
      {"bare mobile", "13800138000", "+8613800138000"},
      {"blanks", " 138 0013 8000 ", "+8613800138000"},
      {"dashes", "138-0013-8000", "+8613800138000"},
      {"full-width digits", "１３８００１３８０００", "+8613800138000"},
      {"full-width plus and blank", "＋８６　１３８００１３８０００", "+8613800138000"},
      {"dashes of an input method", "138–0013—8000", "+8613800138000"},
      {"+86", "+86 138 0013 8000", "+8613800138000"},
      {"0086", "008613800138000", "+8613800138000"},
      {"86 without a plus", "8613800138000", "+8613800138000"},
      {"in brackets", "(+86)13800138000", "+8613800138000"},
      {"long-distance 0 before a mobile", "013800138000", "+8613800138000"},
      {"landline Beijing", "010-6552 9988", "+861065529988"},
      {"landline Shenzhen", "0755-82345678", "+8675582345678"},
      {"landline with seven digits", "0898 6812345", "+868986812345"},
      {"landline, brackets", "(010) 65529988", "+861065529988"},
      {"landline with its 0 kept", "+86 010 65529988", "+861065529988"},
      {"London", "+44 20 7946 0958", "+442079460958"},
      {"London with the home 0", "+44 (0)20 7946 0958", "+442079460958"},
      {"London by 00", "0044 20 7946 0958", "+442079460958"},
      {"Hong Kong", "+852 2345 6789", "+85223456789"},
      {"Taiwan", "+886 912 345 678", "+886912345678"},
      {"New York", "+1 212-555-0123", "+12125550123"},
      {"a country without rules of ours", "+49 30 901820", "+4930901820"},
      {"Italy keeps its 0", "+39 06 698 12345", "+390669812345"},
  };
  for (const Row& row : rows) EXPECT_EQ(e164(row.text), row.e164) << row.reason;
  EXPECT_EQ(e164("020 7946 0958", "44"), "+442079460958");
  EXPECT_EQ(e164("447911123456", "44"), "+447911123456");
  EXPECT_EQ(e164("23456789", "852"), "+85223456789");
  EXPECT_EQ(e164("+86 138 0013 8000", "44"), "+8613800138000") << "its own country code wins";
}

TEST(Phone, refuses_what_cannot_be_one) {
  struct Row {
    const char* reason;
    std::string_view text;
  };
  const Row rows[] = {
      {"empty", ""},
      {"blank", "   "},
      {"a digit short", "1380013800"},
      {"a digit long", "138001380000"},
      {"no such mobile range", "12800138000"},
      {"local number without area", "65529988"},
      {"landline a digit long", "010-655299888"},
      {"landline a digit short", "010-6552998"},
      {"local number beginning with 1", "010-15529988"},
      {"area and number without 0", "1065529988"},
      {"service number", "400-810-6666"},
      {"service number with +86", "+86 400 810 6666"},
      {"operator", "10086"},
      {"emergency", "110"},
      {"letters", "1380013800a"},
      {"plus inside", "138+00138000"},
      {"two pluses", "++8613800138000"},
      {"only a country code", "+86"},
      {"country code 0", "+0123456789"},
      {"UK too short", "+44 20 7946"},
      {"UK too long", "+44 20 7946 09588"},
      {"Hong Kong too short", "+852 234 5678"},
      {"more than 15 digits", "+49 1234567890123456"},
      {"two numbers", "13800138000/13900139000"},
      {"extension", "010-65529988 ext 12"},
      {"not UTF-8",
       "138\xff"
       "00138000"},
      {"endless", "1380013800000000000000000000000000000000000000000000000000000000000000000"},
  };
  for (const Row& row : rows) EXPECT_EQ(e164(row.text), "none") << row.reason;
  EXPECT_EQ(
      e164(std::string_view(
          "138\0"
          "00138000",
          12
      )),
      "none"
  ) << "NUL";
  EXPECT_THROW(e164("13800138000", "+86"), CheckFailed);
  EXPECT_THROW(e164("13800138000", ""), CheckFailed);
}

TEST(Phone, masks_the_middle) {
  EXPECT_EQ(Phone::parse("13800138000")->masked(), "138****8000");
  EXPECT_EQ(Phone::parse("+442079460958")->masked(), "+44******0958");
  EXPECT_EQ(Phone::parse("+85223456789")->masked(), "+852****6789");
  EXPECT_EQ(Phone::parse("010-65529988")->masked(), "+86******9988");
  EXPECT_EQ(Phone::parse("+12125550123")->masked(), "+1******0123");
  EXPECT_EQ(Phone::parse("13800138000")->last_four(), "8000");
}

RC_GTEST_PROP(PhoneProperty, every_way_to_write_a_mobile_is_one_phone, ()) {
  std::string national = "1" + std::to_string(*rc::gen::inRange(3, 10));
  for (int i = 0; i < 9; ++i) national += static_cast<char>('0' + *rc::gen::inRange(0, 10));
  const std::string prefix =
      *rc::gen::element<std::string>("", "+86", "+86 ", "0086", "86", "0", "＋８６");
  std::string written = prefix;
  for (const char digit : national) {
    written += *rc::gen::element<std::string>("", "", "", " ", "-", "　");
    // U+FF10 … U+FF19 are EF BC 90 … EF BC 99.
    written += *rc::gen::arbitrary<bool>()
                   ? std::string(1, digit)
                   : std::string("\xef\xbc") + static_cast<char>(0x90 + (digit - '0'));
  }
  RC_ASSERT(e164(written) == "+86" + national);
  RC_ASSERT(e164(e164(written)) == "+86" + national);
}

RC_GTEST_PROP(PhoneProperty, any_bytes_give_a_phone_of_e164_or_none, (const std::string& bytes)) {
  const std::optional<Phone> phone = Phone::parse(bytes);
  if (!phone) return;
  RC_ASSERT(phone->reveal_e164().size() >= 9u);
  RC_ASSERT(phone->reveal_e164().size() <= 16u);
  RC_ASSERT(Phone::parse(phone->reveal_e164()) == phone);
}

TEST(Email, is_trimmed_and_its_domain_lower_cased) {
  EXPECT_EQ(Email::parse(" Zhang.San@Example.COM\n")->reveal(), "Zhang.San@example.com");
  EXPECT_EQ(Email::parse("a+b_c@mail.example.co.uk")->reveal(), "a+b_c@mail.example.co.uk");
  EXPECT_EQ(Email::parse("12345678@qq.com")->masked(), "1***@qq.com");
  EXPECT_EQ(Email::parse("zhang@example.com")->masked(), "z***@example.com");
  EXPECT_EQ(Email::parse("z@example.com")->masked(), "z***@example.com")
      << "the length is not told";
}

TEST(Email, refuses_the_implausible) {
  const std::string label63(63, 'a');
  const std::string fits =
      std::string(64, 'l') + "@" + label63 + "." + label63 + "." + std::string(57, 'a') + ".cn";
  ASSERT_EQ(fits.size(), 253u);
  EXPECT_TRUE(Email::parse(fits).has_value());
  EXPECT_FALSE(Email::parse(fits + "nn").has_value()) << "255 bytes";
  EXPECT_FALSE(Email::parse(std::string(65, 'l') + "@example.com").has_value())
      << "local part of 65";
  EXPECT_FALSE(Email::parse("a@" + label63 + "a.com").has_value()) << "label of 64";
  for (const char* text :
       {"",
        " ",
        "@",
        "a@",
        "@example.com",
        "a@b@example.com",
        "a@localhost",
        "a b@example.com",
        "a@exa mple.com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@.com",
        "a@example..com",
        "a@-example.com",
        "a@example-.com",
        "a@192.168.0.1",
        "a@example.com.",
        "张@example.com",
        "a@例子.中国",
        "a\t@example.com",
        "\"a b\"@example.com",
        "a＠example.com"}) {
    EXPECT_FALSE(Email::parse(text).has_value()) << text;
  }
}

TEST(IdNumber, wants_a_date_of_birth_and_a_right_check_character) {
  EXPECT_EQ(IdNumber::parse("11010519491231002X")->reveal(), "11010519491231002X")
      << "the standard's example";
  EXPECT_EQ(IdNumber::parse("440524188001010014")->reveal(), "440524188001010014")
      << "the standard's other example";
  EXPECT_EQ(IdNumber::parse(" 11010519491231002x ")->reveal(), "11010519491231002X");
  EXPECT_EQ(
      IdNumber::parse("１１０１０５１９４９１２３１００２Ｘ")->reveal(), "11010519491231002X"
  );
  struct Row {
    const char* reason;
    std::string_view text;
  };
  const Row rows[] = {
      {"empty", ""},
      {"wrong check character", "110105194912310021"},
      {"two digits swapped", "11010519491231020X"},
      {"old form of 15", "110105491231002"},
      {"19 characters", "11010519491231002X0"},
      {"X inside", "1101051949123100X2"},
      {"letters", "A1010519491231002X"},
      {"region 0", "010105194912310025"},
      {"not UTF-8", "11010519491231002\xff"},
  };
  for (const Row& row : rows) EXPECT_FALSE(IdNumber::parse(row.text).has_value()) << row.reason;
}

/// The number's first 17 digits with the check character of ISO 7064 MOD 11-2, computed the
/// recursive way.
std::string with_check_character(const std::string& digits) {
  int product = 0;
  for (const char c : digits) product = (product + (c - '0')) * 2 % 11;
  const int check = (12 - product) % 11;
  return digits + (check == 10 ? 'X' : static_cast<char>('0' + check));
}

TEST(IdNumber, refuses_days_that_never_were) {
  EXPECT_TRUE(IdNumber::parse(with_check_character("11010520000229001")).has_value()) << "leap day";
  EXPECT_FALSE(IdNumber::parse(with_check_character("11010520010229001")).has_value())
      << "no leap year";
  EXPECT_FALSE(IdNumber::parse(with_check_character("11010519491331002")).has_value())
      << "month 13";
  EXPECT_FALSE(IdNumber::parse(with_check_character("11010517991231002")).has_value())
      << "before 1800";
  EXPECT_FALSE(IdNumber::parse(with_check_character("01010519491231002")).has_value())
      << "region 0";
}

RC_GTEST_PROP(IdNumberProperty, one_wrong_digit_is_always_found, ()) {
  const int sequence = *rc::gen::inRange(100, 1000);
  const std::string number = with_check_character("11010519491231" + std::to_string(sequence));
  RC_ASSERT(IdNumber::parse(number).has_value());
  const auto place = *rc::gen::inRange<std::size_t>(0, 17);
  const auto wrong = static_cast<char>('0' + *rc::gen::inRange(0, 10));
  RC_PRE(number[place] != wrong);
  std::string mistyped = number;
  mistyped[place] = wrong;
  RC_ASSERT(!IdNumber::parse(mistyped).has_value());
}

TEST(IdNumber, masks_the_middle) {
  EXPECT_EQ(IdNumber::parse("11010519491231002X")->masked(), "110***********002X");
  EXPECT_EQ(IdNumber::parse("11010519491231002X")->last_four(), "002X");
}

TEST(MaskName, shows_the_first_character_only) {
  EXPECT_EQ(mask_name("张小明"), "张**");
  EXPECT_EQ(mask_name("欧阳娜娜"), "欧***");
  EXPECT_EQ(mask_name("Ann Lee"), "A******");
  EXPECT_EQ(mask_name("张"), "*") << "one character is the whole name";
  EXPECT_EQ(mask_name(""), "");
  EXPECT_EQ(mask_name("𠮷田"), "𠮷*") << "four bytes";
}

}  // namespace
}  // namespace guanxi
