// What a refund gives back of coupons: for the goods they paid.
#include "support/priced.h"

namespace guanxi::test {
namespace {

class CouponReturns : public Vouchers {
 protected:
  /// A cash coupon over 100.00, in parts, for A1001 alone.
  std::string cash_for_one(const char* on_refund = "returned") {
    offer(
        "CASH100",
        10000,
        0,
        {{"kind", "cash"},
         {"face_value", money(10000)},
         {"in_parts", true},
         {"transferable", true},
         {"on_refund", on_refund}},
        {{"scope", {{"include", {goods("item", "A1001")}}}}}
    );
    return issue("CASH100");
  }
  std::int64_t balance(const std::string& coupon, const std::string& of) {
    const Answer all = house.manager().get("/v1/members/" + of + "/coupons");
    for (const json::value& one : all.find("/items")->as_array()) {
      if (one.at("id") == json::value(coupon)) return one.at("balance").at("amount").as_int64();
    }
    return -1;
  }
  Answer back(const Answer& sold, int line, const std::string& quantity) {
    house.clock().advance_seconds(1);
    return house.refund({.receipt = sold.string("/receipt"), .lines = {{line, quantity}}});
  }
};

TEST_F(CouponReturns, goods_that_a_coupon_did_not_pay_bring_nothing_of_it_back) {
  const std::string coupon = cash_for_one();
  const Answer sold = pay({{"A1001", "1"}, {"A1002", "1"}}, 5990, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  const Answer other = back(sold, 2, "1");
  ASSERT_EQ(other.status, 201) << other;
  EXPECT_EQ(other.integer("/payable/amount"), 5990);
  EXPECT_EQ(balance(coupon, member), 0);
  const Answer paid = back(sold, 1, "1");
  ASSERT_EQ(paid.status, 201) << paid;
  EXPECT_EQ(paid.integer("/payable/amount"), 0);
  EXPECT_EQ(balance(coupon, member), 10000);
}

TEST_F(CouponReturns, goods_that_a_coupon_paid_wholly_bring_it_back_first) {
  const std::string coupon = cash_for_one();
  const Answer sold = pay({{"A1001", "1"}, {"A1002", "1"}}, 5990, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  const Answer paid = back(sold, 1, "1");
  ASSERT_EQ(paid.status, 201) << paid;
  EXPECT_EQ(balance(coupon, member), 10000);
}

TEST_F(CouponReturns, a_part_that_comes_back_ends_the_offer_of_what_was_left) {
  const std::string coupon = cash_for_one();
  const Answer sold = pay({{"A1001", "0.6"}}, 0, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(balance(coupon, member), 4000);
  const Answer offered = house.manager().post(
      "/v1/members/" + member + "/coupons/" + coupon + "/gift",
      {{"hours", 24}, {"proof", {{"kind", "cashier"}}}},
      "offer"
  );
  ASSERT_EQ(offered.status, 201) << offered;
  ASSERT_EQ(back(sold, 1, "0.6").status, 201);
  EXPECT_EQ(balance(coupon, member), 10000);
  EXPECT_EQ(state_of(coupon), "issued");
  const std::string friend_ = house.enrol("13900000078");
  const Answer claimed = house.manager().post(
      "/v1/members/" + friend_ + "/coupons/claims", {{"code", offered.string("/code")}}, "claim"
  );
  EXPECT_GE(claimed.status, 400) << claimed;
}

TEST_F(CouponReturns, a_void_brings_back_a_coupon_that_a_refund_would_not) {
  const std::string coupon = cash_for_one("lost");
  const Answer sold = pay({{"A1001", "1"}}, 0, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  house.clock().advance_seconds(1);
  const Answer undone = house.void_sale({.receipt = sold.string("/receipt")});
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(balance(coupon, member), 10000);
}

TEST_F(CouponReturns, a_limit_of_each_member_is_for_members) {
  put(money_off("ONCE", 1000, 0, {{"limits", {{{"per", "member"}, {"uses", 1}}}}}));
  EXPECT_EQ(sell({{"A1001", "1"}}).integer("/payable/amount"), 9000);
  EXPECT_EQ(sell({{"A1001", "1"}}).integer("/payable/amount"), 10000);
  EXPECT_EQ(sell({{"A1001", "1"}}, "").integer("/payable/amount"), 10000) << "without the card";
}

}  // namespace
}  // namespace guanxi::test
