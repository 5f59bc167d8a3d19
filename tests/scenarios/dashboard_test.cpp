// The dashboard, told from the outside, one by one. The books are verified when the house is torn
// down.
#include <gmock/gmock.h>

#include "support/dashboard.h"

namespace guanxi::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(Dashboard, a_member_who_comes_again_is_active_once_and_a_return_takes_no_visit) {
  house.enrol(her_phone);
  house.enrol("13900139000", {{"store", "S002"}});
  sell(her_phone);
  const Answer second = sell(her_phone);
  sell("13900139000");
  sell("");  // nobody's
  ASSERT_EQ(house.refund({.receipt = second.string("/receipt")}).status, 201);
  const Answer seen = today();
  EXPECT_EQ(seen.integer("/current/members"), 2) << seen;
  EXPECT_EQ(seen.integer("/current/new_members"), 2);
  EXPECT_EQ(seen.integer("/current/active_members"), 2);
  EXPECT_EQ(seen.integer("/current/repeat_members"), 1);
  EXPECT_EQ(seen.integer("/current/repeat_per_mille"), 500);
  EXPECT_EQ(seen.integer("/current/sales"), 4);
  EXPECT_EQ(seen.integer("/current/net_amount/amount"), 30000);
  EXPECT_EQ(seen.integer("/current/member_net_amount/amount"), 20000);
  EXPECT_EQ(seen.integer("/current/member_share_per_mille"), 667);
  EXPECT_EQ(seen.integer("/current/average_receipt/amount"), 10000) << "before returns";
  EXPECT_EQ(seen.integer("/current/points_issued"), 30);
  EXPECT_EQ(seen.integer("/current/points_liability"), 20);
  EXPECT_EQ(seen.integer("/days/0/sales"), 4);
  EXPECT_EQ(seen.find("/current/growth_per_mille"), nullptr) << "there was nobody before";
  EXPECT_EQ(seen.find("/previous/repeat_per_mille"), nullptr);
  EXPECT_EQ(seen.string("/previous_to"), house.today().plus_days(-1).to_string());
  EXPECT_EQ(today("&store=S001").integer("/current/new_members"), 1);
  EXPECT_EQ(today("&store=S001").find("/current/points_liability"), nullptr);
  EXPECT_EQ(today("&store=S002").integer("/current/sales"), 0);
}

TEST_F(Dashboard, who_stays_away_is_lost_on_the_day_that_was_agreed) {
  house.enrol(her_phone);
  sell(her_phone);
  const Date bought = house.today();
  house.advance_days(30);
  hand_out_news(house);
  const auto lost = [&](int after) {
    const Date day = bought.plus_days(after);
    return ask(day, day, "&lost_days=10").integer("/current/lost_members");
  };
  EXPECT_EQ(lost(9), 0) << "within ten days";
  EXPECT_EQ(lost(10), 1);
  EXPECT_EQ(lost(19), 1);
  EXPECT_EQ(lost(20), 0) << "was not there in the window before";
  const Answer seen = ask(bought.plus_days(10), bought.plus_days(10), "&lost_days=10");
  EXPECT_EQ(seen.integer("/current/churn_per_mille"), 1000);
}

TEST_F(Dashboard, two_who_are_one_are_one_in_the_past_as_well) {
  const std::string she = house.enrol(her_phone), old = house.enrol("13900139000");
  sell(her_phone);
  sell("13900139000");
  EXPECT_EQ(today().integer("/current/active_members"), 2);
  const Answer merged = house.manager().post(
      "/v1/members/" + she + "/merges", {{"absorbed", old}, {"reason", "one person"}}, key()
  );
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_THAT(faults(), IsEmpty()) << "the news waits";
  const Answer one = today();
  EXPECT_EQ(one.integer("/current/members"), 1);
  EXPECT_EQ(one.integer("/current/new_members"), 1);
  EXPECT_EQ(one.integer("/current/active_members"), 1);
  EXPECT_EQ(one.integer("/current/repeat_members"), 1);
  const Answer undone = house.manager().post(
      "/v1/members/" + she + "/merges/" + merged.string("/id") + "/undo",
      {{"reason", "a mistake"}},
      key()
  );
  ASSERT_LT(undone.status, 300) << undone;
  const Answer two = today();
  EXPECT_EQ(two.integer("/current/members"), 2);
  EXPECT_EQ(two.integer("/current/active_members"), 2);
  EXPECT_EQ(two.integer("/current/repeat_members"), 0);
}

