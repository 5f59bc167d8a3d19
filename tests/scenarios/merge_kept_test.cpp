// What other books keep of two members who are one: households, phones of several, occasions that
// are limited, points that are pending, rewards that are due, tiers that were granted.
#include <gtest/gtest.h>

#include "support/house.h"
#include "support/news.h"

namespace guanxi::test {
namespace {

constexpr const char* first_phone = "13800138000";
constexpr const char* second_phone = "13900139000";

class MergeKept : public testing::Test {
 protected:
  explicit MergeKept(const TestHouse::Options& options = {}) : house(options) {}
  void TearDown() override { house.expect_clean_books(); }

  void enrol_both() {
    she = house.enrol(first_phone);
    old = house.enrol(second_phone);
  }
  Answer get(const std::string& target) const { return house.manager().get(target); }
  Answer post(const std::string& target, const json::object& body) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, body, "kept-" + std::to_string(++keys));
  }
  Answer put(const std::string& target, const json::object& body) {
    const bool known = get(target).status == 200;
    return house.manager().send(
        {.method = "PUT",
         .target = target,
         .body = json::serialize(body),
         .if_match = known ? get(target).header("ETag") : "\"0\""}
    );
  }
  Answer merge() {
    return post("/v1/members/" + she + "/merges", {{"absorbed", old}, {"reason", "one person"}});
  }
  void merge_for_certain() {
    const Answer merged = merge();
    ASSERT_EQ(merged.status, 201) << merged;
    undo_at = "/v1/members/" + she + "/merges/" + merged.string("/id") + "/undo";
  }
  void undo() {
    const Answer undone = post(undo_at, {{"reason", "a mistake"}});
    ASSERT_EQ(undone.status, 200) << undone;
  }
  void expect_obstacle(const char* obstacle) {
    const Answer answer = merge();
    EXPECT_EQ(answer.code(), "merge_not_possible") << answer;
    EXPECT_NE(answer.text.find(obstacle), std::string::npos) << answer;
  }
  Answer sell(const std::string& phone, int hundreds = 1) {
    house.clock().advance_seconds(1);
    return house.sell({.phone = phone, .lines = {{"A1001", std::to_string(hundreds)}}});
  }
  void allow_transfers() {
    const Answer allowed = house.manager().send(
        {.method = "PUT",
         .target = "/v1/programmes/MAIN/household-terms",
         .body = R"({"transfers":true,"reason":"test"})",
         .if_match = "*"}
    );
    ASSERT_EQ(allowed.status, 200) << allowed;
  }
  Answer found(const std::string& head, const std::string& other) {
    return post(
        "/v1/households",
        {{"head", head}, {"members", json::array{json::object{{"member", other}}}}}
    );
  }
  Answer household_of(const std::string& member) {
    return get("/v1/members/" + member + "/household");
  }

  TestHouse house;
  std::string she, old, undo_at;
  int keys = 0;
};

