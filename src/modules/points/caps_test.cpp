// What a member may still earn on a day, and what of a sale is cut.
#include "modules/points/caps.h"

#include "modules/points/testing.h"

namespace guanxi::points {
namespace {

TEST(Capped, CutsGiftsThenMultipliedThenIdentityThenConsumption) {
  const Earning whole{.a = Points(10), .b = Points(20), .c = Points(5), .e = Points(8)};
  struct Row {
    std::int64_t left, a, b, c, e;
  };
  const Row rows[] = {
      {100, 10, 20, 5, 8},
      {43, 10, 20, 5, 8},
      {42, 10, 20, 4, 8},
      {38, 10, 20, 0, 8},
      {20, 10, 2, 0, 8},
      {18, 10, 0, 0, 8},
      {11, 10, 0, 0, 1},
      {7, 7, 0, 0, 0},
      {0, 0, 0, 0, 0},
  };
  for (const Row& row : rows) {
    const Earning kept = capped(whole, Points(row.left));
    EXPECT_EQ(kept.a, Points(row.a)) << row.left;
    EXPECT_EQ(kept.b, Points(row.b)) << row.left;
    EXPECT_EQ(kept.c, Points(row.c)) << row.left;
    EXPECT_EQ(kept.e, Points(row.e)) << row.left;
  }
}

class CapsTest : public PointsTest {
 protected:
  Points since(const char* from) {
    const Account seen = account();
    return temp->read([&](sql::Tx& tx) { return earned_since(tx, seen, *Instant::parse(from)); });
  }
};

TEST_F(CapsTest, CountsWhatSalesEarnedAndNothingElse) {
  const Date in_2028 = day("2028-01-31");
  ASSERT_TRUE(earn_points(1, 20, in_2028));
  move_to("2026-02-01T00:00:00Z");
  ASSERT_TRUE(redeem(ids.next(), 15));
  ASSERT_TRUE(reverse(1, in_2028, 20, programmes::ShortfallPolicy::debt));
  ASSERT_TRUE(earn_points(2, 25, in_2028));
  EXPECT_EQ(since("2026-01-01T00:00:00Z"), Points(45)) << "15 of 25 repaid what was owed";
  EXPECT_EQ(since("2026-02-01T00:00:00Z"), Points(25));
  EXPECT_EQ(since("2026-02-02T00:00:00Z"), Points(0));
}

}  // namespace
}  // namespace guanxi::points