TEST_F(Dashboard, stores_are_ranked_in_pages_that_meet_and_as_a_file) {
  house.enrol(her_phone);
  sell(her_phone, "A1003", "S001");
  sell("", "A1001", "S002");
  hand_out_news(house);
  const std::string at = "/v1/dashboard/stores" + period(house.today(), house.today());
  const Answer first = get(at + "&limit=1");
  EXPECT_EQ(first.string("/items/0/store"), "S002") << first;
  EXPECT_EQ(first.integer("/items/0/rank"), 1);
  EXPECT_EQ(first.integer("/items/0/net_amount/amount"), 10000);
  EXPECT_EQ(first.integer("/items/0/member_share_per_mille"), 0);
  const Answer rest = get(at + "&limit=1&cursor=" + first.string("/next_cursor"));
  EXPECT_EQ(rest.string("/items/0/store"), "S001") << rest;
  EXPECT_EQ(rest.integer("/items/0/rank"), 2);
  EXPECT_EQ(rest.find("/next_cursor"), nullptr);
  EXPECT_EQ(get(at + "&sort=member_share").string("/items/0/store"), "S001");
  EXPECT_EQ(get(at + "&order=asc").string("/items/0/store"), "S001");
  const std::string day = house.today().to_string();
  const Answer file =
      get("/v1/dashboard/stores.csv" + period(house.today(), house.today()) + "&sort=sales");
  EXPECT_THAT(file.text, HasSubstr("\r\n1,S001,")) << "equals stand by their codes";
  EXPECT_THAT(file.header("Content-Disposition"), HasSubstr("dashboard-stores-" + day));
  EXPECT_THAT(
      get("/v1/dashboard/days.csv" + period(house.today(), house.today())).text,
      HasSubstr("\r\n" + day + ",1,0,2,120.00,0,0.00,120.00,1,20.00,0,0\r\n")
  );
  EXPECT_THAT(
      get("/v1/dashboard.csv" + period(house.today(), house.today())).text,
      HasSubstr("\r\nsales_amount,120.00,0.00\r\n")
  );
}

