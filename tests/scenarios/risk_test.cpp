// Abuse from the outside: what is found, who is limited, and who decides.
#include <gtest/gtest.h>

#include "support/house.h"
#include "support/news.h"
#include "support/wallets.h"

namespace guanxi::test {
namespace {

class RiskStory : public testing::Test {
 protected:
  RiskStory() { member = house.enrol(her_phone); }

  void put_rule(const std::string& rule, const char* mode, json::array thresholds) {
    const Answer put = change(rule, mode, std::move(thresholds));
    ASSERT_EQ(put.status, 200) << put;
  }
  Answer change(const std::string& rule, const char* mode, json::array thresholds) {
    return house.manager().send(
        {.method = "PUT",
         .target = "/v1/risk/rules/" + rule,
         .body = json::serialize(json::object{
             {"programme", "MAIN"},
             {"mode", mode},
             {"thresholds", std::move(thresholds)},
             {"reason", "a test"}})}
    );
  }
  static json::object threshold(const char* name, std::int64_t value) {
    return {{"name", name}, {"value", value}};
  }
  Answer sell(json::object more = {}) {
    house.clock().advance_seconds(60);
    return house.sell({.phone = her_phone, .lines = {{"A1001", "1"}}, .more = std::move(more)});
  }
  void sell_times(int times) {
    for (int i = 0; i < times; ++i) {
      const Answer sold = sell();
      ASSERT_EQ(sold.status, 201) << sold;
    }
  }
  /// What the consumer of the outbox has not seen yet.
  void watch() { hand_out_news(house); }
  Answer findings(const std::string& filter = "") const {
    return house.manager().get("/v1/risk/findings?programme=MAIN" + filter);
  }
  Answer decide(const std::string& finding, const char* decision) {
    return house.manager().post(
        "/v1/risk/findings/" + finding + "/decision",
        {{"decision", decision}, {"reason", "looked into"}},
        "decide-" + finding + decision
    );
  }
  void limit_after_two() {
    put_rule("card_often", "limit", {threshold("receipts_day", 2)});
    sell_times(3);
    watch();
  }

