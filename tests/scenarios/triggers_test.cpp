// Coupons that are issued by what happens to a member, and to an audience; and the trail of what is
// done to coupons outside of sales.
#include <gmock/gmock.h>

#include "support/triggers.h"

namespace guanxi::test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Triggers : public TriggerStory {};

TEST_F(Triggers, whoever_enrols_from_then_on_gets_one) {
  const std::string before = house.enrol("13900139001");
  house.clock().advance_seconds(1);
  const std::string id = trigger(offer("HELLO"), "enrolment");
  const std::string after = house.enrol("13900139002");
  hand_out_news(house);
  EXPECT_EQ(coupons_of(before), 0u);
  const Answer theirs = house.manager().get("/v1/members/" + after + "/coupons");
  ASSERT_EQ(theirs.size("/items"), 1u) << theirs;
  EXPECT_EQ(theirs.string("/items/0/cause"), "event");
  EXPECT_EQ(shown(id).integer("/issued"), 1);
  house.restart();
  hand_out_news(house);
  EXPECT_EQ(coupons_of(after), 1u);
}

TEST_F(Triggers, what_stock_and_standing_refuse_is_listed_and_stops_nobody_else) {
  const std::string id = trigger(offer("FEW", {{"stock", 2}}), "enrolment");
  const std::string first = house.enrol("13900139001"), frozen = house.enrol("13900139002"),
                    second = house.enrol("13900139003"), third = house.enrol("13900139004");
  freeze(frozen);
  hand_out_news(house);
  EXPECT_EQ(coupons_of(first), 1u);
  EXPECT_EQ(coupons_of(frozen), 0u);
  EXPECT_EQ(coupons_of(second), 1u);
  EXPECT_EQ(coupons_of(third), 0u);
  EXPECT_THAT(misses(id), ElementsAre("coupons_used_up", "member_frozen"));
  EXPECT_EQ(shown(id).integer("/missed"), 2);
}

TEST_F(Triggers, a_stopped_one_issues_no_more_and_every_step_is_on_the_trail) {
  const std::string id = trigger(offer("HELLO"), "enrolment");
  const std::string at = "/v1/coupons/triggers/" + id;
  const Client limited = house.person("limited", {"*"}, {"S001"});
  EXPECT_EQ(limited.post(at + "/stop", {{"reason", "no"}}).code(), "store_out_of_scope");
  const Answer stopped = house.manager().post(at + "/stop", {{"reason", "enough"}});
  ASSERT_EQ(stopped.status, 200) << stopped;
  EXPECT_EQ(stopped.string("/state"), "stopped");
  EXPECT_EQ(
      house.manager().post(at + "/stop", {{"reason", "enough"}}).code(), "coupon_trigger_state"
  );
  const std::string late = house.enrol("13900139001");
  hand_out_news(house);
  EXPECT_EQ(coupons_of(late), 0u);
  EXPECT_THAT(misses(id), IsEmpty());
  const Answer trail = house.manager().get("/v1/audit?object_kind=coupon_trigger&object=" + id);
  EXPECT_THAT(words(trail, "action"), ElementsAre("coupon_trigger_stopped", "coupon_trigger_made"));
}

TEST_F(Triggers, a_birthday_gives_one_a_year_so_many_days_before) {
  // It is 2 March.
  const std::string id = trigger(offer("BIRTHDAY"), "birthday", {{"days_before", 3}});
  const std::string today = house.enrol("13900139001", {{"birthday", "1990-03-02"}}),
                    soon = house.enrol("13900139002", {{"birthday", "1985-03-05"}}),
                    later = house.enrol("13900139003", {{"birthday", "1990-03-06"}}),
                    frozen = house.enrol("13900139004", {{"birthday", "1990-03-04"}});
  freeze(frozen);
  run("coupons.birthdays");
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(today), 1u);
  EXPECT_EQ(coupons_of(soon), 1u);
  EXPECT_EQ(coupons_of(later), 0u);
  EXPECT_THAT(misses(id), ElementsAre("member_frozen"));
  EXPECT_EQ(shown(id).string("/covered_until"), "2026-03-05");
  const std::string fresh = house.enrol("13900139005", {{"birthday", "1990-03-03"}});
  hand_out_news(house);
  EXPECT_EQ(coupons_of(fresh), 1u) << "whose day was gone through before they came";
  EXPECT_EQ(coupons_of(today), 1u);
  house.advance_days(10);
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(later), 1u) << "a standstill is made up for";
  house.advance_days(355);
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(today), 2u) << "next year's";
}

TEST_F(Triggers, who_was_born_on_29_february_has_theirs_on_the_28th_in_other_years) {
  const std::string leap = house.enrol("13900139001", {{"birthday", "2000-02-29"}});
  const std::string id = trigger(offer("BIRTHDAY"), "birthday");
  house.advance_days(362);  // 27 February 2027
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(leap), 0u);
  house.advance_days(1);
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(leap), 1u);
  house.advance_days(365);  // 28 February 2028
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(leap), 1u) << "there is a 29th";
  house.advance_days(1);
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(leap), 2u);
  EXPECT_EQ(shown(id).integer("/issued"), 2);
}