TEST_F(MergeKept, a_place_in_a_household_passes_on_and_comes_back) {
  allow_transfers();
  enrol_both();
  const std::string child = house.enrol("13700137000");
  ASSERT_EQ(found(old, child).status, 201);
  const std::string household = household_of(old).string("/id");
  merge_for_certain();
  EXPECT_EQ(household_of(she).string("/id"), household);
  EXPECT_NE(household_of(she).text.find(she + R"(","head":true)"), std::string::npos);
  EXPECT_EQ(household_of(old).status, 404);
  sell(second_phone);
  const Answer given =
      post("/v1/members/" + she + "/points/transfers", {{"to", child}, {"points", 4}});
  EXPECT_EQ(given.status, 201) << given;
  undo();
  EXPECT_EQ(household_of(old).string("/id"), household);
  EXPECT_EQ(household_of(she).status, 404);
}

TEST_F(MergeKept, merges_into_one_are_undone_from_the_last) {
  enrol_both();
  sell(second_phone);
  merge_for_certain();
  const std::string first_undo = undo_at;
  old = house.enrol("13700137000");
  merge_for_certain();
  const Answer early = post(first_undo, {{"reason", "a mistake"}});
  EXPECT_EQ(early.code(), "merge_not_possible") << early;
  EXPECT_NE(early.text.find("merged into the same member later"), std::string::npos) << early;
  undo();
  undo_at = first_undo;
  undo();
  EXPECT_EQ(house.points(she), 0);
}

TEST_F(MergeKept, a_request_under_the_old_id_is_the_persons) {
  enrol_both();
  const Answer asked =
      post("/v1/members/" + old + "/requests", {{"kind", "erasure"}, {"source", "store"}});
  ASSERT_EQ(asked.status, 201) << asked;
  merge_for_certain();
  const Answer done =
      post("/v1/person-requests/" + asked.string("/id") + "/complete", {{"answer", "done"}});
  ASSERT_EQ(done.status, 200) << done;
  EXPECT_EQ(get("/v1/members/" + she).string("/state"), "closed");
  EXPECT_EQ(post(undo_at, {{"reason", "a mistake"}}).code(), "merge_not_possible");
}

TEST_F(MergeKept, two_places_in_households_forbid_it) {
  allow_transfers();
  enrol_both();
  ASSERT_EQ(found(she, old).status, 201);
  expect_obstacle("households");
}

TEST_F(MergeKept, what_was_given_is_not_taken_back_from_who_was_merged) {
  allow_transfers();
  enrol_both();
  const std::string child = house.enrol("13700137000");
  ASSERT_EQ(found(old, child).status, 201);
  sell(second_phone);
  const Answer given =
      post("/v1/members/" + old + "/points/transfers", {{"to", child}, {"points", 4}});
  ASSERT_EQ(given.status, 201) << given;
  merge_for_certain();
  const Answer back = post(
      "/v1/members/" + old + "/points/transfers/" + given.string("/transfer/id") + "/return",
      {{"reason", "too much"}}
  );
  EXPECT_EQ(back.code(), "account_closed") << back;
  EXPECT_EQ(house.points(child), 4);
  EXPECT_EQ(house.points(she), 6);
}

TEST_F(MergeKept, a_phone_of_both_is_hers_until_the_undo) {
  she = house.enrol(first_phone);
  const Answer joined =
      post("/v1/members", {{"programme", "MAIN"}, {"phone", first_phone}, {"phone_shared", true}});
  ASSERT_EQ(joined.status, 201) << joined;
  old = joined.string("/id");
  EXPECT_EQ(sell(first_phone).code(), "phone_is_shared");
  merge_for_certain();
  const Answer sale = sell(first_phone);
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.string("/member"), she);
  const Answer looked_up =
      house.manager().post("/v1/members/lookup", {{"kind", "phone"}, {"value", first_phone}});
  EXPECT_EQ(looked_up.string("/id"), she) << looked_up;
  undo();
  EXPECT_EQ(sell(first_phone).code(), "phone_is_shared");
}

TEST_F(MergeKept, an_occasion_used_under_either_name_is_used) {
  enrol_both();
  const Answer declared = post(
      "/v1/points/occasions",
      {{"programme", "MAIN"},
       {"code", "WELCOME"},
       {"name", "welcome"},
       {"reason", "spring"},
       {"kind", "gift"},
       {"points", 8},
       {"times_per_member", 1},
       {"period", "ever"}}
  );
  ASSERT_EQ(declared.status, 201) << declared;
  const Answer used = sell(second_phone);
  EXPECT_EQ(used.integer("/points/c"), 8) << used;
  merge_for_certain();
  EXPECT_EQ(sell(first_phone).integer("/points/c"), 0) << "the same person has had it";
  undo();
  EXPECT_EQ(sell(first_phone).integer("/points/c"), 8) << "another person";
  EXPECT_EQ(sell(second_phone).integer("/points/c"), 0);
}

class MergePending : public MergeKept {
 protected:
  static TestHouse::Options pending() {
    TestHouse::Options options;
    options.parameters.points_pending_days = 7;
    return options;
  }
  MergePending() : MergeKept(pending()) {}
};

TEST_F(MergePending, points_that_are_pending_stay_pending) {
  enrol_both();
  sell(second_phone, 10);
  merge_for_certain();
  EXPECT_EQ(house.points(she), 100);
  EXPECT_EQ(house.points(she, "/pending"), 100);
  EXPECT_EQ(house.points(she, "/usable"), 0);
  const Answer lots = get("/v1/members/" + she + "/points");
  EXPECT_NE(lots.text.find(R"("kind":"sale")"), std::string::npos) << "its source is the sale";
  house.advance_days(8);
  EXPECT_EQ(house.points(she, "/usable"), 100);
  undo();
  EXPECT_EQ(house.points(old, "/usable"), 100);
}

TEST_F(MergeKept, a_reward_goes_to_whom_the_referrer_is_now) {
  enrol_both();
  const Answer terms = put(
      "/v1/programmes/MAIN/registration-terms",
      {{"terms",
        {{"channels", {"store"}}, {"referrer_points", 50}, {"referrer_when", "first_purchase"}}},
       {"reason", "opening"}}
  );
  ASSERT_EQ(terms.status, 200) << terms;
  const auto join = [&](const char* phone) {
    const Answer joined = post(
        "/v1/members",
        {{"programme", "MAIN"},
         {"store", "S001"},
         {"phone", phone},
         {"referrer", {{"kind", "phone"}, {"value", second_phone}}}}
    );
    EXPECT_EQ(joined.status, 201) << joined;
  };
  join("13700137001");
  merge_for_certain();
  join("13700137002");  // by the phone that means her now
  for (const char* phone : {"13700137001", "13700137002"}) {
    ASSERT_EQ(sell(phone).status, 201);
    hand_out_news(house);
  }
  EXPECT_EQ(house.points(she), 100);
  EXPECT_EQ(house.points(old), 0);
}

