// Selling: what a sale answers, earns and refuses.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

TEST(Sale, a_member_earns_a_point_for_each_whole_10_yuan_of_the_receipt) {
  struct Row {
    std::vector<Goods> lines;
    std::int64_t payable, points;
    const char* why;
  };
  const Row rows[] = {
      {{{"A1001"}}, 10000, 10, "100.00 is ten times 10 yuan"},
      {{{"A1002"}}, 5990, 5, "fractions of a point are dropped"},
      {{{"A1002"}, {"A1002"}}, 11980, 11, "… once per receipt, not per line: 5 + 5 would be 10"},
      {{{"A1002", "1.5", "", "49.90"}}, 7485, 7, "the shop price is what is paid and earns"},
      {{{"A1003", "0.499"}}, 998, 0, "half-up to the fen, 2 fen short of a point"},
      {{{"A1003", "0.5"}}, 1000, 1, "the boundary is inside"},
      {{{"FREE"}}, 0, 0, "a gift costs and earns nothing"},
  };
  TestHouse house;
  const std::string member = house.enrol(her_phone);
  std::int64_t balance = 0;
  for (const Row& row : rows) {
    const Answer sale = house.sell({.phone = her_phone, .lines = row.lines});
    ASSERT_EQ(sale.status, 201) << row.why << ": " << sale;
    balance += row.points;
    EXPECT_EQ(sale.integer("/payable/amount"), row.payable) << row.why;
    EXPECT_EQ(sale.integer("/points/a"), row.points) << row.why;
    EXPECT_EQ(sale.integer("/balance"), balance) << row.why;
    std::int64_t points = 0, amounts = 0;
    for (const auto& line : sale.find("/lines")->as_array()) {
      points += line.at("points").as_int64();
      amounts += line.at("amount").at("amount").as_int64();
    }
    EXPECT_EQ(points, row.points) << "the lines' shares sum to the whole: " << row.why;
    EXPECT_EQ(amounts, row.payable) << row.why;
  }
  EXPECT_EQ(house.points(member), balance);
  EXPECT_EQ(house.points(member, "/classes/a"), balance);
}

TEST(Sale, without_a_member_is_booked_and_earns_nothing) {
  TestHouse house;
  const Answer sale = house.sell({.lines = {{"A1001", "2"}}});
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/payable/amount"), 20000);
  EXPECT_EQ(sale.integer("/points/a"), 0);
  EXPECT_EQ(sale.find("/member"), nullptr);
  EXPECT_EQ(sale.find("/balance"), nullptr);
}

TEST(Sale, a_member_is_recognised_by_any_identity) {
  TestHouse house;
  const std::string id = house.enrol(
      her_phone, {{"card_number", "880012345678"}, {"external_id", "pos:1"}, {"email", "a@b.cn"}}
  );
  const Answer member = house.manager().get("/v1/members/" + id);
  const std::pair<const char*, std::string> keys[] = {
      {"member_id", id},
      {"member_code", member.string("/member_code")},
      {"phone", "+86 138 0013 8000"},
      {"card", "8800 1234-5678"},
      {"external", "pos:1"},
      {"email", "A@B.cn"}};
  for (const auto& [kind, value] : keys) {
    const Answer sale =
        house.sell({.lines = {{"A1001"}}, .more = {{"member", {{"kind", kind}, {"value", value}}}}}
        );
    ASSERT_EQ(sale.status, 201) << kind << ": " << sale;
    EXPECT_EQ(sale.string("/member"), id) << kind;
  }
  EXPECT_EQ(house.points(id), 60);
}

