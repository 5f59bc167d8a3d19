// What earns and what does not: lines that earn by themselves, vouchers, quotes of another time,
// and the credit of an exchange, which stays what the returned goods were paid with.
#include <gtest/gtest.h>

#include <map>

#include "support/house.h"

namespace guanxi::test {
namespace {

using Tenders = std::map<std::string, std::int64_t>;
Tenders tenders_of(const Answer& answer, const std::string& receipt = "") {
  Tenders tenders;
  for (const auto& tender : answer.find(receipt + "/tenders")->as_array()) {
    tenders[tender.at("kind").as_string().c_str()] += tender.at("amount").at("amount").as_int64();
  }
  return tenders;
}

std::vector<std::int64_t> line_points(const Answer& receipt) {
  std::vector<std::int64_t> points;
  for (const auto& line : receipt.find("/lines")->as_array()) {
    points.push_back(line.at("points").as_int64());
  }
  return points;
}

programmes::Parameters by_line() {
  programmes::Parameters parameters;
  parameters.earn_scope = programmes::EarnScope::line;
  return parameters;
}

// 17, 5, 1 and 0 points; the receipt as a whole would earn 24.
const Sale four_lines{
    .phone = her_phone, .lines = {{"A1002", "3"}, {"A1002"}, {"A1003", "0.5"}, {"FREE"}}};

TEST(LineScope, drops_fractions_line_by_line) {
  TestHouse house({.parameters = by_line()});
  const std::string member = house.enrol(her_phone);
  const Answer sale = house.sell(four_lines);
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(line_points(sale), (std::vector<std::int64_t>{17, 5, 1, 0}));
  EXPECT_EQ(sale.integer("/points/a"), 23);
  EXPECT_EQ(house.points(member), 23);
  TestHouse other;
  other.enrol(her_phone);
  EXPECT_EQ(other.sell(four_lines).integer("/points/a"), 24) << "once for the receipt";
}

TEST(LineScope, returns_in_parts_take_back_what_each_line_earned) {
  TestHouse house({.parameters = by_line()});
  const std::string member = house.enrol(her_phone);
  const Answer sale = house.sell(four_lines);
  ASSERT_EQ(sale.status, 201) << sale;
  const std::string receipt = sale.string("/receipt");
  // The rules change; a return goes by those of its sale.
  house.clock().advance_seconds(60);
  house.set_parameters({}, house.now());
  house.clock().advance_seconds(60);
  struct Step {
    std::vector<std::pair<int, std::string>> lines;
    std::int64_t money;
    std::vector<std::int64_t> points;
    const char* why;
  };
  const Step steps[] = {
      {{{1, "1"}}, 5990, {5}, "a third of 17 is 5.67"},
      {{{2, "0.5"}, {1, "1"}}, 2995 + 5990, {2, 6}, "half of 5; two thirds of 17 are 11.33"},
      {{{3, "0.2"}}, 400, {0}, "less than the only point"},
      {{{4, "1"}}, 0, {0}, "a gift earned nothing"},
      {{{3, "0.3"}, {2, "0.5"}}, 600 + 2995, {1, 3}, "the last return of a line takes its rest"},
      {{{1, "1"}}, 5990, {6}, "5 + 6 + 6 = 17"},
  };
  std::int64_t balance = 23;
  for (const Step& step : steps) {
    const Answer back = house.refund({.receipt = receipt, .lines = step.lines});
    ASSERT_EQ(back.status, 201) << step.why << ": " << back;
    EXPECT_EQ(back.integer("/payable/amount"), step.money) << step.why;
    EXPECT_EQ(line_points(back), step.points) << step.why;
    std::int64_t points = 0;
    for (const std::int64_t one : step.points) points += one;
    EXPECT_EQ(back.integer("/points/a"), points) << step.why;
    balance -= points;
    EXPECT_EQ(back.integer("/balance"), balance) << step.why;
  }
  EXPECT_EQ(house.points(member), 0);
  EXPECT_EQ(house.points(member, "/classes/a"), 0);
  EXPECT_EQ(
      house.manager().get("/v1/receipts/" + receipt).integer("/refunded/amount"),
      sale.integer("/payable/amount")
  );
  EXPECT_EQ(house.refund({.receipt = receipt}).code(), "nothing_left_to_refund");
}

TEST(LineScope, one_whole_return_or_void_takes_back_the_same) {
  for (const bool voided : {false, true}) {
    TestHouse house({.parameters = by_line()});
    const std::string member = house.enrol(her_phone);
    const Answer sale = house.sell(four_lines);
    const Back everything{.receipt = sale.string("/receipt")};
    const Answer back = voided ? house.void_sale(everything) : house.refund(everything);
    ASSERT_EQ(back.status, 201) << back;
    EXPECT_EQ(line_points(back), (std::vector<std::int64_t>{17, 5, 1, 0}));
    EXPECT_EQ(back.integer("/points/a"), 23);
    EXPECT_EQ(house.points(member), 0);
  }
}

TEST(LineScope, shares_a_voucher_over_the_lines) {
  TestHouse house({.parameters = by_line()});
  const std::string member = house.enrol(her_phone);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}, {"A1002"}},
       .tenders = {{"voucher", 5990}, {"cash", 10000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(line_points(sale), (std::vector<std::int64_t>{6, 3})) << "of 62.54 and 37.46";
  const std::string receipt = sale.string("/receipt");
  const Answer first = house.refund({.receipt = receipt, .lines = {{2, "1"}}});
  ASSERT_EQ(first.status, 201) << first;
  EXPECT_EQ(first.integer("/points/a"), 3);
  EXPECT_EQ(tenders_of(first), (Tenders{{"voucher", 2243}, {"cash", 3747}}))
      << "59.90 of 159.90 of each, the odd fen in cash";
  const Answer rest = house.refund({.receipt = receipt});
  ASSERT_EQ(rest.status, 201) << rest;
  EXPECT_EQ(rest.integer("/points/a"), 6);
  EXPECT_EQ(tenders_of(rest), (Tenders{{"voucher", 3747}, {"cash", 6253}}));
  EXPECT_EQ(house.points(member), 0);
}

TEST(Vouchers, do_not_earn) {
  struct Case {
    std::vector<Paid> tenders;
    std::int64_t points;
    const char* why;
  };
  const Case cases[] = {
      {{{"cash", 20000}}, 20, "money earns"},
      {{{"voucher", 20000}}, 0, "a voucher does not"},
      {{{"voucher", 5000}, {"cash", 15000}}, 15, "what is paid in money does"},
      {{{"cash", 9999}, {"voucher", 10001}}, 9, "a fen short of the tenth point"},
      {{{"voucher", 5000}, {"voucher", 5000}, {"alipay", 10000}}, 10, "two vouchers"},
  };
  for (const Case& one : cases) {
    TestHouse house;
    const std::string member = house.enrol(her_phone);
    const Answer sale =
        house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}, .tenders = one.tenders});
    ASSERT_EQ(sale.status, 201) << one.why << ": " << sale;
    EXPECT_EQ(sale.integer("/payable/amount"), 20000) << one.why << ": it pays, it is no discount";
    EXPECT_EQ(sale.integer("/points/a"), one.points) << one.why;
    const Answer back = house.refund({.receipt = sale.string("/receipt")});
    EXPECT_EQ(back.integer("/points/a"), one.points) << one.why;
    EXPECT_EQ(tenders_of(back), tenders_of(sale)) << one.why;
    EXPECT_EQ(house.points(member), 0) << one.why;
  }
}

