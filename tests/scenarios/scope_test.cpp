// What an account limited to some stores cannot reach, and what a used key answers.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr const char* phone = "13800138000";

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
  const std::string id = house.enrol(phone);
  ASSERT_EQ(house.sell({.phone = phone, .lines = {{"A1001"}}}).status, 201);
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

}  // namespace
}  // namespace guanxi::test
