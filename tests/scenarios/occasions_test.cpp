// Occasions at the till: what multiplies (class B) and what is given on top (class C), where it
// comes from, and how it goes back.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

class Occasions : public testing::Test {
 protected:
  Answer declare(const char* code, json::object more) {
    json::object body{{"programme", "MAIN"}, {"code", code}, {"name", code}, {"reason", "spring"}};
    for (const auto& one : more) body[one.key()] = one.value();
    return house.manager().post("/v1/points/occasions", body, std::string("o") + code);
  }
  void expect_declared(const char* code, json::object more) {
    const Answer answer = declare(code, std::move(more));
    ASSERT_EQ(answer.status, 201) << answer;
  }
  Answer sell(std::vector<Goods> lines = {{"A1001"}}) {
    return house.sell({.phone = her_phone, .lines = std::move(lines)});
  }

  TestHouse house;  // Monday 2026-03-02, 10:00 in Shanghai
  const std::string member = house.enrol(her_phone, {{"birthday", "1990-03-02"}});
};

TEST_F(Occasions, the_highest_multiple_and_every_gift_say_where_points_come_from) {
  expect_declared("BIRTHDAY", {{"kind", "multiple"}, {"multiple", "3"}, {"birthday", "day"}});
  expect_declared("MONDAY", {{"kind", "multiple"}, {"multiple", "1.5"}, {"weekdays", {"monday"}}});
  expect_declared("TUESDAY", {{"kind", "multiple"}, {"multiple", "9"}, {"weekdays", {"tuesday"}}});
  expect_declared(
      "WATER", {{"kind", "gift"}, {"points", 50}, {"birthday", "day"}, {"items", {"A1003", "FREE"}}}
  );
  const Answer sale = sell();
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/points/a"), 10);
  EXPECT_EQ(sale.integer("/points/b"), 20) << "10 × (3 − 1)";
  EXPECT_EQ(sale.integer("/points/c"), 0) << "no water was bought";
  EXPECT_NE(sale.text.find("Multiplied points (BIRTHDAY): 10 × (3 − 1) = 20"), std::string::npos)
      << sale;
  EXPECT_NE(sale.text.find("MONDAY (1.5 times) does not count"), std::string::npos) << sale;
  EXPECT_EQ(sale.text.find("TUESDAY"), std::string::npos) << sale;
  const Answer water = sell({{"A1003"}});
  EXPECT_EQ(water.integer("/points/a"), 2);
  EXPECT_EQ(water.integer("/points/b"), 4);
  EXPECT_EQ(water.integer("/points/c"), 50);
  EXPECT_NE(water.text.find("Warmth points (WATER): 50"), std::string::npos) << water;
  EXPECT_EQ(house.points(member), 30 + 56);
  EXPECT_EQ(house.points(member, "/classes/b"), 24);
  EXPECT_EQ(house.points(member, "/classes/c"), 50);
  house.advance_days(2);
  EXPECT_EQ(sell().integer("/points/b"), 0) << "a Wednesday that is nobody's birthday";
}

