// Any order of sales, refunds, voids, exchanges and redemptions leaves the books clean and a
// balance that a model of a few lines arrives at too, see support/story.h.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/story.h"

namespace guanxi::test {
namespace {

using programmes::ShortfallPolicy;

class Random : public testing::TestWithParam<ShortfallPolicy> {};

TEST_P(Random, stories_keep_the_books_and_the_balance_right) {
  programmes::Parameters parameters;
  parameters.shortfall = GetParam();
  TestHouse house({.parameters = parameters});
  EXPECT_TRUE(rc::check("random stories", [&] {
    const auto numbers =
        *rc::gen::container<std::vector<int>>(rc::gen::resize(100, rc::gen::inRange(0, 1 << 30)));
    static int members = 0;
    const std::string phone = std::to_string(13'000'000'000 + ++members);
    Story(house, GetParam(), phone, Draw(numbers)).run();
  }));
}

INSTANTIATE_TEST_SUITE_P(
    Policies,
    Random,
    testing::Values(ShortfallPolicy::purchase, ShortfallPolicy::debt, ShortfallPolicy::refuse),
    [](const auto& one) {
      return std::string(
          one.param == ShortfallPolicy::purchase ? "purchase"
          : one.param == ShortfallPolicy::debt   ? "debt"
                                                 : "refuse"
      );
    }
);

}  // namespace
}  // namespace guanxi::test
