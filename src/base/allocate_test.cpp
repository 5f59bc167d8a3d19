#include "base/allocate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <numeric>

#include "base/check.h"
#include "base/rounding.h"

namespace guanxi {
namespace {

constexpr std::int64_t int64_min = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t int64_max = std::numeric_limits<std::int64_t>::max();

struct Split {
  const char* reason;
  std::int64_t total;
  std::vector<std::int64_t> weights;
  std::vector<std::int64_t> parts;
};

TEST(Allocate, splits_by_largest_remainder) {
  const Split splits[] = {
      {"one part takes all", 100, {7}, {100}},
      {"even division leaves nothing over", 90, {1, 1, 1}, {30, 30, 30}},
      {"a tie goes to the first position", 100, {1, 1, 1}, {34, 33, 33}},
      {"two units left over, ties to the first two", 101, {1, 1, 1}, {34, 34, 33}},
      {"the largest remainder wins, wherever it stands", 10, {1, 1, 5}, {2, 1, 7}},
      {"remainders 0.6, 0.6, 0.8: the last first, then the first", 2, {30, 30, 40}, {1, 0, 1}},
      {"a weight of 0 receives nothing", 10, {0, 3, 0, 3}, {0, 5, 0, 5}},
      {"a weight of 0 receives no left-over unit either", 1, {0, 1, 1}, {0, 1, 0}},
      {"all weights 0: the whole goes to the first", 10, {0, 0}, {10, 0}},
      {"all weights 0, negative", -10, {0, 0}, {-10, 0}},
      {"a refund mirrors the sale", -100, {1, 1, 1}, {-34, -33, -33}},
      {"fewer units than parts", 2, {1, 1, 1, 1}, {1, 1, 0, 0}},
      {"nothing to split", 0, {1, 2}, {0, 0}},
      {"nothing to split among nobody", 0, {}, {}},
      {"5.00 over lines of 59.90, 19.90, 0.20: the first two tie at 0.375",
       500,
       {5990, 1990, 20},
       {375, 124, 1}},
      {"products beyond 64 bits",
       int64_max,
       {int64_max, int64_max},
       {int64_max / 2 + 1, int64_max / 2}},
      {"the smallest number has no positive twin",
       int64_min,
       {1, 1},
       {int64_min / 2, int64_min / 2}},
  };
  for (const Split& split : splits) {
    EXPECT_EQ(allocate(split.total, split.weights), split.parts) << split.reason;
  }
}

TEST(Allocate, keeps_the_unit_of_what_it_splits) {
  const std::vector<std::int64_t> weights{2, 1};
  EXPECT_EQ(
      allocate(Money(100, Currency::gbp), weights),
      (std::vector{Money(67, Currency::gbp), Money(33, Currency::gbp)})
  );
  EXPECT_EQ(allocate(Points(-10), weights), (std::vector{Points(-7), Points(-3)}));
}

TEST(Allocate, refuses_what_cannot_be_split) {
  EXPECT_THROW(allocate(1, {}), CheckFailed) << "nobody to give it to";
  const std::vector<std::int64_t> negative{3, -1};
  EXPECT_THROW(allocate(1, negative), CheckFailed) << "a negative weight";
}

rc::Gen<std::vector<std::int64_t>> weights_of_lines() {
  const auto some =
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::weightedOneOf<std::int64_t>({
          {6, rc::gen::inRange<std::int64_t>(0, 10)},
          {3, rc::gen::inRange<std::int64_t>(0, 10'000'000)},
          {1, rc::gen::inRange<std::int64_t>(0, int64_max)},
      }));
  return rc::gen::nonEmpty(some);
}

rc::Gen<std::int64_t> totals() {
  return rc::gen::oneOf(
      rc::gen::arbitrary<std::int64_t>(), rc::gen::inRange<std::int64_t>(-1000, 1000)
  );
}

RC_GTEST_PROP(AllocateProperty, parts_sum_to_the_whole, ()) {
  const std::int64_t total = *totals();
  const std::vector<std::int64_t> parts = allocate(total, *weights_of_lines());
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), Int128{0}) == total);
}

