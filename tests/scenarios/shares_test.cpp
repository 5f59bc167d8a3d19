// Who bears what prices took off, told from the outside: sales, returns and late attributions in,
// the settlement of each party out. The books are verified when the house is torn down.
#include <gtest/gtest.h>

#include "modules/pricing/shares.h"
#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

json::object party(const char* code, int weight) { return {{"party", code}, {"weight", weight}}; }
json::object of(const char* who, int weight) { return {{"of", who}, {"weight", weight}}; }

/// Late attributions need nobody's approval.
programmes::Parameters attributed_at_once() {
  programmes::Parameters parameters;
  parameters.late_attribution_unapproved_points = 1'000'000;
  parameters.late_attributions_member_month_max = parameters.late_attributions_actor_day_max = 0;
  return parameters;
}

class Shares : public testing::Test {
 protected:
  Shares()
      : house(TestHouse::Options{.parameters = attributed_at_once()}),
        auditor(house.person("auditor", {"pricing:read", "pricing:audit"})) {
    house.enrol(her_phone);
    // A1001 is sold by counter group COSM, and is of a brand; nothing else is.
    const Answer now = house.manager().get("/v1/items/A1001");
    json::object item{
        {"code", "A1001"},
        {"name", "Cream"},
        {"unit", "piece"},
        {"currency", "CNY"},
        {"list_price", "100.00"},
        {"counter_group", "COSM"},
        {"brand", "OLAY"}};
    item.erase("code");
    const Answer put = house.manager().send(
        {.method = "PUT",
         .target = "/v1/items/A1001",
         .body = json::serialize(item),
         .if_match = now.header("ETag")}
    );
    EXPECT_LT(put.status, 300) << put;
  }