TEST(Vouchers, leave_the_points_of_the_rest_in_exact_proportion) {
  TestHouse house;
  house.enrol("13800138000");
  const Answer sale = house.sell(
      {.phone = "13800138000",
       .lines = {{"A1002", "1.5"}},
       .tenders = {{"voucher", 1990}, {"cash", 6995}}}
  );
  ASSERT_EQ(sale.integer("/points/a"), 6) << sale;
  const Answer back = house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}});
  EXPECT_EQ(back.integer("/points/a"), 4) << "two thirds of 6; not 6 x 46.63 / 69.95, rounded down";
}

TEST(Vouchers, come_back_in_proportion_with_the_points_of_the_money) {
  TestHouse house;
  house.enrol(her_phone);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001", "2"}},
       .tenders = {{"voucher", 5000}, {"cash", 15000}}}
  );
  for (const std::int64_t points : {7, 8}) {  // 7.5, then the rest of 15
    const Answer back = house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}});
    ASSERT_EQ(back.status, 201) << back;
    EXPECT_EQ(back.integer("/points/a"), points);
    EXPECT_EQ(tenders_of(back), (Tenders{{"voucher", 2500}, {"cash", 7500}}));
  }
}

class Credit : public testing::Test {
 protected:
  Answer exchange(const std::string& receipt, Sale sale) {
    if (sale.tenders.empty()) sale.more["tenders"] = json::array();
    sale.phone = her_phone;
    const json::object body = house.sale_body(sale);
    return house.manager().post(
        "/v1/checkout/" + receipt + "/exchanges",
        {{"returned", {{"sequence", house.next_sequence()}, {"reason", "换大一码"}}},
         {"sale", body}},
        TestHouse::natural_key(body)
    );
  }
  std::string sell(std::vector<Paid> tenders) {
    const Answer sale =
        house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}, .tenders = std::move(tenders)});
    EXPECT_EQ(sale.status, 201) << sale;
    return sale.string("/receipt");
  }

  TestHouse house;
  const std::string member = house.enrol(her_phone);
};

