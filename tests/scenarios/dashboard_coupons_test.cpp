// Coupons on the dashboard, told from the outside: issued, used, what they took off and what was
// paid with them. The books are verified when the house is torn down.
#include <gtest/gtest.h>

#include "support/news.h"
#include "support/priced.h"

namespace guanxi::test {
namespace {

class DashboardCoupons : public Vouchers {
 protected:
  Answer today(const std::string& more = "") {
    hand_out_news(house);
    const std::string day = house.today().to_string();
    const Answer answer =
        house.manager().get("/v1/dashboard?programme=MAIN&from=" + day + "&to=" + day + more);
    EXPECT_EQ(answer.status, 200) << answer;
    return answer;
  }
};

TEST_F(DashboardCoupons, have_a_return_on_what_they_took_off) {
  offer("TEN", 1000, 0);
  const std::string coupon = issue("TEN");
  issue("TEN");
  const Answer sold = pay({{"A1001", "2"}}, 19000, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  ASSERT_EQ(sell({{"A1001"}}).status, 201) << "without one";
  const Answer seen = today();
  EXPECT_EQ(seen.integer("/current/coupons_issued"), 2) << seen;
  EXPECT_EQ(seen.integer("/current/coupons_used"), 1);
  EXPECT_EQ(seen.integer("/current/coupon_amount/amount"), 1000);
  EXPECT_EQ(seen.integer("/current/coupon_sales_amount/amount"), 19000);
  EXPECT_EQ(seen.integer("/current/coupon_roi_per_mille"), 19000);
  EXPECT_EQ(today("&store=S001").integer("/current/coupons_used"), 1);
  EXPECT_EQ(today("&store=S002").integer("/current/coupons_used"), 0);

  house.clock().advance_seconds(1);
  const Answer back = house.refund({.receipt = sold.string("/receipt"), .lines = {{1, "1"}}});
  ASSERT_EQ(back.status, 201) << back;
  const Answer half = today();
  EXPECT_EQ(half.integer("/current/coupons_used"), 1) << half;
  EXPECT_EQ(half.integer("/current/coupon_amount/amount"), 500);
  EXPECT_EQ(half.integer("/current/coupon_sales_amount/amount"), 9500);
  EXPECT_EQ(half.integer("/current/coupon_roi_per_mille"), 19000);
}

TEST_F(DashboardCoupons, of_a_voided_sale_took_nothing_off) {
  offer("TEN", 1000, 0);
  const Answer sold = pay({{"A1001"}}, 9000, {issue("TEN")});
  ASSERT_EQ(sold.status, 201) << sold;
  house.clock().advance_seconds(1);
  ASSERT_EQ(house.void_sale({.receipt = sold.string("/receipt")}).status, 201);
  const Answer seen = today();
  EXPECT_EQ(seen.integer("/current/sales"), 0) << seen;
  EXPECT_EQ(seen.integer("/current/coupon_amount/amount"), 0);
  EXPECT_EQ(seen.integer("/current/coupon_sales_amount/amount"), 0);
  EXPECT_EQ(seen.find("/current/coupon_roi_per_mille"), nullptr);
}

}  // namespace
}  // namespace guanxi::test
