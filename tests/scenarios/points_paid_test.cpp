// Points as money at the till: taken from the oldest, given back in proportion, and refused by
// name.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "support/house.h"

namespace guanxi::test {
namespace {

using Tenders = std::map<std::string, std::int64_t>;
Tenders tenders_of(const Answer& receipt, const std::string& half = "") {
  Tenders tenders;
  for (const auto& tender : receipt.find(half + "/tenders")->as_array()) {
    tenders[std::string(tender.at("kind").as_string())] +=
        tender.at("amount").at("amount").as_int64();
  }
  return tenders;
}

/// 10 yuan earn 100 points, and 1,000 points pay 1.00.
programmes::Parameters generous() {
  programmes::Parameters parameters;
  parameters.earn_points = 100;
  return parameters;
}

class PointsPaid : public testing::Test {
 protected:
  explicit PointsPaid(const programmes::Parameters& parameters = generous())
      : house({.parameters = parameters}) {}

  Answer sell(std::vector<Paid> tenders, std::vector<Goods> lines = {{"A1001"}}) {
    return house.sell({.phone = her_phone, .lines = std::move(lines), .tenders = std::move(tenders)}
    );
  }
  /// Some points to spend: 100.00 earn 1,000.
  void earn(const std::string& quantity) { ASSERT_EQ(sell({}, {{"A1001", quantity}}).status, 201); }
  void expect_refused(const Answer& answer, const char* code, const char* pointer) {
    EXPECT_EQ(answer.string("/errors/0/code"), code) << answer;
    EXPECT_EQ(answer.pointer(), pointer) << answer;
  }

