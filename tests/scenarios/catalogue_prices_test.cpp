// Strikethrough prices from the outside: what single pieces cost, to whom, and by which rules.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

class CataloguePrices : public testing::Test {
 protected:
  CataloguePrices() : auditor(house.person("auditor", {"pricing:read", "pricing:audit"})) {
    member = house.enrol(her_phone);
  }
  void step(const Client& by, const std::string& at, const char* what) {
    const Answer moved = by.send(
        {.method = "POST",
         .target = at + "/" + what,
         .body = "{}",
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(moved.status, 200) << what << ": " << moved;
  }
  void put(const char* kind, const char* code, json::object more) {
    json::object rule{{"kind", kind}, {"code", code}, {"name_zh", code}, {"name_en", code}};
    for (auto& [key, value] : more) rule[key] = value;
    const Answer drafted =
        house.manager().post("/v1/pricing/rules", {{"programme", "MAIN"}, {"rule", rule}});
    ASSERT_EQ(drafted.status, 201) << drafted;
    const std::string at = "/v1/pricing/rules/" + drafted.string("/id");
    step(house.manager(), at, "submit");
    step(auditor, at, "audit");
    house.clock().advance_seconds(1);
  }
  void ten_off(const char* code, json::object more = {}) {
    more["reward"] = {{"kind", "money_off"}, {"amount", money(1000)}};
    put("promotion", code, std::move(more));
  }
  Answer ask(json::array items, json::object more = {}) {
    json::object body{{"store", "S001"}, {"items", std::move(items)}};
    for (auto& [key, value] : more) body[key] = value;
    return house.manager().post("/v1/pricing/prices", body);
  }
  static json::object item(const char* code) { return {{"item", code}}; }
  static std::int64_t cost(const Answer& answer, int at, const char* what) {
    return answer.integer("/items/" + std::to_string(at) + "/" + what + "/amount");
  }

  TestHouse house;
  Client auditor;
  std::string member;
};

TEST_F(CataloguePrices, every_step_of_a_single_piece_with_the_rules_that_give_it) {
  put("document",
      "D90",
      {{"entries", {{{"goods", {{"kind", "item"}, {"code", "A1001"}}}, {"rate", "0.90"}}}}});
  ten_off("TEN", {{"scope", {{"include", {{{"kind", "item"}, {"code", "A1001"}}}}}}});
  const json::object her{{"member", {{"kind", "phone"}, {"value", her_phone}}}};
  const Answer mine = ask({item("A1001"), item("A1002")}, her);
  ASSERT_EQ(mine.status, 200) << mine;
  EXPECT_EQ(mine.string("/items/0/item"), "A1001");
  EXPECT_EQ(cost(mine, 0, "list"), 10000);
  EXPECT_EQ(cost(mine, 0, "shop"), 10000);
  EXPECT_EQ(cost(mine, 0, "member"), 9000);
  EXPECT_EQ(cost(mine, 0, "promoted"), 8000);
  EXPECT_EQ(mine.string("/items/0/source"), "document");
  EXPECT_EQ(mine.string("/items/0/document/code"), "D90");
  EXPECT_EQ(mine.string("/items/0/promotions/0/code"), "TEN");
  EXPECT_NE(mine.string("/items/0/words"), "");
  EXPECT_EQ(cost(mine, 1, "promoted"), 5990);
  // It is what a quote of one piece asks.
  json::object body = house.sale_body({.phone = her_phone, .lines = {{"A1001"}}});
  const Answer quoted = house.manager().post(
      "/v1/checkout/quote",
      {{"store", "S001"}, {"till", "01"}, {"member", body["member"]}, {"lines", body["lines"]}}
  );
  EXPECT_EQ(quoted.integer("/payable/amount"), 8000);
  // Nobody in particular pays no member price.
  const Answer anybody = ask({item("A1001")});
  EXPECT_EQ(cost(anybody, 0, "member"), 10000);
  EXPECT_EQ(cost(anybody, 0, "promoted"), 9000);
  EXPECT_EQ(anybody.string("/items/0/source"), "none");
}

TEST_F(CataloguePrices, what_may_be_gone_or_takes_more_than_a_piece_is_left_out) {
  ten_off("LIMITED", {{"limits", {{{"per", "day"}, {"uses", 100}}}}});
  ten_off("FROM-TWO", {{"threshold", {{"pieces", 2}}}});
  ten_off("WECHAT", {{"conditions", {{"tenders", {"wechat_pay"}}}}});
  EXPECT_EQ(cost(ask({item("A1001")}), 0, "promoted"), 10000);
  ten_off("SHOP", {{"conditions", {{"channels", {"store"}}}}});
  EXPECT_EQ(cost(ask({item("A1001")}), 0, "promoted"), 10000);
  EXPECT_EQ(cost(ask({item("A1001")}, {{"channel", "store"}}), 0, "promoted"), 9000);
  // As it will be.
  ten_off("MAY", {{"conditions", {{"from", "2026-05-01"}}}});
  EXPECT_EQ(cost(ask({item("A1001")}, {{"at", "2026-05-01T10:00:00+08:00"}}), 0, "promoted"), 9000);
  // Prices of its own, and a thousand at once.
  const Answer own = ask({{{"item", "A1001"}, {"list_price", "50.00"}, {"shop_price", "40.00"}}});
  EXPECT_EQ(cost(own, 0, "list"), 5000);
  EXPECT_EQ(cost(own, 0, "shop"), 4000);
  json::array many;
  for (int i = 0; i < 1000; ++i) many.push_back(item(i % 2 == 0 ? "A1001" : "A1003"));
  EXPECT_EQ(ask(many).size("/items"), 1000U);
  many.push_back(item("A1001"));
  EXPECT_EQ(ask(many).pointer(), "/items");
}

TEST_F(CataloguePrices, what_is_wrong_is_named_at_its_place) {
  const Answer wrong = ask(
      {item("NOPE"), item("A1001"), {{"item", "A1002"}, {"list_price", "1"}, {"shop_price", "2"}}}
  );
  EXPECT_EQ(wrong.status, 400) << wrong;
  EXPECT_NE(wrong.text.find("\"/items/0/item\""), std::string::npos) << wrong;
  EXPECT_NE(wrong.text.find("\"/items/2/shop_price\""), std::string::npos) << wrong;
  EXPECT_EQ(ask({item("A1001")}, {{"store", "S009"}}).code(), "store_not_found");
  EXPECT_EQ(ask({item("A1001")}, {{"card_type", "NONE"}}).pointer(), "/card_type");
  EXPECT_EQ(ask({item("A1001")}, {{"tier", "NONE"}}).pointer(), "/tier");
  const json::object both{
      {"member", {{"kind", "phone"}, {"value", her_phone}}}, {"card_type", "GOLD"}};
  EXPECT_EQ(ask({item("A1001")}, both).pointer(), "/member");
  const json::object stranger{{"member", {{"kind", "phone"}, {"value", "13900139000"}}}};
  EXPECT_EQ(ask({item("A1001")}, stranger).code(), "member_not_found");
  const Client clerk = house.person("clerk", {"sales:write"}, {"S002"});
  EXPECT_EQ(
      clerk.post("/v1/pricing/prices", {{"store", "S001"}, {"items", {item("A1001")}}}).code(),
      "store_out_of_scope"
  );
}

}  // namespace
}  // namespace guanxi::test
