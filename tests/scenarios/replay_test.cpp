// What-if: receipts that tills have made, held against other rules. What happened is never touched.
#include <gtest/gtest.h>

#include <map>

#include "flows/replay/replay.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

json::object promotion(const char* code, json::object reward, json::object more = {}) {
  json::object rule{
      {"kind", "promotion"},
      {"code", code},
      {"name_zh", "促销"},
      {"name_en", "Promotion"},
      {"reward", std::move(reward)}};
  for (const auto& [name, value] : more) rule[name] = value;
  return rule;
}
json::object percent(const char* pays) { return {{"kind", "percent_off"}, {"rate", pays}}; }
json::object off(std::int64_t fen) { return {{"kind", "money_off"}, {"amount", money(fen)}}; }
json::object from(std::int64_t fen) { return {{"threshold", {{"amount", money(fen)}}}}; }

class Replays : public testing::Test {
 protected:
  Replays() {
    member = house.enrol(her_phone);
    auditor.emplace(house.person("auditor", {"*"}));
  }

  /// In force from now on.
  void put_in_force(const json::object& rule) {
    house.clock().advance_seconds(1);
    const Answer added =
        house.manager().post("/v1/pricing/rules", {{"programme", "MAIN"}, {"rule", rule}});
    ASSERT_EQ(added.status, 201) << added;
    const std::string at = "/v1/pricing/rules/" + added.string("/id");
    step(house.manager(), at, "/submit");
    step(*auditor, at, "/audit");
    house.clock().advance_seconds(1);
  }
  void step(const Client& who, const std::string& at, const char* step) {
    const Answer stepped = who.send(
        {.method = "POST",
         .target = at + step,
         .body = R"({"reason":"spring"})",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(stepped.status, 200) << stepped;
  }
  /// What the quote asks.
  std::int64_t asked_for(const Sale& sale) {
    const json::object body = house.sale_body(sale);
    json::object asked{
        {"store", body.at("store")}, {"till", body.at("till")}, {"lines", body.at("lines")}};
    if (body.contains("member")) asked["member"] = body.at("member");
    const Answer quoted = house.manager().post("/v1/checkout/quote", asked);
    EXPECT_EQ(quoted.status, 200) << quoted;
    return quoted.integer("/payable/amount");
  }
  std::string sell(Sale sale) {
    house.clock().advance_seconds(1);
    if (sale.tenders.empty()) sale.tenders = {{"cash", asked_for(sale)}};
    const Answer sold = house.sell(sale);
    EXPECT_EQ(sold.status, 201) << sold;
    return sold.string("/receipt");
  }
  json::object request(json::array rules, json::object more = {}) {
    const std::string today = house.today().to_string();
    json::object body{
        {"programme", "MAIN"}, {"from", today}, {"to", today}, {"rules", std::move(rules)}};
    for (const auto& [name, value] : more) body[name] = value;
    return body;
  }
  /// Asks for a replay, has it run, and reads what it found.
  Answer replayed(json::array rules, json::object more = {}) {
    const Answer asked =
        house.manager().post("/v1/pricing/replays", request(std::move(rules), std::move(more)));
    EXPECT_EQ(asked.status, 202) << asked;
    const Outcome ran = house.application().jobs().run_now("pricing.replays", house.now());
    EXPECT_TRUE(ran.has_value());
    const Answer found = house.manager().get("/v1/pricing/replays/" + asked.string("/id"));
    EXPECT_EQ(found.string("/state"), "done") << found;
    EXPECT_EQ(found.integer("/receipts"), found.integer("/total"));
    return found;
  }
  replay::ReplayReport report(const replay::Draft& draft, int sales_at_once) {
    app::Application& program = house.application();
    const replay::House of{
        program.db(),
        program.ids(),
        program.org(),
        program.programmes(),
        program.members(),
        program.ladders()};
    replay::Options options;
    options.sales_at_once = sales_at_once;
    const replay::Order order{
        *program.programmes().find("MAIN"), house.today(), house.today(), draft};
    auto found = replay::run(of, order, options, house.now());
    GX_CHECK(found.has_value() && found->has_value());
    return **std::move(found);
  }
  /// How many rows each table has, but for those that a request or a job writes about itself.
  std::map<std::string, std::int64_t> rows() {
    std::map<std::string, std::int64_t> all;
    house.application().db().read_tables([&](sql::TableReader& reader) {
      for (const sql::Table& table : house.application().db().tables()) {
        if (table.name == "replay_runs" || table.name == "job_runs") continue;
        all[table.name] = reader.count(table);
      }
    });
    return all;
  }
  /// Of members and not, with a rule and without, some of it given back.
  void some_sales() {
    put_in_force(promotion("FIFTH", off(2'000), from(10'000)));
    sell({.phone = her_phone, .lines = {{"A1001", "2"}, {"A1003", "1"}}});
    sell({.lines = {{"A1002", "1"}}});
    const std::string third = sell({.phone = her_phone, .lines = {{"A1001"}, {"A1002"}}});
    sell({.lines = {{"A1003", "3"}}, .store = "S002"});
    ASSERT_EQ(house.refund({.receipt = third, .lines = {{2, "1"}}}).status, 201);
    const std::string gone = sell({.phone = her_phone, .lines = {{"A1001"}}});
    ASSERT_EQ(house.refund({.receipt = gone}).status, 201);
    const std::string wrong = sell({.lines = {{"A1001"}}});
    ASSERT_LT(house.void_sale({.receipt = wrong}).status, 300);
  }

  TestHouse house;
  std::string member;
  std::optional<Client> auditor;
};

TEST_F(Replays, the_rules_that_priced_the_receipts_change_nothing) {
  some_sales();
  const Answer found = replayed({});
  EXPECT_EQ(found.integer("/report/receipts"), 4)
      << "the voided and the one given back are not there";
  EXPECT_EQ(found.integer("/report/cheaper"), 0) << found;
  EXPECT_EQ(found.integer("/report/dearer"), 0) << found;
  EXPECT_EQ(*found.find("/report/before"), *found.find("/report/after")) << found;
  EXPECT_GT(found.integer("/report/before/discount/amount"), 0);
  for (std::size_t i = 0; i < found.size("/report/rules"); ++i) {
    const std::string at = "/report/rules/" + std::to_string(i);
    EXPECT_EQ(*found.find(at + "/before"), *found.find(at + "/after"));
    EXPECT_EQ(found.integer(at + "/receipts_before"), found.integer(at + "/receipts_after"));
  }
  for (std::size_t i = 0; i < found.size("/report/segments"); ++i)
    EXPECT_EQ(found.integer("/report/segments/" + std::to_string(i) + "/winners"), 0);
  EXPECT_EQ(found.size("/report/most_won"), 0U);
}

TEST_F(Replays, a_tenth_less_gives_the_sums_of_ones_own_hand) {
  const std::string first = sell({.phone = her_phone, .lines = {{"A1001", "2"}}});  // 200.00
  sell({.lines = {{"A1002"}}, .store = "S002"});                                    // 59.90
  const Answer found = replayed({promotion("TENTH", percent("0.9"))});
  EXPECT_EQ(found.integer("/report/before/revenue/amount"), 25'990);
  EXPECT_EQ(found.integer("/report/after/revenue/amount"), 18'000 + 5'391);
  EXPECT_EQ(found.integer("/report/after/discount/amount"), 2'000 + 599);
  EXPECT_EQ(found.integer("/report/before/base_points"), 20);
  EXPECT_EQ(found.integer("/report/after/base_points"), 18);
  EXPECT_EQ(found.integer("/report/before/liability/amount"), 20);
  EXPECT_EQ(found.string("/report/rules/0/code"), "TENTH");
  EXPECT_EQ(found.integer("/report/rules/0/receipts_after"), 2);
  EXPECT_EQ(found.integer("/report/bearers/0/after/amount"), 2'599);
  EXPECT_EQ(found.string("/report/most_won/0/receipt"), first);
  EXPECT_EQ(found.integer("/report/most_won/0/after/amount"), 18'000);
}

TEST_F(Replays, a_draft_stands_for_the_rule_of_its_code_and_alone_for_the_whole_book) {
  put_in_force(promotion("TEN", off(1'000)));
  put_in_force(promotion("ONE", off(100), {{"lane", 1}}));
  sell({.lines = {{"A1001"}}});  // 100.00 - 10.00 - 1.00
  const Answer beside = replayed({promotion("TEN", off(2'000))});
  EXPECT_EQ(beside.integer("/report/before/revenue/amount"), 8'900);
  EXPECT_EQ(beside.integer("/report/after/revenue/amount"), 7'900);
  EXPECT_EQ(beside.size("/report/rules"), 2U) << "the revisions of a code are one row";
  const Answer alone = replayed({promotion("TEN", off(2'000))}, {{"alone", true}});
  EXPECT_EQ(alone.integer("/report/after/revenue/amount"), 8'000);
}

TEST_F(Replays, a_rule_of_another_time_is_tried_as_if_it_had_no_days_where_asked) {
  sell({.lines = {{"A1001"}}});
  const auto later = promotion(
      "LATER", off(1'000), {{"conditions", {{"from", "2026-12-01"}, {"to", "2026-12-31"}}}}
  );
  EXPECT_EQ(replayed({later}).integer("/report/cheaper"), 0);
  EXPECT_EQ(replayed({later}, {{"any_day", true}}).integer("/report/cheaper"), 1);
}

TEST_F(Replays, drafts_of_the_book_can_be_tried_before_anybody_audits_them) {
  sell({.lines = {{"A1001"}}});
  const Answer draft = house.manager().post(
      "/v1/pricing/rules", {{"programme", "MAIN"}, {"rule", promotion("TEN", off(1'000))}}
  );
  const Answer found = replayed({}, {{"drafts", {draft.string("/id")}}});
  EXPECT_EQ(found.integer("/report/after/revenue/amount"), 9'000);
}

TEST_F(Replays, what_came_back_counts_on_neither_side) {
  const std::string sold = sell({.lines = {{"A1001", "4"}}});
  ASSERT_EQ(house.refund({.receipt = sold, .lines = {{1, "1"}}}).status, 201);
  const Answer found = replayed({promotion("TENTH", percent("0.9"))});
  EXPECT_EQ(found.integer("/report/before/revenue/amount"), 30'000);
  EXPECT_EQ(found.integer("/report/after/revenue/amount"), 27'000);
}

TEST_F(Replays, what_a_till_priced_by_itself_is_told_apart) {
  json::object as_sold{{"pricing", "as_sold"}};
  json::array lines{json::object{
      {"item", "A1001"}, {"quantity", "1"}, {"list_price", "100.00"}, {"amount", money(8'500)}}};
  as_sold["lines"] = lines;
  sell({.lines = {{"A1001"}}, .tenders = {{"cash", 8'500}}, .more = as_sold});
  const Answer found = replayed({});
  EXPECT_EQ(found.integer("/report/priced_by_till"), 1);
  EXPECT_EQ(found.integer("/report/till_discount/amount"), 1'500);
  EXPECT_EQ(found.integer("/report/dearer"), 1);
}

TEST_F(Replays, the_report_is_the_same_whatever_is_read_at_once) {
  some_sales();
  auto read = api::from_json<replay::Draft>(json::serialize(json::object{
      {"rules", json::array{promotion("FIFTH", off(3'000), from(5'000))}}}));
  ASSERT_TRUE(read.has_value());
  const std::string at_once = api::to_json(report(*read, 1'000));
  for (const int few : {1, 2, 3}) EXPECT_EQ(api::to_json(report(*read, few)), at_once);
}

TEST_F(Replays, all_that_is_wrong_with_a_draft_is_said_and_nothing_is_kept) {
  const auto before = rows();
  json::object nowhere = promotion("A", percent("0.9"), {{"conditions", {{"stores", {"S999"}}}}});
  json::object nothing = promotion(
      "B", percent("0.9"), {{"scope", {{"include", {{{"kind", "item"}, {"code", "NONE"}}}}}}}
  );
  const Answer refused = house.manager().post(
      "/v1/pricing/replays", request({nowhere, nothing, promotion("A", off(100))})
  );
  EXPECT_EQ(refused.code(), "invalid_request") << refused;
  EXPECT_GE(refused.size("/errors"), 3U) << refused;
  const Answer backwards = house.manager().post(
      "/v1/pricing/replays", request({}, {{"from", "2026-03-03"}, {"to", "2026-03-01"}})
  );
  EXPECT_EQ(backwards.pointer(), "/to") << backwards;
  EXPECT_EQ(house.manager().get("/v1/pricing/replays?programme=MAIN").size("/items"), 0U);
  EXPECT_EQ(rows(), before);
}

TEST_F(Replays, nothing_is_written_to_the_books) {
  some_sales();
  const auto before = rows();
  replayed({promotion("TENTH", percent("0.9"))});
  EXPECT_EQ(rows(), before);
  house.expect_clean_books();
}

TEST_F(Replays, one_that_is_taken_back_is_gone_and_one_that_was_stopped_begins_anew) {
  sell({.lines = {{"A1001"}}});
  const Answer asked = house.manager().post("/v1/pricing/replays", request({}));
  const std::string at = "/v1/pricing/replays/" + asked.string("/id");
  house.restart();
  EXPECT_EQ(house.manager().get(at).string("/state"), "waiting");
  EXPECT_EQ(house.manager().send({.method = "DELETE", .target = at}).status, 204);
  EXPECT_EQ(house.manager().get(at).status, 404);
  EXPECT_TRUE(house.application().jobs().run_now("pricing.replays", house.now()).has_value());
  EXPECT_EQ(replayed({}).integer("/report/receipts"), 1);
}

TEST_F(Replays, what_ended_is_kept_for_ninety_days) {
  const std::string at = "/v1/pricing/replays/" + replayed({}).string("/id");
  house.advance_days(89);
  ASSERT_TRUE(house.application().jobs().run_now("pricing.replays", house.now()).has_value());
  EXPECT_EQ(house.manager().get(at).status, 200);
  house.advance_days(2);
  ASSERT_TRUE(house.application().jobs().run_now("pricing.replays", house.now()).has_value());
  EXPECT_EQ(house.manager().get(at).status, 404);
}

TEST_F(Replays, who_sees_a_store_only_may_not_ask_for_everybodys_receipts) {
  const Client clerk = house.person("clerk", {"pricing:replay"}, {"S001"});
  EXPECT_EQ(clerk.post("/v1/pricing/replays", request({})).code(), "store_out_of_scope");
  // What somebody else's found is everybody's receipts just the same.
  const std::string at = "/v1/pricing/replays/" + replayed({}).string("/id");
  EXPECT_EQ(clerk.get(at).code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get("/v1/pricing/replays?programme=MAIN").code(), "store_out_of_scope");
  EXPECT_EQ(clerk.send({.method = "DELETE", .target = at}).code(), "store_out_of_scope");
  const Client other = house.person("other", {"pricing:read"});
  EXPECT_EQ(other.post("/v1/pricing/replays", request({})).status, 403);
}

}  // namespace
}  // namespace guanxi::test
