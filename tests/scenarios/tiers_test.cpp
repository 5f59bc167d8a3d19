// Tiers from the outside: what a till, an office and a member see of ordinary, gold and diamond.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

json::object tier(
    const char* code, std::int64_t threshold, std::int64_t keep, const char* multiple
) {
  return {
      {"code", code},
      {"name_zh", std::string("等级") + code},
      {"name_en", std::string("Tier ") + code},
      {"threshold", threshold},
      {"keep", keep},
      {"discount_rate", "1"},
      {"points_multiple", multiple}};
}

/// A growth of 1 for each yuan; ordinary +0×, gold +1× from 1,000, diamond +2× from 5,000.
json::object terms() {
  return {
      {"name_zh", "会员等级"},
      {"name_en", "Tiers"},
      {"decides_rates", true},
      {"period", "calendar"},
      {"downgrade", "one_step"},
      {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
      {"tiers",
       {tier("BASE", 0, 0, "0"), tier("GOLD", 1000, 800, "1"), tier("DIAMOND", 5000, 4000, "2")}}};
}

class Tiers : public testing::Test {
 protected:
  Tiers() { member = house.enrol(her_phone); }

  Answer change(const std::string& method, const std::string& target, const json::object& body) {
    const std::string ladder = target.substr(0, target.find("/switch-on"));
    return house.manager().send(
        {.method = method,
         .target = target,
         .body = json::serialize(body),
         .if_match = house.manager().get(ladder).header("ETag")}
    );
  }
  void switch_on(const std::string& code = "CLUB") {
    const Answer on =
        change("POST", "/v1/tier-ladders/" + code + "/switch-on", {{"reason", "opening"}});
    ASSERT_EQ(on.status, 200) << on;
    house.clock().advance_seconds(1);
  }
  void open(const json::object& says = terms()) {
    const Answer added = house.manager().post(
        "/v1/tier-ladders",
        {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", says}, {"reason", "opening"}}
    );
    ASSERT_EQ(added.status, 201) << added;
    switch_on();
  }
  void put(const json::object& says) {
    const Answer changed =
        change("PUT", "/v1/tier-ladders/CLUB", {{"terms", says}, {"reason", "next year"}});
    ASSERT_EQ(changed.status, 200) << changed;
  }
  /// A sale of so many times 100.00.
  Answer sell(int hundreds, json::object more = {}) {
    house.clock().advance_seconds(1);
    return house.sell(
        {.phone = her_phone,
         .lines = {{"A1001", std::to_string(hundreds)}},
         .more = std::move(more)}
    );
  }
  Answer standing() const { return house.manager().get("/v1/members/" + member + "/tier"); }
  std::string tier_now() const { return standing().string("/ladders/0/tier"); }
  std::int64_t growth() const { return standing().integer("/ladders/0/growth"); }
  void run(const char* job) {
    const Outcome done = house.application().jobs().run_now(job, house.now());
    EXPECT_TRUE(done.has_value()) << job;
  }

  TestHouse house;
  std::string member;
};

TEST_F(Tiers, a_hundred_yuan_earn_as_ordinary_gold_and_diamond) {
  open();
  struct Row {
    int bought_before;  // hundreds
    const char* tier;
    std::int64_t a, e;
  };
  for (const Row& row : {Row{0, "BASE", 10, 0}, {10, "GOLD", 10, 10}, {40, "DIAMOND", 10, 20}}) {
    if (row.bought_before > 0) sell(row.bought_before);
    EXPECT_EQ(tier_now(), row.tier);
    const Answer sale = sell(1);
    ASSERT_EQ(sale.status, 201) << sale;
    EXPECT_EQ(sale.integer("/points/a"), row.a) << row.tier;
    EXPECT_EQ(sale.integer("/points/e"), row.e) << row.tier;
  }
}

TEST_F(Tiers, grants_stand_beside_each_other_and_can_be_ended) {
  open();
  const std::string at = "/v1/members/" + member + "/tier";
  int keys = 0;
  const auto grant = [&](const char* tier, const char* until) {
    return house.manager().post(
        at + "/grants",
        {{"ladder", "CLUB"}, {"tier", tier}, {"until", until}, {"reason", "VIP"}},
        "grant-" + std::to_string(++keys)
    );
  };
  const auto end = [&](const char* tier) {
    return house.manager().post(
        at + "/grants/end",
        {{"ladder", "CLUB"}, {"tier", tier}, {"reason", "by mistake"}},
        "end-" + std::to_string(++keys)
    );
  };
  ASSERT_EQ(grant("GOLD", "2026-12-31").status, 201);
  EXPECT_EQ(grant("GOLD", "2026-12-31").code(), "tier_not_above") << "it would give nothing";
  ASSERT_EQ(grant("GOLD", "2027-01-31").status, 201) << "longer";
  const Answer both = grant("DIAMOND", "2026-03-31");
  ASSERT_EQ(both.status, 201) << both;
  EXPECT_EQ(both.string("/tier"), "DIAMOND");
  EXPECT_EQ(both.string("/granted/until"), "2026-03-31");
  EXPECT_EQ(both.string("/granted_later/0/tier"), "GOLD");
  EXPECT_EQ(both.string("/granted_later/0/until"), "2027-01-31");
  EXPECT_EQ(end("DIAMOND").string("/tier"), "GOLD");
  EXPECT_EQ(end("DIAMOND").code(), "tier_grant_not_found");
  EXPECT_EQ(end("GOLD").string("/tier"), "BASE");
}

TEST_F(Tiers, a_move_stands_in_the_timeline) {
  open();
  sell(10);
  const Answer shown = house.manager().get("/v1/members/" + member + "/timeline");
  std::vector<std::string> moves;
  for (const json::value& item : shown.find("/items")->as_array()) {
    if (item.at("kind") == "tier_changed") moves.emplace_back(item.at("text").as_string());
  }
  EXPECT_EQ(moves, std::vector<std::string>{"Tier: BASE → GOLD"}) << shown;
}

TEST_F(Tiers, a_new_tier_applies_from_the_next_receipt) {
  open();
  const Answer reaching = sell(10);
  EXPECT_EQ(reaching.integer("/points/a"), 100);
  EXPECT_EQ(reaching.integer("/points/e"), 0) << "as ordinary";
  EXPECT_NE(reaching.text.find("Tier now GOLD, from the next receipt"), std::string::npos)
      << reaching;
  EXPECT_EQ(sell(1).integer("/points/e"), 10);
  const Answer quote = house.manager().post(
      "/v1/checkout/quote",
      {{"store", "S001"},
       {"till", "01"},
       {"member", {{"kind", "phone"}, {"value", her_phone}}},
       {"lines", {{{"item", "A1001"}, {"quantity", "1"}}}}}
  );
  EXPECT_EQ(quote.integer("/points/e"), 10) << "a quote says so before";
}

TEST_F(Tiers, a_refund_ends_at_once_what_it_no_longer_supports_and_leaves_class_e) {
  open();
  const Answer reaching = sell(10);
  const Answer later = sell(1);
  EXPECT_EQ(later.integer("/points/e"), 10);
  const Answer back = house.refund({.receipt = reaching.string("/receipt"), .lines = {{1, "2"}}});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(growth(), 900);
  EXPECT_EQ(tier_now(), "BASE");
  EXPECT_EQ(house.points(member), 80 + 20) << "the identity points of the other sale stay";
  EXPECT_EQ(sell(1).integer("/points/e"), 0);
  EXPECT_EQ(tier_now(), "GOLD");
}

TEST_F(Tiers, growth_that_goes_back_in_parts_goes_back_whole) {
  json::object thirds = terms();
  thirds["sources"] =
      json::object{{"amount", money(700)}, {"amount_growth", 1}, {"visit_growth", 5}};
  open(thirds);
  const Answer sale = sell(3);
  EXPECT_EQ(growth(), 42 + 5) << "300 ÷ 7, and a visit";
  sell(1);
  EXPECT_EQ(growth(), 47 + 14) << "one visit a day";
  const std::string receipt = sale.string("/receipt");
  const std::int64_t left[] = {47 + 14 - 14, 47 + 14 - 28, 14};
  for (const std::int64_t after : left) {
    ASSERT_EQ(house.refund({.receipt = receipt, .lines = {{1, "1"}}}).status, 201);
    EXPECT_EQ(growth(), after);
  }
}

TEST_F(Tiers, a_void_undoes_everything) {
  open();
  sell(6);
  const Answer before = standing();
  const Answer reaching = sell(5);
  EXPECT_EQ(tier_now(), "GOLD");
  ASSERT_EQ(house.void_sale({.receipt = reaching.string("/receipt")}).status, 201);
  EXPECT_EQ(standing().text, before.text);
}

TEST_F(Tiers, an_exchange_takes_back_and_gives_in_one_action) {
  open();
  const Answer sale = sell(10);
  ASSERT_EQ(tier_now(), "GOLD");
  json::object fresh =
      house.sale_body({.phone = her_phone, .lines = {{"A1001", "3"}}, .tenders = {{"cash", 10000}}}
      );
  const json::object body{
      {"returned",
       {{"sequence", house.next_sequence()},
        {"reason", "size"},
        {"lines", {{{"line", 1}, {"quantity", "2"}}}}}},
      {"sale", fresh}};
  const Answer exchanged = house.manager().post(
      "/v1/checkout/" + sale.string("/receipt") + "/exchanges", body, TestHouse::natural_key(fresh)
  );
  ASSERT_EQ(exchanged.status, 201) << exchanged;
  EXPECT_EQ(growth(), 1000 - 200 + 300);
  EXPECT_EQ(tier_now(), "GOLD");
}

TEST_F(Tiers, what_points_coupons_and_bonus_pay_does_not_grow) {
  open();
  house.clock().advance_seconds(1);
  const Answer sale = house.sell(
      {.phone = her_phone,
       .lines = {{"A1001", "2"}},
       .tenders = {{"voucher", 5000}, {"cash", 15000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(growth(), 150);
}

TEST_F(Tiers, a_late_sale_has_the_tier_of_its_time_and_grows_on_its_day) {
  open();
  house.clock().advance_seconds(60);
  const std::string then = house.now_text();
  house.clock().advance_seconds(60);
  sell(10);
  const Answer late = sell(1, {{"occurred_at", then}});
  ASSERT_EQ(late.status, 201) << late;
  EXPECT_EQ(late.integer("/points/e"), 0) << "ordinary then, gold by now";
  EXPECT_EQ(growth(), 1100);
}

TEST_F(Tiers, the_larger_of_card_and_tier_decides) {
  open();
  sell(10);
  json::object type{{"programme", "MAIN"}, {"code", "VIP"}, {"name", "VIP"}, {"reason", "opening"}};
  type["terms"] = json::parse(
      R"({"use":"member","serial_length":6,"first_number":1,"last_number":999,"prefix":"77","suffix":"","check_length":1,"validity":"unlimited","verification":"none","points_rate":"1","points_multiple":"1.5","discount_rate":"1","stack_start":"0.8","stack_rate":"1","small_change":false})"
  );
  ASSERT_EQ(house.manager().post("/v1/card-types", type).status, 201);
  const Answer batch =
      house.manager().post("/v1/card-types/VIP/batches", {{"cards", 1}}, "batch-1");
  const Answer printed = house.manager().post(
      "/v1/card-batches/" + batch.string("/id") + "/print", json::object{}, "print-1"
  );
  const std::size_t at = printed.text.find("\n77");
  ASSERT_NE(at, std::string::npos) << printed;
  const std::string number = printed.text.substr(at + 1, printed.text.find(',', at) - at - 1);
  ASSERT_EQ(
      house.manager()
          .post("/v1/members/" + member + "/cards", {{"card_number", number}}, "bind-1")
          .status,
      201
  );
  EXPECT_EQ(sell(1).integer("/points/e"), 15) << "the card's 1.5 is more than gold's 1";
  sell(50);
  EXPECT_EQ(sell(1).integer("/points/e"), 20) << "diamond's 2 is more than the card's 1.5";
}

TEST_F(Tiers, end_with_their_period_and_are_told_before) {
  open();
  sell(10);
  house.advance_days(365);
  run("tiers.periods");
  EXPECT_EQ(tier_now(), "GOLD") << "1,000 in 2026 kept it";
  house.advance_days(290);  // 17 December 2027
  run("tiers.notices");
  run("tiers.notices");
  const Answer near = standing();
  EXPECT_EQ(near.string("/ladders/0/keep/until"), "2027-12-31");
  EXPECT_EQ(near.integer("/ladders/0/keep/missing"), 800);
  EXPECT_EQ(near.string("/ladders/0/keep/otherwise"), "BASE");
  house.advance_days(20);
  run("tiers.periods");
  EXPECT_EQ(tier_now(), "BASE");
  const Answer entries = house.manager().get("/v1/members/" + member + "/tier/entries?ladder=CLUB");
  EXPECT_EQ(entries.string("/items/0/kind"), "lost");
  EXPECT_EQ(entries.string("/items/1/kind"), "kept");
  EXPECT_EQ(entries.string("/items/2/tier_after"), "GOLD");
}

TEST_F(Tiers, are_granted_and_bought_for_a_while) {
  json::object sold = terms();
  sold["tiers"].as_array()[1].as_object()["price"] = money(29900);
  open(sold);
  const std::string target = "/v1/members/" + member + "/tier";
  const auto buy = [&](std::int64_t paid, const char* tier, const char* key) {
    return house.manager().post(
        target + "/purchases",
        {{"ladder", "CLUB"}, {"tier", tier}, {"paid", money(paid)}, {"reference", "P1"}},
        key
    );
  };
  EXPECT_EQ(buy(29800, "GOLD", "b1").code(), "tier_price_differs");
  EXPECT_EQ(buy(29900, "DIAMOND", "b2").code(), "tier_not_for_sale");
  const Answer bought = buy(29900, "GOLD", "b3");
  ASSERT_EQ(bought.status, 201) << bought;
  EXPECT_EQ(bought.string("/granted/until"), "2027-03-01") << "12 months from 2 March 2026";
  EXPECT_TRUE(buy(29900, "GOLD", "b3").replayed());
  const std::string other = "/v1/members/" + house.enrol("13900139000") + "/tier";
  const Answer again = house.manager().post(
      other + "/purchases",
      {{"ladder", "CLUB"}, {"tier", "GOLD"}, {"paid", money(29900)}, {"reference", "P1"}},
      "b4"
  );
  EXPECT_EQ(again.code(), "code_taken") << "a payment buys once";
  EXPECT_EQ(again.pointer(), "/reference");
  EXPECT_EQ(house.manager().get(other).string("/ladders/0/tier"), "BASE");
  EXPECT_EQ(sell(1).integer("/points/e"), 10);
  const auto grant = [&](const Client& who, const char* tier, const char* until, const char* key) {
    return who.post(
        target + "/grants",
        {{"ladder", "CLUB"}, {"tier", tier}, {"until", until}, {"reason", "a complaint"}},
        key
    );
  };
  EXPECT_EQ(grant(house.manager(), "GOLD", "2026-12-31", "g1").code(), "tier_not_above");
  EXPECT_EQ(grant(house.manager(), "DIAMOND", "2026-03-01", "g2").pointer(), "/until");
  EXPECT_EQ(
      grant(house.person("clerk", {"tiers:read"}), "DIAMOND", "2026-12-31", "g3").status, 403
  );
  ASSERT_EQ(grant(house.manager(), "DIAMOND", "2026-03-31", "g4").status, 201);
  EXPECT_EQ(sell(1).integer("/points/e"), 20);
  house.advance_days(30);
  run("tiers.periods");
  EXPECT_EQ(tier_now(), "GOLD") << "the purchase goes on";
}

TEST_F(Tiers, a_new_ladder_is_simulated_then_switched_on) {
  open();
  sell(20);
  const std::string other = house.enrol("13900139000");
  house.clock().advance_seconds(1);
  house.sell({.phone = "13900139000", .lines = {{"A1001", "9"}}});
  json::object between = terms();
  auto& tiers = between["tiers"].as_array();
  tiers.insert(tiers.begin() + 2, tier("PLATINUM", 2000, 1500, "1.5"));
  tiers.insert(tiers.begin() + 1, tier("SILVER", 500, 400, "0.5"));
  put(between);
  EXPECT_EQ(tier_now(), "GOLD") << "a draft concerns nobody";
  const Answer asked =
      house.manager().send({.method = "POST", .target = "/v1/tier-ladders/CLUB/simulations"});
  ASSERT_EQ(asked.status, 202) << asked;
  run("tiers.ladders");
  const std::string at = "/v1/tier-simulations/" + asked.string("/id");
  const Answer simulated = house.manager().get(at);
  EXPECT_EQ(*simulated.find("/done"), true) << simulated;
  EXPECT_EQ(simulated.integer("/members"), 2);
  ASSERT_EQ(simulated.size("/matrix"), 2U) << simulated;
  EXPECT_EQ(simulated.string("/matrix/0/now"), "BASE");
  EXPECT_EQ(simulated.string("/matrix/0/then"), "SILVER");
  EXPECT_EQ(simulated.string("/matrix/1/then"), "PLATINUM");
  const Answer moves = house.manager().get(at + "/moves");
  ASSERT_EQ(moves.size("/items"), 2U);
  EXPECT_EQ(moves.string("/items/0/member"), member);
  EXPECT_EQ(tier_now(), "GOLD") << "nobody was changed";
  switch_on();
  run("tiers.ladders");
  EXPECT_EQ(tier_now(), "PLATINUM");
  EXPECT_EQ(
      house.manager()
          .get("/v1/members/" + other + "/tier/entries?ladder=CLUB")
          .string("/items/0/kind"),
      "ladder"
  ) << "whom nobody asked for too";
}

TEST_F(Tiers, are_configured_in_versions_that_say_what_changed) {
  open();
  json::object changed = terms();
  changed["tiers"].as_array()[1].as_object()["threshold"] = 1200;
  put(changed);
  const Answer log = house.manager().get("/v1/tier-ladders/CLUB/changes?limit=1");
  ASSERT_EQ(log.size("/items"), 1U);
  EXPECT_EQ(log.string("/items/0/field"), "tiers/GOLD/threshold");
  EXPECT_EQ(log.string("/items/0/before"), "1000");
  EXPECT_EQ(log.string("/items/0/after"), "1200");
  EXPECT_EQ(log.string("/items/0/reason"), "next year");
  changed["tiers"].as_array().erase(changed["tiers"].as_array().begin() + 1);
  const Answer without =
      change("PUT", "/v1/tier-ladders/CLUB", {{"terms", changed}, {"reason", "no gold"}});
  EXPECT_EQ(without.code(), "tier_in_use") << without;
  const Answer second = house.manager().post(
      "/v1/tier-ladders",
      {{"programme", "MAIN"}, {"code", "OTHER"}, {"terms", terms()}, {"reason", "a second"}}
  );
  ASSERT_EQ(second.status, 201) << second;
  EXPECT_EQ(
      change("POST", "/v1/tier-ladders/OTHER/switch-on", {{"reason", "a second"}}).code(),
      "tier_rates_decided"
  );
}

TEST_F(Tiers, several_ladders_grow_side_by_side) {
  open();
  json::object hobby = terms();
  hobby["decides_rates"] = false;
  hobby["sources"] = json::object{
      {"amount", money(100)},
      {"amount_growth", 0},
      {"behaviours",
       {{{"code", "REVIEW"}, {"name_zh", "晒单"}, {"name_en", "Review"}, {"growth", 600}}}}};
  ASSERT_EQ(
      house.manager()
          .post(
              "/v1/tier-ladders",
              {{"programme", "MAIN"}, {"code", "FANS"}, {"terms", hobby}, {"reason", "fans"}}
          )
          .status,
      201
  );
  switch_on("FANS");
  sell(1);
  for (const char* const key : {"r1", "r1", "r2"}) {
    const Answer entered = house.manager().post(
        "/v1/members/" + member + "/tier/behaviours",
        {{"ladder", "FANS"}, {"behaviour", "REVIEW"}},
        key
    );
    ASSERT_EQ(entered.status, 201) << entered;
  }
  const Answer both = standing();
  EXPECT_EQ(both.integer("/ladders/0/growth"), 100);
  EXPECT_EQ(both.integer("/ladders/1/growth"), 1200) << "twice: one key is one effect";
  EXPECT_EQ(both.string("/ladders/1/tier"), "GOLD");
  EXPECT_EQ(sell(1).integer("/points/e"), 0) << "only one of them decides rates";
}

TEST_F(Tiers, tell_their_rules_to_everybody) {
  EXPECT_EQ(house.nobody().get("/v1/tier-ladders/CLUB/rules").code(), "tier_ladder_not_found");
  open();
  const Answer rules = house.nobody().get("/v1/tier-ladders/CLUB/rules");
  ASSERT_EQ(rules.status, 200) << rules;
  EXPECT_EQ(rules.size("/zh"), rules.size("/en"));
  EXPECT_NE(rules.text.find("kept with 800 in a period"), std::string::npos);
}

TEST_F(Tiers, explain_every_number) {
  open();
  sell(12);
  const Answer shown = standing();
  EXPECT_EQ(shown.string("/ladders/0/next/tier"), "DIAMOND");
  EXPECT_EQ(shown.integer("/ladders/0/next/missing"), 3800);
  EXPECT_NE(
      shown.text.find("5000 reaches Tier DIAMOND: 5000 − 1200 = 3800 more."), std::string::npos
  ) << shown;
}

}  // namespace
}  // namespace guanxi::test
