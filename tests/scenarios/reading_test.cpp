// Finding receipts again, comparing a till's day with ours, and who may see what.
#include <gtest/gtest.h>

#include <set>

#include "support/house.h"

namespace guanxi::test {
namespace {

TEST(Receipts, are_found_by_their_natural_key) {
  TestHouse house;
  const Answer sale = house.sell({.lines = {{"A1001"}}, .sequence = 41});
  house.sell({.lines = {{"A1001"}}, .sequence = 42});
  const std::string list = "/v1/receipts?store=S001&till=01&from=2026-03-02&to=2026-03-02";
  const Answer one = house.manager().get(list + "&sequence=41");
  ASSERT_EQ(one.size("/receipts"), 1U) << one;
  EXPECT_EQ(one.string("/receipts/0/receipt"), sale.string("/receipt"));
  EXPECT_EQ(house.manager().get(list).size("/receipts"), 2U);
  EXPECT_EQ(house.manager().get(list + "&sequence=43").size("/receipts"), 0U);
  const Answer read = house.manager().get("/v1/receipts/" + sale.string("/receipt"));
  EXPECT_EQ(json::serialize(read.body.at("receipt")), json::serialize(sale.body))
      << "as answered at the till";
  EXPECT_EQ(
      house.manager().get("/v1/receipts?store=S001&from=2026-03-02&to=2026-03-01").status, 400
  );
  EXPECT_EQ(
      house.manager()
          .get("/v1/receipts?store=S001&from=2026-03-02&to=2026-03-02&sequence=1")
          .status,
      400
  );
}

TEST(Receipts, of_a_store_come_page_by_page_each_once) {
  TestHouse house;
  std::set<std::string> sold;
  for (int day = 0; day < 3; ++day) {
    for (int i = 0; i < 5; ++i) {
      const Answer sale = house.sell({.lines = {{"A1003"}}, .till = i % 2 == 0 ? "01" : "02"});
      sold.insert(sale.string("/receipt"));
      house.clock().advance_seconds(60);
    }
    house.sell({.lines = {{"A1003"}}, .store = "S002"});
    house.advance_days(1);
  }
  std::set<std::string> found;
  std::string cursor, last_date;
  int pages = 0;
  do {
    const Answer page = house.manager().get(
        "/v1/receipts?store=S001&from=2026-03-01&to=2026-03-31&limit=4&cursor=" + cursor
    );
    ASSERT_EQ(page.status, 200) << page;
    for (const auto& row : page.find("/receipts")->as_array()) {
      EXPECT_TRUE(found.insert(std::string(row.at("receipt").as_string())).second) << "twice";
      const std::string date(row.at("business_date").as_string());
      EXPECT_LE(last_date, date);
      last_date = date;
    }
    cursor = page.find("/next_cursor") ? page.string("/next_cursor") : "";
  } while (!cursor.empty() && ++pages < 20);
  EXPECT_EQ(found, sold);
  EXPECT_EQ(
      house.manager().get("/v1/receipts?store=S001&from=2026-03-01&to=2026-03-31&cursor=x").code(),
      "bad_cursor"
  );
}

TEST(Receipts, of_a_member_come_newest_first_refunds_among_them) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  std::vector<std::string> posted;
  for (int i = 0; i < 5; ++i) {
    const Answer sale = house.sell({.phone = her_phone, .lines = {{i == 2 ? "FREE" : "A1001"}}});
    posted.insert(posted.begin(), sale.string("/receipt"));
    if (i == 3)
      posted.insert(
          posted.begin(), house.refund({.receipt = sale.string("/receipt")}).string("/receipt")
      );
    house.clock().advance_seconds(60);
  }
  std::vector<std::string> found;
  std::string cursor;
  do {
    const Answer page =
        house.manager().get("/v1/members/" + id + "/receipts?limit=2&cursor=" + cursor);
    ASSERT_EQ(page.status, 200) << page;
    for (const auto& row : page.find("/receipts")->as_array())
      found.emplace_back(row.at("receipt").as_string());
    cursor = page.find("/next_cursor") ? page.string("/next_cursor") : "";
  } while (!cursor.empty() && found.size() < 20);
  EXPECT_EQ(found, posted) << "receipts that earn nothing too";
  EXPECT_EQ(house.manager().get("/v1/members/271828/receipts").code(), "member_not_found");
}

class Reconciliation : public testing::Test {
 protected:
  Answer reconcile(
      std::int64_t sales,
      std::int64_t sum,
      std::int64_t refunds,
      std::int64_t back,
      json::array receipts = {}
  ) {
    json::object body{
        {"store", "S001"},
        {"till", "01"},
        {"business_date", "2026-03-02"},
        {"sales", {{"count", sales}, {"amount", money(sum)}}},
        {"refunds", {{"count", refunds}, {"amount", money(back)}}}};
    if (!receipts.empty()) body["receipts"] = std::move(receipts);
    return house.manager().post("/v1/reconciliations", body);
  }
  static json::object row(std::int64_t sequence, const char* kind, std::int64_t amount) {
    return {{"sequence", sequence}, {"kind", kind}, {"amount", money(amount)}};
  }
  static std::multiset<std::string> differences(const Answer& answer) {
    std::multiset<std::string> found;
    for (const auto& difference : answer.find("/differences")->as_array()) {
      std::string text(difference.at("what").as_string());
      if (const auto* sequence = difference.as_object().if_contains("sequence");
          sequence && sequence->is_int64()) {
        text += " " + std::to_string(sequence->as_int64());
      }
      found.insert(text);
    }
    return found;
  }
  TestHouse house;
};

TEST_F(Reconciliation, names_every_difference) {
  const Answer first = house.sell({.lines = {{"A1001"}}, .sequence = 1});
  house.sell({.lines = {{"A1002"}}, .sequence = 2});
  house.sell({.lines = {{"A1003"}}, .sequence = 3});
  house.refund({.receipt = first.string("/receipt"), .sequence = 4});
  house.sell({.lines = {{"A1003"}}, .till = "02", .sequence = 5});  // another till's day

  const Answer agreed = reconcile(
      3,
      17990,
      1,
      10000,
      {row(1, "sale", 10000), row(2, "sale", 5990), row(3, "sale", 2000), row(4, "refund", 10000)}
  );
  ASSERT_EQ(agreed.status, 200) << agreed;
  EXPECT_TRUE(agreed.find("/agrees")->as_bool()) << agreed;

  const Answer differs = reconcile(
      3,
      18990,
      1,
      2000,
      {row(1, "sale", 11000), row(2, "refund", 5990), row(4, "refund", 10000), row(6, "sale", 2000)}
  );
  EXPECT_FALSE(differs.find("/agrees")->as_bool());
  EXPECT_EQ(
      differences(differs),
      (std::multiset<std::string>{
          "sales_amount",
          "refunds_amount",
          "amount 1",
          "kind 2",
          "missing_there 3",
          "missing_here 6"})
  );
  EXPECT_EQ(
      differences(reconcile(2, 17990, 0, 0)),
      (std::multiset<std::string>{"sales_count", "refunds_count", "refunds_amount"})
  );
  EXPECT_EQ(differs.integer("/sales/amount/amount"), 17990) << "ours stands beside theirs";
}

TEST_F(Reconciliation, of_an_empty_day_agrees_with_nothing) {
  EXPECT_TRUE(reconcile(0, 0, 0, 0).find("/agrees")->as_bool());
  const Answer refused = house.manager().post(
      "/v1/reconciliations",
      {{"store", "S001"},
       {"till", "01"},
       {"business_date", "2026-03-02"},
       {"sales", {{"count", 0}, {"amount", money(0, "GBP")}}},
       {"refunds", {{"count", 0}, {"amount", money(0)}}}}
  );
  EXPECT_EQ(refused.code(), "currency_mismatch") << refused;
}

TEST(Scope, a_till_acts_for_itself_only) {
  TestHouse house;
  const Client till = house.till("S001", "01");
  const auto sell = [&](const Sale& sale) {
    return TestHouse::post_keyed(till, "/v1/checkout", house.sale_body(sale));
  };
  EXPECT_EQ(sell({.lines = {{"A1001"}}}).status, 201);
  const Answer other_till = sell({.lines = {{"A1001"}}, .till = "02"});
  EXPECT_EQ(other_till.status, 403) << other_till;
  EXPECT_EQ(other_till.code(), "another_till");
  const Answer other_store = sell({.lines = {{"A1001"}}, .store = "S002"});
  EXPECT_EQ(other_store.status, 403) << other_store;
  EXPECT_EQ(other_store.code(), "store_out_of_scope");
  EXPECT_EQ(
      till.post("/v1/org/units", {{"kind", "group"}, {"code", "X"}, {"name", "X"}}).status, 403
  );
}

TEST(Scope, a_person_sees_the_receipts_of_their_stores_only) {
  TestHouse house;
  house.enrol(her_phone);
  const Answer sale = house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  const std::string receipt = sale.string("/receipt");
  const Client here = house.person("here", {"sales:*", "members:read"}, {"S001"});
  const Client there = house.person("there", {"sales:*", "members:read"}, {"S002"});
  const Client nothing = house.person("nothing", {});
  EXPECT_EQ(here.get("/v1/receipts/" + receipt).status, 200);
  const Answer hidden = there.get("/v1/receipts/" + receipt);
  EXPECT_EQ(hidden.status, 404) << hidden;
  EXPECT_EQ(hidden.code(), "receipt_not_found") << "not even that it exists";
  EXPECT_EQ(nothing.get("/v1/receipts/" + receipt).status, 403);
  EXPECT_EQ(house.nobody().get("/v1/receipts/" + receipt).status, 401);
  EXPECT_EQ(
      there.get("/v1/receipts?store=S001&from=2026-03-02&to=2026-03-02").code(),
      "store_out_of_scope"
  );
  EXPECT_EQ(there.get("/v1/members/" + sale.string("/member") + "/receipts").size("/receipts"), 0U);
  EXPECT_EQ(here.get("/v1/members/" + sale.string("/member") + "/receipts").size("/receipts"), 1U);

  const auto sell = [&](const Client& who, const char* store) {
    return TestHouse::post_keyed(
        who, "/v1/checkout", house.sale_body({.lines = {{"A1001"}}, .store = store})
    );
  };
  EXPECT_EQ(sell(there, "S002").status, 201);
  EXPECT_EQ(sell(there, "S001").code(), "store_out_of_scope");
  EXPECT_EQ(sell(nothing, "S001").code(), "forbidden");
}

TEST(Till, signed_requests_are_refused_when_old_changed_or_repeated) {
  TestHouse house;
  const Client till = house.till("S001", "01");
  const json::object body = house.sale_body({.lines = {{"A1001"}}});
  ASSERT_EQ(TestHouse::post_keyed(till, "/v1/checkout", body).status, 201);
  const Answer again = TestHouse::post_keyed(till, "/v1/checkout", body);
  EXPECT_EQ(again.status, 201) << "signed anew, the retry is answered: " << again;
  EXPECT_TRUE(again.replayed());
  const Answer forged =
      Client(house, identity::IssuedKey{"key_0000000000000000", std::string(43, 'x')})
          .get("/v1/me");
  EXPECT_EQ(forged.status, 401) << forged;
}

}  // namespace
}  // namespace guanxi::test