TEST(Sale, refusals_name_the_field_and_change_nothing) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  struct Row {
    Sale sale;
    int status;
    const char *code, *pointer, *why;
  };
  const std::vector<Goods> one{{"A1001"}};
  const Row rows[] = {
      {{.lines = one, .tenders = {{"cash", 9999}}},
       422,
       "tenders_do_not_add_up",
       "/tenders",
       "a fen short"},
      {{.lines = one, .tenders = {{"cash", 10000}, {"alipay", 1}}},
       422,
       "tenders_do_not_add_up",
       "/tenders",
       "a fen over"},
      {{.lines = {{"NONE", "1", "1.00"}}},
       404,
       "item_not_found",
       "/lines/0/item",
       "engine prices need the catalogue"},
      {{.lines = one, .store = "S999"}, 404, "store_not_found", "/store", "no such store"},
      {{.lines = one, .till = "99"}, 404, "till_not_found", "/till", "no such till"},
      {{.phone = "13900139000", .lines = one},
       404,
       "member_not_found",
       "/member/value",
       "nobody has this phone"},
      {{.lines = {{"A1001", "1", "100.00", "100.01"}}},
       400,
       "invalid_request",
       "/lines/0/shop_price",
       "a reduced price is not higher"},
      {{.lines = {{"A1001", "0"}}},
       400,
       "invalid_request",
       "/lines/0/quantity",
       "nothing is no line"},
      {{.lines = {}}, 400, "invalid_request", "/lines", "an empty receipt"},
      {{.lines = one, .more = {{"occurred_at", "2026-03-02T10:05:01+08:00"}}},
       422,
       "occurred_in_future",
       "/occurred_at",
       "the clock runs more than five minutes ahead"},
      {{.lines = one, .more = {{"business_date", "2026-03-04"}}},
       422,
       "business_date_mismatch",
       "/business_date",
       "two days from the clock"},
      {{.lines = one, .tenders = {{"points_purchase", 10000}}},
       400,
       "invalid_request",
       "/tenders/0/kind",
       "a tender only we make"},
      {{.lines = one, .more = {{"quote_id", "nonsense"}}},
       404,
       "quote_not_found",
       "/quote_id",
       "not a quote of ours"},
      {{.lines = one, .more = {{"tenders", {{{"kind", "cash"}, {"amount", money(10000, "GBP")}}}}}},
       409,
       "currency_mismatch",
       "/tenders/0/amount/currency",
       "pounds in a yuan programme"},
  };
  const auto before = house.verify();
  for (const Row& row : rows) {
    const Answer refused = house.sell(row.sale);
    EXPECT_EQ(refused.status, row.status) << row.why << ": " << refused;
    EXPECT_EQ(refused.code(), row.code) << row.why << ": " << refused;
    EXPECT_EQ(refused.pointer(), row.pointer) << row.why << ": " << refused;
  }
  const auto after = house.verify();
  EXPECT_EQ(after.sales.receipts, before.sales.receipts);
  EXPECT_EQ(after.sales.claims, before.sales.claims)
      << "a refused sale may come again under its number";
  EXPECT_EQ(house.points(id), 0);
}

TEST(Sale, a_clock_five_minutes_ahead_is_tolerated) {
  TestHouse house;
  const Answer sale =
      house.sell({.lines = {{"A1001"}}, .more = {{"occurred_at", "2026-03-02T10:05:00+08:00"}}});
  EXPECT_EQ(sale.status, 201) << sale;
}

