// The command as a person calls it: arguments in, words and exit status out.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "app/commands.h"
#include "modules/pricing/file_docs.h"
#include "platform/api/api.h"
#include "platform/sql/testing.h"

namespace guanxi::app {
namespace {

constexpr const char* rules_text = R"({
 "goods": [{"code": "TEA", "list_price": "120"}],
 "rules": [
  {"kind": "promotion", "code": "TEN", "name_zh": "满百减十", "name_en": "10 off 100",
   "threshold": {"amount": {"amount": 10000, "currency": "CNY"}},
   "reward": {"kind": "money_off", "amount": {"amount": 1000, "currency": "CNY"}}},
  {"kind": "promotion", "code": "ELSEWHERE", "name_zh": "别店", "name_en": "Elsewhere",
   "conditions": {"stores": ["S9"]},
   "reward": {"kind": "money_off", "amount": {"amount": 1, "currency": "CNY"}}}]})";
constexpr const char* basket_text = R"({"at": "2026-11-23T12:00:00+08:00", "store": "S1",
 "lines": [{"item": "TEA", "quantity": "1"}]})";

class QuoteCommandTest : public ::testing::Test {
 protected:
  QuoteCommandTest() : umask_(::umask(077)) {
    rules_ = write("rules.json", rules_text);
    basket_ = write("basket.json", basket_text);
  }
  ~QuoteCommandTest() override { ::umask(umask_); }

  std::string write(const std::string& name, const std::string& text) {
    const auto path = directory_.path() / name;
    std::ofstream(path) << text;
    return path.string();
  }

  struct Said {
    int status = 0;
    std::string out, error;
  };
  Said say(std::vector<std::string> more) { return say_of(rules_, basket_, std::move(more)); }
  Said say_of(const std::string& rules, const std::string& basket, std::vector<std::string> more) {
    std::vector<std::string> words{"guanxi", "quote", "--rules", rules, "--basket", basket};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    Said said;
    said.status = run(static_cast<int>(arguments.size()), arguments.data());
    std::fflush(nullptr);
    said.out = ::testing::internal::GetCapturedStdout();
    said.error = ::testing::internal::GetCapturedStderr();
    return said;
  }

  sql::TempDirectory directory_;
  mode_t umask_;
  std::string rules_, basket_;
};

TEST_F(QuoteCommandTest, ATableForPeopleInEitherLanguage) {
  const Said zh = say({});
  EXPECT_EQ(zh.status, 0) << zh.error;
  EXPECT_NE(zh.out.find("应付 110.00 CNY"), std::string::npos) << zh.out;
  EXPECT_NE(zh.out.find("满百减十 [TEN]：已优惠 10.00 元"), std::string::npos) << zh.out;
  const Said en = say({"--language", "en"});
  EXPECT_NE(en.out.find("To pay 110.00 CNY"), std::string::npos) << en.out;
}

TEST_F(QuoteCommandTest, OneObjectForPrograms) {
  const Said said = say({"--json"});
  EXPECT_EQ(said.status, 0) << said.error;
  const auto read = api::from_json<pricing::FileQuote>(said.out, api::Origin::stored);
  ASSERT_TRUE(read) << said.out;
  EXPECT_EQ(read->quote.payable, Money(11000, Currency::cny));
}

TEST_F(QuoteCommandTest, WhyNotOfARuleThatWasNotConsidered) {
  const Said said = say({"--why", "ELSEWHERE", "--language", "en"});
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out, "- Elsewhere [ELSEWHERE]: not in this store\n");
  const Said none = say({"--why", "NOBODY", "--language", "en"});
  EXPECT_EQ(none.status, 1);
  EXPECT_EQ(none.error, "no such rule: NOBODY\n");
}

TEST_F(QuoteCommandTest, AFileThatIsRefusedIsNamedWithEveryFault) {
  const std::string bad = write(
      "bad.json", R"({"at": "noon", "store": "S1", "lines": [{"item": "TEA", "quantity": "0"}]})"
  );
  const Said said = say_of(rules_, bad, {"--language", "en"});
  EXPECT_EQ(said.status, 1);
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.error.find(bad + "\n/at: "), 0u) << said.error;
  EXPECT_NE(said.error.find("\n/lines/0/quantity: "), std::string::npos) << said.error;
  const Said missing = say_of(rules_, bad + ".none", {});
  EXPECT_EQ(missing.status, 1);
  EXPECT_NE(missing.error.find("cannot read"), std::string::npos);
}

TEST_F(QuoteCommandTest, BothFilesAreAskedForAndNothingIsWritten) {
  std::vector<std::string> words{"guanxi", "quote", "--rules", rules_};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run(static_cast<int>(arguments.size()), arguments.data()), 2);
  ::testing::internal::GetCapturedStderr();
  say({});
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
    static_cast<void>(entry);
    ++files;
  }
  EXPECT_EQ(files, 2u);
}

}  // namespace
}  // namespace guanxi::app