class MergeTiers : public MergeKept {
 protected:
  void open() {
    const auto tier = [](const char* code, int threshold, int keep, const char* multiple) {
      return json::object{
          {"code", code},
          {"name_zh", code},
          {"name_en", code},
          {"threshold", threshold},
          {"keep", keep},
          {"discount_rate", "1"},
          {"points_multiple", multiple}};
    };
    const Answer added = post(
        "/v1/tier-ladders",
        {{"programme", "MAIN"},
         {"code", "CLUB"},
         {"reason", "opening"},
         {"terms",
          {{"name_zh", "会员等级"},
           {"name_en", "Tiers"},
           {"decides_rates", true},
           {"period", "calendar"},
           {"downgrade", "one_step"},
           {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
           {"tiers",
            {tier("BASE", 0, 0, "0"),
             tier("GOLD", 1000, 800, "1"),
             tier("DIAMOND", 5000, 4000, "2")}}}}}
    );
    ASSERT_EQ(added.status, 201) << added;
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = "/v1/tier-ladders/CLUB/switch-on",
         .body = R"({"reason":"opening"})",
         .if_match = get("/v1/tier-ladders/CLUB").header("ETag")}
    );
    ASSERT_EQ(on.status, 200) << on;
    house.clock().advance_seconds(1);
  }
  void grant(const std::string& member, const char* tier, const char* until) {
    const Answer granted = post(
        "/v1/members/" + member + "/tier/grants",
        {{"ladder", "CLUB"}, {"tier", tier}, {"until", until}, {"reason", "VIP"}}
    );
    ASSERT_EQ(granted.status, 201) << granted;
  }
  std::string tier_of(const std::string& member) {
    return get("/v1/members/" + member + "/tier").string("/ladders/0/tier");
  }
};

TEST_F(MergeTiers, every_grant_goes_along_and_only_those_go_again) {
  open();
  enrol_both();
  grant(old, "DIAMOND", "2026-03-20");
  grant(old, "GOLD", "2026-12-31");
  merge_for_certain();
  EXPECT_EQ(tier_of(she), "DIAMOND");
  house.advance_days(20);
  EXPECT_EQ(tier_of(she), "GOLD") << "the lower one lasts longer";
  grant(she, "DIAMOND", "2026-06-30");
  undo();
  EXPECT_EQ(tier_of(she), "DIAMOND") << "her own stays";
  EXPECT_EQ(tier_of(old), "GOLD");
  house.advance_days(105);  // July
  EXPECT_EQ(tier_of(she), "BASE");
}

TEST_F(MergeTiers, a_grant_outlives_growth_that_gave_as_much_for_a_while) {
  open();
  enrol_both();
  const Answer sale = sell(first_phone, 3);
  sell(second_phone, 8);
  grant(old, "GOLD", "2026-06-30");
  merge_for_certain();
  EXPECT_EQ(tier_of(she), "GOLD") << "by growth: 1100";
  house.clock().advance_seconds(1);
  ASSERT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201);
  EXPECT_EQ(tier_of(she), "GOLD") << "800 do not reach it, and it was granted";
  undo();
  EXPECT_EQ(tier_of(she), "BASE");
  EXPECT_EQ(tier_of(old), "GOLD");
}

TEST_F(MergeTiers, growth_adds_up_and_goes_again_with_returns_and_the_undo) {
  open();
  enrol_both();
  const auto growth = [&](const std::string& member) {
    return get("/v1/members/" + member + "/tier").integer("/ladders/0/growth");
  };
  sell(first_phone, 6);
  const Answer sale = sell(second_phone, 12);
  EXPECT_EQ(tier_of(old), "GOLD");
  merge_for_certain();
  EXPECT_EQ(growth(she), 1800);
  EXPECT_EQ(tier_of(she), "GOLD");
  house.clock().advance_seconds(1);
  const Back back{.receipt = sale.string("/receipt"), .lines = {{1, "2"}}};
  ASSERT_EQ(house.refund(back).status, 201);
  EXPECT_EQ(growth(she), 1600) << "the growth goes where it went";
  undo();
  EXPECT_EQ(growth(she), 600);
  EXPECT_EQ(tier_of(she), "BASE");
  EXPECT_EQ(growth(old), 1000);
  EXPECT_EQ(tier_of(old), "GOLD");
}