TEST_F(Credit, comes_back_the_way_the_returned_goods_were_paid) {
  for (const char* const kind :
       {"cash", "bank_card", "wechat_pay", "alipay", "unionpay", "voucher", "other"}) {
    std::string receipt = sell({{kind, 20000}});
    for (int i = 0; i < 2; ++i) {  // an exchange of what was exchanged is no other
      const Answer swapped = exchange(receipt, {.lines = {{"A1001", "2"}}});
      ASSERT_EQ(swapped.status, 201) << kind << ": " << swapped;
      EXPECT_EQ(tenders_of(swapped, "/returned"), (Tenders{{"exchange_credit", 20000}})) << kind;
      EXPECT_EQ(tenders_of(swapped, "/sale"), (Tenders{{"exchange_credit", 20000}})) << kind;
      receipt = swapped.string("/sale/receipt");
    }
    const Answer back = house.refund({.receipt = receipt});
    ASSERT_EQ(back.status, 201) << kind << ": " << back;
    EXPECT_EQ(tenders_of(back), (Tenders{{kind, 20000}}));
  }
}

TEST_F(Credit, of_several_tenders_keeps_them_apart) {
  const std::string receipt = sell({{"bank_card", 15000}, {"cash", 5000}});
  const Answer swapped =
      exchange(receipt, {.lines = {{"A1001", "3"}}, .tenders = {{"alipay", 10000}}});
  ASSERT_EQ(swapped.status, 201) << swapped;
  EXPECT_EQ(swapped.integer("/credit/amount"), 20000);
  EXPECT_EQ(tenders_of(swapped, "/sale"), (Tenders{{"alipay", 10000}, {"exchange_credit", 20000}}));
  const std::string bought = swapped.string("/sale/receipt");
  for (int i = 0; i < 2; ++i) {
    const Answer half = house.refund({.receipt = bought, .lines = {{1, "1.5"}}});
    ASSERT_EQ(half.status, 201) << half;
    EXPECT_EQ(tenders_of(half), (Tenders{{"alipay", 5000}, {"bank_card", 7500}, {"cash", 2500}}));
  }
  EXPECT_EQ(house.points(member), 0);
}

TEST_F(Credit, for_cheaper_goods_leaves_the_rest_on_the_tender_it_came_from) {
  const std::string receipt = sell({{"wechat_pay", 20000}});
  const Answer swapped = exchange(receipt, {.lines = {{"A1003"}}});
  ASSERT_EQ(swapped.status, 201) << swapped;
  EXPECT_EQ(
      tenders_of(swapped, "/returned"), (Tenders{{"wechat_pay", 18000}, {"exchange_credit", 2000}})
  );
  const Answer back = house.refund({.receipt = swapped.string("/sale/receipt")});
  EXPECT_EQ(tenders_of(back), (Tenders{{"wechat_pay", 2000}}));
}

TEST_F(Credit, cannot_be_turned_into_cash) {
  const std::string receipt = sell({{"voucher", 20000}});
  const Answer swapped = exchange(receipt, {.lines = {{"A1001", "2"}}});
  ASSERT_EQ(swapped.status, 201) << swapped;
  const std::string bought = swapped.string("/sale/receipt");
  const auto refund_by = [&](const char* kind) {
    return house.refund(
        {.receipt = bought, .more = {{"tenders", {{{"kind", kind}, {"amount", money(20000)}}}}}}
    );
  };
  const Answer cash = refund_by("cash");
  EXPECT_EQ(cash.status, 409) << cash;
  EXPECT_EQ(cash.code(), "refund_exceeds_tender");
  EXPECT_EQ(cash.pointer(), "/tenders/0/amount");
  EXPECT_EQ(refund_by("exchange_credit").status, 400) << "there is no credit outside an exchange";
  const Answer voucher = refund_by("voucher");
  EXPECT_EQ(voucher.status, 201) << voucher;
}