TEST_F(Triggers, the_first_purchase_gives_one) {
  const std::string old = house.enrol("13900139001"), fresh = house.enrol("13900139002");
  ASSERT_EQ(house.sell({.phone = "13900139001", .lines = {{"A1001"}}}).status, 201);
  house.clock().advance_seconds(1);
  trigger(offer("FIRST"), "first_purchase");
  for (const char* phone : {"13900139001", "13900139002", "13900139002"}) {
    ASSERT_EQ(house.sell({.phone = phone, .lines = {{"A1002"}}}).status, 201);
  }
  ASSERT_EQ(house.sell({.lines = {{"A1002"}}}).status, 201);
  hand_out_news(house);
  EXPECT_EQ(coupons_of(old), 0u);
  EXPECT_EQ(coupons_of(fresh), 1u) << "though they bought again before the news was read";
}

TEST_F(Triggers, an_upgrade_to_a_named_tier_gives_one) {
  open_ladder();
  const std::string offered = offer("RISE");
  const auto refused = [&](json::object more) {
    json::object body{{"template", offered}, {"happening", "tier_upgrade"}, {"reason", "up"}};
    for (auto& [key, value] : more) body[key] = value;
    return house.manager().post("/v1/coupons/triggers", body, next_key());
  };
  EXPECT_EQ(
      refused({{"ladder", "OTHER"}, {"tiers", json::array{"GOLD"}}}).code(), "tier_ladder_not_found"
  );
  EXPECT_EQ(refused({{"ladder", "CLUB"}, {"tiers", json::array{"BASE"}}}).pointer(), "/tiers/0");
  const std::string id =
      trigger(offered, "tier_upgrade", {{"ladder", "CLUB"}, {"tiers", json::array{"GOLD"}}});
  const std::string member = house.enrol(her_phone);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001", "4"}}}).status, 201);
  hand_out_news(house);
  EXPECT_EQ(coupons_of(member), 0u) << "SILVER is not named";
  house.clock().advance_seconds(1);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001", "7"}}}).status, 201);
  hand_out_news(house);
  EXPECT_EQ(coupons_of(member), 1u);
  EXPECT_EQ(shown(id).integer("/issued"), 1);
}

TEST_F(Triggers, an_audience_is_counted_then_issued_to) {
  const std::string anna = house.enrol("13900139001"), ben = house.enrol("13900139002"),
                    cleo = house.enrol("13900139003");
  const std::string offered = offer("AUTUMN", {{"stock", 2}, {"per_member_max", 1}});
  const Answer one = house.manager().post(
      "/v1/members/" + anna + "/coupons", {{"template", "AUTUMN"}, {"reason", "early"}}, next_key()
  );
  ASSERT_EQ(one.status, 201) << one;
  const Answer audience = house.manager().post(
      "/v1/audiences",
      {{"programme", "MAIN"},
       {"code", "MUMS"},
       {"name_zh", "宝妈"},
       {"name_en", "Mothers"},
       {"reason", "opening"}},
      next_key()
  );
  ASSERT_EQ(audience.status, 201) << audience;
  const std::string mums = audience.string("/id");
  const Answer added = house.manager().post(
      "/v1/audiences/" + mums + "/members", {{"members", {anna, ben, cleo}}}, next_key()
  );
  ASSERT_EQ(added.status, 200) << added;
  const json::object order{{"template", offered}, {"audience", mums}, {"reason", "autumn"}};
  const Answer ordered =
      house.manager().post("/v1/coupons/lists/for-audience", order, "order-autumn");
  ASSERT_EQ(ordered.status, 202) << ordered;
  EXPECT_EQ(ordered.string("/state"), "counting");
  const Answer repeated =
      house.manager().post("/v1/coupons/lists/for-audience", order, "order-autumn");
  EXPECT_EQ(repeated.string("/id"), ordered.string("/id"));
  const std::string at = "/v1/coupons/lists/" + ordered.string("/id");
  run("coupons.lists");
  const Answer counted = house.manager().get(at);
  EXPECT_EQ(counted.string("/state"), "counted");
  EXPECT_EQ(counted.integer("/members"), 3);
  EXPECT_EQ(counted.integer("/eligible"), 2);
  EXPECT_EQ(counted.integer("/over_limit"), 1);
  EXPECT_EQ(counted.integer("/stock_left"), 1);
  EXPECT_EQ(counted.integer("/short_by"), 1);
  const Client limited = house.person("limited", {"*"}, {"S001"});
  EXPECT_EQ(
      limited.send({.method = "POST", .target = at + "/release"}).code(), "store_out_of_scope"
  );
  const Answer released = house.manager().send({.method = "POST", .target = at + "/release"});
  ASSERT_EQ(released.status, 200) << released;
  house.restart();
  run("coupons.lists");
  const Answer result = house.manager().get(at + "/result");
  EXPECT_EQ(result.string("/list/state"), "done");
  EXPECT_EQ(result.integer("/issued"), 1);
  EXPECT_EQ(result.string("/refusals/0/refusal"), "coupon_member_limit");
  EXPECT_EQ(result.integer("/refusals/0/members"), 1);
  EXPECT_EQ(result.string("/refusals/1/refusal"), "coupons_used_up");
  EXPECT_EQ(result.integer("/refusals/1/members"), 1);
  const Answer rows = house.manager().get(at + "/rows");
  EXPECT_EQ(rows.size("/items"), 3u);
  EXPECT_EQ(coupons_of(ben), 1u);
  EXPECT_EQ(coupons_of(cleo), 0u);
}