TEST_F(MergeTiers, a_tier_is_never_lower_than_the_higher_one_until_its_period_ends) {
  open();
  enrol_both();
  sell(second_phone, 12);
  house.advance_days(300);  // of 2026
  merge_for_certain();
  EXPECT_EQ(tier_of(she), "GOLD");
  house.advance_days(120);  // in 2027, kept by the growth of 2026
  EXPECT_EQ(tier_of(she), tier_of(old));
}

TEST_F(MergeTiers, a_paid_membership_goes_along_and_comes_back) {
  open();
  enrol_both();
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
  ASSERT_EQ(
      post(
          "/v1/members/" + old + "/memberships",
          {{"plan", "PLUS"}, {"paid", money(19'900)}, {"reference", "P-1"}}
      ).status,
      201
  );
  const auto has = [&](const std::string& member) {
    return get("/v1/members/" + member + "/memberships").text.find("running") != std::string::npos;
  };
  EXPECT_EQ(tier_of(old), "GOLD");
  merge_for_certain();
  EXPECT_TRUE(has(she));
  EXPECT_FALSE(has(old));
  EXPECT_EQ(tier_of(she), "GOLD");
  undo();
  EXPECT_FALSE(has(she));
  EXPECT_TRUE(has(old));
  EXPECT_EQ(tier_of(old), "GOLD");
  EXPECT_EQ(tier_of(she), "BASE");

  sell(second_phone);
  merge_for_certain();
  const std::string hers = "/v1/members/" + she + "/memberships/PLUS";
  const Answer used = post(hers + "/cancellation", {{"reason", "changed her mind"}});
  EXPECT_EQ(used.code(), "not_eligible") << "what was bought under the other name used it" << used;
  house.advance_days(20);
  const Answer another = post(hers + "/renewals", {{"paid", money(19'900)}, {"reference", "P-2"}});
  ASSERT_EQ(another.status, 201) << another;
  const Answer renewed = post(undo_at, {{"reason", "a mistake"}});
  EXPECT_EQ(renewed.code(), "merge_not_possible") << renewed;
}

TEST_F(MergeTiers, two_memberships_of_one_plan_forbid_it) {
  open();
  enrol_both();
  ASSERT_EQ(
      put("/v1/programmes/MAIN/membership-plans/PLUS",
          {{"reason", "opening"},
           {"content",
            {{"name_zh", "悦享"}, {"name_en", "Plus"}, {"price", money(100)}, {"months", 1}}}}
      ).status,
      200
  );
  for (const std::string& member : {she, old}) {
    const Answer bought = post(
        "/v1/members/" + member + "/memberships",
        {{"plan", "PLUS"}, {"paid", money(100)}, {"reference", "P-" + member}}
    );
    ASSERT_EQ(bought.status, 201) << bought;
  }
  expect_obstacle("paid_membership");
  house.advance_days(40);
  merge_for_certain();
}

TEST_F(MergeKept, the_earlier_day_of_joining_and_open_documents_go_along_and_come_back) {
  old = house.enrol(second_phone);
  house.advance_days(30);
  she = house.enrol(first_phone);
  const std::string own = get("/v1/members/" + she).string("/joined_on");
  const std::string earlier = get("/v1/members/" + old).string("/joined_on");
  ASSERT_LT(earlier, own);
  const Answer draft =
      post("/v1/points/documents", {{"member", old}, {"points", 50}, {"reason", "a complaint"}});
  ASSERT_EQ(draft.status, 201) << draft;
  const std::string document = "/v1/points/documents/" + draft.string("/id");
  merge_for_certain();
  EXPECT_EQ(get("/v1/members/" + she).string("/joined_on"), earlier);
  EXPECT_EQ(get(document).string("/member"), she);
  undo();
  EXPECT_EQ(get("/v1/members/" + she).string("/joined_on"), own);
  EXPECT_EQ(get(document).string("/member"), old);
}

TEST_F(MergeKept, the_note_that_somebody_works_here_goes_along_and_comes_back) {
  enrol_both();
  const Answer noted = put("/v1/risk/staff/" + old, {{"employee", "C07"}, {"reason", "hired"}});
  ASSERT_EQ(noted.status / 100, 2) << noted;
  const auto who = [&] { return get("/v1/risk/staff?programme=MAIN").string("/items/0/member"); };
  EXPECT_EQ(who(), old);
  merge_for_certain();
  EXPECT_EQ(who(), she);
  undo();
  EXPECT_EQ(who(), old);
}

}  // namespace
}  // namespace guanxi::test
