// Refunds without a receipt: what they give back, what they take, their limits, their undo, and
// where they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/at_once.h"
#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

using programmes::ShortfallPolicy;
using testing::HasSubstr;

constexpr const char* old_phone = "13900139000";
constexpr const char* at = "/v1/checkout/refunds-without-receipt";

/// Up to 300.00 at a time, three a year; 1,000 points cost 100.00.
programmes::Parameters parameters(ShortfallPolicy policy = ShortfallPolicy::purchase) {
  programmes::Parameters some;
  some.refund_without_receipt_max = 30'000;
  some.shortfall = policy;
  some.points_price = 10'000;
  return some;
}

class WithoutReceipt : public testing::Test {
 protected:
  WithoutReceipt() { she = house.enrol(her_phone); }

  static json::object by(const char* kind, const std::string& value) {
    return {{"kind", kind}, {"value", value}};
  }
  static json::object line(const char* item, const char* quantity, const char* price = nullptr) {
    json::object one{{"item", item}, {"quantity", quantity}};
    if (price != nullptr) one["unit_price"] = price;
    return one;
  }
  static json::array paid(std::int64_t fen, const char* kind = "cash") {
    return {json::object{{"kind", kind}, {"amount", money(fen)}}};
  }
  json::object body(json::array lines, std::int64_t fen, json::object more = {}) {
    json::object all = house.back_body({});
    all["member"] = by("phone", her_phone);
    all["lines"] = std::move(lines);
    all["tenders"] = fen == 0 ? json::array() : paid(fen);
    for (const auto& [name, value] : more) all[name] = value;
    return all;
  }
  Answer ask(const json::object& body) { return TestHouse::post_keyed(house.manager(), at, body); }
  /// So many times 100.00, in cash.
  Answer back(int hundreds, json::object more = {}) {
    house.clock().advance_seconds(1);
    const std::string quantity = std::to_string(hundreds);
    return ask(body({line("A1001", quantity.c_str())}, 10'000 * hundreds, std::move(more)));
  }
  Answer undo(const Answer& refund, const Back& said = Back()) {
    house.clock().advance_seconds(1);
    return TestHouse::post_keyed(
        house.manager(),
        std::string(at) + "/" + refund.string("/receipt") + "/void",
        house.back_body(said)
    );
  }
  Answer sell(int hundreds, const std::string& phone = her_phone) {
    house.clock().advance_seconds(1);
    const Answer sold =
        house.sell({.phone = phone, .lines = {{"A1001", std::to_string(hundreds)}}});
    EXPECT_EQ(sold.status, 201) << sold;
    return sold;
  }
  Answer post(const std::string& target, const json::object& says) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, says, "key-" + std::to_string(++keys));
  }
  void redeem(std::int64_t points) {
    const Answer spent = post(
        "/v1/members/" + she + "/points/redemptions",
        {{"points", points}, {"reason", "mug"}, {"proof", {{"kind", "cashier"}}}}
    );
    ASSERT_EQ(spent.status, 201) << spent;
  }
  void set(const programmes::Parameters& some) {
    house.set_parameters(some, house.now().plus_seconds(1));
    house.clock().advance_seconds(2);
  }
  Answer get(const std::string& target) const { return house.manager().get(target); }
  std::string day() const {
    return "&from=" + house.today().to_string() + "&to=" + house.today().to_string();
  }
  /// What is posted: nothing of it may be changed by what is refused.
  std::string posted() const {
    return get("/v1/receipts?store=S001" + day()).text + get("/v1/members/" + she + "/points").text;
  }
  std::int64_t points(const char* what = "/balance") const { return house.points(she, what); }

  TestHouse house{{.parameters = parameters()}};  // Monday 2026-03-02, 10:00 in Shanghai
  std::string she;
  int keys = 0;
};

