// Prices from the outside: what a till sees of member prices, promotions and their reasons.
#include <atomic>
#include <sstream>
#include <thread>

#include "support/priced.h"

namespace guanxi::test {
namespace {

TEST_F(Prices, a_document_gives_the_member_price_and_says_so) {
  put(rule(
      "document",
      "D1",
      {{"entries", {{{"goods", goods("item", "A1001")}, {"rate", "0.90"}}}},
       {"shares", {{{"of", "mall"}, {"weight", 70}}, {{"party", "BRAND"}, {"weight", 30}}}}}
  ));
  const Answer quoted = quote({{"A1001", "2"}, {"A1002", "1"}});
  ASSERT_EQ(quoted.status, 200) << quoted;
  EXPECT_EQ(quoted.integer("/payable/amount"), 18000 + 5990);
  EXPECT_EQ(quoted.integer("/price/lines/0/shop/amount"), 20000);
  EXPECT_EQ(quoted.integer("/price/lines/0/member/amount"), 18000);
  EXPECT_EQ(quoted.string("/price/concessions/0/rule"), "D1");
  EXPECT_EQ(quoted.integer("/price/concessions/0/borne/0/amount/amount"), 1400);
  EXPECT_EQ(quoted.integer("/price/concessions/0/borne/1/amount/amount"), 600);

  const Answer sold = sell({{"A1001", "2"}, {"A1002", "1"}});
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.integer("/engine_payable/amount"), 23990);
  const Answer price = house.manager().get("/v1/receipts/" + sold.string("/receipt") + "/price");
  ASSERT_EQ(price.status, 200) << price;
  EXPECT_EQ(price.integer("/price/lines/0/payable/amount"), 18000);
  EXPECT_EQ(price.string("/price/lines/0/item"), "A1001");
  EXPECT_EQ(price.string("/price/concessions/0/rule"), "D1");

  // A refund pays what was paid, and all of it in the end.
  const Answer back = house.refund({.receipt = sold.string("/receipt"), .lines = {{1, "1"}}});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.integer("/payable/amount"), 9000);
  const Answer rest = house.refund({.receipt = sold.string("/receipt")});
  EXPECT_EQ(rest.integer("/payable/amount"), 23990 - 9000);
  // Nobody without a card has it.
  const Answer anonymous = sell({{"A1001", "1"}}, "");
  EXPECT_EQ(anonymous.integer("/payable/amount"), 10000);
}

// The worked receipt of the specification as far as its coupon.
TEST_F(Prices, the_worked_receipt) {
  parameters({{"stacking", "stepped"}});
  put(rule(
      "document",
      "COSMETICS",
      {{"entries", {{{"goods", goods("item", "A1001")}, {"rate", "0.98"}}}}}
  ));
  put(money_off("200-20", 2000, 20000));
  json::object terms{
      {"use", "member"},
      {"serial_length", 6},
      {"first_number", 1},
      {"last_number", 999},
      {"prefix", "88"},
      {"suffix", ""},
      {"check_length", 1},
      {"validity", "unlimited"},
      {"verification", "none"},
      {"points_rate", "1"},
      {"points_multiple", "1"},
      {"discount_rate", "0.90"},
      {"stack_start", "0.80"},
      {"stack_rate", "0.95"},
      {"small_change", false}};
  const Answer type = house.manager().post(
      "/v1/card-types",
      {{"programme", "MAIN"},
       {"code", "GOLD"},
       {"name", "Gold"},
       {"terms", terms},
       {"reason", "opening"}}
  );
  ASSERT_EQ(type.status, 201) << type;
  const Answer batch = house.manager().post("/v1/card-types/GOLD/batches", {{"cards", 1}}, "batch");
  ASSERT_EQ(batch.status, 201) << batch;
  const Answer printed = house.manager().post(batch.header("Location") + "/print", json::object());
  std::istringstream lines(printed.text);
  std::string number;
  std::getline(lines, number);  // the header
  std::getline(lines, number, ',');
  const Answer bound =
      house.manager().post("/v1/members/" + member + "/cards", {{"card_number", number}}, "gold");
  ASSERT_EQ(bound.status, 201) << bound;
  const Answer quoted = quote(
      {{"A1001", "2"},
       {.item = "A1002", .quantity = "1.5", .list_price = "59.90", .shop_price = "49.90"}},
      {{"member", {{"kind", "card"}, {"value", number}}}}
  );
  ASSERT_EQ(quoted.status, 200) << quoted;
  EXPECT_EQ(quoted.integer("/price/lines/0/member/amount"), 19000);
  EXPECT_EQ(quoted.integer("/price/lines/1/list/amount"), 8985);
  EXPECT_EQ(quoted.integer("/price/lines/1/member/amount"), 7111);
  EXPECT_EQ(quoted.integer("/lines/0/amount/amount"), 19000 - 1455);
  EXPECT_EQ(quoted.integer("/lines/1/amount/amount"), 7111 - 545);
  EXPECT_EQ(quoted.integer("/payable/amount"), 24111);
  EXPECT_EQ(quoted.integer("/points/a"), 24);
  EXPECT_EQ(quoted.integer("/points/e"), 24);
}

