// Joining and what comes of it, from the outside: a receipt that opens the door, a phone that two
// people have, a reward at the first purchase, a tier that is paid for.
#include <gtest/gtest.h>

#include <thread>

#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

class Joining : public testing::Test {
 protected:
  Answer put(const std::string& target, const json::object& body) {
    return house.manager().send(
        {.method = "PUT",
         .target = target,
         .body = json::serialize(body),
         .if_match = house.manager().get(target).status == 200
                         ? house.manager().get(target).header("ETag")
                         : "\"0\""}
    );
  }
  void terms(json::object more) {
    json::object says = {{"channels", {"store", "web"}}};
    for (const auto& [name, value] : more) says[name] = value;
    const Answer published =
        put("/v1/programmes/MAIN/registration-terms", {{"terms", says}, {"reason", "opening"}});
    ASSERT_EQ(published.status, 200) << published;
  }
  Answer join(const std::string& phone, json::object more = {}) {
    json::object body = {{"programme", "MAIN"}, {"store", "S001"}, {"phone", phone}};
    for (const auto& [name, value] : more) body[name] = value;
    return house.manager().post("/v1/members", body, "join-" + std::to_string(++keys));
  }
  void follow_news() { hand_out_news(house); }
  std::string tier_of(const std::string& member) {
    return house.manager().get("/v1/members/" + member + "/tier").string("/ladders/0/tier");
  }

  TestHouse house;
  int keys = 0;
};

