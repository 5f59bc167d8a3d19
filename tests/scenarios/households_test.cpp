// Households and what their members give one another, told from outside; and what the reports of
// points say of it.
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;

class Households : public testing::Test {
 protected:
  explicit Households(const TestHouse::Options& options = {}) : house(options) {
    allow({{"transfers", true}});
  }

  Answer post(const std::string& target, const json::object& body, std::string key = {}) {
    if (key.empty()) key = "key-" + std::to_string(++keys);
    return house.manager().post(target, body, key);
  }
  Answer bare(const std::string& target) {
    return house.manager().send(
        {.method = "POST", .target = target, .key = "key-" + std::to_string(++keys)}
    );
  }
  Answer allow(json::object terms) {
    terms["reason"] = "test";
    return house.manager().send(
        {.method = "PUT",
         .target = "/v1/programmes/MAIN/household-terms",
         .body = json::serialize(terms),
         .if_match = "*"}
    );
  }
  Answer found(const std::string& head, const std::vector<std::string>& others) {
    json::array members;
    for (const std::string& other : others) members.push_back(json::object{{"member", other}});
    return post("/v1/households", {{"head", head}, {"members", members}});
  }
  Answer give(const std::string& from, const std::string& to, std::int64_t points) {
    return post(
        "/v1/members/" + from + "/points/transfers",
        {{"to", to}, {"points", points}, {"store", "S001"}}
    );
  }
  /// Class A: a tenth of the yuan.
  void buy(const std::string& phone, const std::string& yuan, const std::string& store = "S001") {
    const Answer sold =
        house.sell({.phone = phone, .lines = {{"A1001", "1", yuan}}, .store = store});
    ASSERT_EQ(sold.status, 201) << sold;
  }
  std::string report(const std::string& what) {
    const std::string day = house.today().to_string();
    return "/v1/points/reports/" + what + "?programme=MAIN&from=" + day + "&to=" + day;
  }

  TestHouse house;
  int keys = 0;
  const std::string anna = house.enrol("13800138001"), ben = house.enrol("13800138002"),
                    cleo = house.enrol("13800138003");
};

TEST_F(Households, points_travel_between_its_members_and_nowhere_else) {
  buy("13800138001", "1000.00");
  EXPECT_EQ(give(anna, ben, 10).code(), "not_in_household");
  ASSERT_EQ(found(anna, {ben}).status, 201);
  const Answer given = give(anna, ben, 40);
  ASSERT_EQ(given.status, 201) << given;
  EXPECT_EQ(given.string("/parts/0/class"), "a");
  EXPECT_EQ(given.integer("/from_balance"), 60);
  EXPECT_EQ(given.integer("/to_balance"), 40);
  EXPECT_EQ(house.points(anna, "/classes/a"), 60);
  EXPECT_EQ(house.points(ben, "/classes/a"), 40);
  EXPECT_EQ(
      house.manager().get("/v1/members/" + ben + "/points").string("/next_expiry/expires_on"),
      house.manager().get("/v1/members/" + anna + "/points").string("/next_expiry/expires_on")
  );
  EXPECT_EQ(give(anna, cleo, 1).code(), "not_in_household");
  EXPECT_EQ(give(anna, ben, 61).code(), "not_enough_points");
  EXPECT_EQ(house.points(anna), 60) << "nothing changed";
  const Answer list = house.manager().get("/v1/members/" + ben + "/points/transfers");
  EXPECT_EQ(list.size("/items"), 1U);
  EXPECT_EQ(list.string("/items/0/store"), "S001");
}

TEST_F(Households, a_transfer_counts_once_whoever_asks_again) {
  buy("13800138001", "1000.00");
  ASSERT_EQ(found(anna, {ben}).status, 201);
  const std::string target = "/v1/members/" + anna + "/points/transfers";
  const json::object body = {{"to", ben}, {"points", 30}};
  const Answer first = post(target, body, "once"), again = post(target, body, "once");
  EXPECT_EQ(first.status, 201) << first;
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, first.text);
  EXPECT_EQ(house.points(ben), 30);
}

TEST_F(Households, switched_off_nothing_travels) {
  buy("13800138001", "1000.00");
  ASSERT_EQ(found(anna, {ben}).status, 201);
  ASSERT_EQ(allow({{"transfers", false}}).status, 200);
  const Answer off = give(anna, ben, 1);
  EXPECT_EQ(off.code(), "points_transfer_limit") << off;
  EXPECT_EQ(off.string("/facts/limit"), "transfers");
  ASSERT_EQ(allow({{"transfers", true}, {"day_points_max", 20}}).status, 200);
  EXPECT_EQ(give(anna, ben, 20).status, 201);
  EXPECT_EQ(give(anna, ben, 1).string("/facts/left"), "0");
  EXPECT_EQ(allow({{"members_max", 1}}).pointer(), "/members_max");
}

