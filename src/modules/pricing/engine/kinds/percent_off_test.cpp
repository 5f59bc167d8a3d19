#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Quote percent_off(PercentOff reward, std::vector<BasketLine> lines, Threshold threshold = {}) {
  return price(Index(with({promotion(1, reward, threshold)})), basket(std::move(lines)));
}

TEST(PercentOffTest, OfTheSumRoundedOnce) {
  // 0.15 off 10.01 three times would be 3 × 1.50; off 30.03 it is 4.50.
  const std::vector<BasketLine> lines{line(1, "10.01"), line(2, "10.01"), line(3, "10.01")};
  const Quote quote = percent_off({rate("0.85")}, lines);
  EXPECT_EQ(quote.payable, 2553);  // 25.5255, half up
  EXPECT_EQ(payables(quote), (Amounts{851, 851, 851}));
}

TEST(PercentOffTest, HalfAFenIsPaid) {
  EXPECT_EQ(percent_off({rate("0.5")}, {line(1, "0.01")}).payable, 1);
  EXPECT_EQ(percent_off({rate("0.5")}, {line(1, "0.03")}).payable, 2);
}

TEST(PercentOffTest, TheSavingStopsAtTheCap) {
  EXPECT_EQ(percent_off({rate("0.8"), 5000}, {line(1, "250.00")}).payable, 20000);
  EXPECT_EQ(percent_off({rate("0.8"), 5000}, {line(1, "250.05")}).payable, 20005);
  EXPECT_EQ(percent_off({rate("0.8"), 5000}, {line(1, "249.95")}).payable, 19996);
  EXPECT_EQ(why_of(percent_off({rate("0.8"), 0}, {line(1, "1.00")}), 1), Why::saves_nothing);
}

TEST(PercentOffTest, AHundredPercentOffPaysNothing) {
  const Quote quote = percent_off(
      {Rate::of(0, 1)}, {line(1, "59.90", "1.5"), line(2, "0.01"), line(3, "100.00", "7")}
  );
  EXPECT_EQ(quote.payable, 0);
  EXPECT_EQ(payables(quote), (Amounts{0, 0, 0}));
}

TEST(PercentOffTest, FromAThresholdOn) {
  EXPECT_EQ(percent_off({rate("0.9")}, {line(1, "99.99")}, from_amount(10000)).payable, 9999);
  EXPECT_EQ(percent_off({rate("0.9")}, {line(1, "100.00")}, from_amount(10000)).payable, 9000);
}

TEST(PercentOffTest, RatesThatMakeNoSenseDoNoHarm) {
  EXPECT_EQ(percent_off({rate("1.2")}, {line(1, "10.00")}).payable, 1000);
  EXPECT_EQ(percent_off({rate("-1")}, {line(1, "10.00")}).payable, 0);
}

}  // namespace
}  // namespace guanxi::pricing
