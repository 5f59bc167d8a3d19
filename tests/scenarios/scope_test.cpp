// What an account limited to some stores cannot reach, and what a used key answers.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

/// A second programme with a store of its own, and somebody who may do everything there – and there
/// only.
Client outsider(TestHouse& house) {
  EXPECT_EQ(
      house.manager()
          .post(
              "/v1/programmes",
              {{"code", "OTHER"},
               {"name", "Other"},
               {"time_zone", "Asia/Shanghai"},
               {"currency", "CNY"},
               {"effective_from", "2020-01-01T00:00:00Z"}}
          )
          .status,
      201
  );
  const Answer store = house.manager().post(
      "/v1/stores",
      {{"code", "S900"},
       {"name", "Elsewhere"},
       {"parent_code", "R"},
       {"programme_code", "OTHER"},
       {"time_zone", "Asia/Shanghai"}}
  );
  EXPECT_EQ(store.status, 201) << store;
  return house.person("outsider", {"*"}, {"S900"});
}

TEST(Scope, members_of_another_programme_are_not_there) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1001"}}}).status, 201);
  const Client there = outsider(house);
  const std::string member = "/v1/members/" + id;
  for (const char* what : {"", "/points", "/points/entries", "/receipts"}) {
    EXPECT_EQ(there.get(member + what).status, 404) << what;
    EXPECT_EQ(house.manager().get(member + what).status, 200) << what;
  }
  const Answer taken = there.post(
      member + "/points/redemptions",
      {{"points", 1}, {"reason", "not mine"}, {"store", "S900"}},
      "not-mine"
  );
  EXPECT_EQ(taken.status, 404) << taken;
  EXPECT_EQ(house.points(id, "/redeemed"), 0);
}

TEST(Scope, what_belongs_to_the_group_is_for_accounts_without_a_limit) {
  TestHouse house;
  const Client there = outsider(house);
  const auto refused = [&](const Answer& answer) {
    EXPECT_EQ(answer.status, 403) << answer;
    EXPECT_EQ(answer.code(), "store_out_of_scope") << answer;
  };
  refused(there.post(
      "/v1/programmes",
      {{"code", "MINE"}, {"name", "Mine"}, {"time_zone", "Asia/Shanghai"}, {"currency", "CNY"}}
  ));
  const Answer version = house.manager().get("/v1/programmes/MAIN");
  refused(there.post(
      "/v1/programmes/MAIN/versions",
      {{"effective_from", "2036-01-01T00:00:00Z"},
       {"parameters", *version.find("/parameters")},
       {"note", "more for all"}}
  ));
  refused(there.send(
      {.method = "PUT",
       .target = "/v1/items/ZZZ1",
       .body = R"({"name":"Mine","currency":"CNY","list_price":"1.00"})"}
  ));
  refused(there.send(
      {.method = "PATCH",
       .target = "/v1/items/A1001",
       .body = R"({"state":"retired"})",
       .if_match = house.manager().get("/v1/items/A1001").header("ETag")}
  ));
  EXPECT_EQ(house.manager().get("/v1/items/ZZZ1").status, 404);
}

TEST(Scope, a_till_acts_for_itself) {
  TestHouse house;
  const Client second = house.till("S001", "02");
  const auto sale = house.sale_body({.lines = {{"A1001"}}, .till = "01"});
  const Answer refused = TestHouse::post_keyed(second, "/v1/checkout", sale);
  EXPECT_EQ(refused.status, 403) << refused;
  EXPECT_EQ(refused.code(), "another_till");
}

TEST(Keys, a_used_key_with_another_body_is_refused_before_anything_else) {
  TestHouse house;
  const Answer sale = house.sell({.lines = {{"A1001", "2"}}});
  const Answer back = house.refund({.receipt = sale.string("/receipt"), .sequence = 700});
  ASSERT_EQ(back.status, 201) << back;
  // Nothing is left to refund, but that is not what is wrong here.
  const Answer more =
      house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}, .sequence = 700});
  EXPECT_EQ(more.status, 422) << more;
  EXPECT_EQ(more.code(), "idempotency_key_reused");
  const Answer again = house.refund({.receipt = sale.string("/receipt"), .sequence = 701});
  EXPECT_EQ(again.code(), "nothing_left_to_refund") << again;
}

