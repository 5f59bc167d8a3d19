#include "modules/proofs/codes.h"

#include <gtest/gtest.h>

namespace guanxi::proofs {
namespace {

TEST(RotatingCode, names_its_member_and_changes_with_the_step) {
  const std::string key(32, 'k');
  const std::string one = rotating_digits(key, 59'000'000), next = rotating_digits(key, 59'000'001);
  EXPECT_EQ(one.size(), 8u);
  EXPECT_NE(one, next);
  EXPECT_NE(one, rotating_digits(std::string(32, 'l'), 59'000'000)) << "another member's key";
  const std::string text = rotating_text("M12345678903", one);
  EXPECT_EQ(text, "981234567890" + one);
  const auto read = parse_rotating(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->member_code, "M12345678903") << "with its check digit";
  EXPECT_EQ(read->digits, one);
  EXPECT_TRUE(parse_rotating(text.substr(0, 10) + "  " + text.substr(10))) << "as people show it";
}

TEST(RotatingCode, is_told_from_what_else_a_scanner_reads) {
  for (const char* const text :
       {"",
        "13800138000",          // a phone
        "6901234567892",        // goods
        "134567890123456789",   // WeChat Pay
        "288888888888888888",   // Alipay
        "6222021234567890123",  // a bank card
        "98123456789012345",    // too short
        "9812345678901234567890",
        "9812345678901234567a"}) {
    EXPECT_FALSE(parse_rotating(text)) << text;
  }
}

TEST(RotatingCode, steps_are_thirty_seconds) {
  const Instant begin = begin_of_step(100);
  EXPECT_EQ(step_of(begin), 100);
  EXPECT_EQ(step_of(begin.plus_seconds(29)), 100);
  EXPECT_EQ(step_of(begin.plus_seconds(30)), 101);
}

TEST(Truncation, is_that_of_rfc_4226) {
  // Six digits are the last six of nine: the number is the same.
  const std::string nine = truncated("key", "data", 9);
  EXPECT_EQ(truncated("key", "data", 6), nine.substr(3));
}

TEST(Pin, is_six_digits) {
  EXPECT_TRUE(is_pin("482913"));
  for (const char* const text : {"", "48291", "4829133", "48291a", " 48291", "４８２９１３"}) {
    EXPECT_FALSE(is_pin(text)) << text;
  }
}

TEST(Pin, that_is_tried_first_is_weak) {
  const PinFacts facts{Date::of(1990, 5, 4), "138000"};
  const struct {
    const char* pin;
    bool weak;
    const char* why;
  } rows[] = {
      {"111111", true, "one digit"},
      {"112211", true, "two digits"},
      {"123456", true, "a run"},
      {"654321", true, "a run down"},
      {"890123", true, "a run past 9"},
      {"121212", true, "a pair repeated"},
      {"135135", true, "three repeated"},
      {"900504", true, "the birthday"},
      {"040590", true, "the birthday as others write it"},
      {"050490", true, "and others"},
      {"199005", true, "year and month"},
      {"051990", true, "month and year"},
      {"138000", true, "the end of the phone"},
      {"482913", false, "nothing"},
      {"135790", false, "odd digits are no run"}};
  for (const auto& row : rows) EXPECT_EQ(is_weak(row.pin, facts), row.weak) << row.why;
  EXPECT_FALSE(is_weak("900504", {})) << "of somebody whose birthday is not known";
}

}  // namespace
}  // namespace guanxi::proofs
