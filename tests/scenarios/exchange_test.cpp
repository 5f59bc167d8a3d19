// Exchanges: a linked refund and sale in one action, the returned goods paying first.
#include <gtest/gtest.h>

#include "support/house.h"

namespace guanxi::test {
namespace {

class Exchange : public testing::Test {
 protected:
  json::object body(const Sale& sale, std::vector<std::pair<int, std::string>> lines = {}) {
    json::object returned{{"sequence", house.next_sequence()}, {"reason", "换大一码"}};
    if (!lines.empty()) {
      json::array wanted;
      for (const auto& [line, quantity] : lines)
        wanted.push_back({{"line", line}, {"quantity", quantity}});
      returned["lines"] = std::move(wanted);
    }
    return {{"returned", std::move(returned)}, {"sale", house.sale_body(sale)}};
  }
  Answer post(const std::string& sale, const json::object& exchange) {
    return house.manager().post(
        "/v1/checkout/" + sale + "/exchanges",
        exchange,
        TestHouse::natural_key(exchange.at("sale").as_object())
    );
  }
  static std::int64_t paid(const Answer& answer, std::string_view half, std::string_view kind) {
    std::int64_t sum = 0;
    for (const auto& tender : answer.find(std::string(half) + "/tenders")->as_array()) {
      if (tender.at("kind").as_string() == kind) sum += tender.at("amount").at("amount").as_int64();
    }
    return sum;
  }

  TestHouse house;
  const std::string member = house.enrol(her_phone);
  const Answer sold = house.sell({.phone = her_phone, .lines = {{"A1001", "2"}}});
  const std::string receipt = sold.string("/receipt");
};

TEST_F(Exchange, for_the_same_price_moves_no_money) {
  const Answer answer = post(
      receipt,
      body({.phone = her_phone, .lines = {{"A1001", "2"}}, .more = {{"tenders", json::array()}}})
  );
  ASSERT_EQ(answer.status, 201) << answer;
  EXPECT_EQ(answer.integer("/credit/amount"), 20000);
  EXPECT_EQ(paid(answer, "/returned", "exchange_credit"), 20000);
  EXPECT_EQ(paid(answer, "/sale", "exchange_credit"), 20000);
  EXPECT_EQ(paid(answer, "/returned", "cash"), 0);
  EXPECT_EQ(answer.string("/returned/original"), receipt);
  EXPECT_EQ(answer.integer("/returned/balance"), 0);
  EXPECT_EQ(answer.integer("/sale/balance"), 20);
  EXPECT_EQ(house.points(member), 20);
}

TEST_F(Exchange, for_dearer_goods_the_customer_pays_the_difference) {
  const Sale dearer{.phone = her_phone, .lines = {{"A1001", "3"}}, .tenders = {{"alipay", 20000}}};
  const Answer answer = post(receipt, body(dearer, {{1, "1"}}));
  ASSERT_EQ(answer.status, 201) << answer;
  EXPECT_EQ(answer.integer("/credit/amount"), 10000);
  EXPECT_EQ(answer.integer("/sale/payable/amount"), 30000);
  EXPECT_EQ(paid(answer, "/sale", "alipay"), 20000);
  EXPECT_EQ(house.points(member), 40) << "20 − 10 + 30";
  const Answer refused = post(
      receipt, body({.phone = her_phone, .lines = {{"A1001", "3"}}, .tenders = {{"cash", 30000}}})
  );
  EXPECT_EQ(refused.code(), "tenders_do_not_add_up") << refused;
  EXPECT_EQ(refused.pointer(), "/sale/tenders");
}

TEST_F(Exchange, for_cheaper_goods_the_difference_goes_back) {
  const Answer answer = post(
      receipt,
      body({.phone = her_phone, .lines = {{"A1003"}}, .more = {{"tenders", json::array()}}})
  );
  ASSERT_EQ(answer.status, 201) << answer;
  EXPECT_EQ(answer.integer("/credit/amount"), 2000);
  EXPECT_EQ(paid(answer, "/returned", "cash"), 18000);
  EXPECT_EQ(paid(answer, "/returned", "exchange_credit"), 2000);
  EXPECT_EQ(house.points(member), 2);
  // What was bought with credit goes back as cash: there is no credit any more.
  const Answer back = house.refund({.receipt = answer.string("/sale/receipt")});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(back.integer("/tenders/0/amount/amount"), 2000);
  EXPECT_EQ(back.string("/tenders/0/kind"), "cash");
}

TEST_F(Exchange, repeated_answers_the_same_and_posts_nothing) {
  const json::object asked =
      body({.phone = her_phone, .lines = {{"A1001", "3"}}, .tenders = {{"cash", 10000}}});
  const Answer first = post(receipt, asked);
  ASSERT_EQ(first.status, 201) << first;
  const auto before = house.verify();
  const Answer again = post(receipt, asked);
  EXPECT_EQ(again.status, 201) << again;
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, first.text);
  EXPECT_EQ(house.verify().points.entries, before.points.entries);
  EXPECT_EQ(house.verify().sales.receipts, before.sales.receipts);
}

TEST_F(Exchange, is_all_or_nothing) {
  const auto before = house.verify();
  Sale bad{
      .phone = her_phone, .lines = {{"NONE", "1", "10.00"}}, .more = {{"tenders", json::array()}}};
  const Answer refused = post(receipt, body(bad));
  EXPECT_EQ(refused.code(), "item_not_found");
  EXPECT_EQ(refused.pointer(), "/sale/lines/0/item");
  json::object same =
      body({.phone = her_phone, .lines = {{"A1001", "2"}}, .more = {{"tenders", json::array()}}});
  same["returned"].as_object()["sequence"] = same["sale"].at("sequence");
  EXPECT_EQ(post(receipt, same).code(), "invalid_request") << "two receipts need two numbers";
  same["returned"].as_object()["sequence"] = sold.integer("/sequence");
  const Answer taken = post(receipt, same);
  EXPECT_EQ(taken.code(), "receipt_exists") << taken;
  EXPECT_EQ(taken.pointer(), "/returned/sequence");
  const auto after = house.verify();
  EXPECT_EQ(after.sales.receipts, before.sales.receipts);
  EXPECT_EQ(after.sales.claims, before.sales.claims);
  EXPECT_EQ(after.points.entries, before.points.entries);
}

}  // namespace
}  // namespace guanxi::test