RC_GTEST_PROP(AllocateProperty, each_part_is_within_one_of_its_exact_share, ()) {
  const std::int64_t total = *totals();
  const std::vector<std::int64_t> weights = *weights_of_lines();
  const Int128 sum = std::accumulate(weights.begin(), weights.end(), Int128{0});
  RC_PRE(sum > 0);
  const std::vector<std::int64_t> parts = allocate(total, weights);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    // |part − total × weight ÷ sum| < 1, without leaving whole numbers.
    const Int128 exact = Int128{total} * weights[i];
    const Int128 low = exact / sum - (exact < 0 && exact % sum != 0 ? 1 : 0);
    const Int128 high = exact / sum + (exact > 0 && exact % sum != 0 ? 1 : 0);
    RC_ASSERT(parts[i] >= low);
    RC_ASSERT(parts[i] <= high);
    if (weights[i] == 0) RC_ASSERT(parts[i] == 0);
  }
}

RC_GTEST_PROP(AllocateProperty, into_memory_that_is_there_it_is_the_same, ()) {
  const auto weights = *weights_of_lines();
  const std::int64_t total = *totals();
  std::vector<std::int64_t> parts(weights.size(), 7);
  allocate_into(total, weights, parts);
  RC_ASSERT(parts == allocate(total, weights));
}

RC_GTEST_PROP(AllocateProperty, a_receipt_into_memory_that_is_there_is_the_same, ()) {
  const auto weights = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 100'000))
  );
  const std::int64_t total = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  std::vector<std::int64_t> parts(weights.size(), 7);
  allocate_into(total, weights, parts);
  RC_ASSERT(parts == allocate(total, weights));
}

RC_GTEST_PROP(RoundingProperty, small_numbers_round_like_large_ones, ()) {
  const auto numerator = *rc::gen::arbitrary<std::int64_t>();
  const auto denominator = *rc::gen::oneOf(
      rc::gen::inRange<std::int64_t>(1, 200), rc::gen::inRange<std::int64_t>(1, int64_max)
  );
  constexpr Int128 large = Int128{int64_max} + 1;  // beyond 64 bits, and nothing lost by it
  for (const Rounding rounding : {Rounding::half_up, Rounding::floor, Rounding::ceil}) {
    RC_ASSERT(
        divide(numerator, denominator, rounding) ==
        divide(numerator * large, denominator * large, rounding)
    );
  }
}

RC_GTEST_PROP(AllocateProperty, a_refund_is_the_mirror_of_its_sale, ()) {
  const std::int64_t total = *totals();
  RC_PRE(total != int64_min);
  const std::vector<std::int64_t> weights = *weights_of_lines();
  std::vector<std::int64_t> mirrored = allocate(-total, weights);
  for (std::int64_t& part : mirrored) part = -part;
  RC_ASSERT(mirrored == allocate(total, weights));
}

RC_GTEST_PROP(AllocateProperty, a_larger_remainder_never_loses_to_a_smaller, ()) {
  const std::int64_t total = *rc::gen::inRange<std::int64_t>(0, 1'000'000);
  const auto weights = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 50))
  );
  const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  RC_PRE(sum > 0);
  const std::vector<std::int64_t> parts = allocate(total, weights);
  const auto rest = [&](std::size_t i) { return total * weights[i] % sum; };
  const auto rounded_up = [&](std::size_t i) { return parts[i] > total * weights[i] / sum; };
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t j = 0; j < parts.size(); ++j) {
      if (!rounded_up(i) || rounded_up(j)) continue;
      RC_ASSERT(rest(i) > rest(j) || (rest(i) == rest(j) && i < j));
    }
  }
}

}  // namespace
}  // namespace guanxi