TEST(Sale, as_sold_stands_whatever_our_prices_say_and_reports_the_difference) {
  TestHouse house;
  house.enrol(her_phone);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .tenders = {{"cash", 8850}},
       .more =
           {{"pricing", "as_sold"},
            {"lines",
             {{{"item", "A1001"},
               {"quantity", "1"},
               {"list_price", "100.00"},
               {"amount", money(8850)}}}}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/payable/amount"), 8850);
  EXPECT_EQ(sale.integer("/engine_payable/amount"), 10000);
  EXPECT_EQ(sale.integer("/points/a"), 8) << "points follow what was paid";
}

TEST(Sale, five_hundred_lines_are_one_receipt) {
  TestHouse house;
  house.enrol(her_phone);
  Sale sale{.phone = her_phone};
  for (int i = 0; i < 500; ++i)
    sale.lines.push_back({i % 3 == 0 ? "A1002" : "A1003", i % 5 == 0 ? "1.337" : "2"});
  const Answer posted = house.sell(sale);
  ASSERT_EQ(posted.status, 201) << posted;
  EXPECT_EQ(posted.size("/lines"), 500U);
  std::int64_t points = 0, amount = 0;
  for (const auto& line : posted.find("/lines")->as_array()) {
    points += line.at("points").as_int64();
    amount += line.at("amount").at("amount").as_int64();
  }
  EXPECT_EQ(amount, posted.integer("/payable/amount"));
  EXPECT_EQ(points, posted.integer("/points/a"));
  EXPECT_EQ(points, amount / 1000);
  const Answer back = house.refund({.receipt = posted.string("/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.integer("/payable/amount"), amount);
  EXPECT_EQ(back.integer("/balance"), 0);
}

TEST(Sale, a_late_sale_goes_by_the_rules_of_its_day_and_is_posted_today) {
  TestHouse house;
  house.enrol(her_phone);
  programmes::Parameters twice;
  twice.earn_points = 2;
  house.set_parameters(twice, *Instant::parse("2026-03-01T00:00:00+08:00"));
  const Answer today = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  EXPECT_EQ(today.integer("/points/a"), 20);
  const Answer late = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001"}},
       .more = {{"occurred_at", "2026-02-27T15:00:00+08:00"}, {"business_date", "2026-02-27"}}}
  );
  ASSERT_EQ(late.status, 201) << late;
  EXPECT_EQ(late.integer("/points/a"), 10) << "one point per 10 yuan until the end of February";
  EXPECT_EQ(late.string("/posted_at"), house.now_text());
  EXPECT_EQ(late.string("/occurred_at"), "2026-02-27T07:00:00Z");
}

TEST(Sale, the_business_day_ends_at_the_stores_cut_off) {
  TestHouse house({.cutoff_minutes = 240});  // a bar: until 04:00
  house.clock().set(*Instant::parse("2026-03-03T03:59:00+08:00"));
  const auto sell_on = [&](const char* date) {
    return house.sell({.lines = {{"A1001"}}, .more = {{"business_date", date}}});
  };
  // A till may close a day early or late, so the day before and the day after our own are accepted.
  EXPECT_EQ(sell_on("2026-03-02").status, 201) << "at 03:59 it is still the 2nd";
  EXPECT_EQ(sell_on("2026-03-01").status, 201);
  const Answer refused = sell_on("2026-03-04");
  EXPECT_EQ(refused.code(), "business_date_mismatch") << "two days from the 2nd: " << refused;
  EXPECT_EQ(
      refused.find("/errors/0/facts/expected") ? refused.string("/errors/0/facts/expected")
                                               : refused.string("/facts/expected"),
      "2026-03-02"
  );
  house.clock().set(*Instant::parse("2026-03-03T04:00:00+08:00"));
  EXPECT_EQ(sell_on("2026-03-04").status, 201) << "at 04:00 the 3rd begins";
  EXPECT_EQ(sell_on("2026-03-01").code(), "business_date_mismatch");
}

TEST(Sale, frozen_and_cancelled_cards_and_closed_members_are_refused) {
  TestHouse house;
  const std::string id = house.enrol(her_phone, {{"card_number", "880012345678"}});
  const auto by = [&](const char* kind, const char* value) {
    return house.sell(
        {.lines = {{"A1001"}}, .more = {{"member", {{"kind", kind}, {"value", value}}}}}
    );
  };
  ASSERT_EQ(by("card", "880012345678").status, 201);
  const auto set_state = [&](const char* state) {
    const Answer member = house.manager().get("/v1/members/" + id);
    const std::string card = member.string("/cards/0/id");
    const Answer changed = house.manager().send(
        {.method = "PATCH",
         .target = "/v1/members/" + id + "/cards/" + card,
         .body = std::string(R"({"state":")") + state + "\"}",
         .if_match = "\"" + std::to_string(member.integer("/cards/0/version")) + "\""}
    );
    ASSERT_EQ(changed.status, 200) << changed;
  };
  set_state("frozen");
  EXPECT_EQ(by("card", "880012345678").code(), "card_not_usable");
  EXPECT_EQ(by("phone", her_phone).code(), "card_not_usable")
      << "the primary card decides when none is shown";
  set_state("active");
  EXPECT_EQ(by("card", "880012345678").status, 201) << "thawed";
  set_state("cancelled");
  EXPECT_EQ(by("card", "880012345678").code(), "card_not_usable");
  EXPECT_EQ(by("card", "990000000000").code(), "card_not_found");

  const std::string second = house.enrol("13900139000");
  const Answer open = house.sell({.phone = "13900139000", .lines = {{"A1001"}}});
  ASSERT_EQ(open.status, 201);
  const Answer member = house.manager().get("/v1/members/" + second);
  const Answer closed = house.manager().send(
      {.method = "POST",
       .target = "/v1/members/" + second + "/close",
       .if_match = member.header("ETag")}
  );
  ASSERT_EQ(closed.status, 200) << closed;
  const Answer refused = house.sell({.phone = "13900139000", .lines = {{"A1001"}}});
  EXPECT_TRUE(refused.code() == "member_closed" || refused.code() == "member_not_found") << refused;
  const Answer back = house.refund({.receipt = open.string("/receipt")});
  EXPECT_EQ(back.status, 201) << "what was bought before can still be returned: " << back;
}

TEST(Sale, a_frozen_member_neither_buys_nor_redeems_until_released) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  ASSERT_EQ(sale.status, 201) << sale;
  const std::int64_t earned = house.points(id);
  ASSERT_GT(earned, 1);
  const auto set_state = [&](const char* state) {
    const Answer member = house.manager().get("/v1/members/" + id);
    const Answer changed = house.manager().send(
        {.method = "PATCH",
         .target = "/v1/members/" + id,
         .body = R"({"state":")" + std::string(state) + "\"}",
         .if_match = member.header("ETag")}
    );
    ASSERT_EQ(changed.status, 200) << changed;
  };
  const auto redeem = [&] {
    return house.manager().post(
        "/v1/members/" + id + "/points/redemptions",
        {{"points", 1}, {"reason", "gift"}},
        "redeem-" + std::to_string(house.next_sequence())
    );
  };
  set_state("frozen");
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).code(), "member_frozen");
  EXPECT_EQ(redeem().code(), "account_frozen");
  EXPECT_EQ(house.points(id, "/usable"), 0);
  EXPECT_EQ(house.points(id), earned) << "nothing is lost";
  set_state("active");
  EXPECT_EQ(redeem().status, 201);
  EXPECT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  set_state("frozen");
  EXPECT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201)
      << "what was bought before can still be returned";
}

