#include <gtest/gtest.h>

#include <algorithm>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Step = Steps::Step;

Quote stepped(Steps reward, std::vector<BasketLine> lines) {
  return price(Index(with({promotion(1, std::move(reward))})), basket(std::move(lines)));
}
Steps by_amount() {
  return {
      Steps::Measure::amount,
      {Step{10000, 1000, {}}, Step{20000, 3000, {}}, Step{50000, 10000, {}}}};
}

TEST(StepsTest, TheHighestThatIsReachedCounts) {
  const auto off = [](const char* text) {
    const Quote quote = stepped(by_amount(), {line(1, text)});
    return quote.shop_total - quote.payable;
  };
  EXPECT_EQ(off("99.99"), 0);
  EXPECT_EQ(off("100.00"), 1000);
  EXPECT_EQ(off("199.99"), 1000);
  EXPECT_EQ(off("200.00"), 3000);
  EXPECT_EQ(off("499.99"), 3000);
  EXPECT_EQ(off("500.00"), 10000);
  EXPECT_EQ(off("5000.00"), 10000) << "once, not every time";
}

TEST(StepsTest, BelowTheFirstItSaysWhatIsMissing) {
  const Quote quote = stepped(by_amount(), {line(1, "99.99")});
  EXPECT_EQ(quote.considered[0].why, Why::below_amount);
  EXPECT_EQ(quote.considered[0].needs, 10000);
  EXPECT_EQ(quote.considered[0].has, 9999);
}

TEST(StepsTest, InWhateverOrderTheyWereWritten) {
  Steps reward = by_amount();
  std::ranges::reverse(reward.steps);
  EXPECT_EQ(stepped(reward, {line(1, "500.00")}).payable, 40000);
  EXPECT_EQ(stepped(reward, {line(1, "100.00")}).payable, 9000);
}

TEST(StepsTest, ByPiecesWithRates) {
  const Steps reward{
      Steps::Measure::pieces, {Step{2, {}, rate("0.95")}, Step{3, {}, rate("0.88")}}};
  EXPECT_EQ(stepped(reward, {line(1, "10.00")}).payable, 1000);
  EXPECT_EQ(stepped(reward, {line(1, "10.00"), line(2, "30.00")}).payable, 3800);
  EXPECT_EQ(stepped(reward, {line(1, "10.00", "2"), line(2, "30.00")}).payable, 4400);
  const Quote weighed = stepped(reward, {line(1, "10.00", "1.5"), line(2, "30.00")});
  EXPECT_EQ(weighed.considered[0].why, Why::below_pieces);
  EXPECT_EQ(weighed.considered[0].has, 1) << "what is weighed is no piece";
}

TEST(StepsTest, WithoutStepsNothing) { EXPECT_EQ(stepped({}, {line(1, "10.00")}).payable, 1000); }

TEST(StepsTest, AStepThatTakesMoreThanThereIsTakesAll) {
  const Steps reward{Steps::Measure::pieces, {Step{1, 5000, {}}}};
  EXPECT_EQ(stepped(reward, {line(1, "10.00"), line(2, "0.05")}).payable, 0);
}

}  // namespace
}  // namespace guanxi::pricing