TEST_F(Dashboard, tiers_are_counted_from_the_lowest) {
  const auto tier = [](const char* code, int threshold) {
    return json::object{
        {"code", code},
        {"name_zh", code},
        {"name_en", code},
        {"threshold", threshold},
        {"keep", threshold},
        {"discount_rate", "1"},
        {"points_multiple", "0"}};
  };
  const json::object terms{
      {"name_zh", "会员等级"},
      {"name_en", "Tiers"},
      {"decides_rates", true},
      {"period", "calendar"},
      {"downgrade", "one_step"},
      {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
      {"tiers", {tier("BASE", 0), tier("GOLD", 50)}}};
  const Answer added = house.manager().post(
      "/v1/tier-ladders",
      {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", terms}, {"reason", "opening"}}
  );
  ASSERT_EQ(added.status, 201) << added;
  const Answer on = house.manager().send(
      {.method = "POST",
       .target = "/v1/tier-ladders/CLUB/switch-on",
       .body = R"({"reason":"opening"})",
       .if_match = house.manager().get("/v1/tier-ladders/CLUB").header("ETag")}
  );
  ASSERT_EQ(on.status, 200) << on;
  house.enrol(her_phone);
  house.enrol("13900139000", {{"store", "S002"}});
  const Answer sale = sell(her_phone);
  hand_out_news(house);
  const auto pyramid = [&](const std::string& more = "") {
    const Answer seen = get("/v1/dashboard/tiers?programme=MAIN" + more);
    return std::pair(
        seen.integer("/ladders/0/tiers/0/members"), seen.integer("/ladders/0/tiers/1/members")
    );
  };
  EXPECT_EQ(pyramid(), std::pair(std::int64_t{1}, std::int64_t{1}));
  EXPECT_EQ(pyramid("&store=S001"), std::pair(std::int64_t{0}, std::int64_t{1}));
  EXPECT_EQ(pyramid("&ladder=CLUB&store=S002"), std::pair(std::int64_t{1}, std::int64_t{0}));
  EXPECT_EQ(
      house.manager().get("/v1/dashboard/tiers?programme=MAIN&ladder=NONE").code(),
      "tier_ladder_not_found"
  );
  EXPECT_THAT(
      get("/v1/dashboard/tiers.csv?programme=MAIN").text, HasSubstr("\r\nCLUB,GOLD,GOLD,GOLD,1,500")
  );
  ASSERT_EQ(house.void_sale({.receipt = sale.string("/receipt")}).status, 201);
  hand_out_news(house);
  EXPECT_EQ(pyramid(), std::pair(std::int64_t{2}, std::int64_t{0}));
}

TEST_F(Dashboard, ends_where_the_readers_stores_end) {
  sell("", "A1001", "S001");
  sell("", "A1003", "S002");
  hand_out_news(house);
  const std::string days = period(house.today(), house.today());
  const Client clerk = house.person("clerk", {"dashboard:read"}, {"S002"});
  EXPECT_EQ(clerk.get("/v1/dashboard" + days).code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get("/v1/dashboard" + days + "&store=S001").code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get("/v1/dashboard" + days + "&store=S002").integer("/current/sales"), 1);
  EXPECT_EQ(clerk.get("/v1/dashboard/tiers?programme=MAIN").code(), "store_out_of_scope");
  EXPECT_EQ(clerk.get("/v1/dashboard/members" + days).code(), "store_out_of_scope");
  const Answer ranking = clerk.get("/v1/dashboard/stores" + days);
  EXPECT_EQ(ranking.size("/items"), 1U) << ranking;
  EXPECT_EQ(ranking.string("/items/0/store"), "S002");
  EXPECT_EQ(
      clerk.get("/v1/dashboard?programme=NONE&from=2026-03-02&to=2026-03-02").code(),
      "programme_not_found"
  );
  EXPECT_EQ(
      house.manager().get("/v1/dashboard?programme=MAIN&from=2026-03-02&to=2027-03-03").pointer(),
      "/to"
  );
  EXPECT_EQ(house.manager().get("/v1/dashboard" + days + "&store=NONE").code(), "store_not_found");
}

TEST_F(Dashboard, verify_finds_figures_that_are_not_those_of_the_books) {
  house.enrol(her_phone);
  sell(her_phone);
  sell(her_phone);
  hand_out_news(house);
  ASSERT_THAT(faults(), IsEmpty());
  static const sql::Query sums{"UPDATE dashboard_sums SET sales = sales + 1"};
  static const sql::Query sums_back{"UPDATE dashboard_sums SET sales = sales - 1"};
  static const sql::Query links{"UPDATE dashboard_links SET purchases = purchases + 1"};
  static const sql::Query links_back{"UPDATE dashboard_links SET purchases = purchases - 1"};
  static const sql::Query purchases{"UPDATE dashboard_purchases SET amount = amount + 1"};
  static const sql::Query purchases_back{"UPDATE dashboard_purchases SET amount = amount - 1"};
  const auto run = [&](const sql::Query& query) {
    ASSERT_TRUE(house.application().db().write([&](sql::Tx& tx) -> Outcome {
      tx.exec(query);
      return ok();
    }));
  };
  const auto finds = [&](const sql::Query& spoil, const sql::Query& mend, const char* what) {
    run(spoil);
    const auto found = faults();
    ASSERT_FALSE(found.empty());
    EXPECT_THAT(found.front(), HasSubstr(what));
    run(mend);
    EXPECT_THAT(faults(), IsEmpty());
  };
  finds(sums, sums_back, "the sums of 2026-03-02");
  finds(links, links_back, "the links of 2026-03-0");
  finds(purchases, purchases_back, "the purchases of 2026-03-02");
}

}  // namespace
}  // namespace guanxi::test