TEST_F(Prices, a_promotion_says_why_not) {
  put(money_off("200-20", 2000, 20000));
  const Answer below = quote({{"A1001", "1"}});
  EXPECT_EQ(below.integer("/payable/amount"), 10000);
  EXPECT_EQ(why(below, "200-20"), "below_amount");
  const Answer reached = quote({{"A1001", "2"}});
  EXPECT_EQ(reached.integer("/payable/amount"), 18000);
  EXPECT_EQ(why(reached, "200-20"), "applied");
  EXPECT_EQ(quote({{"A1001", "1"}}, {{"trace", false}}).find("/price"), nullptr);
}

TEST_F(Prices, a_quote_holds_its_rules_fast) {
  const std::string id = put(money_off("TEN", 1000));
  const Answer quoted = quote({{"A1001", "1"}});
  EXPECT_EQ(quoted.integer("/payable/amount"), 9000);
  end(id);
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 10000);
  const Answer sold = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}},
       .tenders = {{"cash", 9000}},
       .more = {{"quote_id", quoted.string("/quote_id")}}}
  );
  EXPECT_EQ(sold.status, 201) << sold;
  const Answer without =
      house.sell({.phone = her_phone, .lines = {{"A1001"}}, .tenders = {{"cash", 9000}}});
  EXPECT_EQ(without.code(), "tenders_do_not_add_up");
}

TEST_F(Prices, what_the_till_priced_stands_and_the_difference_is_reported) {
  put(money_off("TEN", 1000));
  json::object body = house.sale_body({.phone = her_phone, .lines = {{"A1001"}}});
  body["pricing"] = "as_sold";
  body["lines"].as_array()[0].as_object()["amount"] = money(9900);
  body["tenders"] = {{{"kind", "cash"}, {"amount", money(9900)}}};
  const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.integer("/payable/amount"), 9900);
  EXPECT_EQ(sold.integer("/engine_payable/amount"), 9000);
}

TEST_F(Prices, exclusive_goods_are_sold_to_members_only) {
  put(rule(
      "restriction",
      "CLUB-ONLY",
      {{"scope", {{"include", {goods("item", "A1001")}}}}, {"conditions", {{"members_only", true}}}}
  ));
  EXPECT_EQ(quote({{"A1001", "1"}}).status, 200);
  const Answer refused = house.sell({.lines = {{"A1002"}, {"A1001"}}});
  EXPECT_EQ(refused.code(), "not_eligible") << refused;
  EXPECT_EQ(refused.pointer(), "/lines/1/item");
}

