// What the audit trail holds of looking, of configuration and of corrections, told from the
// outside; and what finance reads of stored value.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "support/wallets.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* phone = "13800138000";

class TrailStory : public testing::Test {
 protected:
  // Each a second after the one before, so that the trail has one order.
  Answer get(const std::string& target) {
    house.clock().advance_seconds(1);
    return house.manager().get(target);
  }
  Answer post(const std::string& target, const json::object& body = {}) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, body, "trail-" + std::to_string(++keys));
  }
  Answer send(const char* method, const std::string& target, json::object body, std::string etag) {
    house.clock().advance_seconds(1);
    return house.manager().send(
        {.method = method,
         .target = target,
         .body = json::serialize(body),
         .if_match = std::move(etag)}
    );
  }
  /// The newest entry of that action; fails the test where there is none.
  json::value entry(const std::string& query, const std::string& action) {
    const Answer answer = get("/v1/audit?limit=200&" + query);
    EXPECT_EQ(answer.status, 200) << answer;
    for (const auto& item : answer.find("/items")->as_array()) {
      if (item.at("action").as_string() == action) return item;
    }
    ADD_FAILURE() << action << " is not in " << answer;
    return json::object{{"changes", json::array()}, {"reason", ""}, {"id", ""}};
  }
  int count(const std::string& query, const std::string& action) {
    int found = 0;
    const Answer answer = get("/v1/audit?limit=200&" + query);
    for (const auto& item : answer.find("/items")->as_array()) {
      found += item.at("action").as_string() == action ? 1 : 0;
    }
    return found;
  }
  /// "before>after" of a field; "" where it is not there.
  static std::string change(const json::value& entry, const char* field) {
    const auto text = [](const json::value& item, const char* key) {
      const auto* const found = item.as_object().if_contains(key);
      return found == nullptr || found->is_null() ? std::string() : std::string(found->as_string());
    };
    for (const auto& item : entry.at("changes").as_array()) {
      if (item.at("field").as_string() == field) {
        return text(item, "before") + ">" + text(item, "after");
      }
    }
    return "";
  }
  std::string recharged(std::int64_t fen, json::object more = {}) {
    json::object body{{"amount", money(fen)}, {"paid_by", "cash"}, {"store", "S001"}};
    for (const auto& one : more) body[one.key()] = one.value();
    const Answer made = post(wallet + "/recharges", body);
    EXPECT_EQ(made.status, 201) << made;
    return made.string("/id");
  }
  Answer void_it(const std::string& recharge) {
    return post(wallet + "/recharges/" + recharge + "/void", {{"reason", "one nought too many"}});
  }

  TestHouse house;
  Wallets wallets{house};
  const std::string member = wallets.enrol(phone);
  const std::string base = "/v1/members/" + member;
  const std::string wallet = base + "/wallet";
  int keys = 0;
};

// ---- looking ----

TEST_F(TrailStory, who_reads_the_registration_of_a_buyer_is_recorded) {
  const Answer registered = post(
      wallet + "/buyers",
      {{"name", "张小明"},
       {"document", "resident_id"},
       {"number", "11010519491231002X"},
       {"contact", "13800138000"},
       {"store", "S001"}}
  );
  ASSERT_EQ(registered.status, 201) << registered;
  const auto made = entry("member=" + member, "wallet_buyer_registered");
  EXPECT_THAT(json::serialize(made), Not(HasSubstr("11010519491231002X"))) << "sealed";
  const Answer opened = get("/v1/audit/" + std::string(made.at("id").as_string()));
  EXPECT_THAT(opened.text, HasSubstr(R"("field":"buyer_number","after":"11010519491231002X")"));

  const int before = count("member=" + member, "member_revealed");
  ASSERT_EQ(get(wallet + "/buyers").status, 200);
  EXPECT_EQ(count("member=" + member, "member_revealed"), before + 1);
  const auto seen = entry("member=" + member, "member_revealed");
  EXPECT_EQ(change(seen, "buyer_number"), ">") << "named, without its value";
  const Client cashier = house.person("cashier", {"wallet:recharge"});
  EXPECT_EQ(cashier.get(wallet + "/buyers").status, 403);
  EXPECT_EQ(count("member=" + member, "member_revealed"), before + 1) << "who saw nothing";
}

TEST_F(TrailStory, reading_where_nothing_is_leaves_nothing) {
  ASSERT_EQ(get(wallet + "/buyers").size("/items"), 0U);
  EXPECT_EQ(count("member=" + member, "member_revealed"), 0);
}

