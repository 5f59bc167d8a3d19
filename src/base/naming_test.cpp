#include "base/naming.h"

#include <gtest/gtest.h>

namespace guanxi {
namespace {

struct Case {
  const char* reason;
  std::string text;
  std::optional<ErrorCode> code;  // empty: accepted
};

void expect(const Case& c, const Outcome& outcome) {
  ASSERT_EQ(outcome.has_value(), !c.code) << c.reason;
  if (!c.code) return;
  EXPECT_EQ(outcome.error().code, *c.code) << c.reason;
  EXPECT_EQ(outcome.error().pointer, "/field") << c.reason;
}

TEST(Naming, codes) {
  const Case cases[] = {
      {"a store's", "S001", {}},
      {"every kind of character", "a-Z_0.9", {}},
      {"the longest", std::string(32, 'x'), {}},
      {"one longer", std::string(33, 'x'), ErrorCode::too_long},
      {"empty", "", ErrorCode::missing_field},
      {"a blank", "S 1", ErrorCode::bad_format},
      {"a slash divides paths", "S/1", ErrorCode::bad_format},
      {"dots alone are folders", "..", ErrorCode::bad_format},
      {"not ASCII", "店1", ErrorCode::bad_format},
      {"a line break", "S1\n", ErrorCode::bad_format},
  };
  for (const Case& c : cases) expect(c, check_code(c.text, "/field"));
}

TEST(Naming, names) {
  std::string long_name;
  for (int i = 0; i < 5; ++i) long_name += "店";
  const Case cases[] = {
      {"Chinese, counted in characters", long_name, {}},
      {"one character more", long_name + "店", ErrorCode::too_long},
      {"blanks inside", "a b", {}},
      {"empty", "", ErrorCode::missing_field},
      {"blank", "   ", ErrorCode::missing_field},
      {"a blank in front would sort and print oddly", " a", ErrorCode::bad_format},
      {"a blank behind", "a ", ErrorCode::bad_format},
      {"two lines", "a\nb", ErrorCode::bad_format},
      {"NUL", std::string("a\0b", 3), ErrorCode::bad_format},
      {"not UTF-8", "a\xFF", ErrorCode::bad_format},
  };
  for (const Case& c : cases) expect(c, check_name(c.text, "/field", 5));
}

TEST(Naming, ranges_are_inclusive) {
  EXPECT_TRUE(check_range(1, 1, 3, "/field"));
  EXPECT_TRUE(check_range(3, 1, 3, "/field"));
  const auto low = check_range(0, 1, 3, "/field");
  EXPECT_EQ(low.error(), fail(ErrorCode::out_of_range, "/field", {{"min", "1"}, {"max", "3"}}));
  EXPECT_FALSE(check_range(4, 1, 3, "/field"));
}

TEST(Naming, one_fault_stands_for_itself_and_several_come_together) {
  EXPECT_TRUE(Faults().add(ok()).outcome());
  const Error one = fail(ErrorCode::too_long, "/a");
  const Error two = fail(ErrorCode::bad_format, "/b");
  EXPECT_EQ(Faults().add(one).add(ok()).outcome().error(), one);
  const auto both = Faults().add(one).add(two).outcome();
  EXPECT_EQ(both.error().code, ErrorCode::invalid_request);
  EXPECT_EQ(both.error().more, (std::vector<Error>{one, two}));
  const Error third = fail(ErrorCode::missing_field, "/c");
  EXPECT_EQ(
      Faults().add(third).add(both).outcome().error().more, (std::vector<Error>{third, one, two})
  ) << "what was collected elsewhere lies beside the others, not below them";
}

}  // namespace
}  // namespace guanxi
