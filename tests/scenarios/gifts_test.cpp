// What comes with a sale besides its goods, and what returns do to it: coupons that promotions
// promise, and gifts.
#include <atomic>
#include <map>
#include <thread>

#include "support/priced.h"

namespace guanxi::test {
namespace {

class Gifts : public Vouchers {
 protected:
  /// A promotion that gives `count` coupons of `code` for each 100.00.
  void promise(const char* code, std::int64_t count = 1, json::object more = {}) {
    json::object content{
        {"threshold", {{"amount", money(10000)}, {"every", true}}},
        {"reward", {{"kind", "coupon_gift"}, {"coupon", code}, {"count", count}}}};
    for (auto& [key, value] : more) content[key] = value;
    put(rule("promotion", "PROMISE", std::move(content)));
  }
  /// A promotion that gives a piece of A1003, worth 15.00, for each 100.00 of A1001.
  void hand_out(json::object more = {}) {
    json::object content{
        {"scope", {{"include", {goods("item", "A1001")}}}},
        {"threshold", {{"amount", money(10000)}, {"every", true}}},
        {"reward",
         {{"kind", "gift"}, {"item", "A1003"}, {"pieces", 1}, {"declared_value", money(1500)}}}};
    for (auto& [key, value] : more) content[key] = value;
    put(rule("promotion", "TOWEL", std::move(content)));
  }
  static std::string coupon_at(const Answer& sold, int place) {
    return sold.string("/coupons/" + std::to_string(place) + "/coupon");
  }
  /// What was paid back, by kind of tender.
  static std::map<std::string, std::int64_t> paid_back(const Answer& back) {
    std::map<std::string, std::int64_t> sums;
    for (const json::value& tender : back.find("/tenders")->as_array()) {
      const std::string kind(tender.at("kind").as_string());
      sums[kind] += tender.at("amount").at("amount").as_int64();
    }
    return sums;
  }
  Answer give_back(
      const Answer& sold, std::vector<std::pair<int, std::string>> lines, json::object more = {}
  ) {
    house.clock().advance_seconds(1);
    return house.refund(
        {.receipt = sold.string("/receipt"), .lines = std::move(lines), .more = std::move(more)}
    );
  }
  static json::object with_gifts(std::int64_t pieces) {
    return {{"gifts", {{{"item", "A1003"}, {"pieces", pieces}}}}};
  }
};
using Paying = std::map<std::string, std::int64_t>;

TEST_F(Gifts, a_sale_gives_the_coupons_that_were_promised_and_a_retry_gives_no_more) {
  offer("BACK20", 2000, 0);
  promise("BACK20");
  json::object body =
      house.sale_body({.phone = her_phone, .lines = {{"A1001", "2"}}, .tenders = {{"cash", 20000}}}
      );
  const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(sold.status, 201) << sold;
  ASSERT_EQ(sold.size("/coupons"), 2u) << sold;
  EXPECT_EQ(sold.string("/coupons/0/template"), "BACK20");
  EXPECT_EQ(sold.string("/coupons/0/what"), "given");
  EXPECT_EQ(state_of(coupon_at(sold, 0)), "issued");
  EXPECT_EQ(state_of(coupon_at(sold, 1)), "issued");
  const Answer again = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  EXPECT_EQ(again.text, sold.text);
  const Answer all = house.manager().get("/v1/members/" + member + "/coupons");
  EXPECT_EQ(all.size("/items"), 2u);
  EXPECT_EQ(all.string("/items/0/cause"), "sale");
}

TEST_F(Gifts, nobody_is_given_none_and_the_answer_says_so) {
  offer("BACK20", 2000, 0);
  promise("BACK20");
  const Answer sold = sell({{"A1001", "2"}}, "");
  ASSERT_EQ(sold.status, 201) << sold;
  ASSERT_EQ(sold.size("/coupons"), 1u) << sold;
  EXPECT_EQ(sold.string("/coupons/0/what"), "not_given");
  EXPECT_EQ(sold.string("/coupons/0/refusal"), "coupon_no_member");
  EXPECT_EQ(sold.integer("/coupons/0/count"), 2);
}

TEST_F(Gifts, what_is_sold_out_or_beyond_the_members_limit_never_fails_a_sale) {
  offer("LAST", 2000, 0, {{"stock", 1}});
  promise("LAST");
  const Answer sold = sell({{"A1001", "2"}});
  ASSERT_EQ(sold.status, 201) << sold;
  ASSERT_EQ(sold.size("/coupons"), 2u) << sold;
  EXPECT_EQ(sold.string("/coupons/0/what"), "given");
  EXPECT_EQ(sold.string("/coupons/1/refusal"), "coupons_used_up");
  EXPECT_EQ(sold.integer("/coupons/1/count"), 1);
  const Answer next = sell({{"A1001", "1"}});
  ASSERT_EQ(next.status, 201) << next;
  EXPECT_EQ(next.string("/coupons/0/refusal"), "coupons_used_up");
}

TEST_F(Gifts, a_member_has_no_more_of_them_than_one_may_have) {
  offer("FEW", 2000, 0, {{"per_member_max", 3}});
  promise("FEW", 2);
  const Answer sold = sell({{"A1001", "2"}});
  ASSERT_EQ(sold.size("/coupons"), 4u) << sold;
  EXPECT_EQ(sold.string("/coupons/3/refusal"), "coupon_member_limit");
}

// A3: eight tills at once, five coupons.
TEST_F(Gifts, never_one_coupon_too_many) {
  offer("FIVE", 2000, 0, {{"stock", 5}});
  promise("FIVE");
  constexpr int tills = 8;
  std::vector<json::object> bodies;
  for (int i = 0; i < tills; ++i) {
    const std::string phone = "1390013900" + std::to_string(i);
    house.enrol(phone);
    bodies.push_back(
        house.sale_body({.phone = phone, .lines = {{"A1001"}}, .tenders = {{"cash", 10000}}})
    );
  }
  std::atomic<int> given{0}, none{0}, other{0};
  std::vector<std::thread> threads;
  for (const json::object& body : bodies) {
    threads.emplace_back([&] {
      const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
      const bool is_sold = sold.status == 201;
      ++(!is_sold ? other : sold.string("/coupons/0/what") == "given" ? given : none);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(given, 5);
  EXPECT_EQ(none, tills - 5);
  EXPECT_EQ(other, 0);
}

TEST_F(Gifts, coupons_are_taken_back_in_proportion_and_all_of_them_with_the_last_goods) {
  offer("BACK20", 2000, 0);
  promise("BACK20");
  const Answer sold = sell({{"A1001", "3"}});
  ASSERT_EQ(sold.size("/coupons"), 3u) << sold;
  const Answer small = give_back(sold, {{1, "0.5"}});
  ASSERT_EQ(small.status, 201) << small;
  EXPECT_EQ(small.find("/coupons"), nullptr) << "half of one is none";
  const Answer more = give_back(sold, {{1, "1.5"}});
  ASSERT_EQ(more.size("/coupons"), 2u) << more;
  EXPECT_EQ(more.string("/coupons/0/what"), "withdrawn");
  EXPECT_EQ(paid_back(more), (Paying{{"cash", 15000}}));
  const Answer rest = give_back(sold, {});
  EXPECT_EQ(rest.size("/coupons"), 1u) << rest;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(state_of(coupon_at(sold, i)), "withdrawn");
}

// Buy, use the coupon, bring the goods back: the coupon was not for nothing.
TEST_F(Gifts, what_a_used_coupon_took_off_is_kept_back_of_the_refund) {
  offer("BACK20", 2000, 0);
  promise("BACK20", 1, {{"limits", {{{"per", "member"}, {"uses", 1}}}}});
  const Answer sold = sell({{"A1001", "2"}});
  ASSERT_EQ(sold.size("/coupons"), 2u) << sold;
  const Answer used = pay({{"A1002", "1"}}, 3990, {coupon_at(sold, 0)});
  ASSERT_EQ(used.status, 201) << used;
  const Answer half = give_back(sold, {{1, "1"}});
  EXPECT_EQ(paid_back(half), (Paying{{"cash", 10000}})) << "the one that is unused goes first";
  EXPECT_EQ(state_of(coupon_at(sold, 1)), "withdrawn");
  const Answer rest = give_back(sold, {});
  EXPECT_EQ(paid_back(rest), (Paying{{"cash", 8000}, {"gift_purchase", 2000}})) << rest;
  EXPECT_EQ(rest.string("/coupons/0/what"), "kept_back");
  EXPECT_EQ(rest.integer("/coupons/0/amount/amount"), 2000);
  EXPECT_EQ(rest.integer("/payable/amount"), 10000);
}

TEST_F(Gifts, a_void_takes_them_back_too) {
  offer("BACK20", 2000, 0);
  promise("BACK20");
  const Answer sold = sell({{"A1001", "2"}});
  const Answer used = pay({{"A1002", "1"}}, 3990, {coupon_at(sold, 0)});
  ASSERT_EQ(used.status, 201) << used;
  const Answer undone = house.void_sale({.receipt = sold.string("/receipt")});
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(paid_back(undone), (Paying{{"cash", 18000}, {"gift_purchase", 2000}}));
  EXPECT_EQ(state_of(coupon_at(sold, 1)), "withdrawn");
}

TEST_F(Gifts, by_its_template_a_member_keeps_it) {
  offer("KEEP", 2000, 0, {{"when_undone", "kept"}});
  promise("KEEP");
  const Answer sold = sell({{"A1001", "1"}});
  const Answer back = give_back(sold, {});
  EXPECT_EQ(paid_back(back), (Paying{{"cash", 10000}}));
  EXPECT_EQ(state_of(coupon_at(sold, 0)), "issued");
}

TEST_F(Gifts, a_coupon_is_found_with_whom_its_owner_was_merged_into) {
  offer("BACK20", 2000, 0);
  promise("BACK20");
  house.enrol("13900139000");
  const Answer sold = sell({{"A1001", "1"}}, "13900139000");
  ASSERT_EQ(sold.size("/coupons"), 1u) << sold;
  const Answer merged = house.manager().post(
      "/v1/members/" + member + "/merges",
      {{"absorbed", sold.string("/member")}, {"reason", "the same person"}},
      "merge"
  );
  ASSERT_EQ(merged.status, 201) << merged;
  const Answer carried = house.manager().get("/v1/members/" + member + "/coupons?state=issued");
  ASSERT_EQ(carried.size("/items"), 1u) << carried;
  const Answer back = give_back(sold, {});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.string("/coupons/0/what"), "withdrawn");
  EXPECT_EQ(state_of(carried.string("/items/0/id")), "withdrawn");
  const Answer undone = house.manager().post(
      "/v1/members/" + member + "/merges/" + merged.string("/id") + "/undo",
      {{"reason", "two people"}},
      "undo"
  );
  EXPECT_LT(undone.status, 300) << undone;
}

TEST_F(Gifts, who_is_given_a_receipt_later_is_given_its_coupons_by_the_rules_of_its_moment) {
  offer("BACK20", 2000, 0);
  promise(
      "BACK20",
      1,
      {{"conditions", {{"members_only", true}}}, {"limits", {{{"per", "member"}, {"uses", 1}}}}}
  );
  const Answer sold = sell({{"A1001", "2"}}, "");
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.find("/coupons"), nullptr) << "it was promised to members only";
  give_back(sold, {{1, "1"}});
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
  ASSERT_EQ(given.size("/receipt/coupons"), 1u)
      << "one of two; half of the goods are back: " << given;
  const std::string coupon = given.string("/receipt/coupons/0/coupon");
  EXPECT_EQ(state_of(coupon), "issued");
  EXPECT_EQ(sell({{"A1001", "1"}}).find("/coupons"), nullptr) << "the promotion is used up";
  give_back(sold, {});
  EXPECT_EQ(state_of(coupon), "withdrawn");
}

// ---- gifts ----

TEST_F(Gifts, a_gift_that_does_not_come_back_is_kept_back_of_the_money) {
  hand_out();
  const Answer sold = sell({{"A1001", "2"}});
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(sold.string("/gifts/0/item"), "A1003");
  EXPECT_EQ(sold.string("/gifts/0/what"), "handed_out");
  EXPECT_EQ(sold.integer("/gifts/0/pieces"), 2);
  const Answer half = give_back(sold, {{1, "1"}});
  EXPECT_EQ(paid_back(half), (Paying{{"cash", 8500}, {"gift_purchase", 1500}})) << half;
  EXPECT_EQ(half.string("/gifts/0/what"), "kept_back");
  // It is found, and comes back with its fellow: what was kept back is paid out again.
  const Answer rest = give_back(sold, {}, with_gifts(2));
  EXPECT_EQ(paid_back(rest), (Paying{{"cash", 11500}, {"gift_purchase", -1500}})) << rest;
  EXPECT_EQ(rest.integer("/payable/amount"), 10000);
}

TEST_F(Gifts, those_that_come_back_cost_nothing) {
  hand_out();
  const Answer sold = sell({{"A1001", "2"}});
  EXPECT_EQ(paid_back(give_back(sold, {{1, "1"}}, with_gifts(1))), (Paying{{"cash", 10000}}));
  EXPECT_EQ(paid_back(give_back(sold, {}, with_gifts(1))), (Paying{{"cash", 10000}}));
}

TEST_F(Gifts, more_than_was_given_or_what_was_not_given_is_refused_and_nothing_happens) {
  hand_out();
  const Answer sold = sell({{"A1001", "2"}});
  const Answer many = give_back(sold, {}, with_gifts(3));
  EXPECT_EQ(many.string("/errors/0/code"), "out_of_range") << many;
  EXPECT_EQ(many.pointer(), "/gifts/0/pieces");
  const Answer other = give_back(sold, {}, {{"gifts", {{{"item", "A1002"}}}}});
  EXPECT_EQ(other.code(), "item_not_found") << other;
  EXPECT_EQ(other.pointer(), "/gifts/0/item");
  EXPECT_EQ(paid_back(give_back(sold, {}, with_gifts(2))), (Paying{{"cash", 20000}}));
}

TEST_F(Gifts, a_refund_that_is_less_than_the_missing_gift_is_refused_by_name) {
  hand_out(
      {{"reward",
        {{"kind", "gift"}, {"item", "A1003"}, {"pieces", 1}, {"declared_value", money(15000)}}}}
  );
  const Answer sold = sell({{"A1001", "1"}});
  const Answer refused = give_back(sold, {});
  EXPECT_EQ(refused.code(), "invalid_request") << refused;
  EXPECT_EQ(refused.pointer(), "/gifts");
  EXPECT_NE(refused.text.find("150.00"), std::string::npos) << refused;
  EXPECT_EQ(paid_back(give_back(sold, {}, with_gifts(1))), (Paying{{"cash", 10000}}));
}

TEST_F(Gifts, one_that_stands_on_the_receipt_comes_back_as_its_line) {
  hand_out();
  const Answer sold = sell({{"A1001", "2"}, {"A1003", "2"}});
  ASSERT_EQ(sold.integer("/payable/amount"), 20000) << sold;
  EXPECT_EQ(sold.string("/gifts/0/what"), "on_receipt");
  // All that was paid for comes back, the free ones do not.
  const Answer first = give_back(sold, {{1, "2"}});
  EXPECT_EQ(paid_back(first), (Paying{{"cash", 17000}, {"gift_purchase", 3000}})) << first;
  const Answer second = give_back(sold, {{2, "1"}});
  EXPECT_EQ(paid_back(second), (Paying{{"cash", 1500}, {"gift_purchase", -1500}})) << second;
  const Answer third = give_back(sold, {});
  EXPECT_EQ(paid_back(third), (Paying{{"cash", 1500}, {"gift_purchase", -1500}})) << third;
}

// Refunds of any subset in any order end at what one full refund gives.
TEST_F(Gifts, the_order_of_refunds_makes_no_difference) {
  hand_out();
  const std::vector<std::vector<std::pair<int, std::string>>> steps = {
      {{1, "1"}}, {{1, "2"}}, {{2, "1"}}, {{3, "1"}, {2, "1"}}};
  const std::vector<std::vector<std::size_t>> orders = {
      {0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}, {1, 3, 0, 2}};
  for (const auto& order : orders) {
    const Answer sold = sell({{"A1001", "3"}, {"A1003", "2"}, {"A1002", "1"}});
    ASSERT_EQ(sold.integer("/payable/amount"), 30000 + 5990) << sold;
    Paying sums;
    for (const std::size_t step : order) {
      const Answer back = give_back(sold, steps[step]);
      ASSERT_EQ(back.status, 201) << back;
      for (const auto& [kind, amount] : paid_back(back)) sums[kind] += amount;
    }
    // Three were due, two stood on the receipt, one was handed out and is not back.
    EXPECT_EQ(sums, (Paying{{"cash", 35990 - 1500}, {"gift_purchase", 1500}}));
  }
}

TEST_F(Gifts, money_kept_back_for_a_gift_goes_back_the_way_it_came) {
  hand_out();
  json::object body = house.sale_body(
      {.phone = her_phone,
       .lines = {{"A1001", "2"}},
       .tenders = {{"voucher", 15000}, {"wechat_pay", 5000}}}
  );
  const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(sold.status, 201) << sold;
  Paying sums;
  const auto add = [&](const Answer& back) {
    ASSERT_EQ(back.status, 201) << back;
    for (const auto& [kind, amount] : paid_back(back)) sums[kind] += amount;
  };
  add(give_back(sold, {{1, "1"}}));
  add(give_back(sold, {}, with_gifts(2)));
  EXPECT_EQ(sums, (Paying{{"voucher", 15000}, {"wechat_pay", 5000}, {"gift_purchase", 0}}));
}

TEST_F(Gifts, in_an_exchange_the_missing_gift_is_no_credit) {
  hand_out();
  const Answer sold = sell({{"A1001", "1"}});
  const json::object body = house.sale_body(
      {.phone = her_phone, .lines = {{"A1002", "1"}}, .more = {{"tenders", json::array()}}}
  );
  const Answer exchanged = house.manager().post(
      "/v1/checkout/" + sold.string("/receipt") + "/exchanges",
      {{"returned", {{"sequence", house.next_sequence()}, {"reason", "another"}}}, {"sale", body}},
      TestHouse::natural_key(body)
  );
  ASSERT_EQ(exchanged.status, 201) << exchanged;
  EXPECT_EQ(exchanged.integer("/credit/amount"), 5990);
  std::int64_t cash = 0, kept = 0;
  for (const json::value& tender : exchanged.find("/returned/tenders")->as_array()) {
    const std::int64_t amount = tender.at("amount").at("amount").as_int64();
    if (tender.at("kind") == json::value("cash")) cash += amount;
    if (tender.at("kind") == json::value("gift_purchase")) kept += amount;
  }
  EXPECT_EQ(kept, 1500);
  EXPECT_EQ(cash, 10000 - 5990 - 1500);
}

// ---- coupons for points ----

class Trades : public Gifts {
 protected:
  Trades() {
    offer("FIVE", 500, 0, {{"points_price", 10}, {"stock", 3}, {"transferable", true}});
    EXPECT_EQ(sell({{"A1001", "2"}}).integer("/points/a"), 20);
  }
  Answer trade(const char* code = "FIVE", json::object more = {}) {
    json::object body{{"template", code}};
    for (auto& [key, value] : more) body[key] = value;
    return house.manager().post(
        "/v1/members/" + member + "/coupons/for-points", body, "trade-" + std::to_string(++trades_)
    );
  }
  Answer undo(const Answer& traded) {
    return house.manager().post(
        "/v1/members/" + member + "/coupons/for-points/" + traded.string("/trade") + "/undo",
        {{"reason", "the wrong one"}},
        "undo-" + std::to_string(++trades_)
    );
  }

 private:
  int trades_ = 0;
};

TEST_F(Trades, points_become_a_coupon_and_a_retry_changes_nothing) {
  const json::object body{{"template", "FIVE"}};
  const std::string at = "/v1/members/" + member + "/coupons/for-points";
  const Answer traded = house.manager().post(at, body, "once");
  ASSERT_EQ(traded.status, 201) << traded;
  EXPECT_EQ(traded.integer("/points"), 10);
  EXPECT_EQ(traded.integer("/balance"), 10);
  EXPECT_EQ(house.manager().post(at, body, "once").text, traded.text);
  EXPECT_EQ(house.points(member), 10);
  EXPECT_EQ(state_of(traded.string("/coupon")), "issued");
  EXPECT_EQ(pay({{"A1001", "1"}}, 9500, {traded.string("/coupon")}).status, 201);
}

TEST_F(Trades, what_refuses_one_leaves_points_and_stock_as_they_were) {
  offer("DEAR", 500, 0, {{"points_price", 21}});
  offer("PLAIN", 500, 0);
  offer("NONE", 500, 0, {{"points_price", 1}, {"per_member_max", 1}});
  EXPECT_EQ(trade("DEAR").code(), "not_enough_points");
  EXPECT_EQ(trade("PLAIN").pointer(), "/template");
  EXPECT_EQ(trade("NOBODY").status, 404);
  EXPECT_EQ(trade("NONE").status, 201);
  const Answer second = trade("NONE");
  EXPECT_EQ(second.pointer(), "/template") << second;
  EXPECT_NE(second.text.find("coupon_member_limit"), std::string::npos);
  EXPECT_EQ(house.points(member), 19);
}

TEST_F(Trades, one_is_undone_on_its_day_while_it_is_not_used) {
  const Answer traded = trade();
  const Answer undone = undo(traded);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.integer("/points"), 10);
  EXPECT_EQ(house.points(member), 20);
  EXPECT_EQ(state_of(traded.string("/coupon")), "withdrawn");
  EXPECT_EQ(undo(traded).pointer(), "/trade") << "once";
  const Answer used = trade();
  EXPECT_EQ(pay({{"A1002", "1"}}, 5490, {used.string("/coupon")}).status, 201);
  EXPECT_EQ(undo(used).pointer(), "/trade");
  const Answer late = trade();
  house.advance_days(1);
  EXPECT_EQ(undo(late).pointer(), "/trade");
}

TEST_F(Trades, one_is_undone_after_a_merge_and_the_points_go_to_the_survivor) {
  const Answer traded = trade();
  const std::string survivor = house.enrol("13900139000");
  const Answer merged = house.manager().post(
      "/v1/members/" + survivor + "/merges",
      {{"absorbed", member}, {"reason", "the same person"}},
      "merge"
  );
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(house.points(survivor), 10);
  const Answer undone = undo(traded);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(house.points(survivor), 20);
}

// A3: points for two, one stock of three.
TEST_F(Trades, never_one_too_many) {
  constexpr int desks = 6;
  std::atomic<int> done{0}, refused{0}, other{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < desks; ++i) {
    threads.emplace_back([&, i] {
      const Answer traded = house.manager().post(
          "/v1/members/" + member + "/coupons/for-points",
          {{"template", "FIVE"}},
          "desk-" + std::to_string(i)
      );
      const bool named = traded.code() == "not_enough_points";
      ++(traded.status == 201 ? done : named || traded.code() == "conflict" ? refused : other);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(done, 1);
  EXPECT_LE(done, 2);
  EXPECT_EQ(other, 0);
  EXPECT_EQ(house.points(member), 20 - 10 * done);
}

}  // namespace
}  // namespace guanxi::test