  void step(const Client& by, const std::string& at, const char* what) {
    const Answer moved = by.send(
        {.method = "POST",
         .target = at + "/" + what,
         .body = "{}",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(moved.status, 200) << what << ": " << moved;
  }
  void put(const char* kind, const char* code, json::object more) {
    json::object rule{{"kind", kind}, {"code", code}, {"name_zh", code}, {"name_en", code}};
    for (auto& [key, value] : more) rule[key] = value;
    const Answer drafted =
        house.manager().post("/v1/pricing/rules", {{"programme", "MAIN"}, {"rule", rule}});
    ASSERT_EQ(drafted.status, 201) << drafted;
    const std::string at = "/v1/pricing/rules/" + drafted.string("/id");
    step(house.manager(), at, "submit");
    step(auditor, at, "audit");
    house.clock().advance_seconds(1);
  }
  void document(json::array shares = {}) {
    json::object more{
        {"entries", {{{"goods", {{"kind", "item"}, {"code", "A1001"}}}, {"rate", "0.90"}}}}};
    if (!shares.empty()) more["shares"] = shares;
    put("document", "D90", more);
  }
  void ten_off(json::array shares) {
    put("promotion",
        "TEN",
        {{"reward", {{"kind", "money_off"}, {"amount", money(1000)}}}, {"shares", shares}});
  }
  void agree(json::array agreements) {
    const Answer now = house.manager().get("/v1/pricing/agreements?programme=MAIN");
    const Answer put = house.manager().send(
        {.method = "PUT",
         .target = "/v1/pricing/agreements",
         .body = json::serialize(json::object{
             {"programme", "MAIN"}, {"agreements", agreements}, {"reason", "contracts"}}),
         .if_match = now.header("ETag")}
    );
    ASSERT_EQ(put.status, 200) << put;
    house.clock().advance_seconds(1);
  }
  Answer sell(json::array lines, const std::string& phone = her_phone, json::object more = {}) {
    house.clock().advance_seconds(1);
    json::object body = house.sale_body({.phone = phone, .lines = {}});
    json::object asked{{"store", body["store"]}, {"till", body["till"]}, {"lines", lines}};
    if (body.contains("member")) asked["member"] = body["member"];
    const Answer quoted = house.manager().post("/v1/checkout/quote", asked);
    EXPECT_EQ(quoted.status, 200) << quoted;
    json::object rest{{"lines", lines}, {"quote_id", quoted.string("/quote_id")}};
    for (auto& [key, value] : more) rest[key] = value;
    const std::int64_t payable = quoted.integer("/payable/amount");
    return house.sell({.phone = phone, .tenders = {{"cash", payable}}, .more = std::move(rest)});
  }
  Answer report(const std::string& more = "") {
    hand_out_news(house);
    const std::string day = house.today().to_string();
    const Answer answer =
        house.manager().get("/v1/pricing/shares?programme=MAIN&from=" + day + "&to=" + day + more);
    EXPECT_EQ(answer.status, 200) << answer;
    return answer;
  }
  /// "mall 700-0 party:P 300-0": what each bore, and what came back of it.
  static std::string told(const Answer& answer, const char* by = nullptr) {
    std::string text;
    for (const json::value& one : answer.find("/rows")->as_array()) {
      const json::object& row = one.as_object();
      if (!text.empty()) text += ' ';
      text += std::string(row.at("bearer").as_string());
      if (by) text += "/" + (row.contains(by) ? std::string(row.at(by).as_string()) : "");
      const auto minor = [&](const char* name) {
        return std::to_string(row.at(name).as_object().at("amount").as_int64());
      };
      text += " " + minor("conceded") + "-" + minor("returned");
    }
    return text;
  }
  std::string borne() { return told(report()); }

  TestHouse house;
  Client auditor;
};

TEST_F(Shares, what_waits_to_be_counted_is_not_missing_and_what_does_not_is) {
  ten_off({party("PARTNER", 1)});
  const json::array lines{{{"item", "A1001"}, {"quantity", "1"}}};
  ASSERT_EQ(sell(lines).status, 201);
  hand_out_news(house);
  house.advance_days(1);
  const Answer counted = sell(lines);
  ASSERT_EQ(counted.status, 201) << counted;
  hand_out_news(house);
  house.advance_days(3);
  ASSERT_EQ(sell(lines).status, 201) << "nobody hands out news";
  sql::Database& db = house.application().db();
  using Faults = std::vector<std::string>;
  const auto faults = [](sql::Tx& tx) { return pricing::verify_shares(tx, 10); };
  EXPECT_EQ(db.read(faults), Faults());
  const std::int64_t receipt = std::stoll(counted.string("/receipt"));
  Faults without;
  const Outcome undone = db.write([&](sql::Tx& tx) -> Outcome {
    static const sql::Query drop{"DELETE FROM pricing_shares WHERE receipt_id = $1"};
    tx.exec(drop, receipt);
    without = faults(tx);
    return ErrorCode::conflict;
  });
  EXPECT_FALSE(undone.has_value());
  ASSERT_FALSE(without.empty());
  EXPECT_EQ(
      without.front(), "receipt " + std::to_string(receipt) + ": nobody bears what came off it"
  );
}

TEST_F(Shares, a_rules_own_shares_win_and_the_goods_say_who_that_is) {
  document({of("mall", 70), of("counter_group", 30)});
  ten_off({party("PARTNER", 1), of("brand", 1), of("counter", 2)});
  const json::array lines{
      {{"item", "A1001"}, {"quantity", "1"}, {"counter", "C01"}},
      {{"item", "A1003"}, {"quantity", "1"}}};
  const Answer sold = sell(lines);
  ASSERT_EQ(sold.status, 201) << sold;
  ASSERT_EQ(sold.integer("/payable/amount"), 9000 + 2000 - 1000);
  // 10.00 off the cream by the document; 10.00 off both, 8.18 and 1.82, of which the other goods
  // have neither brand nor counter.
  EXPECT_EQ(
      borne(),
      "brand:OLAY 204-0 counter:S001/C01 409-0 counter_group:COSM 300-0 mall 836-0 "
      "party:PARTNER 251-0"
  );
  EXPECT_EQ(report().integer("/conceded/amount"), 2000);
  EXPECT_EQ(told(report("&by=rule&bearer=mall"), "rule"), "mall/D90 700-0 mall/TEN 136-0");
  EXPECT_EQ(told(report("&by=store&bearer=party:PARTNER"), "store"), "party:PARTNER/S001 251-0");
  EXPECT_EQ(report("&store=S002").size("/rows"), 0U);
}

TEST_F(Shares, what_no_rule_says_is_the_malls_or_as_agreed) {
  document();
  sell({{{"item", "A1001"}, {"quantity", "1"}}});
  EXPECT_EQ(borne(), "mall 1000-0");
  agree(
      {{{"on", "member_rate"}, {"shares", {of("mall", 60), of("counter_group", 40)}}},
       {{"on", "member_rate"}, {"cost_group", "A"}, {"shares", {party("BANK", 1)}}},
       {{"on", "shop_price"}, {"shares", {of("brand", 1)}}}}
  );
  const Answer sold = sell(
      {{{"item", "A1001"}, {"quantity", "1"}},
       {{"item", "A1001"}, {"quantity", "1"}, {"shop_price", "80.00"}}}
  );
  // Each at 90: the second's own 80.00 is less already.
  EXPECT_EQ(sold.integer("/payable/amount"), 9000 + 8000);
  EXPECT_EQ(borne(), "brand:OLAY 2000-0 counter_group:COSM 400-0 mall 1600-0");
  // The words of the price say the same.
  const Answer price = house.manager().get("/v1/receipts/" + sold.string("/receipt") + "/price");
  EXPECT_EQ(price.string("/price/concessions/0/borne/1/of"), "counter_group") << price;
  EXPECT_EQ(price.integer("/price/concessions/0/borne/1/amount/amount"), 400);
}

TEST_F(Shares, any_returns_in_any_order_end_at_nothing) {
  document({of("mall", 2), of("counter_group", 1)});
  ten_off({party("P", 1), of("mall", 2)});
  const json::array lines{
      {{"item", "A1001"}, {"quantity", "3"}}, {{"item", "A1002"}, {"quantity", "2"}}};
  const std::string one = sell(lines).string("/receipt");
  const std::string other = sell(lines).string("/receipt");
  const std::string sold = borne();
  house.advance_days(1);
  EXPECT_EQ(borne(), "") << "what comes back tomorrow is tomorrow's";
  house.refund({.receipt = one, .lines = {{1, "1"}}});
  EXPECT_GT(report().integer("/returned/amount"), 0);
  house.refund({.receipt = one, .lines = {{2, "1"}}});
  house.refund({.receipt = one, .lines = {{1, "1"}, {2, "1"}}});
  house.refund({.receipt = one});
  const std::string bit_by_bit = borne();
  house.advance_days(1);
  house.refund({.receipt = other});
  EXPECT_EQ(borne(), bit_by_bit) << "as one that comes back at once";
  house.advance_days(-2);
  EXPECT_EQ(borne(), sold) << "a day that is over does not change";
  const Answer all =
      house.manager().get("/v1/pricing/shares?programme=MAIN&from=2026-03-01&to=2026-03-31");
  EXPECT_EQ(all.integer("/net/amount"), 0);
  for (std::size_t i = 0; i < all.size("/rows"); ++i)
    EXPECT_EQ(all.integer("/rows/" + std::to_string(i) + "/net/amount"), 0);
  house.advance_days(2);
}

TEST_F(Shares, a_void_and_an_exchange_bring_back_their_part) {
  ten_off({party("P", 1)});
  const Answer sold = sell({{{"item", "A1001"}, {"quantity", "1"}}});
  ASSERT_EQ(house.void_sale({.receipt = sold.string("/receipt")}).status, 201);
  EXPECT_EQ(borne(), "party:P 1000-1000");
}

TEST_F(Shares, of_what_the_till_priced_nothing_is_ours_to_share) {
  ten_off({party("P", 1)});
  const Answer sold =
      house.sell({.phone = her_phone, .lines = {{"A1001"}}, .more = {{"pricing", "as_sold"}}});
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(borne(), "");
}

TEST_F(Shares, a_late_attribution_moves_nothing_but_the_owner) {
  ten_off({party("P", 1), of("mall", 1)});
  const Answer sold = sell({{{"item", "A1001"}, {"quantity", "2"}}}, "");
  house.refund({.receipt = sold.string("/receipt"), .lines = {{1, "1"}}});
  const std::string before = borne();
  EXPECT_EQ(before, "mall 500-250 party:P 500-250");
  house.clock().advance_seconds(1);
  const Answer given = house.manager().post(
      "/v1/receipts/" + sold.string("/receipt") + "/attribution",
      {{"member", {{"kind", "phone"}, {"value", her_phone}}},
       {"cashier", "C07"},
       {"reason", "card"}},
      "given"
  );
  ASSERT_LT(given.status, 300) << given;
  EXPECT_EQ(borne(), before);
  house.clock().advance_seconds(1);
  house.refund({.receipt = sold.string("/receipt")});
  EXPECT_EQ(borne(), "mall 500-500 party:P 500-500");
}

TEST_F(Shares, the_receipts_of_a_bearer_page_by_page_and_as_a_file) {
  ten_off({party("P", 1)});
  const Answer first = sell({{{"item", "A1001"}, {"quantity", "1"}}});
  sell({{{"item", "A1001"}, {"quantity", "1"}}});
  house.refund({.receipt = first.string("/receipt")});
  hand_out_news(house);
  const std::string day = house.today().to_string();
  const std::string asked = "programme=MAIN&from=" + day + "&to=" + day + "&bearer=party:P";
  std::string cursor;
  std::vector<std::string> seen;
  for (int page = 0; page < 3; ++page) {
    const Answer answer =
        house.manager().get("/v1/pricing/shares/receipts?limit=1&" + asked + cursor);
    ASSERT_EQ(answer.status, 200) << answer;
    ASSERT_EQ(answer.size("/items"), 1U);
    seen.push_back(answer.string("/items/0/receipt"));
    if (page < 2) cursor = "&cursor=" + answer.string("/next_cursor");
    if (page == 2) {
      EXPECT_EQ(answer.find("/next_cursor"), nullptr);
    }
  }
  EXPECT_EQ(seen[0], first.string("/receipt"));
  const Answer file = house.manager().get("/v1/pricing/shares/receipts.csv?" + asked);
  EXPECT_EQ(
      file.text.substr(0, file.text.find('\r')),
      "day,store,receipt,original,cost_group,line,cause,rule,conceded,returned"
  );
  EXPECT_NE(file.text.find(",1,promotion,TEN,10.00,0.00\r\n"), std::string::npos) << file.text;
  EXPECT_NE(file.text.find(",1,promotion,TEN,0.00,10.00\r\n"), std::string::npos) << file.text;
  const Answer sums = house.manager().get("/v1/pricing/shares.csv?" + asked);
  EXPECT_EQ(
      sums.text,
      "bearer,cause,rule,store,cost_group,day,conceded,returned,net\r\n"
      "party:P,,,,,,20.00,10.00,10.00\r\n"
  );
  // Another one's cursor, a time that is none, a store that one may not see.
  EXPECT_EQ(
      house.manager().get("/v1/pricing/shares/receipts?cursor=x&" + asked).code(), "bad_cursor"
  );
  EXPECT_EQ(
      house.manager()
          .get("/v1/pricing/shares?programme=MAIN&from=2026-03-02&to=2026-03-01")
          .pointer(),
      "/to"
  );
  const Client clerk = house.person("clerk", {"pricing:report"}, {"S002"});
  EXPECT_EQ(clerk.get("/v1/pricing/shares?" + asked).code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get("/v1/pricing/shares?" + asked + "&store=S001").code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get("/v1/pricing/shares?" + asked + "&store=S002").size("/rows"), 0U);
}

// A guard is proved by a planted violation.
TEST_F(Shares, verify_sees_what_was_changed_in_the_books) {
  ten_off({party("P", 1), of("brand", 1)});
  const Answer sold = sell({{{"item", "A1001"}, {"quantity", "1"}}});
  house.refund({.receipt = sold.string("/receipt")});
  hand_out_news(house);
  house.expect_clean_books();
  static const sql::Query raise{
      "UPDATE pricing_share_days SET conceded = conceded + 1 WHERE bearer = 'party:P'"};
  static const sql::Query lower{
      "UPDATE pricing_share_days SET conceded = conceded - 1 WHERE bearer = 'party:P'"};
  static const sql::Query take_over{
      "UPDATE pricing_shares SET bearer = 'party:Q' WHERE bearer = 'party:P'"};
  static const sql::Query give_back{
      "UPDATE pricing_shares SET bearer = 'party:P' WHERE bearer = 'party:Q'"};
  const auto change = [&](const sql::Query& query) {
    const Outcome changed = house.application().db().write([&](sql::Tx& tx) -> Outcome {
      tx.exec(query);
      return ok();
    });
    EXPECT_TRUE(changed.has_value());
  };
  change(raise);
  EXPECT_EQ(house.verify().faults_found(), 1);
  change(lower);
  change(take_over);
  EXPECT_GT(house.verify().faults_found(), 0);
  change(give_back);
  house.expect_clean_books();
}

}  // namespace
}  // namespace guanxi::test
