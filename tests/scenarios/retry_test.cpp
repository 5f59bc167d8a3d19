// At most once: a retry gets the first answer, byte by byte, whatever has happened since.
#include <gtest/gtest.h>

#include "base/random.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

TEST(Retry, of_a_sale_answers_the_same_bytes) {
  TestHouse house;
  house.enrol(her_phone);
  const json::object body =
      house.sale_body({.phone = her_phone, .lines = {{"A1001"}, {"A1002", "3"}}});
  const Answer first = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  ASSERT_EQ(first.status, 201) << first;
  EXPECT_FALSE(first.replayed());
  // Everything the answer could depend on changes: rules, balance, the receipt's own state, the
  // process, the day.
  programmes::Parameters twice;
  twice.earn_points = 2;
  house.set_parameters(twice, house.now().plus_seconds(1));
  house.sell({.phone = her_phone, .lines = {{"A1001"}}});
  house.refund({.receipt = first.string("/receipt"), .lines = {{1, "1"}}});
  house.restart();
  house.advance_days(3);
  const Answer again = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
  EXPECT_EQ(again.status, 201);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again.text, first.text);
}

TEST(Retry, of_a_refund_and_a_void_answers_the_same_bytes) {
  TestHouse house;
  house.enrol(her_phone);
  for (const char* const what : {"refunds", "void"}) {
    const std::string receipt =
        house.sell({.phone = her_phone, .lines = {{"A1001"}}}).string("/receipt");
    const json::object body = house.back_body({.receipt = receipt});
    const std::string target = "/v1/checkout/" + receipt + "/" + what;
    const Answer first = TestHouse::post_keyed(house.manager(), target, body);
    ASSERT_EQ(first.status, 201) << first;
    house.advance_days(1);
    const Answer again = TestHouse::post_keyed(house.manager(), target, body);
    EXPECT_TRUE(again.replayed()) << what << ": " << again;
    EXPECT_EQ(again.text, first.text) << what;
  }
}

TEST(Retry, with_another_body_or_key_is_told_so) {
  for (const bool natural : {true, false}) {
    TestHouse house;
    const json::object body = house.sale_body({.lines = {{"A1001"}}, .sequence = 7});
    const std::string key = natural ? TestHouse::natural_key(body) : "till-key-1";
    const std::string target = "/v1/checkout";
    const Answer first = house.manager().post(target, body, key);
    ASSERT_EQ(first.status, 201) << first;
    const auto before = house.verify();

    const json::object other = house.sale_body({.lines = {{"A1003"}}, .sequence = 7});
    const Answer reused = house.manager().post(target, other, key);
    EXPECT_EQ(reused.status, 422) << reused;
    EXPECT_EQ(reused.code(), "idempotency_key_reused");

    const Answer exists = house.manager().post(target, other, "another-key");
    EXPECT_EQ(exists.status, 409) << exists;
    EXPECT_EQ(exists.code(), "receipt_exists");
    EXPECT_EQ(exists.pointer(), "/sequence");
    EXPECT_NE(exists.text.find(first.string("/receipt")), std::string::npos)
        << "names the receipt that has the number";

    const json::object next = house.sale_body({.lines = {{"A1001"}}, .sequence = 8});
    EXPECT_EQ(house.manager().post(target, next, key).code(), "idempotency_key_reused")
        << "the key with another number";
    const Answer none = house.manager().post(target, next);
    EXPECT_EQ(none.status, 400) << none;
    EXPECT_EQ(none.code(), "idempotency_key_missing");
    EXPECT_EQ(house.verify().sales.receipts, before.sales.receipts);
    EXPECT_EQ(house.verify().sales.claims, before.sales.claims);
  }
}

TEST(Retry, a_number_is_free_on_another_till_and_day) {
  TestHouse house;
  EXPECT_EQ(house.sell({.lines = {{"A1001"}}, .sequence = 7}).status, 201);
  EXPECT_EQ(house.sell({.lines = {{"A1001"}}, .till = "02", .sequence = 7}).status, 201);
  EXPECT_EQ(house.sell({.lines = {{"A1001"}}, .store = "S002", .sequence = 7}).status, 201);
  house.advance_days(1);
  EXPECT_EQ(house.sell({.lines = {{"A1001"}}, .sequence = 7}).status, 201);
}

// The answer is dropped after the commit and the till, which cannot know, asks again – now and then
// after a restart.
TEST(Retry, after_a_dropped_answer_has_one_effect) {
  TestHouse house;
  const std::string id = house.enrol(her_phone);
  SeededRandom random(seed());
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  const int rounds = times(500);
  std::int64_t points = 0;
  std::vector<std::string> open;
  for (int i = 0; i < rounds; ++i) {
    const bool back = !open.empty() && random.chance(1, 3);
    json::object body;
    std::string target = "/v1/checkout";
    if (back) {
      const auto at = static_cast<std::size_t>(random.below(open.size()));
      target += "/" + open[at] + (random.chance(1, 2) ? "/void" : "/refunds");
      body = house.back_body({.receipt = open[at]});
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
      points -= 10;
    } else {
      body = house.sale_body({.phone = her_phone, .lines = {{"A1001"}}});
      points += 10;
    }
    TestHouse::post_keyed(house.manager(), target, body);  // dropped
    if (random.chance(1, 100)) house.restart();
    Answer answer;
    for (std::uint64_t tries = 1 + random.below(3); tries > 0; --tries) {
      answer = TestHouse::post_keyed(house.manager(), target, body);
      ASSERT_EQ(answer.status, 201) << answer;
      ASSERT_TRUE(answer.replayed());
      ASSERT_EQ(answer.integer("/balance"), points);
    }
    if (!back) open.push_back(answer.string("/receipt"));
    house.clock().advance_seconds(1);
  }
  EXPECT_EQ(house.points(id), points);
  EXPECT_EQ(house.verify().sales.receipts, rounds);
}

}  // namespace
}  // namespace guanxi::test