TEST(Quote, holds_rules_and_prices_for_five_minutes) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  const Sale basket{.phone = her_phone, .lines = {{"A1001"}, {"A1002", "2"}}};
  const auto quote = [&] {
    const json::object sale = house.sale_body(basket);
    return house.manager().post(
        "/v1/checkout/quote",
        {{"store", "S001"},
         {"till", "01"},
         {"member", sale.at("member")},
         {"lines", sale.at("lines")}}
    );
  };
  const Answer quoted = quote();
  ASSERT_EQ(quoted.status, 200) << quoted;
  EXPECT_EQ(quoted.integer("/payable/amount"), 21980);
  EXPECT_EQ(quoted.integer("/points/a"), 21);
  EXPECT_EQ(quoted.integer("/member/balance"), 0);
  EXPECT_EQ(quoted.string("/member/id"), id);
  EXPECT_EQ(quoted.string("/member/name").find("小明"), std::string::npos) << "masked: " << quoted;
  EXPECT_EQ(house.verify().sales.receipts, 0) << "a quote posts nothing";

  // The rules change between quote and sale: the quote's stand.
  house.clock().advance_seconds(60);
  programmes::Parameters twice;
  twice.earn_points = 2;
  house.set_parameters(twice, house.now());
  house.clock().advance_seconds(60);
  Sale sale = basket;
  sale.more["quote_id"] = quoted.string("/quote_id");
  EXPECT_EQ(house.sell(sale).integer("/points/a"), 21) << "pinned";
  EXPECT_EQ(house.sell(basket).integer("/points/a"), 43) << "without the quote the new rules hold";

  // Another basket under the same quote is told its own price and a quote that fits.
  Sale other = sale;
  other.lines[1].quantity = "1";
  const Answer mismatch = house.sell(other);
  EXPECT_EQ(mismatch.status, 409) << mismatch;
  EXPECT_EQ(mismatch.code(), "quote_mismatch");
  const json::value* facts = mismatch.find("/facts");
  ASSERT_NE(facts, nullptr) << mismatch;
  EXPECT_EQ(facts->at("payable").as_string(), "159.90");
  other.more["quote_id"] = facts->at("quote_id");
  EXPECT_EQ(house.sell(other).status, 201) << "the offered quote is good";

  const Answer old = quote();
  house.clock().advance_seconds(300);
  sale.more["quote_id"] = old.string("/quote_id");
  EXPECT_EQ(house.sell(sale).status, 201) << "the fifth minute is inside";
  house.clock().advance_seconds(1);
  const Answer expired = house.sell(sale);
  EXPECT_EQ(expired.status, 409) << expired;
  EXPECT_EQ(expired.code(), "quote_expired");
}

TEST(Quote, of_another_member_or_store_does_not_fit) {
  TestHouse house;
  house.enrol(her_phone);
  house.enrol("13900139000");
  const Answer quoted = house.manager().post(
      "/v1/checkout/quote",
      {{"store", "S001"},
       {"till", "01"},
       {"member", {{"kind", "phone"}, {"value", her_phone}}},
       {"lines", {{{"item", "A1001"}, {"quantity", "1"}}}}}
  );
  const json::object with{{"quote_id", quoted.string("/quote_id")}};
  EXPECT_EQ(
      house.sell({.phone = "13900139000", .lines = {{"A1001"}}, .more = with}).code(),
      "quote_mismatch"
  );
  EXPECT_EQ(
      house.sell({.phone = her_phone, .lines = {{"A1001"}}, .store = "S002", .more = with}).code(),
      "quote_mismatch"
  );
  EXPECT_EQ(
      house.sell({.phone = her_phone, .lines = {{"A1001"}}, .till = "02", .more = with}).status, 201
  ) << "another till of the same store may finish it";
}

}  // namespace
}  // namespace guanxi::test