  TestHouse house;
  const std::string member = house.enrol(her_phone);
};

TEST(WorkedReceipt, a_thousand_points_pay_one_yuan_and_do_not_earn) {
  TestHouse house;
  const std::string member = house.enrol(her_phone);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001", "100"}}}).status, 201);
  EXPECT_EQ(house.points(member), 1000);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001", "1", "236.11"}},
       .tenders = {{"points", 100}, {"wechat_pay", 23511}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/points/redeemed"), 1000);
  EXPECT_EQ(sale.integer("/points/a"), 23) << "floor(235.11 / 10)";
  EXPECT_EQ(sale.integer("/balance"), 23);
  EXPECT_NE(sale.text.find("1000 points pay 1.00"), std::string::npos) << sale;
  EXPECT_EQ(house.points(member, "/redeemed"), 1000);
  EXPECT_EQ(house.points(member, "/classes/a"), 1023);
}

TEST_F(PointsPaid, come_back_in_proportion_and_all_of_them_in_the_end) {
  earn("3");
  const Answer sale = sell({{"points", 100}, {"cash", 29900}}, {{"A1001", "3"}});
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/points/a"), 2990);
  EXPECT_EQ(sale.integer("/balance"), 3000 - 1000 + 2990);
  const std::string receipt = sale.string("/receipt");
  const Answer one = house.refund({.receipt = receipt, .lines = {{1, "1"}}});
  ASSERT_EQ(one.status, 201) << one;
  EXPECT_EQ(tenders_of(one), (Tenders{{"points", 33}, {"cash", 9967}}));
  EXPECT_EQ(one.integer("/points/redeemed"), 330);
  EXPECT_EQ(one.integer("/points/a"), 996) << "2990 / 3, rounded down";
  EXPECT_NE(one.text.find("330 points are given back for 0.33"), std::string::npos) << one;
  ASSERT_EQ(house.refund({.receipt = receipt, .lines = {{1, "1"}}}).status, 201);
  const Answer last = house.refund({.receipt = receipt});
  ASSERT_EQ(last.status, 201) << last;
  EXPECT_EQ(house.points(member), 3000);
  EXPECT_EQ(house.points(member, "/redeemed"), 0);
  EXPECT_EQ(house.points(member, "/classes/a"), 3000);
  const Answer read = house.manager().get("/v1/receipts/" + receipt);
  EXPECT_EQ(read.integer("/receipt/points/redeemed"), 1000);
}

TEST_F(PointsPaid, a_void_undoes_everything) {
  earn("1");
  const Answer sale = sell({{"points", 100}, {"cash", 9900}});
  ASSERT_EQ(sale.status, 201) << sale;
  const Answer voided = house.void_sale({.receipt = sale.string("/receipt")});
  ASSERT_EQ(voided.status, 201) << voided;
  EXPECT_EQ(tenders_of(voided), (Tenders{{"points", 100}, {"cash", 9900}}));
  EXPECT_EQ(voided.integer("/points/redeemed"), 1000);
  EXPECT_EQ(house.points(member), 1000);
  EXPECT_EQ(house.points(member, "/redeemed"), 0);
}

TEST_F(PointsPaid, a_return_may_name_its_tenders_but_points_stay_points) {
  earn("1");
  const Answer sale = sell({{"points", 100}, {"cash", 19900}}, {{"A1001", "2"}});
  const std::string receipt = sale.string("/receipt");
  const auto back = [&](std::vector<Paid> tenders) {
    json::array all;
    for (const Paid& paid : tenders) {
      all.push_back({{"kind", paid.kind}, {"amount", money(paid.amount)}});
    }
    return house.refund({.receipt = receipt, .lines = {{1, "1"}}, .more = {{"tenders", all}}});
  };
  expect_refused(
      back({{"cash", 9899}, {"points", 101}}), "refund_exceeds_tender", "/tenders/1/amount"
  );
  const Answer in_cash = back({{"cash", 10000}});
  ASSERT_EQ(in_cash.status, 201) << in_cash;
  EXPECT_EQ(in_cash.integer("/points/redeemed"), 0);
  const Answer rest = back({{"cash", 9900}, {"points", 100}});
  ASSERT_EQ(rest.status, 201) << rest;
  EXPECT_EQ(rest.integer("/points/redeemed"), 1000);
  EXPECT_EQ(house.points(member), 1000);
}

TEST_F(PointsPaid, points_that_come_back_after_their_last_day_expire_at_once_and_are_reported) {
  earn("1");
  house.advance_days(40);
  earn("1");  // in the next month but one: they last longer
  const Answer sale = sell({{"points", 150}, {"cash", 9850}});
  ASSERT_EQ(sale.status, 201) << sale;
  house.advance_days(745);  // past the last day of the first, not of the second
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_NE(
      back.text.find("1000 of the points given back are past their last day and expire at once"),
      std::string::npos
  ) << back;
  EXPECT_EQ(house.points(member), 1000);
  EXPECT_EQ(house.points(member, "/redeemed"), 0);
}

TEST_F(PointsPaid, are_refused_by_name_and_nothing_changes) {
  earn("1");
  const std::int64_t before = house.points(member);
  expect_refused(sell({{"points", 101}, {"cash", 9899}}), "not_enough_points", "/tenders/0/amount");
  expect_refused(
      sell({{"cash", 9800}, {"points", 50}, {"points", 150}}),
      "not_enough_points",
      "/tenders/1/amount"
  );
  expect_refused(
      house.sell({.lines = {{"A1001"}}, .tenders = {{"points", 100}, {"cash", 9900}}}),
      "missing_field",
      "/member"
  );
  const Answer held = house.manager().post(
      "/v1/members/" + member + "/points/holds", {{"points", 1000}, {"reason", "a mug"}}, "h1"
  );
  ASSERT_EQ(held.status, 201) << held;
  const Answer short_of_held = sell({{"cash", 9900}, {"points", 100}});
  expect_refused(short_of_held, "not_enough_points", "/tenders/1/amount");
  EXPECT_EQ(short_of_held.string("/facts/balance"), "0");
  EXPECT_EQ(short_of_held.string("/facts/needed"), "1000");
  EXPECT_EQ(house.points(member), before);
}

TEST(PointsPaidRules, limit_what_points_may_pay) {
  struct Row {
    std::function<void(programmes::Parameters&)> rule;
    std::int64_t fen;
    const char* code;
    const char* pointer;
    const char* words;
  };
  const Row rows[] = {
      {[](auto& p) { p.pay_points = 0; },
       100,
       "points_not_accepted",
       "/tenders/0/kind",
       "这个会员计划不接受用积分付款"},
      {[](auto& p) { p.pay_points_min = 2000; },
       100,
       "points_payment_limit",
       "/tenders/0/amount",
       "少于一张小票最少使用的积分；允许的金额 2.00"},
      {[](auto& p) { p.pay_points_step = 500; },
       120,
       "points_payment_limit",
       "/tenders/0/amount",
       "不是整份积分所抵的金额；允许的金额 1.00"},
      {[](auto& p) { p.pay_percent_max = 2; },
       201,
       "points_payment_limit",
       "/tenders/0/amount",
       "超过可用积分支付的比例；允许的金额 2.00"},
  };
  for (const Row& row : rows) {
    programmes::Parameters parameters = generous();
    row.rule(parameters);
    TestHouse house({.parameters = parameters});
    house.enrol(her_phone);
    ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001", "3"}}}).status, 201);
    const json::object body = house.sale_body(
        {.phone = her_phone,
         .lines = {{"A1001"}},
         .tenders = {{"points", row.fen}, {"cash", 10000 - row.fen}}}
    );
    const Answer refused = house.manager().send(
        {.method = "POST",
         .target = "/v1/checkout",
         .body = json::serialize(body),
         .key = TestHouse::natural_key(body),
         .language = "zh-CN"}
    );
    EXPECT_EQ(refused.code(), row.code) << refused;
    EXPECT_EQ(refused.pointer(), row.pointer) << refused;
    EXPECT_NE(refused.text.find(row.words), std::string::npos) << refused;
  }
}

TEST(PointsPaidRules, may_let_what_points_pay_earn) {
  programmes::Parameters parameters = generous();
  parameters.paid_points_earn = programmes::PaidPointsEarn::all;
  TestHouse house({.parameters = parameters});
  house.enrol(her_phone);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  const Answer sale = house.sell(
      {.phone = her_phone, .lines = {{"A1001"}}, .tenders = {{"points", 100}, {"cash", 9900}}}
  );
  EXPECT_EQ(sale.integer("/points/a"), 1000) << sale;
}

TEST(PointsPaidRules, owed_points_stop_spending_until_they_are_repaid) {
  programmes::Parameters parameters = generous();
  parameters.shortfall = programmes::ShortfallPolicy::debt;
  TestHouse house({.parameters = parameters});
  const std::string member = house.enrol(her_phone);
  const Answer first = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  const Answer second = house.sell(
      {.phone = her_phone, .lines = {{"A1003"}}, .tenders = {{"points", 100}, {"cash", 1900}}}
  );
  ASSERT_EQ(second.status, 201) << second;
  ASSERT_EQ(house.refund({.receipt = first.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(member, "/owed"), 810) << "1,000 earned, 1,000 spent, 190 earned since";
  const Answer refused = house.sell(
      {.phone = her_phone, .lines = {{"A1003"}}, .tenders = {{"cash", 1999}, {"points", 1}}}
  );
  EXPECT_EQ(refused.code(), "points_owed") << refused;
  EXPECT_EQ(refused.pointer(), "/tenders/1/kind");
  const Answer back = house.refund({.receipt = second.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(house.points(member, "/owed"), 0) << "points that come back repay first";
  EXPECT_EQ(house.points(member), 0);
}

TEST_F(PointsPaid, a_return_buys_missing_points_with_money_only) {
  earn("1");
  const Answer sale = sell({{"points", 50}, {"cash", 9950}});
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(house.points(member), 500 + 995);
  const Answer spent = house.manager().post(
      "/v1/members/" + member + "/points/redemptions", {{"points", 1495}, {"reason", "a mug"}}, "r1"
  );
  ASSERT_EQ(spent.status, 201) << spent;
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(tenders_of(back), (Tenders{{"points", 50}, {"cash", 9455}, {"points_purchase", 495}}))
      << "500 came back of 995 to be taken: 495 are bought at 10.00 for 1,000";
  EXPECT_EQ(back.integer("/points/redeemed"), 500);
  EXPECT_EQ(house.points(member), 0);
  EXPECT_EQ(house.points(member, "/classes/f"), 495);
}

TEST_F(PointsPaid, what_comes_back_covers_what_a_return_takes) {
  earn("1");
  const Answer sale = sell({{"points", 100}, {"cash", 1900}}, {{"A1003"}});
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(house.points(member), 190);
  const Answer spent = house.manager().post(
      "/v1/members/" + member + "/points/redemptions", {{"points", 190}, {"reason", "a mug"}}, "r1"
  );
  ASSERT_EQ(spent.status, 201) << spent;
  // 1,000 come back first and cover the 190: nothing has to be bought.
  const Answer back = house.refund({.receipt = sale.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(tenders_of(back), (Tenders{{"points", 100}, {"cash", 1900}}));
  EXPECT_EQ(house.points(member), 810);
}

TEST_F(PointsPaid, an_exchange_gives_them_back_and_may_spend_them_again) {
  earn("1");
  const Answer sale = sell({{"points", 100}, {"cash", 9900}});
  ASSERT_EQ(sale.status, 201) << sale;
  json::object returned{{"sequence", house.next_sequence()}, {"reason", "换大一码"}};
  json::object body{
      {"returned", std::move(returned)},
      {"sale",
       house.sale_body({.phone = her_phone, .lines = {{"A1001"}}, .tenders = {{"points", 100}}})}};
  const Answer both = house.manager().post(
      "/v1/checkout/" + sale.string("/receipt") + "/exchanges",
      body,
      TestHouse::natural_key(body.at("sale").as_object())
  );
  ASSERT_EQ(both.status, 201) << both;
  EXPECT_EQ(both.integer("/credit/amount"), 9900) << "points are no credit";
  EXPECT_EQ(tenders_of(both, "/returned").at("points"), 100);
  EXPECT_EQ(tenders_of(both, "/sale"), (Tenders{{"points", 100}, {"exchange_credit", 9900}}));
  EXPECT_EQ(both.integer("/sale/points/redeemed"), 1000);
  EXPECT_EQ(house.points(member), 990);
}

TEST_F(PointsPaid, a_quote_says_what_they_may_pay) {
  const auto quote = [&] {
    return house.manager().post(
        "/v1/checkout/quote",
        {{"store", "S001"},
         {"till", "01"},
         {"member", {{"kind", "phone"}, {"value", her_phone}}},
         {"lines", {{{"item", "A1003"}, {"quantity", "1"}}}}}
    );
  };
  EXPECT_EQ(quote().find("/points_offer"), nullptr) << "no points yet";
  earn("1.234");
  const Answer some = quote();
  EXPECT_EQ(some.integer("/points_offer/points"), 1230) << some;
  EXPECT_EQ(some.integer("/points_offer/amount/amount"), 123);
  earn("30");
  EXPECT_EQ(quote().integer("/points_offer/amount/amount"), 2000) << "all of it";
}

TEST_F(PointsPaid, a_retry_pays_once) {
  earn("1");
  const json::object body = house.sale_body(
      {.phone = her_phone, .lines = {{"A1001"}}, .tenders = {{"points", 100}, {"cash", 9900}}}
  );
  const Answer first = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(first.status, 201) << first;
  const Answer again = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, first.text);
  EXPECT_EQ(house.points(member), 990);
}

TEST_F(PointsPaid, that_a_receipt_and_the_journal_disagree_about_is_found) {
  earn("1");
  ASSERT_EQ(sell({{"points", 100}, {"cash", 9900}}).status, 201);
  static const sql::Query more{
      "UPDATE sale_receipts SET applied = REPLACE(applied, '\"points_paid\",0,1000', "
      "'\"points_paid\",0,1001')"};
  static const sql::Query as_paid{
      "UPDATE sale_receipts SET applied = REPLACE(applied, '\"points_paid\",0,1001', "
      "'\"points_paid\",0,1000')"};
  static const sql::Query forget{
      "UPDATE sale_receipts SET applied = REPLACE(applied, 'points_paid', 'points_said')"};
  static const sql::Query recall{
      "UPDATE sale_receipts SET applied = REPLACE(applied, 'points_said', 'points_paid')"};
  struct Row {
    const sql::Query& plant;
    const sql::Query& undo;
    const char* found;
  };
  const Row rows[] = {
      {more, as_paid, "what points paid differs from the journal"},
      {forget, recall, "the journal spent points on a receipt that took none"}};
  const auto run = [&](const sql::Query& query) {
    const auto changed = house.application().db().write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return tx.exec(query);
    });
    EXPECT_GT(*changed, 0);
  };
  for (const Row& row : rows) {
    run(row.plant);
    const verify::Report report = house.verify();
    EXPECT_EQ(report.between_found, 1) << verify::to_json(report);
    EXPECT_NE(verify::to_json(report).find(row.found), std::string::npos)
        << verify::to_json(report);
    run(row.undo);
  }
}

TEST(PointsExtremes, more_than_a_receipt_may_earn_is_refused_by_name) {
  programmes::Parameters parameters;
  parameters.earn_amount = 1;
  parameters.earn_points = 1000;
  TestHouse house({.parameters = parameters});
  house.enrol(her_phone);
  const Sale most{.phone = her_phone, .lines = {{"A1001", "1000", "9999999.00"}}};
  const Answer refused = house.sell(most);
  EXPECT_EQ(refused.string("/errors/0/code"), "out_of_range") << refused;
  EXPECT_EQ(refused.pointer(), "/lines");
  EXPECT_EQ(refused.string("/errors/0/facts/max"), "1000000000000");
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001", "1", "9999999.00"}}}).status, 201);
}

}  // namespace
}  // namespace guanxi::test
