#include "modules/cards/ranges.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace guanxi::cards {
namespace {

TEST(RangesTest, a_number_is_prefix_serial_check_digits_suffix) {
  const struct {
    NumberForm form;
    std::int64_t serial;
    const char* number;
  } rows[] = {
      {{"88", "", 8, 1}, 1234, "88000012349"},
      {{"88", "", 8, 0}, 1234, "8800001234"},
      {{"S001G", "X", 4, 2}, 7, "S001G000706X"},
      {{"", "", 4, 0}, 0, "0000"},
  };
  for (const auto& row : rows) {
    const std::string number = printed_number(row.form, row.serial);
    EXPECT_EQ(number, row.number);
    EXPECT_EQ(number.size(), row.form.length());
  }
}

TEST(RangesTest, which_numbers_are_of_a_range) {
  const NumberRange range{{"88", "", 4, 1}, 10, 1999};
  const struct {
    const char* number;
    NumberFit fit;
    const char* reason;
  } rows[] = {
      {"8800104", NumberFit::inside, "the first"},
      {"8819997", NumberFit::inside, "the last"},
      {"8800091", NumberFit::outside, "one before"},
      {"8820009", NumberFit::outside, "one behind"},
      {"8800108", NumberFit::mistyped, "another check digit"},
      {"8900104", NumberFit::outside, "another prefix"},
      {"88001044", NumberFit::outside, "too long"},
      {"88A0104", NumberFit::outside, "a letter among the digits"},
      {"", NumberFit::outside, "nothing"},
  };
  for (const auto& row : rows) EXPECT_EQ(fit_of(range, row.number), row.fit) << row.reason;
}

TEST(RangesTest, ranges_meet_on_the_printed_number) {
  const NumberRange a{{"88", "", 4, 0}, 1000, 1999};
  const struct {
    NumberRange other;
    bool meet;
    const char* reason;
  } rows[] = {
      {{{"88", "", 4, 0}, 1999, 2500}, true, "the last is the first"},
      {{{"88", "", 4, 0}, 2000, 2500}, false, "side by side"},
      {{{"88", "", 4, 0}, 0, 999}, false, "side by side, below"},
      {{{"881", "", 3, 0}, 0, 999}, true, "another prefix and serial, the same numbers"},
      {{{"882", "", 3, 0}, 0, 999}, false, "8 82 000 is beyond 88 1999"},
      {{{"8", "", 5, 0}, 81500, 81500}, true, "a longer serial around it"},
      {{{"", "5", 5, 0}, 88100, 88199}, true, "a suffix where the other counts"},
      {{{"", "A", 5, 0}, 88100, 88199}, false, "a letter where the other counts"},
      {{{"88", "", 5, 0}, 10000, 19999}, false, "longer numbers"},
      {{{"88", "", 3, 1}, 100, 199}, true, "check digits where the other counts"},
      {{{"88", "", 4, 0}, 1500, 1400}, false, "nothing is in an empty range"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(may_meet(a, row.other), row.meet) << row.reason;
    EXPECT_EQ(may_meet(row.other, a), row.meet) << row.reason;
  }
  EXPECT_TRUE(may_meet(virtual_numbers(), {{"V1", "", 14, 0}, 5, 5}));
  EXPECT_FALSE(may_meet(virtual_numbers(), {{"W", "", 15, 0}, 0, 999}));
}

NumberRange some_range() {
  NumberRange range;
  range.form.prefix = *rc::gen::element<std::string>("", "1", "12", "2");
  range.form.suffix = *rc::gen::element<std::string>("", "1", "2");
  range.form.serial_length = *rc::gen::inRange(1, 4);
  range.form.check_length = *rc::gen::inRange(0, 2);
  range.first = *rc::gen::inRange<std::int64_t>(0, serial_max(range.form.serial_length) + 1);
  range.last =
      *rc::gen::inRange<std::int64_t>(range.first, serial_max(range.form.serial_length) + 1);
  return range;
}

std::set<std::string> numbers_of(const NumberRange& range) {
  std::set<std::string> numbers;
  for (std::int64_t serial = range.first; serial <= range.last; ++serial)
    numbers.insert(printed_number(range.form, serial));
  return numbers;
}

RC_GTEST_PROP(RangesProperty, ranges_that_do_not_meet_share_no_number, ()) {
  const NumberRange a = some_range(), b = some_range();
  const auto of_a = numbers_of(a);
  bool shared = false;
  for (const std::string& number : numbers_of(b)) shared = shared || of_a.contains(number);
  if (shared) RC_ASSERT(may_meet(a, b));
  if (a.form.check_length == 0 && b.form.check_length == 0) RC_ASSERT(may_meet(a, b) == shared);
}

RC_GTEST_PROP(RangesProperty, exactly_the_printed_numbers_are_inside, ()) {
  const NumberRange range = some_range();
  const auto numbers = numbers_of(range);
  for (const std::string& number : numbers) RC_ASSERT(fit_of(range, number) == NumberFit::inside);
  const std::string other = printed_number(some_range().form, 5);
  RC_ASSERT((fit_of(range, other) == NumberFit::inside) == numbers.contains(other));
}

}  // namespace
}  // namespace guanxi::cards
