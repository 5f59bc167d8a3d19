// What triggers do not issue a second time, and to whom they issue nothing: those who join again,
// whom an import brings, who bought long before.
#include <gmock/gmock.h>

#include "flows/rosters/uploads.h"
#include "support/triggers.h"

namespace guanxi::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TriggersAgain : public TriggerStory {
 protected:
  void import(const std::string& content) {
    const Answer made = house.manager().post(
        "/v1/rosters",
        {{"name", "old.csv"},
         {"programme", "MAIN"},
         {"bytes", std::ssize(content)},
         {"sha256", crypto::to_hex(crypto::bytes_of(crypto::sha256(content)))}},
        next_key()
    );
    ASSERT_EQ(made.status, 201) << made;
    const std::string roster = "/v1/rosters/" + made.string("/id");
    const json::object part{{"content", crypto::to_base64(content)}};
    const Answer put = house.manager().send(
        {.method = "PUT", .target = roster + "/parts/1", .body = json::serialize(part)}
    );
    ASSERT_EQ(put.status, 200) << put;
    ASSERT_EQ(house.manager().send({.method = "POST", .target = roster + "/complete"}).status, 200);
    const Answer started = house.manager().post(roster + "/start", {{"store", "S001"}}, next_key());
    ASSERT_EQ(started.status, 202) << started;
    run("rosters.imports");
  }
};

TEST_F(TriggersAgain, a_birthday_trigger_that_is_made_anew_issues_no_second_one) {
  // It is 2 March.
  const std::string offered = offer("BIRTHDAY");
  const std::string before = trigger(offered, "birthday");
  const std::string today = house.enrol("13900139001", {{"birthday", "1990-03-02"}}),
                    soon = house.enrol("13900139002", {{"birthday", "1990-03-05"}});
  run("coupons.birthdays");
  stop(before);
  const std::string after = trigger(offered, "birthday", {{"days_before", 7}});
  run("coupons.birthdays");
  hand_out_news(house);
  EXPECT_EQ(coupons_of(today), 1u);
  EXPECT_EQ(coupons_of(soon), 1u);
  EXPECT_EQ(shown(before).integer("/issued"), 1);
  EXPECT_EQ(shown(after).integer("/issued"), 1);
  EXPECT_THAT(misses(after), IsEmpty());
}

TEST_F(TriggersAgain, days_of_a_template_that_rests_are_not_gone_through) {
  const std::string offered = offer("BIRTHDAY");
  const std::string id = trigger(offered, "birthday");
  const std::string at = "/v1/coupons/templates/" + offered;
  const std::string today = house.enrol("13900139001", {{"birthday", "1990-03-02"}});
  const auto turn = [&](const char* to) {
    const Answer turned = house.manager().send(
        {.method = "POST",
         .target = at + to,
         .body = R"({"reason":"stocktaking"})",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(turned.status, 200) << turned;
  };
  turn("/stop");
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(today), 0u);
  EXPECT_EQ(shown(id).string("/covered_until"), "2026-03-01");
}

TEST_F(TriggersAgain, who_leaves_and_joins_again_is_nobody_new) {
  const std::string first = trigger(offer("FIRST"), "first_purchase"),
                    birthday = trigger(offer("BIRTHDAY"), "birthday", {{"days_before", 3}});
  const std::string phone = "13900139001";
  const auto come = [&] {
    const json::object body{
        {"programme", "MAIN"}, {"store", "S001"}, {"phone", phone}, {"birthday", "1990-03-04"}};
    return house.manager().post("/v1/members", body, next_key()).string("/id");
  };
  const std::string before = come();
  ASSERT_EQ(house.sell({.phone = phone, .lines = {{"A1001"}}}).status, 201);
  hand_out_news(house);
  EXPECT_EQ(coupons_of(before), 2u);
  leave(before);
  house.clock().advance_seconds(60);
  const std::string after = come();
  ASSERT_EQ(house.sell({.phone = phone, .lines = {{"A1001"}}}).status, 201);
  hand_out_news(house);
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(after), 0u);
  EXPECT_THAT(misses(first), ElementsAre("coupon_rejoined"));
  EXPECT_THAT(misses(birthday), ElementsAre("coupon_rejoined"));
  house.advance_days(365);
  run("coupons.birthdays");
  EXPECT_EQ(coupons_of(after), 1u) << "next year's birthday is theirs";
}

TEST_F(TriggersAgain, tiers_that_an_import_brings_are_no_upgrades) {
  open_ladder();
  const std::string id = trigger(
      offer("RISE"), "tier_upgrade", {{"ladder", "CLUB"}, {"tiers", json::array{"SILVER", "GOLD"}}}
  );
  import(
      "姓名,手机,等级,等级有效期,成长值\n"
      "张小明,13900139001,GOLD,2099-12-31,\n"
      "李娜,13900139002,,,400\n"
  );
  hand_out_news(house);
  EXPECT_EQ(shown(id).integer("/issued"), 0);
  EXPECT_THAT(misses(id), IsEmpty());
  const Answer sold = house.sell({.phone = "13900139002", .lines = {{"A1001", "7"}}});
  ASSERT_EQ(sold.status, 201) << sold;
  hand_out_news(house);
  EXPECT_EQ(shown(id).integer("/issued"), 1) << "GOLD by what was bought here";
}

TEST_F(TriggersAgain, who_comes_before_the_job_has_their_birthday_coupon_with_the_news) {
  const std::string id = trigger(offer("BIRTHDAY"), "birthday", {{"days_before", 3}});
  const std::string soon = house.enrol("13900139001", {{"birthday", "1990-03-05"}}),
                    late = house.enrol("13900139002", {{"birthday", "1990-03-02"}});
  house.advance_days(1);  // the news were late, and so is the job
  hand_out_news(house);
  EXPECT_EQ(coupons_of(soon), 1u);
  EXPECT_EQ(coupons_of(late), 1u) << "it was their birthday when they came";
  run("coupons.birthdays");
  EXPECT_EQ(shown(id).integer("/issued"), 2);
}

TEST_F(TriggersAgain, a_purchase_before_many_others_is_known) {
  const std::string member = house.enrol(her_phone);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  house.clock().advance_seconds(1);
  const std::string id = trigger(offer("FIRST"), "first_purchase");
  for (int sales = 0; sales < 22; ++sales) {
    ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  }
  hand_out_news(house);
  EXPECT_EQ(coupons_of(member), 0u);
  EXPECT_EQ(shown(id).integer("/issued"), 0);
}

}  // namespace
}  // namespace guanxi::test
