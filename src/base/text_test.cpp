#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/check.h"

namespace guanxi {
namespace {

TEST(Utf8, tells_text_from_other_bytes) {
  for (const char* text : {"", "abc", "关系", "é", "😀", "\u00a0"})
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  EXPECT_TRUE(is_valid_utf8(std::string_view("a\0b", 3))) << "NUL is a character";
  struct Row {
    const char* reason;
    std::string_view bytes;
  };
  const Row rows[] = {
      {"continuation without a lead", "\x80"},
      {"cut off", "\xe5\x85"},
      {"overlong slash", "\xc0\xaf"},
      {"overlong three bytes", "\xe0\x80\xaf"},
      {"surrogate", "\xed\xa0\x80"},
      {"beyond U+10FFFF", "\xf4\x90\x80\x80"},
      {"five-byte form", "\xf8\x88\x80\x80\x80"},
      {"GBK for 关系", "\xb9\xd8\xcf\xb5"},
      {"valid, then not", "abc\xff"},
  };
  for (const Row& row : rows) {
    EXPECT_FALSE(is_valid_utf8(row.bytes)) << row.reason;
    EXPECT_THROW(static_cast<void>(nfkc(row.bytes)), CheckFailed) << row.reason;
    EXPECT_THROW(static_cast<void>(tidy(row.bytes)), CheckFailed) << row.reason;
    EXPECT_THROW(static_cast<void>(display_width(row.bytes)), CheckFailed) << row.reason;
  }
}

TEST(Nfkc, makes_one_form_of_many) {
  EXPECT_EQ(nfkc(""), "");
  EXPECT_EQ(nfkc("１３８ＡＢＣ"), "138ABC") << "full-width digits and letters";
  EXPECT_EQ(nfkc("ｱ"), "ア") << "half-width katakana";
  EXPECT_EQ(nfkc("e\u0301"), "é") << "a combined accent";
  EXPECT_EQ(nfkc("①"), "1");
  EXPECT_EQ(nfkc("㎏"), "kg");
  EXPECT_EQ(nfkc("\u3000"), " ") << "ideographic space";
  EXPECT_EQ(nfkc("张小明"), "张小明") << "Han characters stay";
  EXPECT_EQ(nfkc("\uf900"), "豈") << "a compatibility ideograph";
}

TEST(Tidy, removes_outer_blanks_and_joins_inner_ones) {
  EXPECT_EQ(tidy("  张　 小明\t\n"), "张 小明");
  EXPECT_EQ(tidy("Ann\u00a0 Lee"), "Ann Lee");
  EXPECT_EQ(tidy(" \t\u3000 "), "");
  EXPECT_EQ(tidy(""), "");
  EXPECT_EQ(tidy("Ａｎｎ"), "Ann");
}

TEST(DisplayWidth, counts_terminal_columns) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("Ann"), 3);
  EXPECT_EQ(display_width("张小明"), 6);
  EXPECT_EQ(display_width("Ａ"), 2) << "full-width";
  EXPECT_EQ(display_width("ｱ"), 1) << "half-width";
  EXPECT_EQ(display_width("e\u0301"), 1) << "combining accent";
  EXPECT_EQ(display_width("é"), 1);
  EXPECT_EQ(display_width("\u3042\u3099"), 2) << "combining kana mark";
  EXPECT_EQ(display_width("😀"), 2);
  EXPECT_EQ(display_width("，。"), 4);
  EXPECT_EQ(display_width("\u200d\u200b"), 0) << "joiner and zero-width space";
  EXPECT_EQ(display_width("\u1112\u1161\u11ab"), 2)
      << "three letters that join to one Hangul syllable";
  EXPECT_EQ(display_width("\u00ad"), 1) << "terminals show a soft hyphen";
  EXPECT_EQ(display_width("\n"), 0);
  EXPECT_EQ(display_width("￥¥"), 3);
}

TEST(CodePoints, are_not_bytes) {
  EXPECT_EQ(code_points(""), 0u);
  EXPECT_EQ(code_points("Ann"), 3u);
  EXPECT_EQ(code_points("张小明"), 3u);
  EXPECT_EQ(code_points("😀é"), 2u);
}

TEST(ControlCharacters, are_found_unless_allowed) {
  EXPECT_FALSE(has_control_characters("张 Ann é à 😀"));
  EXPECT_TRUE(has_control_characters(std::string_view("a\0b", 3)));
  EXPECT_TRUE(has_control_characters("a\nb"));
  EXPECT_FALSE(has_control_characters("a\nb", "\n\t"));
  EXPECT_TRUE(has_control_characters("a\nb\r", "\n\t"));
  EXPECT_TRUE(has_control_characters("\x7f"));
  EXPECT_TRUE(has_control_characters("\xc2\x85")) << "U+0085, next line";
  EXPECT_FALSE(has_control_characters("\xc2\xa0")) << "U+00A0 is a blank";
  EXPECT_FALSE(has_control_characters("\xe2\x80\x94\xe5\x82\x85"))
      << "their bytes only look like C1";
}

RC_GTEST_PROP(TextProperty, any_bytes_are_either_text_or_refused, (const std::string& bytes)) {
  if (!is_valid_utf8(bytes)) {
    RC_ASSERT_THROWS_AS(static_cast<void>(nfkc(bytes)), CheckFailed);
    return;
  }
  const std::string once = tidy(bytes);
  RC_ASSERT(is_valid_utf8(once));
  RC_ASSERT(tidy(once) == once);
  RC_ASSERT(nfkc(nfkc(bytes)) == nfkc(bytes));
}

TEST(Text, WhatHidesOrTurnsTextIsAControlCharacter) {
  for (const char* bad : {"a\u200bb", "\ufeffa", "a\u202eb", "\u2066", "a\u2028", "\u2029"}) {
    EXPECT_TRUE(has_control_characters(bad)) << bad;
  }
  for (const char* good :
       {"\u738b\u82b3", "\u200d", "\u2027\u202f", "\u2065", "\ufefe", "\u20ac", "\xe2"}) {
    EXPECT_FALSE(has_control_characters(good)) << good;
  }
}

}  // namespace
}  // namespace guanxi