TEST_F(Households, a_transfer_is_taken_back_on_its_day_by_who_may) {
  buy("13800138001", "1000.00");
  ASSERT_EQ(found(anna, {ben}).status, 201);
  const std::string id = give(anna, ben, 40).string("/transfer/id");
  ASSERT_EQ(
      post(
          "/v1/members/" + ben + "/points/redemptions", {{"points", 15}, {"reason", "a mug"}}
      ).status,
      201
  );
  const std::string target = "/v1/members/" + anna + "/points/transfers/" + id + "/return";
  const Client cashier = house.person("cashier", {"households:transfer", "households:read"});
  EXPECT_EQ(cashier.post(target, {{"reason", "x"}}, "k").code(), "forbidden");
  EXPECT_EQ(
      post("/v1/members/" + ben + "/points/transfers/" + id + "/return", {{"reason", "x"}}).code(),
      "not_found"
  ) << "it is the giver's";
  const Answer back = post(target, {{"reason", "wrong member"}});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.integer("/transfer/returned"), 25);
  EXPECT_EQ(house.points(anna), 85);
  EXPECT_EQ(house.points(ben), 0);
  EXPECT_EQ(post(target, {{"reason", "again"}}).code(), "already_voided");
  const Answer trail = house.manager().get("/v1/audit?object_kind=points_transfer&object=" + id);
  EXPECT_THAT(trail.text, HasSubstr("wrong member"));
}

TEST_F(Households, who_is_closed_leaves_and_the_rest_stays_together) {
  const Answer made = found(anna, {ben, cleo});
  ASSERT_EQ(made.status, 201) << made;
  const std::string target = "/v1/members/" + anna;
  const Answer closed = house.manager().send(
      {.method = "POST",
       .target = target + "/close",
       .if_match = house.manager().get(target).header("ETag")}
  );
  ASSERT_EQ(closed.status, 200) << closed;
  const Answer left = house.manager().get("/v1/households/" + made.string("/id"));
  EXPECT_EQ(left.size("/members"), 2U);
  EXPECT_EQ(left.string("/members/0/member"), ben);
  EXPECT_TRUE(left.find("/members/0/head")->as_bool());
  EXPECT_EQ(left.string("/former/0/ending"), "closed");
  EXPECT_EQ(post(made.header("Location") + "/members", {{"member", anna}}).code(), "member_closed");
}

TEST_F(Households, who_is_restricted_leaves_and_cannot_join) {
  ASSERT_EQ(found(anna, {ben}).status, 201);
  const Answer asked = post("/v1/members/" + ben + "/requests", {{"kind", "restriction"}});
  ASSERT_EQ(
      post("/v1/person-requests/" + asked.string("/id") + "/complete", {{"answer", "done"}}).status,
      200
  );
  EXPECT_EQ(house.manager().get("/v1/members/" + anna + "/household").code(), "household_not_found")
      << "one alone is no household";
  EXPECT_EQ(found(anna, {ben}).code(), "member_restricted");
}

TEST_F(Households, leaving_and_dissolving_leave_everybody_their_points) {
  buy("13800138001", "1000.00");
  const Answer made = found(anna, {ben, cleo});
  ASSERT_EQ(give(anna, ben, 40).status, 201);
  const std::string target = made.header("Location");
  EXPECT_EQ(bare(target + "/members/" + ben + "/leave").size("/members"), 2U);
  EXPECT_EQ(bare(target + "/members/" + ben + "/leave").code(), "member_not_found");
  EXPECT_EQ(give(ben, anna, 1).code(), "not_in_household");
  EXPECT_EQ(house.points(ben), 40);
  EXPECT_EQ(post(target + "/dissolution", {{"reason", "moved"}}).string("/state"), "dissolved");
  EXPECT_EQ(post(target + "/dissolution", {{"reason", "moved"}}).code(), "household_not_found");
  EXPECT_EQ(give(anna, cleo, 1).code(), "not_in_household");
}

class StrictHouseholds : public Households {
 protected:
  StrictHouseholds() : Households({.strict_proof = true}) {}
};

