#include "base/luhn.h"

#include <gtest/gtest.h>

#include <string>

namespace guanxi {
namespace {

TEST(LuhnTest, KnownNumbers) {
  const struct {
    const char* digits;
    char check;
    const char* reason;
  } rows[] = {
      {"7992739871", '3', "the example of ISO/IEC 7812-1 literature"},
      {"411111111111111", '1', "a well-known test card"},
      {"37828224631000", '5', "an even count of digits"},
      {"0", '0', "nothing but zero"},
      {"5", '9', "doubled beyond nine"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(luhn_digit(row.digits), row.check) << row.reason;
    EXPECT_TRUE(luhn_fits(std::string(row.digits) + row.check)) << row.reason;
  }
}

TEST(LuhnTest, EveryWrongDigitIsNoticed) {
  const std::string good = "79927398713";
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == good[i]) continue;
      std::string wrong = good;
      wrong[i] = digit;
      EXPECT_FALSE(luhn_fits(wrong)) << wrong;
    }
  }
  EXPECT_FALSE(luhn_fits("0")) << "a check digit alone checks nothing";
  EXPECT_FALSE(luhn_fits(""));
}

}  // namespace
}  // namespace guanxi
