// A4: what tills send arrives up to five times, out of order, some of it three days late. The books
// are those of a house where each came once and in order.
#include <gtest/gtest.h>

#include <map>

#include "base/random.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr int members = 12;
std::string phone_of(int member) { return std::to_string(13'800'000'000 + member); }

/// What a till sends once; `sale` is the place of the sale a refund belongs to, −1: it is a sale.
struct Message {
  json::object body;
  int sale = -1;
  bool offline = false;  // kept at the till for three days
};

class Shuffled : public testing::Test {
 protected:
  SeededRandom random_{seed()};

  /// The messages of a day: sales of members and of nobody, and returns of some.
  std::vector<Message> day(TestHouse& house, int sales) {
    std::vector<Message> messages;
    for (int i = 0; i < sales; ++i) {
      const bool offline = random_.chance(1, 5);
      Sale sale{
          .lines = {
              {"A1001", std::to_string(1 + random_.below(3)), offline ? "100.00" : std::string()}}};
      if (!random_.chance(1, 6)) sale.phone = phone_of(static_cast<int>(random_.below(members)));
      sale.till = random_.chance(1, 2) ? "01" : "02";
      if (offline) sale.more = {{"pricing", "as_sold"}};
      json::object body = house.sale_body(sale);
      if (offline) {  // what the till asked; here the list price
        for (json::value& line : body["lines"].as_array()) {
          const std::string quantity(line.at("quantity").as_string());
          line.as_object()["amount"] = money(10000 * std::stoll(quantity));
        }
      }
      messages.push_back({std::move(body), -1, offline});
      if (random_.chance(1, 4)) {
        const int of = static_cast<int>(messages.size()) - 1;
        messages.push_back(
            {house.back_body({.receipt = "", .store = "S001", .till = sale.till}), of, offline}
        );
      }
    }
    return messages;
  }

  /// Sends what can be sent; false: its sale has not arrived yet.
  bool send(TestHouse& house, const std::vector<Message>& messages, std::size_t number) {
    const Message& message = messages[number];
    std::string target = "/v1/checkout";
    if (message.sale >= 0) {
      const auto sale = receipts_.find(static_cast<std::size_t>(message.sale));
      if (sale == receipts_.end()) return false;
      target += "/" + sale->second + "/refunds";
    }
    const Answer answer = TestHouse::post_keyed(house.manager(), target, message.body);
    EXPECT_EQ(answer.status, 201) << answer;
    const auto [known, fresh] = receipts_.emplace(number, answer.string("/receipt"));
    EXPECT_EQ(known->second, answer.string("/receipt"));
    EXPECT_EQ(answer.replayed(), !fresh);
    return true;
  }

  struct Books {
    std::vector<std::int64_t> points;
    std::int64_t receipts = 0, lines = 0, issued = 0;
    bool operator==(const Books&) const = default;
  };
  static Books books_of(TestHouse& house, const std::vector<std::string>& ids) {
    Books books;
    for (const std::string& id : ids) books.points.push_back(house.points(id));
    const auto report = house.verify();
    EXPECT_TRUE(report.is_clean()) << verify::to_json(report);
    books.receipts = report.sales.receipts;
    books.lines = report.sales.lines;
    books.issued = report.points.issued.value();
    return books;
  }
  static std::vector<std::string> enrol_all(TestHouse& house) {
    std::vector<std::string> ids;
    for (int i = 0; i < members; ++i) ids.push_back(house.enrol(phone_of(i)));
    return ids;
  }

  std::map<std::size_t, std::string> receipts_;  // message → the receipt it made
};

TEST_F(Shuffled, messages_have_the_effect_of_each_once_in_order) {
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  TestHouse ordered, house;
  const auto ordered_ids = enrol_all(ordered);
  const auto ids = enrol_all(house);
  const std::vector<Message> messages = day(ordered, times(1300));
  for (std::size_t i = 0; i < messages.size(); ++i) ASSERT_TRUE(send(ordered, messages, i));
  receipts_.clear();

  // Each one to five times; those of a till that was offline come three days later.
  for (const bool late : {false, true}) {
    if (late) house.advance_days(3);
    std::vector<std::size_t> queue;
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (messages[i].offline != late) continue;
      queue.insert(queue.end(), 1 + static_cast<std::size_t>(random_.below(5)), i);
    }
    for (std::size_t i = queue.size(); i > 1; --i) {
      std::swap(queue[i - 1], queue[static_cast<std::size_t>(random_.below(i))]);
    }
    while (!queue.empty()) {
      std::vector<std::size_t> later;  // a return that came before its sale: the till tries again
      for (const std::size_t number : queue) {
        if (!send(house, messages, number)) later.push_back(number);
      }
      ASSERT_LT(later.size(), queue.size());
      queue = std::move(later);
    }
  }
  EXPECT_EQ(books_of(house, ids), books_of(ordered, ordered_ids));
}

}  // namespace
}  // namespace guanxi::test