TEST_F(
    Triggers, what_is_done_to_coupons_outside_of_sales_is_on_the_trail_and_in_the_callers_store
) {
  offer("PARK");
  const std::string anna = house.enrol("13900139001"), ben = house.enrol("13900139002");
  const std::string hers = "/v1/members/" + anna + "/coupons";
  const auto issued = [&] {
    const Answer one =
        house.manager().post(hers, {{"template", "PARK"}, {"reason", "a complaint"}}, next_key());
    EXPECT_EQ(one.status, 201) << one;
    return one.string("/id");
  };
  const std::string coupon = issued(), parked = issued();
  const Client clerk = house.person("clerk", {"coupons:use", "coupons:read"}, {"S001"});
  const std::string gift = hers + "/" + coupon + "/gift";
  EXPECT_EQ(clerk.post(gift, {{"hours", 1}}, next_key()).code(), "store_out_of_scope");
  EXPECT_EQ(
      clerk.post(gift, {{"hours", 1}, {"store", "S002"}}, next_key()).code(), "store_out_of_scope"
  );
  const Answer offered = clerk.post(gift, {{"hours", 1}, {"store", "S001"}}, next_key());
  ASSERT_EQ(offered.status, 201) << offered;
  const std::string claims = "/v1/members/" + ben + "/coupons/claims";
  const std::string code = offered.string("/code");
  EXPECT_EQ(clerk.post(claims, {{"code", code}}, next_key()).code(), "store_out_of_scope");
  const Answer claimed = clerk.post(claims, {{"code", code}, {"store", "S001"}}, next_key());
  ASSERT_EQ(claimed.status, 201) << claimed;
  const Answer used = clerk.post(hers + "/" + parked + "/use", {{"store", "S001"}}, next_key());
  ASSERT_EQ(used.status, 201) << used;
  const auto trail = [&](const std::string& member) {
    return words(house.manager().get("/v1/audit?member=" + member), "action");
  };
  EXPECT_THAT(trail(anna), Contains("coupon_offered"));
  EXPECT_THAT(trail(anna), Contains("coupon_used"));
  EXPECT_THAT(trail(ben), Contains("coupon_claimed"));
}

TEST_F(Triggers, an_offer_is_taken_back_and_a_hold_released_in_the_callers_store) {
  offer("PARK");
  const std::string anna = house.enrol("13900139001");
  const std::string hers = "/v1/members/" + anna + "/coupons";
  const Answer one =
      house.manager().post(hers, {{"template", "PARK"}, {"reason", "a complaint"}}, next_key());
  ASSERT_EQ(one.status, 201) << one;
  const std::string coupon = hers + "/" + one.string("/id");
  const Client clerk = house.person("clerk", {"coupons:use", "coupons:read"}, {"S001"});
  const auto ask = [&](const std::string& what, const json::object& body) {
    return clerk.post(coupon + what, body, next_key());
  };
  ASSERT_EQ(ask("/gift", {{"hours", 1}, {"store", "S001"}}).status, 201);
  const std::string back = "/gift/cancellation";
  EXPECT_EQ(ask(back, json::object()).code(), "store_out_of_scope");
  EXPECT_EQ(ask(back, {{"store", "S002"}}).code(), "store_out_of_scope");
  const Answer taken = ask(back, {{"store", "S001"}});
  EXPECT_EQ(taken.string("/state"), "issued") << taken;
  const Answer held = ask("/hold", {{"store", "S001"}});
  ASSERT_EQ(held.status, 201) << held;
  const std::string hold = held.string("/hold"), release = "/hold/release";
  EXPECT_EQ(ask(release, {{"hold", hold}}).code(), "store_out_of_scope");
  EXPECT_EQ(ask(release, {{"hold", hold}, {"store", "S002"}}).code(), "store_out_of_scope");
  const Answer free = ask(release, {{"hold", hold}, {"store", "S001"}});
  EXPECT_EQ(free.string("/state"), "issued") << free;
}

}  // namespace
}  // namespace guanxi::test
