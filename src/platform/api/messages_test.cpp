#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "platform/api/messages_table.h"

namespace guanxi::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr ErrorCode all_codes[] = {
#define GUANXI_X(code) ErrorCode::code,
    GUANXI_ERROR_CODES(GUANXI_X)
#undef GUANXI_X
};

bool has_chinese(std::string_view text) {  // U+4E00 … U+9FFF start with E4 … E9 in UTF-8
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0xE4 && byte <= 0xE9) return true;
  }
  return false;
}

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

TEST(Messages, EveryCodeHasOneStatusAndWordsInBothLanguages) {
  std::map<ErrorCode, int> seen;
  for (const Message& message : all_messages()) ++seen[message.code];
  for (const ErrorCode code : all_codes) {
    const auto name = code_name(code);
    ASSERT_EQ(seen[code], 1) << name << ": exactly one entry in messages_table.cpp";
    const Message& message = message_for(code);
    EXPECT_TRUE(message.status >= 400 && message.status < 600) << name;
    EXPECT_TRUE(has_chinese(message.title.zh) && has_chinese(message.detail.zh)) << name;
    EXPECT_TRUE(is_ascii(message.title.en) && is_ascii(message.detail.en)) << name;
    EXPECT_GT(std::string_view(message.detail.en).size(), 15U) << name << ": a sentence";
    EXPECT_NE(std::string_view(message.detail.en), message.title.en)
        << name << ": more than the title again";
  }
}

TEST(Messages, WithoutFactsReadAsWholeSentences) {
  for (const ErrorCode code : all_codes) {
    for (const Language language : {Language::zh_cn, Language::en}) {
      const std::string text = message_of(Error{code}, language);
      EXPECT_EQ(text.find_first_of("{}[]"), std::string::npos) << text;
      EXPECT_THAT(text, Not(HasSubstr("  "))) << text;
      EXPECT_THAT(text, Not(HasSubstr(" ."))) << text;
      EXPECT_TRUE(text.ends_with(language == Language::en ? "." : "。")) << text;
    }
  }
}

TEST(Messages, BracketsBalanceAndHoldAFact) {
  for (const Message& message : all_messages()) {
    for (const std::string_view text :
         {std::string_view(message.detail.zh), std::string_view(message.detail.en)}) {
      bool inside = false;
      for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[' || text[i] == ']') {
          EXPECT_EQ(inside, text[i] == ']') << text;
          inside = text[i] == '[';
        }
        if (text[i] == '{') {
          EXPECT_TRUE(inside) << "a fact may be missing: " << text;
        }
      }
      EXPECT_FALSE(inside) << text;
    }
  }
}

TEST(Messages, FactsFillTheirPlacesAndWordsAreTranslated) {
  const Error points = fail(ErrorCode::not_enough_points, "", {{"balance", "12"}, {"unused", "x"}});
  EXPECT_EQ(message_of(points, Language::zh_cn), "可用积分不足，可用 12。");
  EXPECT_EQ(message_of(points, Language::en), "There are not enough points; 12 available.");
  const Error type = fail(ErrorCode::wrong_type, "/x", {{"expected", "@integer"}});
  EXPECT_THAT(message_of(type, Language::zh_cn), HasSubstr("整数"));
  EXPECT_THAT(message_of(type, Language::en), HasSubstr("whole number"));
  const Error odd = fail(ErrorCode::wrong_type, "/x", {{"expected", "@no_such_word"}});
  EXPECT_THAT(message_of(odd, Language::en), HasSubstr("@no_such_word")) << "never swallowed";
  const Error braces = fail(ErrorCode::unknown_field, "/x", {{"field", "{field}[x]"}});
  EXPECT_THAT(message_of(braces, Language::en), HasSubstr("{field}[x]"))
      << "facts are not patterns";
}

TEST(Problem, IsRfc9457InTheLanguageAskedFor) {
  const auto zh = problem(fail(ErrorCode::member_not_found, "/id"), Language::zh_cn, "4bf9");
  EXPECT_EQ(zh.status, 404);
  EXPECT_EQ(zh.content_type, "application/problem+json");
  EXPECT_EQ(
      zh.body,
      R"({"type":"/docs#member_not_found","title":"会员不存在","status":404,"detail":"没有找到这位会员。",)"
      R"("code":"member_not_found","trace_id":"4bf9","errors":[{"pointer":"/id","code":"member_not_found",)"
      R"("message":"没有找到这位会员。"}]})"
  );
  const auto en = problem(fail(ErrorCode::member_not_found), Language::en, "4bf9");
  EXPECT_EQ(
      en.body,
      R"({"type":"/docs#member_not_found","title":"Member not found","status":404,)"
      R"("detail":"No such member was found.","code":"member_not_found","trace_id":"4bf9"})"
  );
}

TEST(Problem, FieldFaultsAreSummedUpAndFactsAreForMachines) {
  Error error =
      fail(ErrorCode::out_of_range, "/lines/0/quantity", {{"min", "0.001"}, {"max", "1000"}});
  error.more.push_back(fail(ErrorCode::wrong_type, "/note", {{"expected", "@string"}}));
  EXPECT_EQ(
      problem(error, Language::en, "t").body,
      R"({"type":"/docs#invalid_request","title":"Invalid request","status":400,)"
      R"("detail":"The request is not valid; correct what errors lists and try again.","code":"invalid_request",)"
      R"("trace_id":"t","errors":[{"pointer":"/lines/0/quantity","code":"out_of_range",)"
      R"("message":"The value is out of range; it must be at least 0.001; it must be at most 1000.",)"
      R"("facts":{"min":"0.001","max":"1000"}},{"pointer":"/note","code":"wrong_type",)"
      R"("message":"The value has the wrong type; it must be a string."}]})"
  );
  const auto quote =
      problem(fail(ErrorCode::quote_mismatch, "", {{"quote_id", "q\"1"}}), Language::en, "t");
  EXPECT_THAT(quote.body, HasSubstr(R"("facts":{"quote_id":"q\"1"})"));
}

TEST(Language, FollowsQValues) {
  const struct {
    const char* header;
    Language language;
  } rows[] = {
      {"", Language::zh_cn},
      {"en", Language::en},
      {"en-GB", Language::en},
      {"EN-us;q=0.3", Language::en},
      {"zh", Language::zh_cn},
      {"zh-Hans-CN, en;q=0.8", Language::zh_cn},
      {"zh;q=0.5, en;q=0.8", Language::en},
      {"en;q=0.5, zh-TW;q=0.5", Language::zh_cn},  // a tie is ours
      {"fr", Language::zh_cn},
      {"fr, en;q=0.1", Language::en},
      {"*", Language::zh_cn},
      {"zh;q=0, *", Language::en},  // anything but Chinese
      {"en;q=0", Language::zh_cn},
      {"en;q=0, *;q=0", Language::zh_cn},
      {"english", Language::zh_cn},   // no language of ours
      {"en;q=1.5", Language::zh_cn},  // malformed elements do not count
      {"en;q=", Language::zh_cn},
      {"en;x=1", Language::zh_cn},
      {"en;q=0.1234", Language::zh_cn},
      {" ,, en ; q=0.9 ,", Language::en},
      {"en;Q=1.000", Language::en},
      {";;;===,,,", Language::zh_cn}};
  for (const auto& row : rows) EXPECT_EQ(choose_language(row.header), row.language) << row.header;
}

}  // namespace
}  // namespace guanxi::api