TEST_F(Prices, a_promotion_for_each_member_once_comes_back_with_the_whole_sale) {
  put(money_off("ONCE", 1000, 0, {{"limits", {{{"per", "member"}, {"uses", 1}}}}}));
  const Answer first = sell({{"A1001", "2"}});
  ASSERT_EQ(first.status, 201) << first;
  EXPECT_EQ(first.integer("/payable/amount"), 19000);
  const Answer second = quote({{"A1001", "1"}});
  EXPECT_EQ(second.integer("/payable/amount"), 10000);
  EXPECT_EQ(why(second, "ONCE"), "used_up");
  house.enrol("13900139000");
  EXPECT_EQ(sell({{"A1001", "1"}}, "13900139000").integer("/payable/amount"), 9000);
  // Half of it back is not all of it.
  house.refund({.receipt = first.string("/receipt"), .lines = {{1, "1"}}});
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 10000);
  house.refund({.receipt = first.string("/receipt")});
  EXPECT_EQ(quote({{"A1001", "1"}}).integer("/payable/amount"), 9000);
}

TEST_F(Prices, a_budget_of_money_is_never_passed) {
  put(money_off("BUDGET", 1000, 0, {{"limits", {{{"per", "total"}, {"money", money(2500)}}}}}));
  EXPECT_EQ(sell({{"A1001"}}, "").integer("/payable/amount"), 9000);
  EXPECT_EQ(sell({{"A1001"}}).integer("/payable/amount"), 9000);
  const Answer third = quote({{"A1001"}});
  EXPECT_EQ(third.integer("/payable/amount"), 10000) << "5.00 are left, it would take 10.00";
  EXPECT_EQ(why(third, "BUDGET"), "budget");
}

