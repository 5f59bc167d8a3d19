#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace guanxi {
namespace {

Outcome want(bool good) {
  if (!good) return fail(ErrorCode::out_of_range, "/x", {{"max", "3"}});
  return ok();
}

Result<int> number(bool good) {
  if (!good) return ErrorCode::not_found;
  return 7;
}

// -Wshadow is an error in our builds: these functions prove by compiling that the macros may be
// nested.
Result<int> nested_void(bool outer, bool inner) {
  GX_TRY_VOID([&]() -> Outcome {
    GX_TRY_VOID([&]() -> Outcome {
      GX_TRY_VOID(want(inner));
      return ok();
    }());
    GX_TRY_VOID(want(outer));
    return ok();
  }());
  return 1;
}

Result<int> nested_value(bool outer, bool inner) {
  GX_TRY(sum, [&]() -> Result<int> {
    GX_TRY(a, number(inner));
    GX_TRY(b, number(outer));
    return a + b;
  }());
  return sum;
}

Result<int> with_else(bool first, bool good) {
  if (first) {
    GX_TRY_VOID(want(good));
  } else {
    GX_TRY_VOID(want(!good));
  }
  return 2;
}

Result<std::unique_ptr<int>> moved(bool good) {
  GX_TRY(
      made,
      good ? Result<std::unique_ptr<int>>(std::make_unique<int>(5))
           : Result<std::unique_ptr<int>>(ErrorCode::conflict)
  );
  return made;
}

TEST(Result, holds_a_value_or_an_error) {
  EXPECT_EQ(number(true).value(), 7);
  EXPECT_EQ(*number(true), 7);
  EXPECT_EQ(number(false).error().code, ErrorCode::not_found);
  EXPECT_THROW(static_cast<void>(number(false).value()), CheckFailed);
  EXPECT_THROW(static_cast<void>(number(true).error()), CheckFailed);
  EXPECT_EQ(want(false).error(), fail(ErrorCode::out_of_range, "/x", {{"max", "3"}}));
  EXPECT_TRUE(want(true).has_value());
}

TEST(Result, macros_return_the_error_and_may_be_nested) {
  EXPECT_EQ(nested_void(true, true).value(), 1);
  EXPECT_EQ(nested_void(true, false).error().pointer, "/x");
  EXPECT_EQ(nested_void(false, true).error().code, ErrorCode::out_of_range);
  EXPECT_EQ(nested_value(true, true).value(), 14);
  EXPECT_EQ(nested_value(true, false).error().code, ErrorCode::not_found);
  EXPECT_EQ(with_else(true, true).value(), 2);
  EXPECT_FALSE(with_else(false, true).has_value());
  EXPECT_EQ(*moved(true).value(), 5);
  EXPECT_EQ(moved(false).error().code, ErrorCode::conflict);
}

TEST(Check, names_the_condition_and_the_place) {
  try {
    GX_CHECK_WHY(1 + 1 == 3, "sums are off");
    FAIL();
  } catch (const CheckFailed& fault) {
    const std::string text = fault.what();
    EXPECT_NE(text.find("1 + 1 == 3"), std::string::npos) << text;
    EXPECT_NE(text.find("result_test.cpp:"), std::string::npos) << text;
    EXPECT_NE(text.find("sums are off"), std::string::npos) << text;
  }
}

TEST(ErrorCode, every_code_has_its_own_name) {
  std::set<std::string_view> names;
  std::size_t count = 0;
#define GUANXI_X(code)                                \
  EXPECT_EQ(code_name(ErrorCode::code), #code);       \
  EXPECT_TRUE(names.insert(#code).second) << "twice"; \
  ++count;
  GUANXI_ERROR_CODES(GUANXI_X)
#undef GUANXI_X
  EXPECT_EQ(names.size(), count);
}

}  // namespace
}  // namespace guanxi
