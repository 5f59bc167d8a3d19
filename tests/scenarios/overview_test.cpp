// A member at a glance, and everything that happened to him.
#include <gtest/gtest.h>

#include "support/wallets.h"

namespace guanxi::test {
namespace {

std::vector<std::string> kinds(const Answer& answer, const char* list) {
  std::vector<std::string> found;
  for (const json::value& item : answer.find(list)->as_array()) {
    found.emplace_back(item.at("kind").as_string());
  }
  return found;
}

class Overview : public testing::Test {
 protected:
  Overview() { house.clock().advance_seconds(3600); }
  void step() { house.clock().advance_seconds(60); }
  void change(const json::object& fields) {
    const Answer changed = house.manager().send(
        {.method = "PATCH",
         .target = at,
         .body = json::serialize(fields),
         .if_match = house.manager().get(at).header("ETag")}
    );
    ASSERT_EQ(changed.status, 200) << changed;
  }

  TestHouse house;
  Wallets wallets{house};
  const std::string member = wallets.enrol(her_phone);
  const std::string at = "/v1/members/" + member;
};

TEST_F(Overview, shows_everything_that_happened_newest_first) {
  step();
  wallets.recharge(member, 50000, 10000);
  step();
  const Answer sale = house.sell(
      {.phone = her_phone, .lines = {{"A1001"}, {"A1003"}}, .tenders = {{"stored_value", 12000}}}
  );
  ASSERT_EQ(sale.status, 201) << sale;
  step();
  ASSERT_EQ(house.refund({.receipt = sale.string("/receipt"), .lines = {{1, "1"}}}).status, 201);
  step();
  wallets.set_frozen(member, true);
  const Answer shown = house.manager().get(at + "/overview");
  ASSERT_EQ(shown.status, 200) << shown;
  EXPECT_EQ(shown.string("/member/id"), member);
  EXPECT_EQ(shown.string("/wallet/state"), "frozen");
  EXPECT_EQ(shown.integer("/wallet/stored/amount"), 58000);
  EXPECT_EQ(shown.string("/purchases/0/receipt"), sale.string("/receipt"));
  EXPECT_EQ(shown.integer("/purchases/0/refunded/amount"), 10000);
  EXPECT_EQ(
      kinds(shown, "/timeline"),
      (std::vector<std::string>{
          "wallet_frozen", "data_seen", "refund", "sale", "recharge", "card_issued", "joined"})
  );
  EXPECT_EQ(shown.find("/timeline_cursor"), nullptr) << "that was all";
  EXPECT_EQ(shown.string("/timeline/3/text"), "A purchase of 120.00 at S001, +10 points");
  EXPECT_EQ(shown.integer("/timeline/3/points"), 10);
  EXPECT_EQ(shown.string("/timeline/4/text"), "A recharge 500.00, 100.00 on top");
}

TEST_F(Overview, changes_of_the_profile_stand_in_the_timeline_and_who_looked_for_auditors_only) {
  step();
  change({{"phone", "13900139000"}, {"name", "Wang Fang"}});
  step();
  ASSERT_EQ(house.manager().get(at + "/contact").status, 200);
  const Answer all = house.manager().get(at + "/timeline");
  EXPECT_EQ(
      kinds(all, "/items"),
      (std::vector<std::string>{
          "data_seen", "data_seen", "profile_changed", "data_seen", "card_issued", "joined"})
  ) << all;
  EXPECT_EQ(all.string("/items/2/text"), "The profile was changed: name, phone");
  EXPECT_EQ(all.text.find("13900139000"), std::string::npos) << "fields, no values";
  const Client clerk = house.person("Wang", {"members:read"});
  EXPECT_EQ(
      kinds(clerk.get(at + "/timeline"), "/items"),
      (std::vector<std::string>{"profile_changed", "card_issued", "joined"})
  );
}

TEST_F(Overview, pages_of_the_timeline_join_without_a_gap) {
  for (int i = 0; i < 3; ++i) {
    change({{"name", "Wang " + std::to_string(i)}});
    step();
    wallets.recharge(member, 1000 + i);
    step();
    ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1003"}}}).status, 201);
  }
  const auto texts = [](const Answer& page) {
    std::vector<std::string> all;
    for (const json::value& item : page.find("/items")->as_array()) {
      all.push_back(json::serialize(item));
    }
    return all;
  };
  const auto whole = texts(house.manager().get(at + "/timeline"));
  ASSERT_EQ(whole.size(), 17U) << "for each change its ETag and its answer were seen";
  for (const int limit : {1, 2, 3, 7}) {
    std::vector<std::string> joined;
    const std::string first = at + "/timeline?limit=" + std::to_string(limit);
    for (std::string page_at = first; !page_at.empty();) {
      const Answer page = house.manager().get(page_at);
      ASSERT_EQ(page.status, 200) << page;
      for (std::string& text : texts(page)) joined.push_back(std::move(text));
      const json::value* const next = page.find("/next_cursor");
      page_at = next == nullptr ? "" : first + "&cursor=" + std::string(next->as_string());
    }
    EXPECT_EQ(joined, whole) << "pages of " << limit;
  }
  EXPECT_EQ(house.manager().get(at + "/timeline?cursor=x").code(), "bad_cursor");
}

TEST_F(Overview, shows_each_caller_what_is_his) {
  step();
  wallets.recharge(member, 1000);
  step();
  ASSERT_EQ(house.sell({.phone = her_phone, .lines = {{"A1003"}}}).status, 201);
  const Client elsewhere = house.person(
      "Li of S002", {"members:read", "points:read", "wallet:read", "sales:read"}, {"S002"}
  );
  const Answer seen = elsewhere.get(at + "/overview");
  ASSERT_EQ(seen.status, 200) << seen;
  EXPECT_TRUE(seen.find("/purchases")->as_array().empty());
  EXPECT_EQ(seen.string("/timeline/0/kind"), "sale");
  EXPECT_EQ(seen.find("/timeline/0/receipt"), nullptr);
  EXPECT_EQ(seen.find("/timeline/0/store"), nullptr);
  const Client desk = house.person("Wang", {"members:read"});
  const Answer facts = desk.get(at + "/overview");
  EXPECT_EQ(facts.find("/wallet"), nullptr);
  EXPECT_EQ(kinds(facts, "/timeline"), (std::vector<std::string>{"card_issued", "joined"}))
      << "neither points nor wallet";
  EXPECT_EQ(house.manager().get("/v1/members/1/overview").code(), "member_not_found");
}

}  // namespace
}  // namespace guanxi::test
