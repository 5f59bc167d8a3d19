#include "modules/matching/likeness.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace guanxi::matching {
namespace {

TEST(Likeness, counts_slips_of_the_pen) {
  struct Row {
    const char* reason;
    const char* a;
    const char* b;
    int permille;
  };
  const Row rows[] = {
      {"equal", "sarah", "sarah", 1000},
      {"both empty", "", "", 1000},
      {"one empty", "", "sarah", 0},
      {"a letter dropped", "sarah", "sara", 800},
      {"a letter changed", "meier", "meyer", 800},
      {"neighbours swapped are one slip", "brian", "brain", 800},
      {"two slips", "anderson", "andresem", 625},
      {"nothing in common", "abc", "xyz", 0},
  };
  for (const Row& row : rows) EXPECT_EQ(likeness(row.a, row.b), row.permille) << row.reason;
  EXPECT_EQ(likeness(std::string(1000, 'a'), std::string(1000, 'b')), 0) << "bounded";
}

RC_GTEST_PROP(
    Likeness, does_not_depend_on_the_order, (const std::string& a, const std::string& b)
) {
  RC_ASSERT(likeness(a, b) == likeness(b, a));
  RC_ASSERT(likeness(a, b) >= 0 && likeness(a, b) <= 1000);
}

TEST(Log2, is_right_to_a_few_thousandths) {
  EXPECT_EQ(log2_milli(1, 1), 0);
  EXPECT_EQ(log2_milli(1024, 1), 10'000);
  EXPECT_EQ(log2_milli(1, 8), -3'000);
  EXPECT_NEAR(log2_milli(3, 1), 1'584, 2);
  EXPECT_NEAR(log2_milli(1'000'000, 7), 17'124, 2);
  EXPECT_NEAR(log2_milli(999'999, 1'000'000), 0, 2);
  EXPECT_NEAR(log2_milli(5, 3), 736, 2);
}

RC_GTEST_PROP(Log2, grows_with_its_number, ()) {
  const auto a = *rc::gen::inRange<std::uint64_t>(1, 1'000'000'000);
  const auto b = *rc::gen::inRange<std::uint64_t>(1, 1'000'000'000);
  RC_ASSERT(log2_milli(2 * a, b) == log2_milli(a, b) + 1000 || a < b);
  RC_ASSERT(log2_milli(a + b, b) >= log2_milli(b, b));
}

}  // namespace
}  // namespace guanxi::matching