TEST_F(StrictHouseholds, giving_takes_the_givers_proof_as_spending_does) {
  buy("13800138001", "100000.00");  // 10,000 points; a cashier confirms up to 5,000
  const Client till = house.till("S001", "01");
  const std::string target = "/v1/members/" + anna + "/points/transfers";
  EXPECT_EQ(
      till.post(
              "/v1/households", {{"head", anna}, {"members", {{{"member", ben}}}}}, "till-household"
      )
          .code(),
      "forbidden"
  );
  ASSERT_EQ(found(anna, {ben}).status, 201);
  ASSERT_EQ(
      house.manager()
          .send(
              {.method = "PUT",
               .target = "/v1/members/" + anna + "/pin",
               .body = R"({"pin":"482913"})"}
          )
          .status,
      200
  );
  EXPECT_EQ(give(anna, ben, 5'001).code(), "proof_too_weak");
  const json::object pin = {{"kind", "pin"}, {"value", "482913"}};
  const Answer proved = post(target, {{"to", ben}, {"points", 5'001}, {"proof", pin}});
  ASSERT_EQ(proved.status, 201) << proved;
  const Answer uses = house.manager().get("/v1/members/" + anna + "/proofs");
  EXPECT_THAT(uses.text, HasSubstr(R"("transfer")"));
  EXPECT_THAT(uses.text, HasSubstr(R"("household")"));
}

TEST_F(Households, transfers_that_cross_from_many_clients_are_exact) {
  buy("13800138001", "10000.00");
  buy("13800138002", "10000.00");
  ASSERT_EQ(found(anna, {ben}).status, 201);
  std::vector<std::thread> clients;
  std::atomic<int> done = 0;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&, i] {
      const bool there = i % 2 == 0;
      const std::string target = "/v1/members/" + (there ? anna : ben) + "/points/transfers";
      const json::object body = {{"to", there ? ben : anna}, {"points", 11 + i}};
      for (int n = 0; n < 10; ++n) {
        const std::string key = "cross-" + std::to_string(i) + "-" + std::to_string(n);
        Answer given;
        do {
          given = house.manager().post(target, body, key);
        } while (given.code() == "conflict");
        if (given.status == 201) ++done;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(done, 40);
  EXPECT_EQ(house.points(anna) + house.points(ben), 2'000);
  EXPECT_EQ(house.points(anna), 1'000 - 10 * (11 + 13) + 10 * (12 + 14));
}

// ---- reports ----

TEST_F(Households, a_days_figures_say_what_happened_where) {
  buy("13800138001", "1000.00");
  buy("13800138002", "500.00", "S002");
  ASSERT_EQ(found(anna, {ben}).status, 201);
  ASSERT_EQ(give(anna, ben, 30).status, 201);
  ASSERT_EQ(
      post(
          "/v1/members/" + ben + "/points/redemptions", {{"points", 20}, {"reason", "a mug"}}
      ).status,
      201
  );
  hand_out_news(house);
  const std::string day = house.today().to_string();
  const Answer csv = house.manager().get(report("days.csv"));
  EXPECT_EQ(
      csv.text,
      "day,store,class,issued,purchased,granted,deducted,reversed,redeemed,restored,paid,expired,"
      "forgiven,given,received\r\n" +
          day + ",,a,0,0,0,0,0,20,0,0,0,0,0,0\r\n" + day +
          ",S001,a,100,0,0,0,0,0,0,0,0,0,30,30\r\n" + day + ",S002,a,50,0,0,0,0,0,0,0,0,0,0,0\r\n"
  );
  const Answer liability = house.manager().get(report("liability"));
  EXPECT_EQ(liability.integer("/days/0/points"), 130) << liability;
  EXPECT_EQ(liability.integer("/days/0/value/amount"), 13);
  EXPECT_EQ(house.points(anna) + house.points(ben), 130);
  const Answer breakage = house.manager().get(report("breakage"));
  EXPECT_EQ(breakage.integer("/all/issued"), 150);
  EXPECT_EQ(breakage.integer("/all/expired"), 0);
  EXPECT_EQ(breakage.integer("/all/per_mille"), 0);
}

TEST_F(Households, reports_end_where_the_readers_stores_end) {
  buy("13800138001", "1000.00");
  buy("13800138002", "500.00", "S002");
  hand_out_news(house);
  const Client clerk = house.person("clerk", {"points:report"}, {"S002"});
  EXPECT_EQ(clerk.get(report("days")).code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get(report("days") + "&store=S001").code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get(report("days") + "&store=S002").integer("/items/0/issued"), 50);
  EXPECT_EQ(clerk.get(report("liability")).code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get(report("breakage.csv")).code(), "store_out_of_scope");
  EXPECT_EQ(
      house.manager()
          .get("/v1/points/reports/days?programme=MAIN&from=2026-03-02&to=2027-03-03")
          .pointer(),
      "/to"
  );
  EXPECT_EQ(
      house.manager()
          .get("/v1/points/reports/days?programme=NONE&from=2026-03-02&to=2026-03-02")
          .code(),
      "programme_not_found"
  );
}

TEST_F(Households, a_month_of_many_stores_is_read_in_pages_that_meet) {
  buy("13800138001", "1000.00");
  buy("13800138002", "500.00", "S002");
  hand_out_news(house);
  const Answer first = house.manager().get(report("days") + "&limit=1");
  ASSERT_EQ(first.size("/items"), 1U) << first;
  const Answer second =
      house.manager().get(report("days") + "&limit=1&cursor=" + first.string("/next_cursor"));
  EXPECT_EQ(second.string("/items/0/store"), "S002") << second;
  EXPECT_EQ(second.find("/next_cursor"), nullptr);
  EXPECT_EQ(house.manager().get(report("days") + "&cursor=x").code(), "bad_cursor");
}

}  // namespace
}  // namespace guanxi::test
