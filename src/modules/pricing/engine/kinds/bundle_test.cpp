#include <gtest/gtest.h>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing {
namespace {

using namespace testing;
using Amounts = std::vector<std::int64_t>;

Bundle of_slots(std::vector<Bundle::Slot> slots, std::int64_t cost) {
  return {std::move(slots), cost};
}
Quote bundle(const Bundle& reward, std::vector<BasketLine> lines, std::int64_t sets_max = 0) {
  const Index index(with({promotion(1, reward, {.times_max = sets_max})}));
  return price(index, basket(std::move(lines)));
}

TEST(BundleTest, OneOfEachForOnePrice) {
  const Bundle set = of_slots({{items({1}), 1}, {items({2}), 1}}, 10000);
  const Quote quote = bundle(set, {line(1, "80.00"), line(2, "40.00"), line(3, "5.00")});
  EXPECT_EQ(payables(quote), (Amounts{6667, 3333, 500}));
  EXPECT_EQ(quote.payable, 10500);
}

TEST(BundleTest, WithoutAllSlotsNothing) {
  const Bundle set = of_slots({{items({1}), 2}, {items({2}), 1}}, 10000);
  const Quote quote = bundle(set, {line(1, "80.00"), line(2, "40.00")});
  EXPECT_EQ(quote.considered[0].why, Why::below_pieces);
  EXPECT_EQ(quote.considered[0].needs, 3);
  EXPECT_EQ(quote.considered[0].has, 2);
  EXPECT_EQ(why_of(bundle(set, {line(3, "80.00", "9")}), 1), Why::saves_nothing);
}

TEST(BundleTest, TheDearestPiecesGoIn) {
  const Bundle any_two = of_slots({{items({1, 2, 3}), 2}}, 5000);
  const Quote quote = bundle(any_two, {line(1, "20.00"), line(2, "40.00"), line(3, "30.00")});
  EXPECT_EQ(quote.payable, 5000 + 2000);
  EXPECT_EQ(quote.lines[0].payable, 2000);
}

TEST(BundleTest, AsManySetsAsThereAreAndNoMoreThanMayBe) {
  const Bundle set = of_slots({{items({1}), 1}, {items({2}), 2}}, 1000);
  EXPECT_EQ(
      bundle(set, {line(1, "8.00", "3"), line(2, "4.00", "5")}).payable, 2 * 1000 + 800 + 400
  );
  EXPECT_EQ(
      bundle(set, {line(1, "8.00", "3"), line(2, "4.00", "5")}, 1).payable, 1000 + 1600 + 1200
  );
}

TEST(BundleTest, ASetThatSavesNothingIsNotMade) {
  const Bundle two = of_slots({{Scope{}, 2}}, 5000);
  // The first set saves 30.00; of the rest a set would cost more than its pieces.
  const Quote quote = bundle(two, {line(1, "40.00", "2"), line(2, "20.00", "2")});
  EXPECT_EQ(quote.payable, 5000 + 4000);
  EXPECT_EQ(why_of(bundle(two, {line(2, "20.00", "2")}), 1), Why::saves_nothing);
  EXPECT_EQ(why_of(bundle(two, {line(2, "25.00", "2")}), 1), Why::saves_nothing);
}

// A piece that fits two slots must not stand in the way of one that fits only one of them.
TEST(BundleTest, SlotsThatNameTheSameGoodsFindTheirSet) {
  const Bundle set = of_slots({{items({1, 2}), 1}, {items({1}), 1}}, 5000);
  EXPECT_EQ(bundle(set, {line(1, "60.00"), line(2, "30.00")}).payable, 5000);
  EXPECT_EQ(bundle(set, {line(1, "20.00"), line(2, "60.00")}).payable, 5000);
  const Bundle chain = of_slots({{items({1, 2}), 1}, {items({2, 3}), 1}, {items({1}), 1}}, 5000);
  EXPECT_EQ(bundle(chain, {line(1, "60.00"), line(2, "50.00"), line(3, "10.00")}).payable, 5000);
}

TEST(BundleTest, APalletIsNoLoopOfPieces) {
  const Bundle set = of_slots({{items({1}), 1}, {items({2}), 1}}, 100);
  const Quote quote = bundle(set, {line(1, "1.00", "1000000000"), line(2, "1.00", "999999999")});
  EXPECT_EQ(quote.payable, 999'999'999LL * 100 + 100);
}

TEST(BundleTest, ForNothingBelowNothingAndOfNothing) {
  EXPECT_EQ(bundle(of_slots({{Scope{}, 2}}, 0), {line(1, "40.00", "3")}).payable, 4000);
  EXPECT_EQ(bundle(of_slots({{Scope{}, 2}}, -900), {line(1, "40.00", "2")}).payable, 0);
  EXPECT_EQ(bundle(of_slots({}, 0), {line(1, "40.00")}).payable, 4000);
  EXPECT_EQ(bundle(of_slots({{Scope{}, 0}}, -1), {line(1, "40.00")}).payable, 4000);
}

}  // namespace
}  // namespace guanxi::pricing
