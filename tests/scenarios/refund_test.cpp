// What goes back: refunds in parts until nothing is left, voids, and what happens to the points.
#include <gtest/gtest.h>

#include <map>

#include "support/house.h"

namespace guanxi::test {
namespace {

std::map<std::string, std::int64_t> tenders_of(const Answer& receipt) {
  std::map<std::string, std::int64_t> tenders;
  for (const auto& tender : receipt.find("/tenders")->as_array()) {
    tenders[std::string(tender.at("kind").as_string())] +=
        tender.at("amount").at("amount").as_int64();
  }
  return tenders;
}

TEST(Refund, in_parts_sums_exactly_to_the_sale) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  // 3 × 33.33 cannot be divided evenly; 1.5 kg at 59.90 rounds; two tenders share every step.
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001", "3", "33.33"}, {"A1002", "1.5"}, {"FREE", "2"}},
       .tenders = {{"cash", 10000}, {"wechat_pay", 8984}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  const std::string receipt = sale.string("/receipt");
  ASSERT_EQ(sale.integer("/payable/amount"), 18984);
  ASSERT_EQ(sale.integer("/points/a"), 18);

  const std::vector<std::vector<std::pair<int, std::string>>> steps{
      {{1, "1"}},
      {{2, "0.001"}, {1, "1"}},
      {{3, "1"}},
      {{2, "0.9"}},
      {{1, "1"}, {2, "0.599"}},
      {{3, "1"}}};
  std::int64_t money_back = 0, points_back = 0;
  std::map<std::string, std::int64_t> tenders;
  for (const auto& step : steps) {
    const Answer back = house.refund({.receipt = receipt, .lines = step});
    ASSERT_EQ(back.status, 201) << back;
    EXPECT_EQ(back.string("/kind"), "refund");
    EXPECT_EQ(back.string("/original"), receipt);
    money_back += back.integer("/payable/amount");
    points_back += back.integer("/points/a");
    for (const auto& [kind, amount] : tenders_of(back)) tenders[kind] += amount;
    EXPECT_EQ(back.integer("/balance"), 18 - points_back);
    EXPECT_LE(points_back * 18984, 18 * money_back + 18984) << "never more than the share, floor";
  }
  EXPECT_EQ(money_back, 18984);
  EXPECT_EQ(points_back, 18) << "the last return takes the remainder";
  EXPECT_EQ(tenders, (std::map<std::string, std::int64_t>{{"cash", 10000}, {"wechat_pay", 8984}}));
  EXPECT_EQ(house.points(id), 0);

  const Answer none = house.refund({.receipt = receipt});
  EXPECT_EQ(none.status, 409) << none;
  EXPECT_EQ(none.code(), "nothing_left_to_refund");
  const Answer view = house.manager().get("/v1/receipts/" + receipt);
  EXPECT_EQ(view.integer("/refunded/amount"), 18984);
  EXPECT_EQ(view.size("/refunds"), steps.size());
  for (const auto& left : view.find("/left")->as_array())
    EXPECT_EQ(left.at("left_quantity").as_string(), "0");
}

TEST(Refund, of_points_goes_by_the_share_of_the_money_so_far) {
  // earned 10 on 100.00: after 25.00 → floor(2.5) = 2; after 50.00 → 5, so 3; after 75.00 → 7, so
  // 2; the rest 3.
  TestHouse house;
  house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "4", "25.00"}}});
  for (const std::int64_t expected : {2, 3, 2, 3}) {
    const Answer back = house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}});
    EXPECT_EQ(back.integer("/payable/amount"), 2500);
    EXPECT_EQ(back.integer("/points/a"), expected);
  }
}

TEST(Refund, refusals) {
  TestHouse house;
  house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}, {"A1003"}}});
  const std::string receipt = sale.string("/receipt");
  const Answer first = house.refund({.receipt = receipt, .lines = {{1, "1"}}});
  ASSERT_EQ(first.status, 201) << first;
  struct Row {
    Back back;
    int status;
    const char *code, *pointer, *why;
  };
  const Row rows[] = {
      {{.receipt = receipt, .lines = {{1, "1.001"}}},
       409,
       "refund_exceeds_sale",
       "/lines/0/quantity",
       "one of two is left"},
      {{.receipt = receipt, .lines = {{3, "1"}}},
       404,
       "line_not_found",
       "/lines/0/line",
       "two lines only"},
      {{.receipt = receipt, .lines = {{2, "0.5"}, {2, "0.5"}}},
       400,
       "invalid_request",
       "/lines/1/line",
       "a line twice"},
      {{.receipt = "271828"}, 404, "receipt_not_found", "", "no such receipt"},
      {{.receipt = first.string("/receipt")}, 409, "not_a_sale", "", "a refund of a refund"},
      {{.receipt = receipt, .more = {{"tenders", {{{"kind", "cash"}, {"amount", money(1)}}}}}},
       422,
       "tenders_do_not_add_up",
       "/tenders",
       "1 fen for 120.00"},
  };
  for (const Row& row : rows) {
    const Answer refused = house.refund(row.back);
    EXPECT_EQ(refused.status, row.status) << row.why << ": " << refused;
    EXPECT_EQ(refused.code(), row.code) << row.why;
    EXPECT_EQ(refused.pointer(), row.pointer) << row.why;
  }
  const Answer other_way = house.refund(
      {.receipt = receipt, .more = {{"tenders", {{{"kind", "alipay"}, {"amount", money(12000)}}}}}}
  );
  EXPECT_EQ(other_way.status, 409) << "money goes back the way it came: " << other_way;
  EXPECT_EQ(other_way.code(), "refund_exceeds_tender");
  EXPECT_EQ(other_way.pointer(), "/tenders/0/amount");
  EXPECT_EQ(house.refund({.receipt = receipt}).status, 201);
}