TEST_F(TrailStory, who_reads_the_digits_of_a_code_is_recorded) {
  const Answer issued = post(base + "/one-time-codes", {{"purpose", "pin"}});
  ASSERT_EQ(issued.status, 201) << issued;
  const std::string target = base + "/one-time-codes/" + issued.string("/id");
  const std::string digits = get(target).string("/digits");
  EXPECT_EQ(digits.size(), 6U);
  const auto seen = entry("member=" + member, "member_revealed");
  EXPECT_EQ(change(seen, "one_time_code"), ">");
  EXPECT_THAT(json::serialize(seen), Not(HasSubstr(digits)));
  const int before = count("member=" + member, "member_revealed");
  EXPECT_EQ(get(base + "/one-time-codes/17").code(), "proof_not_found");
  EXPECT_EQ(count("member=" + member, "member_revealed"), before);
}

TEST_F(TrailStory, what_cannot_be_recorded_is_not_shown) {
  ASSERT_EQ(
      post(
          wallet + "/buyers",
          {{"name", "张小明"},
           {"document", "resident_id"},
           {"number", "11010519491231002X"},
           {"contact", "13800138000"},
           {"store", "S001"}}
      ).status,
      201
  );
  const Answer issued = post(base + "/one-time-codes", {{"purpose", "pin"}});
  house.application().db().halt("a test");
  const Answer buyers = get(wallet + "/buyers");
  EXPECT_EQ(buyers.status, 503) << buyers;
  EXPECT_THAT(buyers.text, Not(HasSubstr("11010519491231002X")));
  const Answer digits = get(base + "/one-time-codes/" + issued.string("/id"));
  EXPECT_EQ(digits.status, 503) << digits;
  EXPECT_EQ(digits.find("/digits"), nullptr);
  house.restart();
  EXPECT_EQ(get(wallet + "/buyers").status, 200);
}

// ---- what else concerns a person ----

TEST_F(TrailStory, a_pin_that_is_set_changed_and_taken_away_is_recorded_and_never_shown) {
  ASSERT_EQ(send("PUT", base + "/pin", {{"pin", "273951"}}, "").status, 200);
  EXPECT_EQ(change(entry("member=" + member, "pin_set"), "pin"), ">");
  const json::object proof{{"kind", "supervisor"}, {"reason", "forgotten, document seen"}};
  ASSERT_EQ(send("PUT", base + "/pin", {{"pin", "849162"}, {"proof", proof}}, "").status, 200);
  const auto changed = entry("member=" + member, "pin_changed");
  EXPECT_EQ(changed.at("reason").as_string(), "forgotten, document seen");
  ASSERT_EQ(post(base + "/pin/removal", {{"reason", "asked for"}}).status, 200);
  EXPECT_EQ(entry("member=" + member, "pin_removed").at("reason").as_string(), "asked for");
  ASSERT_EQ(post(base + "/pin/removal", {{"reason", "again"}}).status, 200);
  EXPECT_EQ(count("member=" + member, "pin_removed"), 1) << "nothing was taken away";
  ASSERT_EQ(post(base + "/rotating-code/renewal").status, 200);
  EXPECT_EQ(count("member=" + member, "rotating_code_renewed"), 1);
  EXPECT_THAT(get("/v1/audit?member=" + member).text, Not(HasSubstr("849162")));
}

TEST_F(TrailStory, an_identity_that_is_verified_is_recorded) {
  const json::object proof{{"kind", "supervisor"}, {"reason", "called back"}};
  const Answer verified =
      post(base + "/identities/verification", {{"kind", "phone"}, {"proof", proof}});
  ASSERT_EQ(verified.status, 200) << verified;
  const auto made = entry("member=" + member, "identity_verified");
  EXPECT_EQ(change(made, "phone"), ">");
  EXPECT_EQ(made.at("reason").as_string(), "called back");
}

