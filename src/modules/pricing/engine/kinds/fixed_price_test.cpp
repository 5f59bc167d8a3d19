#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Quote at_fixed_price(
    const char* price_of_one, std::vector<BasketLine> lines, Threshold threshold = {}
) {
  const Index index(with({promotion(1, FixedPrice{yuan(price_of_one)}, threshold)}));
  return price(index, basket(std::move(lines)));
}

TEST(FixedPriceTest, EachLineForItselfAndOnlyWhereItIsLess) {
  const Quote quote =
      at_fixed_price("9.90", {line(1, "15.00", "2"), line(2, "8.00"), line(3, "9.90")});
  EXPECT_EQ(payables(quote), (Amounts{1980, 800, 990}));
  EXPECT_EQ(quote.considered[0].amount, 1020);
}

TEST(FixedPriceTest, WeighedGoodsByTheirUnit) {
  EXPECT_EQ(at_fixed_price("9.99", {line(1, "12.80", "1.555")}).payable, 1553);  // 15.53445
}

TEST(FixedPriceTest, SavesNothingWhereEverythingIsCheaper) {
  EXPECT_EQ(why_of(at_fixed_price("20.00", {line(1, "15.00")}), 1), Why::saves_nothing);
}

TEST(FixedPriceTest, FromSoManyPiecesOn) {
  EXPECT_EQ(at_fixed_price("9.90", {line(1, "15.00", "2")}, {.pieces = 3}).payable, 3000);
  EXPECT_EQ(at_fixed_price("9.90", {line(1, "15.00", "3")}, {.pieces = 3}).payable, 2970);
}

TEST(FixedPriceTest, ForNothingAndBelow) {
  EXPECT_EQ(at_fixed_price("0", {line(1, "15.00")}).payable, 0);
  EXPECT_EQ(at_fixed_price("-5.00", {line(1, "15.00")}).payable, 0) << "nothing goes negative";
}

}  // namespace
}  // namespace guanxi::pricing