TEST_F(Occasions, what_they_gave_goes_back_in_proportion_and_to_the_last) {
  expect_declared("DOUBLE", {{"kind", "multiple"}, {"multiple", "2"}});
  expect_declared("GIFT", {{"kind", "gift"}, {"points", 10}});
  const Answer sale = sell({{"A1001", "3"}, {"A1002"}});
  ASSERT_EQ(sale.status, 201) << sale;
  EXPECT_EQ(sale.integer("/points/b"), 35);
  EXPECT_EQ(sale.integer("/points/c"), 10);
  const Answer one = house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}});
  ASSERT_EQ(one.status, 201) << one;
  EXPECT_EQ(one.integer("/points/a"), 9) << "35 × 100.00 ÷ 359.90, rounded down";
  EXPECT_EQ(one.integer("/points/b"), 9);
  EXPECT_EQ(one.integer("/points/c"), 2) << "10 × 100.00 ÷ 359.90, rounded down";
  EXPECT_NE(one.text.find("9 multiplied points, 2 warmth points"), std::string::npos) << one;
  ASSERT_EQ(house.refund({.receipt = sale.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(member), 0);
  EXPECT_EQ(house.points(member, "/classes/b"), 0);
  EXPECT_EQ(house.points(member, "/classes/c"), 0);
}

TEST_F(Occasions, are_for_members_of_some_stores_and_cards) {
  expect_declared("THERE", {{"kind", "multiple"}, {"multiple", "2"}, {"stores", {"S002"}}});
  EXPECT_EQ(sell().integer("/points/b"), 0);
  const Answer there = house.sell({.phone = her_phone, .lines = {{"A1001"}}, .store = "S002"});
  EXPECT_EQ(there.integer("/points/b"), 10);
  const Answer nobody = house.sell({.lines = {{"A1001"}}, .store = "S002"});
  EXPECT_EQ(nobody.integer("/points/b"), 0) << "no member, no points";
  const Answer unknown =
      declare("X", {{"kind", "multiple"}, {"multiple", "2"}, {"stores", {"S001", "S404"}}});
  EXPECT_EQ(unknown.code(), "store_not_found") << unknown;
  EXPECT_EQ(unknown.pointer(), "/stores/1");
  const Answer type =
      declare("Y", {{"kind", "multiple"}, {"multiple", "2"}, {"card_types", {"GOLD"}}});
  EXPECT_EQ(type.code(), "card_type_not_found") << type;
  EXPECT_EQ(type.pointer(), "/card_types/0");
}

TEST_F(Occasions, a_quote_holds_what_applied_and_a_late_sale_has_those_of_its_time) {
  const std::string then = house.now_text();
  house.clock().advance_seconds(60);
  expect_declared("DOUBLE", {{"kind", "multiple"}, {"multiple", "2"}});
  EXPECT_EQ(sell().integer("/points/b"), 10);
  const Answer late =
      house.sell({.phone = her_phone, .lines = {{"A1001"}}, .more = {{"occurred_at", then}}});
  EXPECT_EQ(late.integer("/points/b"), 0) << "it was not in force then";
  const Answer quoted = house.manager().post(
      "/v1/checkout/quote",
      {{"store", "S001"},
       {"till", "01"},
       {"member", {{"kind", "phone"}, {"value", her_phone}}},
       {"lines", {{{"item", "A1001"}, {"quantity", "1"}}}}}
  );
  EXPECT_EQ(quoted.integer("/points/b"), 10) << quoted;
  const Answer retired = house.manager().post(
      "/v1/points/occasions/DOUBLE/retirement",
      {{"programme", "MAIN"}, {"reason", "spring is over"}},
      "over"
  );
  ASSERT_EQ(retired.status, 200) << retired;
  EXPECT_EQ(retired.string("/state"), "retired");
  house.clock().advance_seconds(1);
  const Answer moved = house.sell(
      {.phone = her_phone, .lines = {{"A1001"}}, .more = {{"quote_id", quoted.string("/quote_id")}}}
  );
  EXPECT_EQ(moved.code(), "quote_mismatch") << moved;
  const Answer list = house.manager().get("/v1/points/occasions?programme=MAIN");
  EXPECT_EQ(list.size("/items"), 2U) << "both versions stay";
  EXPECT_EQ(list.string("/items/0/reason"), "spring is over");
}

TEST(DayCap, cuts_gifts_first_says_so_and_starts_anew_every_day) {
  programmes::Parameters parameters;
  parameters.member_day_points_max = 25;
  TestHouse house({.parameters = parameters});
  const std::string member = house.enrol(her_phone);
  const auto occasion = [&](json::object body) {
    body["programme"] = "MAIN";
    body["name"] = body["code"];
    body["reason"] = "spring";
    const std::string key(body["code"].as_string());
    return house.manager().post("/v1/points/occasions", body, key).status;
  };
  ASSERT_EQ(occasion({{"code", "DOUBLE"}, {"kind", "multiple"}, {"multiple", "2"}}), 201);
  ASSERT_EQ(occasion({{"code", "GIFT"}, {"kind", "gift"}, {"points", 10}}), 201);
  const Answer first = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  EXPECT_EQ(first.integer("/points/a"), 10) << first;
  EXPECT_EQ(first.integer("/points/b"), 10);
  EXPECT_EQ(first.integer("/points/c"), 5) << "10 but for the cap of 25";
  EXPECT_NE(first.text.find("class C is cut by 5"), std::string::npos) << first;
  const Answer back = house.refund({.receipt = first.string("/receipt")});
  EXPECT_EQ(back.integer("/points/c"), 5) << back;
  EXPECT_EQ(house.points(member), 0);
  const Answer second = house.sell({.phone = her_phone, .lines = {{"A1001"}, {"A1003"}}});
  EXPECT_EQ(second.integer("/points/a"), 0) << "a return gives no room back: " << second;
  EXPECT_NE(second.text.find("Consumption points: 120.00 ÷ 10.00 × 1 = 12"), std::string::npos)
      << second;
  EXPECT_NE(second.text.find("class A is cut by 12"), std::string::npos) << second;
  ASSERT_EQ(house.refund({.receipt = second.string("/receipt")}).status, 201);
  house.advance_days(1);
  const Answer next = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}, {"A1003"}}});
  EXPECT_EQ(next.integer("/points/a"), 22) << next;
  EXPECT_EQ(next.integer("/points/b"), 3);
  EXPECT_EQ(next.integer("/points/c"), 0);
  const Answer part = house.refund({.receipt = next.string("/receipt"), .lines = {{1, "1"}}});
  EXPECT_EQ(part.integer("/points/a"), 10) << part;
  ASSERT_EQ(house.refund({.receipt = next.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(member), 0);
}

TEST_F(Occasions, are_refused_by_name) {
  const auto expect_refused = [&](json::object more, const char* code, const char* pointer) {
    const Answer answer = declare("Z", std::move(more));
    EXPECT_EQ(answer.string("/errors/0/code"), code) << answer;
    EXPECT_EQ(answer.pointer(), pointer) << answer;
  };
  expect_refused({{"kind", "multiple"}}, "missing_field", "/multiple");
  expect_refused({{"kind", "gift"}}, "missing_field", "/points");
  expect_refused(
      {{"kind", "multiple"}, {"multiple", "2"}, {"points", 5}}, "invalid_request", "/points"
  );
  expect_refused(
      {{"kind", "gift"}, {"multiple", "2"}, {"points", 5}}, "invalid_request", "/multiple"
  );
  expect_refused({{"kind", "multiple"}, {"multiple", "1"}}, "out_of_range", "/multiple");
  expect_refused({{"kind", "multiple"}, {"multiple", "101"}}, "out_of_range", "/multiple");
  expect_refused(
      {{"kind", "gift"}, {"points", 5}, {"from_minute", 600}, {"to_minute", 600}},
      "out_of_range",
      "/to_minute"
  );
  expect_refused(
      {{"kind", "gift"}, {"points", 5}, {"starts_at", "2026-03-01T00:00:00+08:00"}},
      "out_of_range",
      "/starts_at"
  );
  const Answer gone = house.manager().post(
      "/v1/points/occasions/NONE/retirement", {{"programme", "MAIN"}, {"reason", "x"}}, "none"
  );
  EXPECT_EQ(gone.code(), "points_occasion_not_found") << gone;
  EXPECT_EQ(gone.pointer(), "/code");
  const Client reader = house.person("Reader", {"points:read"});
  EXPECT_EQ(
      reader
          .post(
              "/v1/points/occasions/NONE/retirement", {{"programme", "MAIN"}, {"reason", "x"}}, "n"
          )
          .status,
      403
  );
}

}  // namespace
}  // namespace guanxi::test