TEST_F(TrailStory, what_is_said_about_two_alike_is_found_at_both) {
  json::object person{{"programme", "MAIN"}, {"name", "王小芳"}, {"birthday", "1990-03-02"}};
  person["phone"] = "13900139001";
  const std::string one = post("/v1/members", person).string("/id");
  person["phone"] = "13900139002";
  const std::string other = post("/v1/members", person).string("/id");
  const Answer pairs = get("/v1/duplicates?programme=MAIN");
  ASSERT_EQ(pairs.size("/items"), 1U) << pairs;
  const std::string etag = "\"" + std::to_string(pairs.integer("/items/0/version")) + "\"";
  const Answer decided = send(
      "POST",
      "/v1/members/" + one + "/duplicates/" + other,
      {{"decision", "another"}, {"reason", "two people"}},
      etag
  );
  ASSERT_EQ(decided.status, 200) << decided;
  for (const auto& [member_of, second] : {std::pair(one, other), std::pair(other, one)}) {
    const auto made = entry("member=" + member_of, "duplicate_decided");
    EXPECT_EQ(change(made, "decision"), "open>another");
    EXPECT_EQ(change(made, "other"), ">" + second);
    EXPECT_EQ(made.at("reason").as_string(), "two people");
  }
}

// ---- configuration ----

json::object tier(const char* code, std::int64_t threshold) {
  return {
      {"code", code},
      {"name_zh", code},
      {"name_en", code},
      {"threshold", threshold},
      {"keep", threshold},
      {"discount_rate", "1"},
      {"points_multiple", "0"}};
}