TEST(Refund, in_another_store_of_the_programme_is_booked_there) {
  TestHouse house;
  house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  const Answer back =
      house.refund({.receipt = sale.string("/receipt"), .store = "S002", .till = "02"});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.string("/store"), "S002");
  EXPECT_EQ(back.integer("/balance"), 0);
}

TEST(Void, of_everything_equals_a_refund_of_everything_but_for_the_kind) {
  const auto story = [](bool voided) {
    TestHouse house;
    const std::string id = house.enrol(her_phone);
    const Answer sale = house.sell(
        {.phone = her_phone,
         .lines = {{"A1001", "3", "33.33"}, {"A1002"}},
         .tenders = {{"cash", 5000}, {"alipay", 10989}}}
    );
    EXPECT_EQ(sale.status, 201) << sale;
    const Back back{.receipt = sale.string("/receipt")};
    const Answer answer = voided ? house.void_sale(back) : house.refund(back);
    EXPECT_EQ(answer.status, 201) << answer;
    EXPECT_EQ(answer.string("/kind"), voided ? "void" : "refund");
    const Answer view = house.manager().get("/v1/receipts/" + back.receipt);
    EXPECT_EQ(view.string("/state"), voided ? "voided" : "posted");
    json::object same = answer.body.as_object();
    for (const char* const own : {"receipt", "kind", "original", "member"}) same.erase(own);
    return json::serialize(same) + json::serialize(view.body.at("left")) +
           std::to_string(house.points(id));
  };
  EXPECT_EQ(story(true), story(false));
}

TEST(Void, on_the_same_business_day_only_and_not_after_a_refund) {
  TestHouse house;
  house.enrol(her_phone);
  const std::string yesterday =
      house.sell({.phone = her_phone, .lines = {{"A1001"}}}).string("/receipt");
  house.advance_days(1);
  const Answer late = house.void_sale({.receipt = yesterday});
  EXPECT_EQ(late.status, 409) << late;
  EXPECT_EQ(late.code(), "void_after_business_day");

  const std::string today =
      house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}}).string("/receipt");
  const Answer elsewhere = house.void_sale({.receipt = today, .store = "S002"});
  EXPECT_EQ(elsewhere.code(), "void_after_business_day")
      << "another store cannot void: " << elsewhere;
  ASSERT_EQ(house.refund({.receipt = today, .lines = {{1, "1"}}}).status, 201);
  const Answer refunded = house.void_sale({.receipt = today});
  EXPECT_EQ(refunded.status, 409) << refunded;
  EXPECT_EQ(refunded.code(), "void_after_refund");

  const std::string again =
      house.sell({.phone = her_phone, .lines = {{"A1001"}}}).string("/receipt");
  ASSERT_EQ(house.void_sale({.receipt = again, .till = "02"}).status, 201)
      << "from another till of the store";
  EXPECT_EQ(house.void_sale({.receipt = again}).code(), "already_voided");
  EXPECT_EQ(house.refund({.receipt = again}).code(), "already_voided");
}

class Shortfall : public testing::Test {
 protected:
  static programmes::Parameters with(
      programmes::ShortfallPolicy policy, std::int64_t price = 1000
  ) {
    programmes::Parameters parameters;
    parameters.shortfall = policy;
    parameters.points_price = price;
    return parameters;
  }
  static Answer redeem(TestHouse& house, const std::string& member, std::int64_t points) {
    return house.manager().post(
        "/v1/members/" + member + "/points/redemptions",
        {{"points", points}, {"reason", "mug"}},
        "redeem-" + std::to_string(house.next_sequence())
    );
  }
};