  TestHouse house;
  std::string member;
};

TEST_F(RiskStory, a_card_on_many_receipts_is_one_finding_that_grows) {
  put_rule("card_often", "watch", {threshold("receipts_day", 2)});
  sell_times(2);
  watch();
  EXPECT_EQ(findings().size("/items"), 0U) << "so many are allowed";
  sell_times(1);
  watch();
  const Answer found = findings();
  ASSERT_EQ(found.size("/items"), 1U) << found;
  EXPECT_EQ(found.string("/items/0/rule"), "card_often");
  EXPECT_EQ(found.string("/items/0/member"), member);
  EXPECT_EQ(found.string("/items/0/threshold"), "receipts_day");
  EXPECT_EQ(found.integer("/items/0/measured"), 3);
  EXPECT_EQ(found.size("/items/0/evidence"), 3U);
  EXPECT_EQ(found.find("/items/0/limited_until"), nullptr) << "it only watches";
  watch();
  EXPECT_EQ(findings().text, found.text) << "looking again changes nothing";
  sell_times(1);
  watch();
  const Answer grown = findings();
  ASSERT_EQ(grown.size("/items"), 1U);
  EXPECT_EQ(grown.integer("/items/0/count"), 4);
  EXPECT_EQ(grown.string("/items/0/id"), found.string("/items/0/id"));
  house.advance_days(1);
  sell_times(3);
  watch();
  EXPECT_EQ(findings().size("/items"), 2U) << "another day is another window";
  EXPECT_EQ(findings("&rule=refund_share").size("/items"), 0U);
  EXPECT_EQ(findings("&member=" + member).size("/items"), 2U);
  const Answer first = findings("&limit=1");
  EXPECT_EQ(
      findings("&limit=1&cursor=" + first.string("/next_cursor")).string("/items/0/id"),
      found.string("/items/0/id")
  );
}

TEST_F(RiskStory, a_limited_member_neither_earns_nor_spends_that_day) {
  limit_after_two();
  const Answer stopped = sell();
  EXPECT_EQ(stopped.status, 409) << stopped;
  EXPECT_EQ(stopped.code(), "stopped_by_risk_rule");
  EXPECT_EQ(stopped.pointer(), "/member/value");
  EXPECT_NE(stopped.text.find("card_often"), std::string::npos) << stopped;
  const std::int64_t before = house.points(member);
  EXPECT_EQ(
      house.manager()
          .post(
              "/v1/members/" + member + "/points/redemptions",
              {{"points", 1}, {"reason", "a cup"}, {"proof", {{"kind", "cashier"}}}},
              "redeem-1"
          )
          .code(),
      "stopped_by_risk_rule"
  );
  EXPECT_EQ(
      house.manager()
          .post(
              "/v1/members/" + member + "/points/holds",
              {{"points", 1}, {"reason", "a cup"}, {"proof", {{"kind", "cashier"}}}},
              "hold-1"
          )
          .code(),
      "stopped_by_risk_rule"
  );
  EXPECT_EQ(house.points(member), before);
  EXPECT_EQ(house.sell({.lines = {{"A1001", "1"}}}).status, 201) << "without the member";
  house.enrol("13800138001");
  EXPECT_EQ(house.sell({.phone = "13800138001", .lines = {{"A1001", "1"}}}).status, 201)
      << "another member";
  house.advance_days(1);
  EXPECT_EQ(sell().status, 201) << "the next day";
}

TEST_F(RiskStory, the_first_answer_of_a_sale_is_given_again_though_its_member_is_limited) {
  put_rule("card_often", "limit", {threshold("receipts_day", 2)});
  sell_times(2);
  const json::object body = house.sale_body({.phone = her_phone, .lines = {{"A1001", "1"}}});
  const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(sold.status, 201) << sold;
  watch();
  const Answer again = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  EXPECT_EQ(again.status, 201) << again;
  EXPECT_TRUE(again.replayed());
  const Answer back = house.refund({.receipt = sold.string("/receipt")});
  EXPECT_EQ(back.status, 201) << "what was bought comes back all the same: " << back;
}

TEST_F(RiskStory, a_sale_told_after_the_fact_is_posted_and_earns_nothing) {
  limit_after_two();
  json::object body = house.sale_body({.phone = her_phone, .lines = {{"A1001", "1"}}});
  body["pricing"] = "as_sold";
  const std::int64_t before = house.points(member);
  house.clock().advance_seconds(601);
  const Answer late = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(late.status, 201) << late;
  EXPECT_EQ(late.integer("/points/a"), 0);
  EXPECT_NE(late.text.find("limited by risk rule card_often"), std::string::npos) << late;
  EXPECT_EQ(house.points(member), before);
}

TEST_F(RiskStory, a_supervisor_lifts_and_what_is_dismissed_limits_no_more) {
  limit_after_two();
  const std::string finding = findings().string("/items/0/id");
  const Answer lifted = house.manager().post(
      "/v1/risk/findings/" + finding + "/lifting", {{"reason", "she explained"}}, "lift-1"
  );
  ASSERT_EQ(lifted.status, 200) << lifted;
  EXPECT_EQ(lifted.string("/state"), "open");
  sell_times(1);
  watch();
  EXPECT_EQ(findings().integer("/items/0/count"), 4);
  sell_times(1);
  EXPECT_EQ(
      house.manager()
          .post("/v1/risk/findings/" + finding + "/lifting", {{"reason", "again"}}, "lift-2")
          .code(),
      "risk_finding_state"
  );
  ASSERT_EQ(decide(finding, "dismissed").string("/state"), "dismissed");
  EXPECT_EQ(decide(finding, "confirmed").code(), "risk_finding_state") << "once";
  EXPECT_EQ(findings("&state=open").size("/items"), 0U);
  const Answer trail = house.manager().get("/v1/audit?object_kind=risk_finding&object=" + finding);
  EXPECT_EQ(trail.size("/items"), 2U) << trail;
}

TEST_F(RiskStory, dismissing_lifts) {
  limit_after_two();
  EXPECT_EQ(sell().code(), "stopped_by_risk_rule");
  ASSERT_EQ(decide(findings().string("/items/0/id"), "dismissed").status, 200);
  sell_times(2);
  watch();
  EXPECT_EQ(sell().status, 201) << "the same window limits no more";
}

TEST_F(RiskStory, limits_outlive_a_restart) {
  limit_after_two();
  house.restart();
  EXPECT_EQ(sell().code(), "stopped_by_risk_rule");
}

TEST_F(RiskStory, goods_whose_points_were_spent_come_back) {
  for (int i = 0; i < 2; ++i) {
    const Answer sold = sell();
    ASSERT_EQ(
        house.manager()
            .post(
                "/v1/members/" + member + "/points/redemptions",
                {{"points", 10}, {"reason", "a cup"}, {"proof", {{"kind", "cashier"}}}},
                "spend-" + std::to_string(i)
            )
            .status,
        201
    );
    ASSERT_EQ(house.refund({.receipt = sold.string("/receipt")}).status, 201);
  }
  watch();
  const Answer found = findings("&rule=spend_and_return");
  ASSERT_EQ(found.size("/items"), 1U) << findings();
  EXPECT_EQ(found.integer("/items/0/count"), 2);
}

TEST_F(RiskStory, refunds_beyond_the_share) {
  put_rule("refund_share", "limit", {threshold("refunds", 2), threshold("refund_percent", 50)});
  sell_times(1);
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(house.refund({.receipt = sell().string("/receipt")}).status, 201);
  }
  watch();
  EXPECT_EQ(findings("&rule=refund_share").integer("/items/0/measured"), 66);
  EXPECT_EQ(sell().code(), "stopped_by_risk_rule");
  house.advance_days(1);
  sell_times(1);
  watch();
  sell_times(1);
}

TEST_F(RiskStory, staff_is_who_is_noted_as_such) {
  sell_times(1);
  watch();
  EXPECT_EQ(findings().size("/items"), 0U);
  const Ask note{
      .method = "PUT",
      .target = "/v1/risk/staff/" + member,
      .body = R"({"employee":"C07","reason":"hired"})"};
  ASSERT_EQ(house.manager().send(note).status, 200);
  EXPECT_EQ(house.manager().get("/v1/risk/staff?programme=MAIN").size("/items"), 1U);
  sell_times(1);
  watch();
  EXPECT_EQ(findings().string("/items/0/rule"), "staff_card");
  EXPECT_EQ(findings().string("/items/0/threshold"), "own_month");
  ASSERT_EQ(
      house.manager().send({.method = "DELETE", .target = "/v1/risk/staff/" + member}).status, 204
  );
  EXPECT_EQ(
      house.manager().send({.method = "DELETE", .target = "/v1/risk/staff/" + member}).code(),
      "member_not_found"
  );
}

TEST_F(RiskStory, a_till_that_tells_late_what_was_never_proved) {
  Wallets wallets(house);
  const std::string rich = wallets.enrol("13800138002");
  wallets.recharge(rich, 100'000);
  put_rule("late_unproved", "watch", {threshold("unproved_day", 1)});
  for (int i = 0; i < 2; ++i) {
    json::object body = house.sale_body(
        {.phone = "13800138002", .lines = {{"A1003", "1"}}, .tenders = {{"stored_value", 2000}}}
    );
    body["pricing"] = "as_sold";
    body.erase("proof");
    house.clock().advance_seconds(601);
    const Answer late = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
    ASSERT_EQ(late.status, 201) << late;
  }
  watch();
  const Answer found = findings("&rule=late_unproved");
  ASSERT_EQ(found.size("/items"), 1U) << findings();
  EXPECT_EQ(found.string("/items/0/subject"), "till");
  EXPECT_EQ(found.string("/items/0/till"), "01");
  EXPECT_EQ(found.string("/items/0/store"), "S001");
}

TEST_F(RiskStory, value_that_one_actor_adds_by_hand) {
  put_rule("value_by_hand", "watch", {threshold("amount_day", 50'000)});
  Wallets wallets(house);
  const std::string rich = wallets.enrol("13800138002");
  wallets.recharge(rich, 30'000);
  watch();
  EXPECT_EQ(findings().size("/items"), 0U);
  wallets.recharge(rich, 30'000);
  watch();
  const Answer found = findings("&rule=value_by_hand");
  ASSERT_EQ(found.size("/items"), 1U) << findings();
  EXPECT_EQ(found.string("/items/0/subject"), "actor");
  EXPECT_EQ(found.integer("/items/0/measured"), 60'000);
  const std::string finding = found.string("/items/0/id");
  EXPECT_EQ(decide(finding, "dismissed").code(), "own_approval") << "who did it does not judge it";
  const Answer judged = house.person("auditor", {"*"})
                            .post(
                                "/v1/risk/findings/" + finding + "/decision",
                                {{"decision", "dismissed"}, {"reason", "opening day"}},
                                "judge"
                            );
  EXPECT_EQ(judged.string("/state"), "dismissed") << judged;
}

TEST_F(RiskStory, a_run_looks_again_by_the_rules_in_force) {
  sell_times(3);
  watch();
  EXPECT_EQ(findings().size("/items"), 0U);
  put_rule("card_often", "watch", {threshold("receipts_day", 2)});
  const Answer asked = house.manager().post("/v1/risk/runs", {{"programme", "MAIN"}}, "run-1");
  ASSERT_EQ(asked.status, 202) << asked;
  ASSERT_TRUE(house.application().jobs().run_now("risk.runs", house.now()).has_value());
  const Answer run = house.manager().get("/v1/risk/runs/" + asked.string("/id"));
  EXPECT_EQ(run.integer("/members"), 1) << run;
  EXPECT_EQ(run.integer("/found"), 1) << run;
  EXPECT_NE(run.find("/ended_at"), nullptr);
  EXPECT_EQ(findings().size("/items"), 1U);
}

TEST_F(RiskStory, deeds_are_forgotten_and_history_is_passed_by) {
  put_rule("card_often", "watch", {threshold("receipts_day", 2)});
  sell_times(3);
  house.advance_days(101);
  watch();
  EXPECT_EQ(findings().size("/items"), 0U) << "too long ago when it was told";
  sell_times(3);
  watch();
  EXPECT_EQ(findings().size("/items"), 1U);
  house.advance_days(103);
  ASSERT_TRUE(house.application().jobs().run_now("risk.forget", house.now()).has_value());
  const Answer asked = house.manager().post("/v1/risk/runs", {{"programme", "MAIN"}}, "run-1");
  ASSERT_TRUE(house.application().jobs().run_now("risk.runs", house.now()).has_value());
  EXPECT_EQ(house.manager().get("/v1/risk/runs/" + asked.string("/id")).integer("/members"), 0);
  EXPECT_EQ(findings().size("/items"), 1U) << "what was found stays";
}

TEST_F(RiskStory, rules_change_in_versions_with_their_reason) {
  const Answer usual = house.manager().get("/v1/risk/rules?programme=MAIN");
  EXPECT_EQ(usual.size("/items"), 7U);
  EXPECT_EQ(usual.integer("/items/0/version"), 0);
  EXPECT_EQ(usual.string("/items/0/mode"), "watch");
  put_rule("card_often", "limit", {threshold("receipts_day", 6)});
  put_rule("card_often", "limit", {threshold("receipts_day", 6)});
  const Answer versions = house.manager().get("/v1/risk/rules/card_often?programme=MAIN");
  EXPECT_EQ(versions.size("/items"), 2U) << "the same again is no version";
  EXPECT_EQ(versions.string("/items/0/reason"), "a test");
  EXPECT_EQ(versions.integer("/items/0/thresholds/0/value"), 6);
  const Answer trail =
      house.manager().get("/v1/audit?object_kind=risk_rule&object=MAIN/card_often");
  EXPECT_EQ(trail.size("/items"), 1U) << trail;
}

TEST_F(RiskStory, bad_rules_are_refused_by_name) {
  struct Row {
    const char* rule;
    const char* mode;
    json::array thresholds;
    const char* code;
    const char* pointer;
  };
  const Row rows[] = {
      {"no_such", "watch", {}, "risk_rule_not_found", "/rule"},
      {"late_unproved", "limit", {}, "invalid_request", "/mode"},
      {"card_often", "watch", {threshold("refunds", 2)}, "unknown_value", "/thresholds/0/name"},
      {"card_often", "watch", {threshold("minutes", 0)}, "out_of_range", "/thresholds/0/value"},
      {"card_often", "watch", {threshold("minutes", 241)}, "out_of_range", "/thresholds/0/value"},
      {"refund_share", "watch", {threshold("days", 91)}, "out_of_range", "/thresholds/0/value"},
  };
  for (const Row& row : rows) {
    const Answer refused = change(row.rule, row.mode, row.thresholds);
    EXPECT_EQ(refused.status, row.pointer == std::string("/rule") ? 404 : 400) << refused;
    EXPECT_EQ(refused.string("/errors/0/code"), row.code) << refused;
    EXPECT_EQ(refused.pointer(), row.pointer) << refused;
  }
  EXPECT_EQ(house.manager().get("/v1/risk/rules/card_often?programme=MAIN").size("/items"), 1U);
}

TEST_F(RiskStory, a_store_sees_what_was_done_there) {
  put_rule("card_often", "watch", {threshold("receipts_day", 2)});
  sell_times(3);
  watch();
  const std::string finding = findings().string("/items/0/id");
  const Client here = house.person("here", {"risk:read", "risk:decide"}, {"S001"});
  const Client there = house.person("there", {"risk:read", "risk:decide"}, {"S002"});
  EXPECT_EQ(here.get("/v1/risk/findings?programme=MAIN").size("/items"), 1U);
  EXPECT_EQ(there.get("/v1/risk/findings?programme=MAIN").size("/items"), 0U);
  EXPECT_EQ(there.get("/v1/risk/findings/" + finding).code(), "risk_finding_not_found");
  EXPECT_EQ(
      there
          .post(
              "/v1/risk/findings/" + finding + "/decision",
              {{"decision", "dismissed"}, {"reason", "no"}},
              "not-mine"
          )
          .code(),
      "risk_finding_not_found"
  );
}

}  // namespace
}  // namespace guanxi::test