TEST(Retired, items_are_not_sold_at_the_catalogues_price) {
  TestHouse house;
  const Answer item = house.manager().get("/v1/items/A1001");
  ASSERT_EQ(
      house.manager()
          .send(
              {.method = "PATCH",
               .target = "/v1/items/A1001",
               .body = R"({"state":"retired"})",
               .if_match = item.header("ETag")}
          )
          .status,
      200
  );
  const Answer refused = house.sell({.lines = {{"A1001"}}});
  EXPECT_EQ(refused.status, 409) << refused;
  EXPECT_EQ(refused.code(), "item_retired");
  EXPECT_EQ(refused.pointer(), "/lines/0/item");
  const Answer priced = house.sell({.lines = {{.item = "A1001", .list_price = "100.00"}}});
  EXPECT_EQ(priced.status, 201) << "the till's own price stands: " << priced;
}

TEST(Voids, are_accepted_until_a_day_after_the_sales_business_day) {
  TestHouse house;
  const auto sold = [&](int days_after) {
    const Answer sale = house.sell({.lines = {{"A1001"}}});
    EXPECT_EQ(sale.status, 201) << sale;
    json::object body{
        {"store", "S001"},
        {"till", "01"},
        {"business_date", house.today().to_string()},
        {"sequence", house.next_sequence() + 500},
        {"occurred_at", house.now_text()},
        {"cashier", "C07"},
        {"reason", "wrong key"}};
    house.advance_days(days_after);
    return TestHouse::post_keyed(
        house.manager(), "/v1/checkout/" + sale.string("/receipt") + "/void", body
    );
  };
  EXPECT_EQ(sold(0).status, 201);
  const Answer late = sold(1);
  EXPECT_EQ(late.status, 201) << "a till may close its day late: " << late;
  const Answer over = sold(2);
  EXPECT_EQ(over.status, 409) << over;
  EXPECT_EQ(over.code(), "void_after_business_day");
  house.expect_clean_books();
}

TEST(Receipts, are_found_by_time) {
  TestHouse house;
  std::vector<std::string> times;
  for (int i = 0; i < 4; ++i) {
    times.push_back(house.now_text());
    ASSERT_EQ(house.sell({.lines = {{"A1001"}}}).status, 201);
    house.clock().advance_seconds(3600);
  }
  const auto count = [&](const std::string& more) {
    const Answer page = house.manager().get("/v1/receipts?store=S001" + more);
    EXPECT_EQ(page.status, 200) << more << page;
    return page.status == 200 ? page.find("/receipts")->as_array().size() : 99;
  };
  const auto at = [](std::string time) {  // RFC 3339 in a query
    for (std::size_t i = 0; (i = time.find('+', i)) != std::string::npos;)
      time.replace(i, 1, "%2B");
    return time;
  };
  const std::string from = "&occurred_from=", to = "&occurred_to=";
  EXPECT_EQ(count(from + at(times[1]) + to + at(times[3])), 2U) << "the end does not belong to it";
  EXPECT_EQ(count(from + at(times[3]) + to + "9999-12-31T23:59:59Z"), 1U);
  EXPECT_EQ(count(from + "1970-01-01T00:00:00Z" + to + "9999-12-31T23:59:59Z"), 4U);
  const std::string day = house.today().to_string();
  EXPECT_EQ(count("&from=" + day + "&to=" + day + from + at(times[2])), 2U) << "both ranges hold";
  EXPECT_EQ(house.manager().get("/v1/receipts?store=S001").pointer(), "/from");
  EXPECT_EQ(house.manager().get("/v1/receipts?store=S001" + from + at(times[0])).pointer(), "/to");
}

}  // namespace
}  // namespace guanxi::test