TEST_F(TrailStory, a_ladder_is_recorded_field_by_field) {
  json::object terms{
      {"name_zh", "会员等级"},
      {"name_en", "Tiers"},
      {"decides_rates", true},
      {"period", "calendar"},
      {"downgrade", "one_step"},
      {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
      {"tiers", {tier("BASE", 0), tier("GOLD", 1000)}}};
  const Answer added = post(
      "/v1/tier-ladders",
      {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", terms}, {"reason", "opening"}}
  );
  ASSERT_EQ(added.status, 201) << added;
  const std::string of = "object_kind=tier_ladder&object=" + added.string("/id");
  const auto made = entry(of, "tier_ladder_added");
  EXPECT_EQ(change(made, "code"), ">CLUB");
  EXPECT_EQ(change(made, "tiers/GOLD/threshold"), ">1000");
  EXPECT_EQ(made.at("reason").as_string(), "opening");
  EXPECT_NE(made.at("actor").as_string(), "0");
  EXPECT_FALSE(made.at("request").as_string().empty());

  const std::string target = "/v1/tier-ladders/CLUB";
  ASSERT_EQ(
      send("POST", target + "/switch-on", {{"reason", "go"}}, get(target).header("ETag")).status,
      200
  );
  EXPECT_EQ(change(entry(of, "tier_ladder_switched_on"), "in_force"), ">1");
  terms["tiers"] = json::array{tier("BASE", 0), tier("SILVER", 500), tier("GOLD", 1200)};
  const auto put = [&] {
    return send(
        "PUT", target, {{"terms", terms}, {"reason", "a tier between"}}, get(target).header("ETag")
    );
  };
  ASSERT_EQ(put().status, 200);
  const auto changed = entry(of, "tier_ladder_changed");
  EXPECT_EQ(change(changed, "version"), "1>2");
  EXPECT_EQ(change(changed, "tiers/GOLD/threshold"), "1000>1200");
  EXPECT_EQ(change(changed, "tiers/SILVER/threshold"), ">500");
  EXPECT_EQ(change(changed, "tiers/BASE/threshold"), "") << "as it was";
  ASSERT_EQ(put().status, 200);
  EXPECT_EQ(count(of, "tier_ladder_changed"), 1) << "the same terms change nothing";
  ASSERT_EQ(
      send("POST", target + "/switch-on", {{"reason", "now"}}, get(target).header("ETag")).status,
      200
  );
  const auto on = entry(of, "tier_ladder_switched_on");
  EXPECT_EQ(change(on, "in_force"), "1>2");
  EXPECT_EQ(change(on, "tiers/GOLD/threshold"), "1000>1200") << "what is different for members";
}

TEST_F(TrailStory, an_occasion_is_recorded_version_by_version) {
  const auto declare = [&](const char* multiple, json::object more) {
    json::object body{
        {"programme", "MAIN"},
        {"code", "SPRING"},
        {"name", "spring"},
        {"kind", "multiple"},
        {"multiple", multiple},
        {"reason", "season"}};
    for (const auto& one : more) body[one.key()] = one.value();
    return post("/v1/points/occasions", body);
  };
  ASSERT_EQ(declare("2", {{"weekdays", {"monday", "sunday"}}}).status, 201);
  const auto added = entry("", "points_occasion_added");
  EXPECT_EQ(change(added, "multiple"), ">2");
  EXPECT_EQ(change(added, "weekdays"), ">monday sunday");
  EXPECT_EQ(added.at("reason").as_string(), "season");
  const std::string of =
      "object_kind=points_occasion&object=" + std::string(added.at("object").as_string());
  ASSERT_EQ(declare("3", {{"weekdays", {"monday", "sunday"}}, {"stores", {"S001"}}}).status, 201);
  const auto changed = entry(of, "points_occasion_changed");
  EXPECT_EQ(change(changed, "multiple"), "2>3");
  EXPECT_EQ(change(changed, "stores"), ">S001");
  EXPECT_EQ(change(changed, "weekdays"), "") << "as it was";
  EXPECT_EQ(declare("0.5", {}).status, 400);
  EXPECT_EQ(count(of, "points_occasion_changed"), 1) << "what is refused is not recorded";
  ASSERT_EQ(
      post(
          "/v1/points/occasions/SPRING/retirement", {{"programme", "MAIN"}, {"reason", "over"}}
      ).status,
      200
  );
  const auto retired = entry(of, "points_occasion_retired");
  EXPECT_EQ(change(retired, "state"), "active>retired");
  EXPECT_EQ(retired.at("reason").as_string(), "over");
}

TEST_F(TrailStory, offers_and_licences_of_the_wallet_say_what_they_were) {
  const auto offer = [&](std::int64_t bonus) {
    return post(
        "/v1/wallet/offers",
        {{"programme", "MAIN"},
         {"code", "R100"},
         {"name", "100"},
         {"pay", money(10000)},
         {"bonus", money(bonus)}}
    );
  };
  ASSERT_EQ(offer(1000).status, 201);
  EXPECT_EQ(change(entry("", "wallet_offer_added"), "bonus"), ">10.00");
  ASSERT_EQ(offer(500).status, 201);
  const auto changed = entry("", "wallet_offer_changed");
  EXPECT_EQ(change(changed, "code"), ">R100");
  EXPECT_EQ(change(changed, "bonus"), "10.00>5.00");
  EXPECT_EQ(change(changed, "pay"), "");
  const Answer licence = post(
      "/v1/wallet/licences",
      {{"programme", "MAIN"},
       {"number", "Z1"},
       {"valid_from", "2026-01-01"},
       {"valid_until", "2030-12-31"}}
  );
  ASSERT_EQ(licence.status, 201) << licence;
  const Answer ended = post(
      "/v1/wallet/licences/" + licence.string("/id") + "/end",
      {{"programme", "MAIN"}, {"last_day", "2027-01-01"}, {"reason", "returned"}}
  );
  ASSERT_EQ(ended.status, 200) << ended;
  const auto end = entry("", "wallet_licence_ended");
  EXPECT_EQ(change(end, "valid_until"), "2030-12-31>2027-01-01");
  EXPECT_EQ(end.at("reason").as_string(), "returned");
}

// ---- a recharge that was mistyped ----

TEST_F(TrailStory, a_mistyped_recharge_is_void_and_its_payment_recharged_anew) {
  const std::string wrong = recharged(90'000, {{"reference", "4200001234"}});
  const Answer done = void_it(wrong);
  ASSERT_EQ(done.status, 201) << done;
  EXPECT_EQ(done.integer("/principal/amount"), 90'000);
  EXPECT_EQ(done.integer("/stored/amount"), 0);
  EXPECT_EQ(wallets.stored(member), 0);
  const auto made = entry("member=" + member, "wallet_recharge_voided");
  EXPECT_EQ(change(made, "principal"), "900.00>");
  EXPECT_EQ(change(made, "reference"), "4200001234>") << "found again here";
  EXPECT_EQ(made.at("reason").as_string(), "one nought too many");
  recharged(9'000, {{"reference", "4200001234"}});
  EXPECT_EQ(wallets.stored(member), 9'000);
  const Answer entries = get(wallet + "/entries");
  EXPECT_EQ(entries.string("/items/1/reason"), "voided") << entries;
  EXPECT_EQ(entries.string("/items/1/note"), "one nought too many");
  EXPECT_EQ(entries.integer("/items/1/amount/amount"), -90'000);
  EXPECT_EQ(house.verify().faults_found(), 0);
}

TEST_F(TrailStory, a_void_that_is_refused_is_named_and_changes_nothing) {
  const std::string id = recharged(20'000);
  const auto refused = [&](const Answer& answer, const char* code, int status) {
    EXPECT_EQ(answer.code(), code) << answer;
    EXPECT_EQ(answer.status, status) << answer;
    EXPECT_EQ(answer.pointer(), "/recharge") << answer;
  };
  refused(void_it("17"), "payment_not_found", 404);
  const Answer sale =
      house.sell({.phone = phone, .lines = {{"A1001"}}, .tenders = {{"stored_value", 10'000}}});
  ASSERT_EQ(sale.status, 201) << sale;
  refused(void_it(id), "recharge_used", 409);
  EXPECT_EQ(wallets.stored(member), 10'000);
  const std::string other = recharged(5'000);
  ASSERT_EQ(void_it(other).status, 201);
  refused(void_it(other), "already_voided", 409);
  const std::string late = recharged(5'000);
  house.advance_days(1);
  refused(void_it(late), "void_after_business_day", 409);
  EXPECT_EQ(wallets.stored(member), 15'000);
  EXPECT_EQ(count("member=" + member, "wallet_recharge_voided"), 1);
}

TEST_F(TrailStory, a_void_takes_its_own_permission_and_store) {
  const std::string target = wallet + "/recharges/" + recharged(20'000) + "/void";
  const json::object why{{"reason", "mistyped"}};
  const Client cashier = house.person("cashier", {"wallet:recharge", "wallet:payout"});
  EXPECT_EQ(cashier.post(target, why, "v1").status, 403);
  const Client elsewhere = house.person("elsewhere", {"wallet:void"}, {"S002"});
  EXPECT_EQ(elsewhere.post(target, why, "v2").code(), "store_out_of_scope");
  const Client head = house.person("head", {"wallet:void"}, {"S001"});
  const Answer first = head.post(target, why, "v3");
  ASSERT_EQ(first.status, 201) << first;
  EXPECT_EQ(head.post(target, why, "v3").text, first.text) << "a retry";
  const Answer told = house.manager().get("/v1/members/" + member + "/timeline?limit=50");
  std::vector<std::string> money;
  for (const json::value& item : told.find("/items")->as_array()) {
    const std::string kind(item.at("kind").as_string());
    if (kind.starts_with("recharge")) money.emplace_back(item.at("text").as_string());
  }
  const std::vector<std::string> expected{
      "A mistyped recharge was made void 200.00", "A recharge 200.00"};
  EXPECT_EQ(money, expected);
}

TEST_F(TrailStory, a_void_races_sales_and_either_wins_whole) {
  for (int round = 0; round < 6; ++round) {
    const std::string id = recharged(30'000);
    std::vector<Answer> voids(2), sales(2);
    std::vector<json::object> bodies;
    for (int i = 0; i < 2; ++i) {
      bodies.push_back(house.sale_body(
          {.phone = phone, .lines = {{"A1001"}}, .tenders = {{"stored_value", 10'000}}}
      ));
    }
    std::vector<std::thread> workers;
    for (std::size_t i = 0; i < 2; ++i) {
      workers.emplace_back([&, i] {
        voids[i] = house.manager().post(
            wallet + "/recharges/" + id + "/void",
            {{"reason", "mistyped"}},
            "race-" + std::to_string(round) + "-" + std::to_string(i)
        );
      });
      workers.emplace_back([&, i] {
        sales[i] = TestHouse::post_keyed(house.manager(), "/v1/checkout", bodies[i]);
      });
    }
    for (std::thread& worker : workers) worker.join();
    const auto won = [](const std::vector<Answer>& answers) {
      return std::ranges::count_if(answers, [](const Answer& a) { return a.status == 201; });
    };
    if (won(voids) > 0) {
      EXPECT_EQ(won(voids), 1);
      EXPECT_EQ(won(sales), 0);
      EXPECT_EQ(wallets.stored(member), 0);
    } else {
      EXPECT_EQ(won(sales), 2);
      EXPECT_EQ(wallets.stored(member), 10'000);
      const Answer out = post(
          wallet + "/payouts",
          {{"fault", "merchant"}, {"method", "bank"}, {"reason", "next"}, {"store", "S001"}}
      );
      EXPECT_EQ(out.status, 201) << out;
    }
  }
  EXPECT_EQ(house.verify().faults_found(), 0);
}

// ---- what finance reads ----

TEST_F(TrailStory, what_is_owed_of_stored_value_is_reported_by_day_company_and_store) {
  wallets.recharge(member, 50'000, 10'000);
  ASSERT_EQ(void_it(recharged(7'000)).status, 201);
  ASSERT_EQ(
      house.sell({.phone = phone, .lines = {{"A1001"}}, .tenders = {{"stored_value", 10'000}}}
      ).status,
      201
  );
  const std::string today = house.today().to_string();
  house.advance_days(1);
  const std::string next = house.today().to_string();
  recharged(3'000);
  const std::string query = "?programme=MAIN&from=" + today + "&to=" + next;
  const Answer report = get("/v1/wallet/reports/liability" + query);
  ASSERT_EQ(report.status, 200) << report;
  ASSERT_EQ(report.size("/days"), 2U);
  EXPECT_EQ(report.integer("/days/0/principal/amount"), 41'667);
  EXPECT_EQ(report.integer("/days/0/bonus/amount"), 8'333);
  EXPECT_EQ(report.string("/days/0/stores/0/store"), "S001");
  EXPECT_EQ(report.integer("/days/0/stores/0/recharged/amount"), 57'000);
  EXPECT_EQ(report.integer("/days/0/stores/0/voided/amount"), 7'000);
  EXPECT_EQ(report.integer("/days/0/stores/0/paid/amount"), 8'333);
  EXPECT_EQ(report.integer("/days/0/stores/0/paid_bonus/amount"), 1'667);
  EXPECT_EQ(report.integer("/days/1/principal/amount"), 44'667);
  EXPECT_EQ(report.integer("/days/1/stores/0/recharged/amount"), 3'000);
  const auto books = house.verify();
  EXPECT_EQ(books.wallet.principal, 44'667) << "what verify adds up from the journal";
  EXPECT_EQ(books.wallet.bonus, 8'333);

  const Answer file = get("/v1/wallet/reports/liability.csv" + query);
  ASSERT_EQ(file.status, 200) << file;
  EXPECT_THAT(file.text, HasSubstr("day,company,store,principal,bonus,small_change,recharged"));
  EXPECT_THAT(file.text, HasSubstr(",S001,416.67,83.33,0.00,570.00,100.00,83.33,16.67,"));
  const Answer settled = get("/v1/wallet/reports/settlement" + query);
  ASSERT_EQ(settled.status, 200) << settled;
  EXPECT_EQ(settled.integer("/taken/0/recharged/amount"), 53'000) << "without what is void";
  EXPECT_EQ(settled.integer("/taken/0/voided/amount"), 7'000);
  EXPECT_EQ(settled.integer("/served/0/principal/amount"), 8'333);
  const Answer lines = get("/v1/wallet/reports/settlement.csv" + query);
  EXPECT_THAT(lines.text, HasSubstr("served,S001,"));
  EXPECT_THAT(lines.text, HasSubstr("taken,,,,,,,,,S001,530.00,100.00,70.00,0.00,"));
  for (const std::string& one : {std::string("served"), std::string("taken")}) {
    const auto at = lines.text.find("\n" + one);
    ASSERT_NE(at, std::string::npos) << lines;
    const auto line = lines.text.substr(at + 1, lines.text.find('\r', at) - at - 1);
    EXPECT_EQ(std::ranges::count(line, ','), 18) << "as many fields as the head: " << line;
  }
}

TEST_F(TrailStory, reports_are_bounded_and_for_the_whole_group) {
  const std::string report = "/v1/wallet/reports/liability?programme=MAIN";
  EXPECT_EQ(get(report + "&from=2026-01-01&to=2026-04-02").status, 200) << "92 days";
  const Answer wide = get(report + "&from=2026-01-01&to=2026-04-03");
  EXPECT_EQ(wide.status, 400);
  EXPECT_EQ(wide.pointer(), "/to");
  EXPECT_EQ(get(report + "&from=2026-01-02&to=2026-01-01").pointer(), "/to");
  EXPECT_EQ(get(report + "&from=1969-01-01&to=1969-01-02").pointer(), "/from");
  EXPECT_EQ(
      get("/v1/wallet/reports/settlement?programme=NONE&from=2026-01-01&to=2026-01-01").code(),
      "programme_not_found"
  );
  const Client limited = house.person("limited", {"wallet:settle"}, {"S001"});
  EXPECT_EQ(limited.get(report + "&from=2026-01-01&to=2026-01-01").code(), "store_out_of_scope");
  const Client reader = house.person("reader", {"wallet:read"});
  EXPECT_EQ(reader.get(report + "&from=2026-01-01&to=2026-01-01").status, 403);
}

}  // namespace
}  // namespace guanxi::test