TEST_F(WithoutReceipt, gives_back_what_the_goods_cost_today_and_takes_the_points_of_such_a_sale) {
  sell(5);  // 50 points
  const Answer given = ask(body({line("A1001", "1"), line("A1003", "2")}, 14'000));
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.string("/kind"), "refund_without_receipt");
  EXPECT_EQ(given.find("/original"), nullptr);
  EXPECT_EQ(given.string("/member"), she);
  EXPECT_EQ(given.integer("/payable/amount"), 14'000);
  EXPECT_EQ(given.integer("/points/a"), 14);
  EXPECT_EQ(given.integer("/balance"), 36);
  EXPECT_EQ(points("/classes/a"), 36);
  EXPECT_EQ(given.size("/tenders"), 1U);

  const std::string id = given.string("/receipt");
  const Answer view = get("/v1/receipts/" + id);
  EXPECT_EQ(view.string("/state"), "posted");
  EXPECT_EQ(view.size("/left"), 0U);
  EXPECT_THAT(get("/v1/receipts?store=S001" + day()).text, HasSubstr("refund_without_receipt"));
  EXPECT_EQ(
      get("/v1/members/" + she + "/receipts").string("/receipts/0/kind"), "refund_without_receipt"
  );
  const Answer entries = get("/v1/members/" + she + "/points/entries");
  EXPECT_EQ(entries.string("/items/0/cause/kind"), "refund_without_receipt") << entries;
  EXPECT_EQ(entries.string("/items/0/cause/id"), id);
}

TEST_F(WithoutReceipt, is_no_sale_and_has_none) {
  sell(3);
  const std::string id = back(1).string("/receipt");
  EXPECT_EQ(house.refund({.receipt = id}).code(), "not_a_sale");
  EXPECT_EQ(house.void_sale({.receipt = id}).code(), "not_a_sale");
  const Answer given = post(
      "/v1/receipts/" + id + "/attribution",
      {{"member", by("phone", her_phone)}, {"cashier", "C07"}, {"reason", "forgotten"}}
  );
  EXPECT_EQ(given.code(), "not_a_sale") << given;
}

TEST_F(WithoutReceipt, goes_by_the_card_and_tier_of_today_and_growth_and_tier_follow) {
  const auto tier = [](const char* code, int threshold, const char* multiple) {
    return json::object{
        {"code", code},
        {"name_zh", code},
        {"name_en", code},
        {"threshold", threshold},
        {"keep", threshold},
        {"discount_rate", "1"},
        {"points_multiple", multiple}};
  };
  const json::object terms{
      {"name_zh", "会员等级"},
      {"name_en", "Tiers"},
      {"decides_rates", true},
      {"period", "calendar"},
      {"downgrade", "one_step"},
      {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
      {"tiers", {tier("BASE", 0, "0"), tier("GOLD", 1000, "1")}}};
  ASSERT_EQ(
      post(
          "/v1/tier-ladders",
          {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", terms}, {"reason", "opening"}}
      ).status,
      201
  );
  ASSERT_EQ(
      house.manager()
          .send(
              {.method = "POST",
               .target = "/v1/tier-ladders/CLUB/switch-on",
               .body = R"({"reason":"opening"})",
               .if_match = get("/v1/tier-ladders/CLUB").header("ETag")}
          )
          .status,
      200
  );
  const auto standing = [&](const char* what) {
    return get("/v1/members/" + she + "/tier").find("/ladders/0" + std::string(what))->as_string();
  };
  const auto growth = [&] {
    return get("/v1/members/" + she + "/tier").integer("/ladders/0/growth");
  };
  sell(10);  // 1000.00: A 100 as BASE, growth 1000, GOLD from now on
  ASSERT_EQ(standing("/tier"), "GOLD");
  // A = 300.00 ÷ 10 = 30; E = 30 × 1 as GOLD; 100 − 60 = 40. Growth 1000 − 300 = 700: BASE.
  const Answer given = back(3);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.integer("/points/a"), 30);
  EXPECT_EQ(given.integer("/points/e"), 30);
  EXPECT_EQ(points(), 40);
  EXPECT_EQ(points("/classes/a"), 70);
  EXPECT_EQ(points("/classes/e"), -30) << "what was taken out of lots of class A";
  EXPECT_EQ(growth(), 700);
  EXPECT_EQ(standing("/tier"), "BASE");

  const Answer undone = undo(given);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.integer("/points/a"), 30);
  EXPECT_EQ(undone.integer("/points/e"), 30);
  EXPECT_EQ(points(), 100);
  EXPECT_EQ(points("/classes/e"), 0);
  EXPECT_EQ(growth(), 1000);
  EXPECT_EQ(standing("/tier"), "GOLD");
  const Answer grown = get("/v1/members/" + she + "/tier/entries?ladder=CLUB");
  EXPECT_THAT(grown.text, HasSubstr("refund_without_receipt_void")) << grown;
}

TEST_F(WithoutReceipt, knows_no_occasions) {
  const Answer added = post(
      "/v1/points/occasions",
      {{"programme", "MAIN"},
       {"code", "TRIPLE"},
       {"name", "Triple"},
       {"reason", "spring"},
       {"kind", "multiple"},
       {"multiple", "3"}}
  );
  ASSERT_EQ(added.status, 201) << added;
  house.clock().advance_seconds(5);
  EXPECT_EQ(sell(1).integer("/points/b"), 20);
  const Answer given = back(1);
  EXPECT_EQ(given.integer("/points/a"), 10) << given;
  EXPECT_EQ(given.integer("/points/b"), 0);
  EXPECT_EQ(points(), 20);
}

TEST_F(WithoutReceipt, is_off_unless_the_programme_says_otherwise) {
  set({});
  sell(1);
  const std::string before = posted();
  const Answer refused = back(1);
  EXPECT_EQ(refused.status, 409) << refused;
  EXPECT_EQ(refused.code(), "refund_without_receipt_off");
  EXPECT_THAT(refused.text, HasSubstr("refund_without_receipt_max"));
  EXPECT_EQ(posted(), before);
}

TEST_F(WithoutReceipt, is_limited_in_its_amount_and_in_how_often) {
  sell(20);
  const Answer much = ask(body({line("A1001", "3"), line("A1003", "0.001")}, 30'002));
  EXPECT_EQ(much.code(), "refund_without_receipt_limit") << much;
  EXPECT_EQ(much.pointer(), "/lines");
  EXPECT_THAT(much.text, HasSubstr("refund_without_receipt_max"));
  EXPECT_THAT(much.text, HasSubstr("300.00"));
  EXPECT_EQ(back(3).status, 201) << "exactly as much as is allowed";
  const Answer mistyped = back(1);
  EXPECT_EQ(back(1).status, 201);
  const std::string before = posted();
  const Answer often = back(1);
  EXPECT_EQ(often.code(), "refund_without_receipt_limit") << often;
  EXPECT_EQ(often.pointer(), "/member/value");
  EXPECT_THAT(often.text, HasSubstr("refunds_without_receipt_year_max"));
  EXPECT_EQ(posted(), before);
  ASSERT_EQ(undo(mistyped).status, 201);
  EXPECT_EQ(back(1).status, 201) << "what was undone does not count";
  EXPECT_EQ(back(1).code(), "refund_without_receipt_limit");
  house.advance_days(364);
  EXPECT_EQ(back(1).code(), "refund_without_receipt_limit");
  house.advance_days(1);
  EXPECT_EQ(back(1).status, 201);
  programmes::Parameters any = parameters();
  any.refunds_without_receipt_year_max = 0;
  set(any);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(back(1).status, 201);
}

TEST_F(WithoutReceipt, gives_less_where_less_is_said_and_never_more_than_today) {
  sell(5);
  const Answer given = ask(body({line("A1001", "2", "80.00"), line("A1003", "1")}, 18'000));
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.integer("/payable/amount"), 18'000);
  EXPECT_EQ(given.integer("/engine_payable/amount"), 22'000);
  EXPECT_EQ(given.integer("/points/a"), 18);
  EXPECT_THAT(given.text, HasSubstr("40.00 less is given back"));
  EXPECT_EQ(given.string("/pricing"), "engine");
  EXPECT_EQ(ask(body({line("A1001", "1", "100.00")}, 10'000)).status, 201) << "the same";
  const std::string before = posted();
  const Answer refused = ask(body({line("A1003", "1"), line("A1001", "1", "100.01")}, 12'001));
  EXPECT_EQ(refused.pointer(), "/lines/1/unit_price") << refused;
  EXPECT_THAT(refused.text, HasSubstr("out_of_range"));
  EXPECT_EQ(posted(), before);
  const Answer nothing = ask(body({line("FREE", "1")}, 0));
  EXPECT_EQ(nothing.status, 201) << nothing;
}

TEST_F(WithoutReceipt, refusals_change_nothing) {
  sell(5);
  const Answer retired = house.manager().send(
      {.method = "PATCH",
       .target = "/v1/items/A1002",
       .body = R"({"state":"retired"})",
       .if_match = get("/v1/items/A1002").header("ETag")}
  );
  ASSERT_EQ(retired.status, 200) << retired;
  const std::string before = posted();
  const auto one = [&](json::object more) {
    return body({line("A1001", "1")}, 10'000, std::move(more));
  };
  const auto tender = [&](const char* kind) { return one({{"tenders", paid(10'000, kind)}}); };
  struct Row {
    json::object body;
    const char *code, *pointer;
  };
  json::object nobody = one({});
  nobody.erase("member");
  const Row rows[] = {
      {nobody, "invalid_request", "/member"},
      {one({{"member", by("phone", "13700137000")}}), "member_not_found", "/member/value"},
      {one({{"member", by("card", "4711")}}), "card_not_found", "/member/value"},
      {body({line("NONE", "1")}, 10'000), "item_not_found", "/lines/0/item"},
      {body({line("A1001", "1"), line("A1002", "1")}, 15'990), "item_retired", "/lines/1/item"},
      {one({{"lines", json::array()}}), "invalid_request", "/lines"},
      {one({{"tenders", paid(9'999)}}), "tenders_do_not_add_up", "/tenders"},
      {one({{"tenders", paid(10'001)}}), "tenders_do_not_add_up", "/tenders"},
      {tender("points"), "invalid_request", "/tenders/0/kind"},
      {tender("stored_value"), "invalid_request", "/tenders/0/kind"},
      {tender("small_change"), "invalid_request", "/tenders/0/kind"},
      {tender("voucher"), "invalid_request", "/tenders/0/kind"},
      {tender("points_purchase"), "invalid_request", "/tenders/0/kind"},
      {tender("exchange_credit"), "invalid_request", "/tenders/0/kind"},
      {one({{"tenders", {{{"kind", "cash"}, {"amount", money(10'000, "GBP")}}}}}),
       "currency_mismatch",
       "/tenders/0/amount/currency"},
      {one({{"store", "S009"}}), "store_not_found", "/store"},
      {one({{"till", "09"}}), "till_not_found", "/till"},
      {one({{"business_date", "2026-02-20"}}), "business_date_mismatch", "/business_date"},
      {one({{"occurred_at", house.now().plus_seconds(3600).to_string()}}),
       "occurred_in_future",
       "/occurred_at"},
      {one({{"occurred_at", house.now().plus_seconds(-10 * 86400).to_string()}}),
       "business_date_mismatch",
       "/business_date"}};
  for (const Row& row : rows) {
    const Answer refused = ask(row.body);
    EXPECT_EQ(refused.code(), row.code) << refused;
    EXPECT_EQ(refused.pointer(), row.pointer) << refused;
    EXPECT_EQ(posted(), before);
  }
  const Client cashier = house.person("cashier", {"sales:refund", "sales:write", "sales:read"});
  EXPECT_EQ(TestHouse::post_keyed(cashier, at, one({})).code(), "forbidden");
  const Client elsewhere = house.person("elsewhere", {"sales:refund_without_receipt"}, {"S002"});
  EXPECT_EQ(TestHouse::post_keyed(elsewhere, at, one({})).code(), "store_out_of_scope");
  const Answer frozen = house.manager().send(
      {.method = "PATCH",
       .target = "/v1/members/" + she,
       .body = R"({"state":"frozen"})",
       .if_match = get("/v1/members/" + she).header("ETag")}
  );
  ASSERT_EQ(frozen.status, 200) << frozen;
  EXPECT_EQ(back(1).code(), "member_frozen");
  EXPECT_EQ(points(), 50);
}

TEST_F(WithoutReceipt, a_retry_gets_the_first_answer_and_a_used_number_is_refused) {
  sell(5);
  const json::object first = body({line("A1001", "1")}, 10'000);
  const Answer given = ask(first);
  ASSERT_EQ(given.status, 201) << given;
  json::object other = first;
  other["reason"] = "another";
  EXPECT_EQ(ask(other).code(), "idempotency_key_reused");
  EXPECT_EQ(house.manager().post(at, other, "yet-another").code(), "receipt_exists");
  while (back(1).status == 201) continue;  // the year is used up meanwhile
  const Answer again = ask(first);
  EXPECT_EQ(again.text, given.text);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(house.manager().post(at, first, "another-key").text, given.text);
  EXPECT_EQ(ask(other).code(), "idempotency_key_reused");
  const Answer sale = house.sell(
      {.phone = her_phone, .lines = {{"A1001"}}, .sequence = first.at("sequence").as_int64()}
  );
  EXPECT_GE(sale.status, 400) << "one number for all documents of a till: " << sale;
}

TEST_F(WithoutReceipt, of_many_at_once_for_the_last_of_the_year_one_is_given) {
  sell(20);
  ASSERT_EQ(back(1).status, 201);
  ASSERT_EQ(back(1).status, 201);
  std::vector<json::object> bodies;
  for (int i = 0; i < 8; ++i) bodies.push_back(body({line("A1001", "1")}, 10'000));
  const Rush rushed =
      rush(8, [&](int thread) { return ask(bodies[static_cast<std::size_t>(thread)]); });
  EXPECT_EQ(rushed.won, 1);
  EXPECT_EQ(rushed.refused.at("409 refund_without_receipt_limit"), 7);
  EXPECT_EQ(points(), 200 - 30);
}

TEST_F(WithoutReceipt, points_that_are_missing_are_bought_and_kept_back_from_the_money) {
  sell(1);    // 10 points
  redeem(6);  // 4 are left
  // A = 20: 4 are there, 16 are bought at 10,000 ÷ 1,000 fen each = 1.60; 200.00 − 1.60 = 198.40.
  const std::string before = posted();
  EXPECT_EQ(ask(body({line("A1001", "2")}, 20'000)).code(), "tenders_do_not_add_up");
  EXPECT_EQ(posted(), before);
  const Answer given = ask(body({line("A1001", "2")}, 19'840));
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.string("/tenders/1/kind"), "points_purchase");
  EXPECT_EQ(given.integer("/tenders/1/amount/amount"), 160);
  EXPECT_EQ(given.integer("/points/f"), -16);
  EXPECT_EQ(points(), 0);
  EXPECT_EQ(points("/classes/a"), -10);
  EXPECT_EQ(points("/classes/f"), 16);
  const Answer undone = undo(given);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.integer("/tenders/0/amount/amount"), 19'840);
  EXPECT_EQ(points(), 4);
  EXPECT_EQ(points("/classes/a"), 10);
  EXPECT_EQ(points("/classes/f"), 0);
  redeem(4);  // 10 are missing, at 200.00 each
  programmes::Parameters dear = parameters();
  dear.points_price = 20'000'000;  // 200.00 for a point
  set(dear);
  EXPECT_EQ(back(1).code(), "refund_below_points_price");
}

TEST_F(WithoutReceipt, points_that_are_missing_are_owed_and_undone_to_the_point) {
  set(parameters(ShortfallPolicy::debt));
  sell(1);    // 10
  redeem(6);  // 4
  const Answer given = back(2);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(points(), -16) << "4 were there, 16 are owed";
  EXPECT_EQ(points("/owed"), 16);
  EXPECT_EQ(house.points(she, "/classes/a"), -10);
  sell(1);  // 10 of them repaid
  EXPECT_EQ(points("/owed"), 6);
  // Without the refund she would have 4 + 10.
  const Answer undone = undo(given);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.integer("/balance"), 14);
  EXPECT_EQ(points(), 14);
  EXPECT_EQ(points("/owed"), 0);
  EXPECT_EQ(points("/classes/a"), 20);
  redeem(14);
  house.expect_clean_books();
}

TEST_F(WithoutReceipt, points_that_are_missing_refuse_it_where_the_programme_says_so) {
  set(parameters(ShortfallPolicy::refuse));
  sell(1);
  redeem(1);
  const std::string before = posted();
  EXPECT_EQ(back(1).code(), "refund_needs_points");
  EXPECT_EQ(posted(), before);
  EXPECT_EQ(ask(body({line("A1003", "4")}, 8'000)).status, 201) << "eight of nine";
}

TEST_F(WithoutReceipt, is_undone_on_its_day_and_at_its_till_only_and_once) {
  const Answer sale = sell(5);
  const Answer given = back(1), late = back(1);
  const std::string before = posted();
  EXPECT_EQ(undo(given, {.receipt = "", .till = "02"}).code(), "another_till");
  EXPECT_EQ(undo(given, {.receipt = "", .store = "S002"}).code(), "another_till");
  EXPECT_EQ(undo(sale).code(), "receipt_not_found");
  EXPECT_EQ(posted(), before);
  const Client cashier = house.person("cashier", {"sales:refund"});
  EXPECT_EQ(
      TestHouse::post_keyed(
          cashier, std::string(at) + "/" + given.string("/receipt") + "/void", house.back_body({})
      )
          .code(),
      "forbidden"
  );
  const Answer undone = undo(given);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.string("/kind"), "refund_without_receipt_void");
  EXPECT_EQ(undone.string("/original"), given.string("/receipt"));
  EXPECT_EQ(undone.integer("/balance"), 40);
  EXPECT_EQ(get("/v1/receipts/" + given.string("/receipt")).string("/state"), "voided");
  EXPECT_EQ(undo(given).code(), "already_voided");
  EXPECT_EQ(undo(undone).code(), "receipt_not_found");
  house.advance_days(1);
  EXPECT_EQ(undo(late).code(), "void_after_business_day");
  EXPECT_EQ(points(), 40);
}

TEST_F(WithoutReceipt, counts_and_undo_follow_a_merge) {
  const std::string old = house.enrol(old_phone);
  sell(5, old_phone);
  sell(1);
  const json::object as_old{{"member", by("phone", old_phone)}};
  ASSERT_EQ(back(1, as_old).status, 201);
  const Answer mistyped = back(1, as_old);
  ASSERT_EQ(back(1).status, 201);
  EXPECT_EQ(points(), 0);
  const Answer merged =
      post("/v1/members/" + she + "/merges", {{"absorbed", old}, {"reason", "one person"}});
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(points(), 30);
  EXPECT_EQ(back(1).code(), "refund_without_receipt_limit") << "two of the other's, one of hers";
  EXPECT_EQ(get("/v1/members/" + she + "/receipts").size("/receipts"), 5U);
  const Answer undone = undo(mistyped);
  ASSERT_EQ(undone.status, 201) << undone;
  EXPECT_EQ(undone.integer("/balance"), 40) << "hers, who has everything now";
  EXPECT_EQ(points(), 40);
  EXPECT_EQ(back(1, as_old).status, 201) << "one is free again, by either phone";
  EXPECT_EQ(points(), 30);
  EXPECT_EQ(back(1).code(), "refund_without_receipt_limit");
}

TEST_F(WithoutReceipt, a_debt_that_a_merge_took_along_is_undone_there) {
  set(parameters(ShortfallPolicy::debt));
  const std::string old = house.enrol(old_phone);
  const Answer given = back(2, {{"member", by("phone", old_phone)}});  // 20 owed
  sell(1);                                                             // 10
  ASSERT_EQ(
      post("/v1/members/" + she + "/merges", {{"absorbed", old}, {"reason", "one person"}}).status,
      201
  );
  EXPECT_EQ(points(), -10) << "ten of twenty are repaid at once";
  ASSERT_EQ(undo(given).status, 201);
  EXPECT_EQ(points(), 10);
  EXPECT_EQ(points("/owed"), 0);
}

TEST_F(WithoutReceipt, is_told_to_reports_timeline_trail_copy_and_the_rules_of_risk) {
  for (int i = 0; i < 2; ++i) sell(1);
  programmes::Parameters any = parameters(ShortfallPolicy::debt);
  any.refunds_without_receipt_year_max = 0;
  set(any);
  const Answer given = back(1), mistyped = back(1);
  ASSERT_EQ(undo(mistyped).status, 201);
  hand_out_news(house);
  const Answer days = get("/v1/stores/S001/days?" + day().substr(1));
  EXPECT_EQ(days.integer("/days/0/sales/count"), 2) << days;
  EXPECT_EQ(days.integer("/days/0/refunds/count"), 1) << "the other was undone: " << days;
  EXPECT_EQ(days.integer("/days/0/refunds/amount/amount"), 10'000);
  EXPECT_EQ(days.integer("/days/0/points"), 10);
  const Answer report = get("/v1/points/reports/days?programme=MAIN" + day());
  EXPECT_THAT(report.text, HasSubstr(R"("reversed":10)")) << report;
  const Answer agreed = house.manager().post(
      "/v1/reconciliations",
      {{"store", "S001"},
       {"till", "01"},
       {"business_date", house.today().to_string()},
       {"sales", {{"count", 2}, {"amount", money(20'000)}}},
       {"refunds", {{"count", 1}, {"amount", money(10'000)}}}}
  );
  EXPECT_EQ(agreed.find("/agrees")->as_bool(), true) << agreed;

  const Answer timeline = get("/v1/members/" + she + "/timeline");
  EXPECT_EQ(timeline.string("/items/0/kind"), "refund_without_receipt_void") << timeline;
  EXPECT_EQ(timeline.string("/items/1/kind"), "refund_without_receipt");
  EXPECT_EQ(timeline.integer("/items/1/points"), -10);
  EXPECT_EQ(timeline.string("/items/2/receipt"), given.string("/receipt"));
  const Answer trail = get("/v1/audit?member=" + she);
  EXPECT_THAT(trail.text, HasSubstr(R"("refund_without_receipt")"));
  EXPECT_THAT(trail.text, HasSubstr(R"("refund_without_receipt_void")"));
  const Answer asked = post("/v1/members/" + she + "/requests", {{"kind", "copy"}});
  const Answer copy = get("/v1/person-requests/" + asked.string("/id") + "/copy");
  EXPECT_THAT(copy.text, HasSubstr("refund_without_receipt")) << copy;

  const std::string findings = "/v1/risk/findings?programme=MAIN&rule=refund_share";
  for (int i = 0; i < 2; ++i) ASSERT_EQ(back(1).status, 201);
  hand_out_news(house);
  EXPECT_EQ(get(findings).size("/items"), 0U) << "three that stand: four are looked at";
  ASSERT_EQ(back(1).status, 201);
  hand_out_news(house);
  const Answer found = get(findings);
  ASSERT_EQ(found.size("/items"), 1U) << found;
  EXPECT_EQ(found.integer("/items/0/measured"), 200) << "400.00 back of 200.00";
}

TEST_F(WithoutReceipt, verify_finds_what_was_changed) {
  sell(5);
  const Answer given = back(1);
  ASSERT_EQ(undo(back(1)).status, 201);
  const auto run = [&](const sql::Query& query) {
    const auto changed = house.application().db().write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return tx.exec(query);
    });
    EXPECT_GE(*changed, 1);
  };
  static const sql::Query more{
      "UPDATE sale_receipts SET points_identity = points_identity + 1 WHERE kind = 'refund'"};
  static const sql::Query less{
      "UPDATE sale_receipts SET points_identity = points_identity - 1 WHERE kind = 'refund'"};
  static const sql::Query with_receipt{
      "UPDATE sale_receipts SET without_receipt = 0 WHERE kind = 'refund' AND state = 'posted'"};
  static const sql::Query without{
      "UPDATE sale_receipts SET without_receipt = 1 WHERE kind = 'refund' AND state = 'posted'"};
  static const sql::Query sold{"UPDATE sale_receipts SET without_receipt = 1 WHERE kind = 'sale'"};
  static const sql::Query unsold{
      "UPDATE sale_receipts SET without_receipt = 0 WHERE kind = 'sale'"};
  static const sql::Query standing{
      "UPDATE sale_receipts SET state = 'posted' WHERE state = 'voided'"};
  static const sql::Query voided{
      "UPDATE sale_receipts SET state = 'voided' WHERE kind = 'refund' AND refunds = 1"};
  static const sql::Query entry_less{
      "UPDATE points_entries SET amount = amount - 1 WHERE reason = 'reinstated'"};
  static const sql::Query entry_more{
      "UPDATE points_entries SET amount = amount + 1 WHERE reason = 'reinstated'"};
  struct Row {
    const sql::Query& plant;
    const sql::Query& undo;
    const char* found;
  };
  const Row rows[] = {
      {more, less, "the points it took without a receipt differ"},
      {with_receipt, without, "a refund without its sale"},
      {sold, unsold, "a refund without a receipt is none"},
      {standing, voided, "its refunds do not sum"},
      {entry_less, entry_more, "the points it took without a receipt differ"}};
  for (const Row& row : rows) {
    run(row.plant);
    const std::string report = verify::to_json(house.verify());
    EXPECT_THAT(report, HasSubstr(row.found));
    run(row.undo);
  }
  house.expect_clean_books();
}

}  // namespace
}  // namespace guanxi::test
