// What stories about coupon triggers have in common: templates, triggers, and what became of them.
#pragma once

#include <gtest/gtest.h>

#include "support/news.h"

namespace guanxi::test {

class TriggerStory : public testing::Test {
 protected:
  /// A parking coupon in use; the template's id.
  std::string offer(const std::string& code, json::object more = {}) {
    json::object terms{
        {"kind", "parking"},
        {"name_zh", code},
        {"name_en", code},
        {"validity", "relative"},
        {"for_days", 400},
        {"transferable", true}};
    for (auto& [key, value] : more) terms[key] = value;
    const Answer made = house.manager().post(
        "/v1/coupons/templates",
        {{"programme", "MAIN"}, {"code", code}, {"terms", terms}, {"reason", "opening"}},
        "template-" + code
    );
    EXPECT_EQ(made.status, 201) << made;
    const std::string at = "/v1/coupons/templates/" + made.string("/id");
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = at + "/activation",
         .body = R"({"reason":"opening"})",
         .if_match = house.manager().get(at).header("ETag")}
    );
    EXPECT_EQ(on.status, 200) << on;
    return made.string("/id");
  }
  std::string trigger(const std::string& offered, const char* happening, json::object more = {}) {
    json::object body{{"template", offered}, {"happening", happening}, {"reason", "welcome"}};
    for (auto& [key, value] : more) body[key] = value;
    const Answer made = house.manager().post("/v1/coupons/triggers", body, next_key());
    EXPECT_EQ(made.status, 201) << made;
    house.clock().advance_seconds(1);
    return made.string("/id");
  }
  Answer shown(const std::string& id) { return house.manager().get("/v1/coupons/triggers/" + id); }
  std::vector<std::string> misses(const std::string& id) {
    return words(house.manager().get("/v1/coupons/triggers/" + id + "/misses"), "refusal");
  }
  std::size_t coupons_of(const std::string& member) {
    return house.manager().get("/v1/members/" + member + "/coupons").size("/items");
  }
  void run(const char* job) {
    ASSERT_TRUE(house.application().jobs().run_now(job, house.now()).has_value());
  }
  void freeze(const std::string& member) {
    const std::string at = "/v1/members/" + member;
    const Answer frozen = house.manager().send(
        {.method = "PATCH",
         .target = at,
         .body = R"({"state":"frozen"})",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(frozen.status, 200) << frozen;
  }
  void leave(const std::string& member) {
    const std::string at = "/v1/members/" + member;
    const Answer left = house.manager().send(
        {.method = "POST",
         .target = at + "/close",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(left.status, 200) << left;
  }
  void stop(const std::string& id) {
    const Answer stopped =
        house.manager().post("/v1/coupons/triggers/" + id + "/stop", {{"reason", "enough"}});
    ASSERT_EQ(stopped.status, 200) << stopped;
  }
  /// The ladder CLUB: SILVER from 300 yuan on, GOLD from 1000.
  void open_ladder() {
    const json::object ladder{
        {"name_zh", "会员等级"},
        {"name_en", "Tiers"},
        {"decides_rates", true},
        {"period", "calendar"},
        {"downgrade", "one_step"},
        {"sources", {{"amount", money(100)}, {"amount_growth", 1}}},
        {"tiers", {step_of("BASE", 0), step_of("SILVER", 300), step_of("GOLD", 1000)}}};
    const Answer added = house.manager().post(
        "/v1/tier-ladders",
        {{"programme", "MAIN"}, {"code", "CLUB"}, {"terms", ladder}, {"reason", "opening"}}
    );
    ASSERT_EQ(added.status, 201) << added;
    const Answer on = house.manager().send(
        {.method = "POST",
         .target = "/v1/tier-ladders/CLUB/switch-on",
         .body = R"({"reason":"opening"})",
         .if_match = house.manager().get("/v1/tier-ladders/CLUB").header("ETag")}
    );
    ASSERT_EQ(on.status, 200) << on;
    house.clock().advance_seconds(1);
  }
  static std::vector<std::string> words(const Answer& list, const char* name) {
    std::vector<std::string> all;
    for (const json::value& item : list.find("/items")->as_array()) {
      all.emplace_back(item.at(name).as_string());
    }
    return all;
  }
  std::string next_key() { return "trigger-" + std::to_string(++keys_); }

  TestHouse house;

 private:
  static json::object step_of(const char* code, std::int64_t threshold) {
    return {
        {"code", code},
        {"name_zh", std::string("等级") + code},
        {"name_en", std::string("Tier ") + code},
        {"threshold", threshold},
        {"keep", threshold},
        {"discount_rate", "1"},
        {"points_multiple", "0"}};
  }
  int keys_ = 0;
};

}  // namespace guanxi::test