// A voucher does not begin to earn because the goods it paid for were exchanged.
TEST_F(Credit, that_was_a_voucher_does_not_earn) {
  struct Case {
    std::vector<Paid> tenders;
    std::int64_t points;
  };
  const Case cases[] = {
      {{{"cash", 20000}}, 20},
      {{{"voucher", 20000}}, 0},
      {{{"voucher", 10000}, {"cash", 10000}}, 10}};
  for (const Case& one : cases) {
    const std::string receipt = sell(one.tenders);
    EXPECT_EQ(house.points(member), one.points);
    const Answer swapped = exchange(receipt, {.lines = {{"A1001", "2"}}});
    ASSERT_EQ(swapped.status, 201) << swapped;
    EXPECT_EQ(swapped.integer("/returned/points/a"), one.points);
    EXPECT_EQ(swapped.integer("/sale/points/a"), one.points) << one.tenders.front().kind;
    EXPECT_EQ(house.points(member), one.points) << "the same for the same goods";
    ASSERT_EQ(house.refund({.receipt = swapped.string("/sale/receipt")}).status, 201);
    EXPECT_EQ(house.points(member), 0);
  }
}

/// One A1001 to the member.
Answer quote_at(TestHouse& house, const std::string& at) {
  return house.manager().post(
      "/v1/checkout/quote",
      {{"store", "S001"},
       {"till", "01"},
       {"occurred_at", at},
       {"member", {{"kind", "phone"}, {"value", her_phone}}},
       {"lines", {{{"item", "A1001"}, {"quantity", "1"}}}}}
  );
}

TEST(QuoteTime, in_the_future_is_refused_by_name) {
  TestHouse house;
  house.enrol(her_phone);
  const auto quote = [&](const std::string& at) { return quote_at(house, at); };
  const auto before = house.verify();
  for (const char* const at :
       {"2026-03-02T10:05:01+08:00",
        "2026-03-02T02:05:00.000001Z",
        "2026-03-03T10:00:00+08:00",
        "9999-12-31T00:00:00Z"}) {
    const Answer refused = quote(at);
    EXPECT_EQ(refused.status, 422) << at << ": " << refused;
    EXPECT_EQ(refused.code(), "occurred_in_future") << at;
    EXPECT_EQ(refused.pointer(), "/occurred_at") << at;
  }
  const Answer bad = quote("2026-03-02 10:00");
  EXPECT_EQ(bad.status, 400) << bad;
  EXPECT_EQ(bad.pointer(), "/occurred_at");
  const Answer edge = quote("2026-03-02T10:05:00+08:00");
  EXPECT_EQ(edge.status, 200) << "a clock five minutes ahead is tolerated: " << edge;
  EXPECT_EQ(edge.integer("/points/a"), 10);
  EXPECT_EQ(house.verify().sales.claims, before.sales.claims) << "a quote posts nothing";
}

TEST(QuoteTime, in_the_past_goes_by_the_rules_of_then) {
  TestHouse house;
  house.enrol(her_phone);
  programmes::Parameters twice;
  twice.earn_points = 2;
  house.set_parameters(twice, *Instant::parse("2026-03-01T00:00:00+08:00"));
  const auto points = [&](const char* at) { return quote_at(house, at).integer("/points/a"); };
  EXPECT_EQ(points("2026-02-28T23:59:59+08:00"), 10);
  EXPECT_EQ(points("2026-03-01T00:00:00+08:00"), 20);
  const Answer before_all = house.manager().post(
      "/v1/checkout/quote",
      {{"store", "S001"},
       {"till", "01"},
       {"occurred_at", "2019-12-31T00:00:00+08:00"},
       {"lines", {{{"item", "A1001"}, {"quantity", "1"}}}}}
  );
  EXPECT_EQ(before_all.code(), "no_parameters_in_force") << before_all;
  EXPECT_EQ(before_all.pointer(), "/occurred_at");
}

}  // namespace
}  // namespace guanxi::test
