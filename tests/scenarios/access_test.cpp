// A store clerk, a regional manager and the head office: who does, sees and gives what.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

class Access : public testing::Test {
 protected:
  Access() {
    // Region R has S001 and S002; the west is another region, with S100.
    post(
        "/v1/org/units",
        {{"kind", "region"}, {"code", "WEST"}, {"name", "West"}, {"parent_code", "C"}}
    );
    open_store("S100", "WEST");
  }

  Answer post(const std::string& target, const json::object& body) {
    const Answer answer = head.post(target, body, "head-" + std::to_string(++keys));
    EXPECT_EQ(answer.status, 201) << target << answer;
    return answer;
  }
  void open_store(const char* code, const char* region) {
    post(
        "/v1/stores",
        {{"code", code},
         {"name", code},
         {"parent_code", region},
         {"programme_code", "MAIN"},
         {"time_zone", "Asia/Shanghai"}}
    );
  }
  std::string unit(const std::string& code) {
    for (const org::Unit& one : house.application().org().snapshot()->units()) {
      if (one.code == code) return one.id.to_string();
    }
    return {};
  }
  std::string store(const char* code) {
    return house.application().org().snapshot()->find_store(code)->id.to_string();
  }
  /// Over HTTP, by `by`; the answer of making the account.
  Answer add(const Client& by, const std::string& name, json::object body) {
    body["name"] = name;
    return by.post("/v1/actors", body, "add-" + std::to_string(++keys));
  }
  Client token_of(const Client& by, const Answer& account, json::array permissions = {}) {
    EXPECT_EQ(account.status, 201) << account;
    const Answer issued = by.post(
        "/v1/actors/" + account.string("/id") + "/tokens",
        {{"label", "test"}, {"permissions", std::move(permissions)}},
        "token-" + std::to_string(++keys)
    );
    EXPECT_EQ(issued.status, 201) << issued;
    return Client(house, issued.string("/token"));
  }
  Answer sell(const Client& who, const char* at) {
    return TestHouse::post_keyed(
        who, "/v1/checkout", house.sale_body({.lines = {{"A1001"}}, .store = at})
    );
  }
  std::string receipts(const Client& who, const std::string& at) {
    const std::string day = house.today().to_string();
    const Answer answer = who.get("/v1/receipts?store=" + at + "&from=" + day + "&to=" + day);
    return answer.status == 200 ? std::to_string(answer.size("/receipts")) : answer.code();
  }
  Answer change(const Client& by, const std::string& id, json::object body) {
    body["reason"] = "a test";
    return by.send(
        {.method = "PATCH",
         .target = "/v1/actors/" + id,
         .body = json::serialize(body),
         .if_match = head.get("/v1/actors/" + id).header("ETag")}
    );
  }

  TestHouse house;
  const Client& head = house.manager();
  int keys = 0;
};