// A3: many tills at once want the last uses of a promotion.
TEST_F(Prices, never_one_use_too_many) {
  put(money_off("FEW", 1000, 0, {{"limits", {{{"per", "day"}, {"uses", 5}}}}}));
  constexpr int tills = 8, sales_each = 3;
  std::atomic<int> cheap{0}, dear{0}, other{0};
  std::vector<std::vector<json::object>> bodies(tills);
  for (auto& of_till : bodies) {
    for (int i = 0; i < sales_each; ++i)
      of_till.push_back(house.sale_body({.lines = {{"A1001"}}, .tenders = {{"cash", 9000}}}));
  }
  std::vector<std::thread> threads;
  for (const auto& of_till : bodies) {
    threads.emplace_back([&] {
      for (json::object body : of_till) {
        const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
        if (sold.status == 201) {
          ++cheap;
        } else if (sold.code() == "tenders_do_not_add_up") {
          ++dear;
        } else {
          ++other;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cheap, 5);
  EXPECT_EQ(dear, tills * sales_each - 5);
  EXPECT_EQ(other, 0);
}

TEST_F(Prices, a_receipt_given_to_a_member_later_keeps_its_price) {
  put(money_off("TEN", 1000, 0, {{"limits", {{{"per", "total"}, {"uses", 9}}}}}));
  const Answer sold = sell({{"A1001"}}, "");
  ASSERT_EQ(sold.status, 201) << sold;
  programmes::Parameters parameters;
  parameters.late_attribution_unapproved_points = 100'000;
  house.set_parameters(parameters, house.now());
  house.clock().advance_seconds(1);
  const Answer given = house.manager().post(
      "/v1/receipts/" + sold.string("/receipt") + "/attribution",
      {{"member", {{"kind", "phone"}, {"value", her_phone}}},
       {"cashier", "C01"},
       {"reason", "forgot the card"}},
      "late"
  );
  ASSERT_EQ(given.status, 201) << given;
  const Answer price = house.manager().get("/v1/receipts/" + sold.string("/receipt") + "/price");
  EXPECT_EQ(price.integer("/price/payable/amount"), 9000) << price;
  EXPECT_EQ(house.refund({.receipt = sold.string("/receipt")}).integer("/payable/amount"), 9000);
}

TEST_F(Prices, a_tiers_rate_is_the_member_price_from_the_next_receipt_on) {
  const auto tier = [](const char* code, int threshold, const char* rate) {
    return json::object{
        {"code", code},
        {"name_zh", code},
        {"name_en", code},
        {"threshold", threshold},
        {"keep", threshold},
        {"discount_rate", rate},
        {"points_multiple", "0"}};
  };
  const json::object terms{
      {"name_zh", "会员等级"},
      {"name_en", "Tiers"},
      {"decides_rates", true},
      {"period", "calendar"},
      {"downgrade", "one_step"},
      {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
      {"tiers", {tier("BASE", 0, "1"), tier("GOLD", 100, "0.95")}}};
  const Answer added = house.manager().post(
      "/v1/tier-ladders",
      {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", terms}, {"reason", "opening"}}
  );
  ASSERT_EQ(added.status, 201) << added;
  const Answer on = house.manager().send(
      {.method = "POST",
       .target = "/v1/tier-ladders/CLUB/switch-on",
       .body = R"({"reason":"opening"})",
       .if_match = house.manager().get("/v1/tier-ladders/CLUB").header("ETag")}
  );
  ASSERT_EQ(on.status, 200) << on;
  house.clock().advance_seconds(1);
  EXPECT_EQ(sell({{"A1001"}}).integer("/payable/amount"), 10000);
  const Answer gold = quote({{"A1001"}});
  EXPECT_EQ(gold.integer("/payable/amount"), 9500);
  EXPECT_EQ(gold.string("/price/lines/0/how/source"), "tier");
}

TEST_F(Prices, a_promotion_multiplies_points) {
  put(rule("promotion", "DOUBLE", {{"reward", {{"kind", "points_multiple"}, {"multiple", "2"}}}}));
  const Answer sold = sell({{"A1001", "1"}});
  EXPECT_EQ(sold.integer("/points/a"), 10);
  EXPECT_EQ(sold.integer("/points/b"), 10);
}

// ---- coupons ----

TEST_F(Vouchers, a_coupon_is_used_with_the_sale_and_comes_back_with_all_of_it) {
  offer("OFF5", 500, 10000);
  const std::string coupon = issue("OFF5");
  const Answer quoted = quote({{"A1001", "2"}}, {{"coupons", shown({coupon})}});
  ASSERT_EQ(quoted.status, 200) << quoted;
  EXPECT_EQ(quoted.integer("/payable/amount"), 19500);
  EXPECT_EQ(quoted.string("/coupons/0/id"), coupon);
  EXPECT_EQ(quoted.integer("/coupons/0/amount/amount"), 500);
  EXPECT_EQ(quoted.find("/coupons/0/refused"), nullptr) << quoted;
  EXPECT_EQ(quoted.string("/coupons_proof"), "none");
  EXPECT_EQ(state_of(coupon), "issued") << "a quote uses nothing";
  const Answer sold = pay({{"A1001", "2"}}, 19500, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.integer("/points/a"), 19);
  EXPECT_EQ(state_of(coupon), "redeemed");
  const Answer again = pay({{"A1001", "2"}}, 19500, {coupon});
  EXPECT_EQ(again.pointer(), "/coupons/0") << again;
  const Answer half = house.refund({.receipt = sold.string("/receipt"), .lines = {{1, "1"}}});
  EXPECT_EQ(half.integer("/payable/amount"), 9750);
  EXPECT_EQ(state_of(coupon), "redeemed");
  const Answer rest = house.refund({.receipt = sold.string("/receipt")});
  EXPECT_EQ(rest.integer("/payable/amount"), 9750);
  EXPECT_EQ(state_of(coupon), "issued");
}

TEST_F(Vouchers, one_that_does_not_apply_refuses_the_sale_and_is_not_used) {
  offer("OFF5", 500, 30000);
  const std::string coupon = issue("OFF5");
  const Answer quoted = quote({{"A1001", "2"}}, {{"coupons", shown({coupon})}});
  EXPECT_EQ(quoted.integer("/payable/amount"), 20000);
  EXPECT_EQ(why(quoted, "OFF5"), "below_amount");
  EXPECT_EQ(quoted.integer("/coupons/0/amount/amount"), 0);
  EXPECT_NE(quoted.find("/coupons/0/refused"), nullptr) << "as the sale will be";
  const Answer refused = pay({{"A1001", "2"}}, 20000, {coupon});
  EXPECT_EQ(refused.code(), "coupon_not_applicable") << refused;
  EXPECT_EQ(refused.pointer(), "/coupons/0");
  EXPECT_EQ(state_of(coupon), "issued");
  EXPECT_EQ(
      house.sell({.lines = {{"A1001"}}, .more = {{"coupons", shown({coupon})}}}).pointer(),
      "/member"
  );
}

TEST_F(Vouchers, a_cash_coupon_is_used_in_parts_and_never_makes_a_receipt_negative) {
  offer("CASH300", 30000, 0, {{"kind", "cash"}, {"face_value", money(30000)}, {"in_parts", true}});
  const std::string coupon = issue("CASH300");
  const Answer sold = pay({{"A1001", "2"}}, 0, {coupon});
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.integer("/payable/amount"), 0);
  const Answer more = pay({{"A1001", "2"}}, 10000, {coupon});
  ASSERT_EQ(more.status, 201) << more;
  EXPECT_EQ(state_of(coupon), "redeemed");
  house.void_sale({.receipt = sold.string("/receipt")});
  EXPECT_EQ(pay({{"A1001", "2"}}, 0, {coupon}).status, 201) << "200.00 are back";
}

TEST_F(Vouchers, a_rule_that_takes_more_than_the_balance_is_refused_in_its_own_words) {
  offer("CASH50", 5000, 0, {{"kind", "cash"}, {"face_value", money(5000)}});
  const std::string coupon = issue("CASH50");
  put(rule("coupon", "CASH50", {{"reward", {{"kind", "percent_off"}, {"rate", "0.5"}}}}));
  const json::object presented{{"coupons", shown({coupon})}};
  EXPECT_NE(quote({{"A1001", "2"}}, presented).find("/coupons/0/refused"), nullptr);
  EXPECT_EQ(quote({{"A1001", "1"}}, presented).find("/coupons/0/refused"), nullptr);
  const Answer refused = pay({{"A1001", "2"}}, 10000, {coupon});  // 100.00 of 200.00
  EXPECT_EQ(refused.code(), "coupon_not_applicable") << refused;
  EXPECT_EQ(refused.pointer(), "/coupons/0");
  EXPECT_EQ(state_of(coupon), "issued");
  const Answer small = pay({{"A1001", "1"}}, 5000, {coupon});  // 50.00 of 100.00 are there
  EXPECT_EQ(small.status, 201) << small;
}

TEST_F(Vouchers, a_face_value_is_not_put_into_use_with_a_rule_of_another_kind) {
  put(rule("coupon", "HALF", {{"reward", {{"kind", "percent_off"}, {"rate", "0.5"}}}}));
  const json::object terms{
      {"kind", "cash"},
      {"name_zh", "现金"},
      {"name_en", "Cash"},
      {"rule_code", "HALF"},
      {"validity", "relative"},
      {"for_days", 30},
      {"face_value", money(5000)}};
  const Answer made = house.manager().post(
      "/v1/coupons/templates",
      {{"programme", "MAIN"}, {"code", "HALF"}, {"terms", terms}, {"reason", "opening"}},
      "template-HALF"
  );
  ASSERT_EQ(made.status, 201) << made;
  const std::string at = "/v1/coupons/templates/" + made.string("/id");
  const Answer on = house.manager().send(
      {.method = "POST",
       .target = at + "/activation",
       .body = R"({"reason":"opening"})",
       .if_match = house.manager().get(at).header("ETag")}
  );
  EXPECT_EQ(on.code(), "invalid_request") << on;
  EXPECT_EQ(house.manager().get(at).string("/state"), "draft");
}

TEST_F(Vouchers, a_gift_that_has_a_rule_is_not_handed_out_past_it) {
  offer("MUG", 500, 30000, {{"kind", "gift"}, {"item", "A1002"}});
  const std::string at = "/v1/members/" + member + "/coupons/" + issue("MUG");
  const Answer used = house.manager().post(at + "/use", {{"store", "S001"}}, "use-mug");
  EXPECT_EQ(used.code(), "coupon_not_applicable") << used;
  const Answer held = house.manager().post(at + "/hold", {{"store", "S001"}}, "hold-mug");
  EXPECT_EQ(held.code(), "coupon_not_applicable") << held;
}

// A3: one coupon, any number of tills at once, exactly one sale.
TEST_F(Vouchers, one_coupon_is_used_once) {
  offer("OFF5", 500, 0);
  const std::string coupon = issue("OFF5");
  constexpr int tills = 8;
  std::vector<json::object> bodies;
  for (int i = 0; i < tills; ++i) {
    bodies.push_back(house.sale_body(
        {.phone = her_phone,
         .lines = {{"A1001"}},
         .tenders = {{"cash", 9500}},
         .more = {{"coupons", shown({coupon})}}}
    ));
  }
  std::atomic<int> sold{0}, refused{0}, other{0};
  std::vector<std::thread> threads;
  for (const json::object& body : bodies) {
    threads.emplace_back([&] {
      const Answer answer = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
      const bool named = answer.pointer().starts_with("/coupons");
      ++(answer.status == 201 ? sold : named ? refused : other);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sold, 1);
  EXPECT_EQ(refused, tills - 1);
  EXPECT_EQ(other, 0);
}

/// Where coupons worth more than 100.00 need a proof, up to 200.00 the cashier's.
class Proved : public Vouchers {
 protected:
  Proved() : Vouchers({.strict_proof = true}) {}
  Answer pay_with(
      const std::string& coupon, std::int64_t cash, const char* pieces, const char* proof = nullptr
  ) {
    house.clock().advance_seconds(1);
    json::object more{{"coupons", shown({coupon})}};
    if (proof) more["proof"] = {{"kind", proof}};
    return house.sell(
        {.phone = her_phone,
         .lines = {{"A1001", pieces}},
         .tenders = {{"cash", cash}},
         .more = more}
    );
  }
};

TEST_F(Proved, coupons_need_a_proof_by_what_they_take_off) {
  offer("OFF100", 10000, 0);
  offer("OFF150", 15000, 0);
  offer("OFF250", 25000, 0);
  EXPECT_EQ(pay_with(issue("OFF100"), 10000, "2").status, 201) << "so much is free";
  const std::string dear = issue("OFF150"), dearer = issue("OFF250");
  const auto asked = [&](const char* pieces, const std::string& coupon) {
    return quote({{"A1001", pieces}}, {{"coupons", shown({coupon})}}).string("/coupons_proof");
  };
  EXPECT_EQ(asked("1", dear), "none") << "no more than 100.00 comes off";
  EXPECT_EQ(asked("2", dear), "cashier");
  EXPECT_EQ(asked("3", dearer), "member");
  const Answer none = pay_with(dear, 5000, "2");
  EXPECT_EQ(none.code(), "proof_required") << none;
  EXPECT_EQ(none.pointer(), "/proof");
  EXPECT_EQ(state_of(dear), "issued");
  const Answer confirmed = pay_with(dear, 5000, "2", "cashier");
  ASSERT_EQ(confirmed.status, 201) << confirmed;
  EXPECT_NE(confirmed.text.find("The cashier confirmed the member"), std::string::npos);
  EXPECT_EQ(pay_with(dearer, 5000, "3", "cashier").code(), "proof_too_weak");
  EXPECT_EQ(state_of(dearer), "issued");
}

TEST_F(Proved, a_cash_coupon_is_given_away_by_the_member) {
  for (const auto& [code, worth] : {std::pair("CASH150", 15000), std::pair("CASH250", 25000)}) {
    offer(
        code,
        worth,
        0,
        {{"kind", "cash"}, {"face_value", money(worth)}, {"in_parts", true}, {"transferable", true}}
    );
  }
  const auto give = [&](const std::string& coupon, json::object body) {
    return house.manager().post(
        "/v1/members/" + member + "/coupons/" + coupon + "/gift", body, "gift-" + coupon
    );
  };
  EXPECT_EQ(give(issue("CASH150"), {}).status, 201) << "whoever asks confirms it";
  const std::string dear = issue("CASH250");
  EXPECT_EQ(give(dear, {}).code(), "proof_too_weak");
  EXPECT_EQ(state_of(dear), "issued");
  const Answer set = house.manager().send(
      {.method = "PUT", .target = "/v1/members/" + member + "/pin", .body = R"({"pin":"482913"})"}
  );
  ASSERT_EQ(set.status, 200) << set;
  const Answer given = give(dear, {{"proof", {{"kind", "pin"}, {"value", "482913"}}}});
  EXPECT_EQ(given.status, 201) << given;
}

const sql::Query cheaper_use{"UPDATE coupon_uses SET amount = amount - 1"};
const sql::Query dearer_use{"UPDATE coupon_uses SET amount = amount + 1"};
const sql::Query more_money{"UPDATE pricing_uses SET money = money + 1"};
const sql::Query less_money{"UPDATE pricing_uses SET money = money - 1"};
const sql::Query other_receipt{"UPDATE coupon_uses SET receipt_id = receipt_id + 1"};
const sql::Query same_receipt{"UPDATE coupon_uses SET receipt_id = receipt_id - 1"};

TEST_F(Vouchers, verify_holds_what_was_used_against_receipts_and_prices) {
  put(money_off("LIMITED", 1000, 0, {{"limits", {{{"per", "member"}, {"uses", 9}}}}}));
  offer("OFF5", 500, 0);
  ASSERT_EQ(pay({{"A1001"}}, 8500, {issue("OFF5")}).status, 201);
  EXPECT_EQ(house.verify().faults_found(), 0);
  const auto plant = [&](const sql::Query& query) {
    const auto done = house.application().db().write([&](sql::Tx& tx) -> Outcome {
      tx.exec(query);
      return ok();
    });
    EXPECT_TRUE(done.has_value());
  };
  const auto says = [&](const char* what) {
    return verify::to_json(house.verify()).find(what) != std::string::npos;
  };
  plant(cheaper_use);
  EXPECT_TRUE(says("a use of a coupon that its sale does not know"));
  EXPECT_TRUE(says("a coupon took another amount off than its use says"));
  plant(dearer_use);
  plant(other_receipt);
  EXPECT_TRUE(says("a use of a coupon without its sale"));
  EXPECT_TRUE(says("it used a coupon, and no use is recorded"));
  plant(same_receipt);
  plant(more_money);
  EXPECT_TRUE(says("a promotion took another amount off than its use says"));
  plant(less_money);
  EXPECT_EQ(house.verify().faults_found(), 0);
}

TEST_F(Vouchers, go_with_their_owner_to_whom_they_are_merged_into) {
  offer("OFF5", 500, 0);
  const std::string other = house.enrol("13900139000");
  const std::string coupon = issue("OFF5", other);
  const Answer merged = house.manager().post(
      "/v1/members/" + member + "/merges",
      {{"absorbed", other}, {"reason", "the same person"}},
      "merge"
  );
  ASSERT_EQ(merged.status, 201) << merged;
  const Answer held = house.manager().get("/v1/members/" + member + "/coupons?state=issued");
  ASSERT_EQ(held.size("/items"), 1u) << held;
  const Answer sold = pay({{"A1001"}}, 9500, {held.string("/items/0/id")});
  EXPECT_EQ(sold.status, 201) << sold;
}

}  // namespace
}  // namespace guanxi::test