TEST_F(Joining, a_receipt_opens_once_and_only_while_enough_is_left_of_it) {
  terms({{"entry", "receipt"}, {"entry_amount", money(10'000)}});
  const auto by = [](const std::string& receipt) { return json::object{{"receipt", receipt}}; };
  const std::string small = house.sell({.lines = {{"A1002"}}}).string("/receipt");
  EXPECT_EQ(join("13900139000", by(small)).code(), "not_eligible") << "59.90";
  const std::string returned = house.sell({.lines = {{"A1001", "2"}}}).string("/receipt");
  ASSERT_EQ(house.refund({.receipt = returned, .lines = {{1, "2"}}}).status, 201);
  EXPECT_EQ(join("13900139000", by(returned)).code(), "not_eligible") << "it all went back";
  const std::string good = house.sell({.lines = {{"A1001"}}}).string("/receipt");
  const Answer in = join("13900139000", by(good));
  ASSERT_EQ(in.status, 201) << in;
  const Answer second = join("13900139001", by(good));
  EXPECT_EQ(second.code(), "not_eligible");
  EXPECT_EQ(second.pointer(), "/receipt");
  const std::string of_member =
      house.sell({.phone = "13900139000", .lines = {{"A1001", "3"}}}).string("/receipt");
  EXPECT_EQ(join("13900139001", by(of_member)).code(), "not_eligible") << "somebody's";
  EXPECT_EQ(
      house.manager().get("/v1/members/" + in.string("/id") + "/registration").string("/receipt"),
      good
  );
}

TEST_F(Joining, what_somebody_joined_by_is_given_to_nobody_else) {
  terms({{"entry", "receipt"}, {"entry_amount", money(10'000)}});
  const auto buy = [&] { return house.sell({.lines = {{"A1001"}}}).string("/receipt"); };
  const std::string hers = buy();
  ASSERT_EQ(join(her_phone, {{"receipt", hers}}).status, 201);
  ASSERT_EQ(join("13900139000", {{"receipt", buy()}}).status, 201);
  const auto give = [&](const char* phone) {
    return house.manager().post(
        "/v1/receipts/" + hers + "/attribution",
        {{"member", {{"kind", "phone"}, {"value", phone}}},
         {"cashier", "C07"},
         {"reason", "card forgotten"}},
        "give-" + std::to_string(++keys)
    );
  };
  EXPECT_EQ(give("13900139000").code(), "receipt_has_member");
  EXPECT_EQ(give(her_phone).status, 201);
}

TEST_F(Joining, of_many_who_join_by_one_receipt_one_does) {
  terms({{"entry", "receipt"}, {"entry_amount", money(10'000)}, {"newcomer_points", 100}});
  const std::string receipt = house.sell({.lines = {{"A1001"}}}).string("/receipt");
  std::atomic<int> in = 0;
  std::vector<std::thread> people;
  for (int i = 0; i < 6; ++i) {
    people.emplace_back([&, i] {
      const json::object body = {
          {"programme", "MAIN"},
          {"store", "S001"},
          {"phone", std::to_string(13'900'139'000 + i)},
          {"receipt", receipt}};
      const Answer answer = house.manager().post("/v1/members", body, "many-" + std::to_string(i));
      if (answer.status == 201) ++in;
    });
  }
  for (std::thread& one : people) one.join();
  EXPECT_EQ(in, 1);
}

TEST_F(Joining, a_referrer_of_many_at_once_has_no_more_than_the_months_number) {
  terms({{"referrer_points", 50}, {"referrer_month_max", 3}});
  const std::string referrer = join("13900139000").string("/id");
  std::atomic<int> in = 0;
  std::vector<std::thread> people;
  for (int i = 1; i <= 6; ++i) {
    people.emplace_back([&, i] {
      const json::object body = {
          {"programme", "MAIN"},
          {"store", "S001"},
          {"phone", std::to_string(13'900'139'000 + i)},
          {"referrer", {{"kind", "phone"}, {"value", "13900139000"}}}};
      for (int tries = 0; tries < 20; ++tries) {  // `conflict`: somebody came between
        const Answer answer =
            house.manager().post("/v1/members", body, "many-" + std::to_string(i));
        if (answer.status == 201) ++in;
        if (answer.code() != "conflict") return;
      }
    });
  }
  for (std::thread& one : people) one.join();
  EXPECT_EQ(in, 6);
  EXPECT_EQ(house.points(referrer), 150);
}

TEST_F(Joining, a_shared_phone_names_nobody_at_the_till) {
  const std::string mother = join("13900139000").string("/id");
  const Answer father = join("13900139000", {{"phone_shared", true}});
  ASSERT_EQ(father.status, 201) << father;
  const Answer refused = house.sell({.phone = "13900139000", .lines = {{"A1001"}}});
  EXPECT_EQ(refused.code(), "phone_is_shared") << refused;
  EXPECT_EQ(refused.pointer(), "/member/value");
  json::object by_code = house.sale_body({.lines = {{"A1001"}}});
  by_code["member"] =
      json::object{{"kind", "member_code"}, {"value", father.string("/member_code")}};
  const Answer sold = TestHouse::post_keyed(house.manager(), "/v1/checkout", by_code);
  ASSERT_EQ(sold.status, 201) << sold;
  EXPECT_EQ(house.points(father.string("/id")), 10);
  EXPECT_EQ(house.points(mother), 0);
}

TEST_F(Joining, the_first_purchase_rewards_the_referrer_once) {
  terms({{"referrer_points", 50}, {"referrer_when", "first_purchase"}});
  const std::string referrer = join("13900139000").string("/id");
  const Answer newcomer =
      join("13900139001", {{"referrer", {{"kind", "phone"}, {"value", "13900139000"}}}});
  ASSERT_EQ(newcomer.status, 201) << newcomer;
  follow_news();
  EXPECT_EQ(house.points(referrer), 0);
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(house.sell({.phone = "13900139001", .lines = {{"A1001"}}}).status, 201);
    follow_news();
  }
  EXPECT_EQ(house.points(referrer), 50);
  const Answer statement = house.manager().get("/v1/members/" + referrer + "/points/entries");
  EXPECT_NE(statement.text.find("\"gift\""), std::string::npos) << "with its source";
}

TEST_F(Joining, a_paid_membership_gives_its_tier_while_it_lasts) {
  json::array tiers;
  for (const auto& [code, threshold] :
       std::vector<std::pair<const char*, int>>{{"BASE", 0}, {"GOLD", 1000}}) {
    tiers.push_back(
        {{"code", code},
         {"name_zh", code},
         {"name_en", code},
         {"threshold", threshold},
         {"keep", threshold},
         {"discount_rate", "1"},
         {"points_multiple", threshold == 0 ? "0" : "1"}}
    );
  }
  const json::object ladder = {
      {"name_zh", "会员等级"},
      {"name_en", "Tiers"},
      {"decides_rates", true},
      {"period", "calendar"},
      {"downgrade", "one_step"},
      {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
      {"tiers", tiers}};
  ASSERT_EQ(
      house.manager()
          .post(
              "/v1/tier-ladders",
              {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", ladder}, {"reason", "opening"}}
          )
          .status,
      201
  );
  const Answer on = house.manager().send(
      {.method = "POST",
       .target = "/v1/tier-ladders/CLUB/switch-on",
       .body = R"({"reason":"opening"})",
       .if_match = house.manager().get("/v1/tier-ladders/CLUB").header("ETag")}
  );
  ASSERT_EQ(on.status, 200) << on;
  house.clock().advance_seconds(1);
  const Answer plan =
      put("/v1/programmes/MAIN/membership-plans/PLUS",
          {{"reason", "opening"},
           {"content",
            {{"name_zh", "悦享"},
             {"name_en", "Plus"},
             {"price", money(19'900)},
             {"months", 1},
             {"ladder", "CLUB"},
             {"tier", "GOLD"},
             {"reminder_days", {7}},
             {"refund_days", 7}}}});
  ASSERT_EQ(plan.status, 200) << plan;
  const std::string member = join("13900139000").string("/id");
  const std::string path = "/v1/members/" + member + "/memberships";
  const json::object paid = {{"plan", "PLUS"}, {"paid", money(19'900)}, {"reference", "P-1"}};
  const Answer bought = house.manager().post(path, paid, "buy-1");
  ASSERT_EQ(bought.status, 201) << bought;
  EXPECT_EQ(house.manager().post(path, paid, "buy-1").text, bought.text) << "a retry";
  EXPECT_EQ(tier_of(member), "GOLD");
  house.clock().advance_seconds(60);
  ASSERT_EQ(house.sell({.phone = "13900139000", .lines = {{"A1001"}}}).status, 201);
  EXPECT_EQ(house.points(member), 20) << "gold earns twice";
  const Answer used = house.manager().post(
      path + "/PLUS/cancellation", {{"reason", "changed his mind"}}, "cancel-1"
  );
  EXPECT_EQ(used.code(), "not_eligible") << used;
  const Answer soon =
      house.manager().get("/v1/programmes/MAIN/memberships/ending?until=2026-04-30");
  EXPECT_EQ(soon.size("/items"), 1U) << soon;
  house.advance_days(31);
  EXPECT_EQ(tier_of(member), "BASE") << "the month is over";
  EXPECT_EQ(house.manager().get(path).string("/items/0/state"), "ended");
}

}  // namespace
}  // namespace guanxi::test