// The example of the rules: earned 20, 15 spent on another redemption, full return → F 15, balance
// 0.
TEST_F(Shortfall, is_bought_as_class_f_and_kept_back_from_the_money) {
  TestHouse house({.parameters = with(programmes::ShortfallPolicy::purchase, 10'000)}
  );  // 100 yuan for 1,000 points
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(sale.integer("/balance"), 20);
  ASSERT_EQ(redeem(house, id, 15).status, 201);
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.integer("/points/a"), 20) << "class A goes back in full";
  EXPECT_EQ(back.integer("/balance"), 0);
  EXPECT_EQ(house.points(id, "/classes/a"), 0);
  EXPECT_EQ(house.points(id, "/classes/f"), 15);
  EXPECT_EQ(house.points(id, "/redeemed"), 15);
  EXPECT_EQ(back.integer("/payable/amount"), 20000);
  EXPECT_EQ(
      tenders_of(back),
      (std::map<std::string, std::int64_t>{{"cash", 19850}, {"points_purchase", 150}})
  ) << "15 points at 100.00 per 1,000 cost 1.50";
}

TEST_F(Shortfall, costs_are_rounded_down_to_the_fen) {
  TestHouse house({.parameters = with(programmes::ShortfallPolicy::purchase, 999)});
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(redeem(house, id, 15).status, 201);
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  EXPECT_EQ(tenders_of(back).at("points_purchase"), 14) << "15 × 9.99 ÷ 1000 = 0.14985";
}

TEST_F(Shortfall, that_costs_more_than_the_refund_is_refused) {
  TestHouse house({.parameters = with(programmes::ShortfallPolicy::purchase, 1'000'000'000)});
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(redeem(house, id, 15).status, 201);
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  EXPECT_EQ(back.status, 409) << back;
  EXPECT_EQ(back.code(), "refund_below_points_price");
  EXPECT_EQ(house.points(id), 5);
}

TEST_F(Shortfall, costs_in_many_small_returns_what_it_costs_in_one) {
  TestHouse house({.parameters = with(programmes::ShortfallPolicy::purchase, 99)});
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(redeem(house, id, 20).status, 201);
  std::int64_t paid = 0;
  for (int i = 0; i < 20; ++i) {  // a point each: 0.099 fen, and 1.98 fen in all
    const Answer back = house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "0.1"}}});
    ASSERT_EQ(back.status, 201) << back;
    const auto tenders = tenders_of(back);
    if (tenders.contains("points_purchase")) paid += tenders.at("points_purchase");
  }
  EXPECT_EQ(paid, 1);
  EXPECT_EQ(house.points(id), 0);
}

TEST_F(Shortfall, may_be_owed_and_is_repaid_by_the_next_earnings) {
  TestHouse house({.parameters = with(programmes::ShortfallPolicy::debt)});
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(redeem(house, id, 15).status, 201);
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(tenders_of(back), (std::map<std::string, std::int64_t>{{"cash", 20000}}))
      << "all the money goes back";
  EXPECT_EQ(back.integer("/balance"), -15);
  EXPECT_EQ(house.points(id, "/owed"), 15);
  EXPECT_EQ(redeem(house, id, 1).code(), "points_owed");
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).integer("/balance"), -5);
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).integer("/balance"), 5);
  EXPECT_EQ(house.points(id, "/owed"), 0);
  EXPECT_EQ(redeem(house, id, 5).status, 201);
}

TEST_F(Shortfall, may_be_refused) {
  TestHouse house({.parameters = with(programmes::ShortfallPolicy::refuse)});
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(redeem(house, id, 15).status, 201);
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  EXPECT_EQ(back.code(), "refund_needs_points") << back;
  EXPECT_EQ(house.points(id), 5);
  const Answer part = house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "0.5"}}});
  EXPECT_EQ(part.status, 201) << "5 points cover a quarter: " << part;
  EXPECT_EQ(house.points(id), 0);
}

TEST_F(Shortfall, points_that_expired_are_not_charged_again) {
  programmes::Parameters parameters = with(programmes::ShortfallPolicy::purchase, 10'000);
  parameters.expiry_months = 1;
  TestHouse house({.parameters = parameters});
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  ASSERT_EQ(house.points(id), 20);
  house.clock().set(*Instant::parse("2026-04-30T23:59:59+08:00"));
  EXPECT_EQ(house.points(id), 20) << "usable through the last day";
  house.clock().set(*Instant::parse("2026-05-01T00:00:00+08:00"));
  EXPECT_EQ(house.points(id), 0);
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(tenders_of(back), (std::map<std::string, std::int64_t>{{"cash", 20000}}))
      << "nothing is bought";
  EXPECT_EQ(back.integer("/balance"), 0);
  EXPECT_EQ(house.points(id, "/classes/f"), 0);
}

}  // namespace
}  // namespace guanxi::test