TEST_F(Access, a_clerk_a_region_and_the_head_office) {
  post(
      "/v1/roles",
      {{"code", "regional"},
       {"name_zh", "区域经理"},
       {"name_en", "Regional manager"},
       {"permissions", json::array{"identity:read", "identity:write"}},
       {"reason", "regions staff their own stores"}}
  );
  const Answer made =
      add(head,
          "Regional",
          {{"roles", json::array{"store_manager", "regional"}}, {"units", json::array{unit("R")}}});
  const Client regional = token_of(head, made);
  const Answer added = add(
      regional, "Clerk", {{"roles", json::array{"cashier"}}, {"stores", json::array{store("S001")}}}
  );
  const Client clerk = token_of(regional, added);

  ASSERT_EQ(sell(clerk, "S001").status, 201);
  EXPECT_EQ(sell(clerk, "S002").code(), "store_out_of_scope");
  ASSERT_EQ(sell(regional, "S002").status, 201);
  EXPECT_EQ(sell(regional, "S100").code(), "store_out_of_scope");
  EXPECT_EQ(receipts(clerk, "S001"), "1");
  EXPECT_EQ(receipts(clerk, "S002"), "store_out_of_scope");
  EXPECT_EQ(receipts(regional, "S001"), "1");
  EXPECT_EQ(receipts(regional, "S002"), "1");
  EXPECT_EQ(receipts(regional, "S100"), "store_out_of_scope");
  EXPECT_EQ(receipts(head, "S100"), "0");

  // A store that opens in the region is the regional manager's from the next request on.
  open_store("S003", "R");
  EXPECT_EQ(receipts(regional, "S003"), "0");
  EXPECT_EQ(receipts(clerk, "S003"), "store_out_of_scope");

  // Nobody gives what they do not have.
  const auto refused = [&](const char* name, const json::object& body) {
    return add(regional, name, body).code();
  };
  EXPECT_EQ(
      refused("Far", {{"roles", json::array{"cashier"}}, {"units", json::array{unit("WEST")}}}),
      "store_out_of_scope"
  );
  EXPECT_EQ(refused("All", {{"roles", json::array{"cashier"}}}), "store_out_of_scope")
      << "no scope is every store";
  EXPECT_EQ(
      refused("Rich", {{"roles", json::array{"finance"}}, {"units", json::array{unit("R")}}}),
      "forbidden"
  );
  const std::string own = made.string("/id"), clerks = added.string("/id");
  EXPECT_EQ(change(regional, own, {{"roles", json::array{"head_office"}}}).code(), "forbidden");
  EXPECT_EQ(change(regional, own, {{"units", json::array()}}).code(), "store_out_of_scope");
  EXPECT_EQ(change(clerk, clerks, {{"stores", json::array()}}).code(), "forbidden");

  // The clerk moves to another store of the region.
  const Answer moved = change(regional, clerks, {{"stores", json::array{store("S002")}}});
  ASSERT_EQ(moved.status, 200) << moved;
  EXPECT_EQ(receipts(clerk, "S001"), "store_out_of_scope");
  EXPECT_EQ(receipts(clerk, "S002"), "1");

  // What the head office takes from a role its holders have no more.
  EXPECT_EQ(change(head, clerks, {{"roles", json::array()}}).status, 200);
  EXPECT_EQ(sell(clerk, "S002").code(), "forbidden");
  const Answer log = head.get("/v1/access-changes?actor=" + clerks);
  EXPECT_EQ(log.string("/items/0/action"), "actor_changed");
  EXPECT_EQ(log.string("/items/0/reason"), "a test");
}

TEST_F(Access, keys_are_limited_listed_and_replaced) {
  const Answer shop = add(head, "Web shop", {{"permissions", json::array{"sales:*"}}});
  const Client reader = token_of(head, shop, {"sales:read"});
  EXPECT_EQ(receipts(reader, "S001"), "0");
  EXPECT_EQ(sell(reader, "S001").code(), "forbidden");
  EXPECT_EQ(reader.get("/v1/me").string("/permissions/0"), "sales:read");

  const auto organisation = house.application().org().snapshot();
  const org::Store* const at = organisation->find_store("S002");
  const std::string till = organisation->find_till(at->id, "02")->id.to_string();
  const json::object wanted{{"till", till}, {"label", "front"}};
  const Answer issued = head.post("/v1/till-keys", wanted, "till-key");
  ASSERT_EQ(issued.status, 201) << issued;
  EXPECT_EQ(head.post("/v1/till-keys", wanted, "till-key").text, issued.text) << "a retry";
  const Client first(house, identity::IssuedKey{issued.string("/key"), issued.string("/secret")});
  EXPECT_EQ(first.get("/v1/me").string("/name"), "S002/02");
  const Answer rotated = head.post(
      "/v1/actors/" + issued.string("/actor") + "/keys/" + issued.string("/key") + "/rotation",
      {{"grace_hours", 1}},
      "rotation"
  );
  ASSERT_EQ(rotated.status, 201) << rotated;
  const Client second(
      house, identity::IssuedKey{rotated.string("/key"), rotated.string("/secret")}
  );
  EXPECT_EQ(second.get("/v1/me").status, 200);
  EXPECT_EQ(first.get("/v1/me").status, 200) << "for an hour";
  house.clock().advance_seconds(3600);
  EXPECT_EQ(first.get("/v1/me").code(), "credential_expired");

  const Answer keys_of_tills = head.get("/v1/keys?kind=signing_key");
  ASSERT_EQ(keys_of_tills.size("/items"), 1U) << keys_of_tills;
  EXPECT_EQ(keys_of_tills.string("/items/0/key"), rotated.string("/key"));
  EXPECT_EQ(keys_of_tills.string("/items/0/actor_name"), "S002/02");
  EXPECT_NE(keys_of_tills.find("/items/0/used_at"), nullptr);
  EXPECT_EQ(keys_of_tills.text.find(rotated.string("/secret")), std::string::npos);
  EXPECT_EQ(head.get("/v1/keys?kind=signing_key&ended=true").size("/items"), 2U);
  const Client here = house.person("here", {"identity:read"}, {"S001"});
  EXPECT_EQ(here.get("/v1/keys").size("/items"), 1U) << "their own";
  house.restart();
  EXPECT_EQ(second.get("/v1/me").status, 200);
}

}  // namespace
}  // namespace guanxi::test
