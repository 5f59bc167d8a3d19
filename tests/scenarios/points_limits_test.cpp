// What limits points at the till: a pending time, how often a member has an occasion, and a
// programme's budget of a day.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr const char* first_phone = "13800138000";

std::string phone_number(int member) { return std::to_string(13'900'000'000 + member); }

template <class Task>
void side_by_side(int threads, Task&& task) {
  std::barrier start(threads);
  std::vector<std::jthread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back([&, i] {
      start.arrive_and_wait();
      task(i);
    });
  }
}

void declare_occasion(TestHouse& house, const char* code, json::object more) {
  json::object body{{"programme", "MAIN"}, {"code", code}, {"name", code}, {"reason", "spring"}};
  for (const auto& one : more) body[one.key()] = one.value();
  static int declared = 0;
  const std::string key = "declare-" + std::to_string(++declared);
  const Answer answer = house.manager().post("/v1/points/occasions", body, key);
  ASSERT_EQ(answer.status, 201) << answer;
}

bool says(const Answer& answer, std::string_view text) {
  return answer.text.find(text) != std::string::npos;
}

class Limits : public testing::Test {
 protected:
  Answer sell(std::vector<Goods> lines = {{"A1001"}}) {
    return house.sell({.phone = first_phone, .lines = std::move(lines)});
  }
  std::int64_t gift(const Answer& sale) {
    EXPECT_EQ(sale.status, 201) << sale;
    return sale.integer("/points/c");
  }

  TestHouse house;  // Monday 2026-03-02, 10:00 in Shanghai
  const std::string member = house.enrol(first_phone, {{"birthday", "1990-03-02"}});
};

TEST_F(Limits, a_birthday_gift_is_given_once_for_each_birthday_and_the_receipt_says_why) {
  declare_occasion(
      house,
      "BIRTHDAY",
      {{"kind", "gift"},
       {"points", 50},
       {"birthday", "month"},
       {"times_per_member", 1},
       {"period", "year"}}
  );
  const Answer first = sell();
  EXPECT_EQ(gift(first), 50);
  EXPECT_TRUE(says(first, "One use of BIRTHDAY is counted")) << first;
  const Answer second = sell();
  EXPECT_EQ(gift(second), 0);
  EXPECT_TRUE(says(second, "BIRTHDAY does not apply: already used that year (1)")) << second;
  house.advance_days(20);
  EXPECT_EQ(gift(sell()), 0) << "the same birthday";
  house.advance_days(365);
  EXPECT_EQ(gift(sell()), 50) << "the next one";
}

TEST_F(Limits, a_sale_that_comes_back_wholly_gives_its_use_back) {
  declare_occasion(
      house,
      "WELCOME",
      {{"kind", "gift"}, {"points", 8}, {"times_per_member", 1}, {"period", "ever"}}
  );
  const Answer sale = sell({{"A1001"}, {"A1003"}});
  EXPECT_EQ(gift(sale), 8);
  const std::string receipt = sale.string("/receipt");
  ASSERT_EQ(house.refund({.receipt = receipt, .lines = {{1, "1"}}}).status, 201);
  EXPECT_EQ(gift(sell()), 0) << "a part of it came back: it is used";
  const Answer rest = house.refund({.receipt = receipt});
  EXPECT_TRUE(says(rest, "One use of WELCOME is given back")) << rest;
  const Answer again = sell();
  EXPECT_EQ(gift(again), 8);
  ASSERT_EQ(house.void_sale({.receipt = again.string("/receipt")}).status, 201);
  EXPECT_EQ(gift(sell()), 8);
  EXPECT_EQ(gift(sell()), 0);
}

TEST_F(Limits, an_exchange_of_the_whole_sale_may_use_it_again) {
  declare_occasion(
      house,
      "WELCOME",
      {{"kind", "gift"}, {"points", 8}, {"times_per_member", 1}, {"period", "ever"}}
  );
  const Answer sale = sell();
  EXPECT_EQ(gift(sale), 8);
  const json::object fresh = house.sale_body(
      {.phone = first_phone, .lines = {{"A1001"}}, .more = {{"tenders", json::array()}}}
  );
  const Answer exchanged = house.manager().post(
      "/v1/checkout/" + sale.string("/receipt") + "/exchanges",
      json::object{
          {"returned", json::object{{"sequence", house.next_sequence()}, {"reason", "size"}}},
          {"sale", fresh}},
      TestHouse::natural_key(fresh)
  );
  ASSERT_EQ(exchanged.status, 201) << exchanged;
  EXPECT_EQ(exchanged.integer("/sale/points/c"), 8) << exchanged;
  EXPECT_EQ(house.points(member, "/classes/c"), 8);
  EXPECT_EQ(gift(sell()), 0);
}

TEST_F(Limits, a_multiple_that_is_used_up_leaves_the_next_one) {
  declare_occasion(
      house,
      "TRIPLE",
      {{"kind", "multiple"}, {"multiple", "3"}, {"times_per_member", 2}, {"period", "day"}}
  );
  declare_occasion(house, "DOUBLE", {{"kind", "multiple"}, {"multiple", "2"}});
  EXPECT_EQ(house.sell({.phone = first_phone, .lines = {{"FREE"}}}).integer("/points/b"), 0)
      << "what gives nothing is not used";
  EXPECT_EQ(sell().integer("/points/b"), 20);
  EXPECT_EQ(sell().integer("/points/b"), 20);
  const Answer third = sell();
  EXPECT_EQ(third.integer("/points/b"), 10) << third;
  EXPECT_TRUE(says(third, "TRIPLE does not apply: already used that day (2)")) << third;
  house.advance_days(1);
  EXPECT_EQ(sell().integer("/points/b"), 20);
}

TEST_F(Limits, uses_count_for_the_day_of_the_sale_and_for_every_version) {
  const json::object weekly{
      {"kind", "gift"}, {"points", 5}, {"times_per_member", 1}, {"period", "month"}};
  declare_occasion(house, "MONTHLY", weekly);
  house.advance_days(29);  // the last of March
  const std::string then = house.now_text();
  house.advance_days(1);
  EXPECT_EQ(gift(sell()), 5) << "April";
  const auto late = [&] {
    return house.sell({.phone = first_phone, .lines = {{"A1001"}}, .more = {{"occurred_at", then}}}
    );
  };
  EXPECT_EQ(gift(late()), 5) << "a sale of March, told in April";
  EXPECT_EQ(gift(late()), 0) << "and another";
  house.clock().advance_seconds(1);
  declare_occasion(house, "MONTHLY", weekly);
  EXPECT_EQ(gift(sell()), 0) << "the next version is the same occasion";
  const Answer list = house.manager().get("/v1/points/occasions?programme=MAIN");
  EXPECT_EQ(list.integer("/items/0/times_per_member"), 1) << list;
  EXPECT_EQ(list.string("/items/0/period"), "month");
}

TEST_F(Limits, a_limit_has_its_period) {
  const auto refused = [&](json::object more) {
    json::object body{
        {"programme", "MAIN"},
        {"code", "X"},
        {"name", "X"},
        {"reason", "x"},
        {"kind", "gift"},
        {"points", 1}};
    for (const auto& one : more) body[one.key()] = one.value();
    const Answer answer = house.manager().post("/v1/points/occasions", body, "x");
    EXPECT_EQ(answer.status, 400) << answer;
    return answer.pointer();
  };
  EXPECT_EQ(refused({{"times_per_member", 1}}), "/period");
  EXPECT_EQ(refused({{"period", "year"}}), "/times_per_member");
  EXPECT_EQ(refused({{"times_per_member", 0}, {"period", "year"}}), "/times_per_member");
  EXPECT_EQ(refused({{"times_per_member", 1}, {"period", "week"}}), "/period");
}

TEST(LimitsAtOnce, one_use_is_used_once_however_many_try) {
  TestHouse house;
  declare_occasion(
      house,
      "WELCOME",
      {{"kind", "gift"}, {"points", 100}, {"times_per_member", 1}, {"period", "ever"}}
  );
  for (int round = 0; round < times(20); ++round) {
    const std::string phone = phone_number(round);
    const std::string id = house.enrol(phone);
    std::atomic<int> given = 0;
    side_by_side(8, [&](int thread) {
      const Answer answer = house.sell(
          {.phone = phone, .lines = {{"A1003"}}, .sequence = 1'000'000 + round * 100 + thread}
      );
      EXPECT_EQ(answer.status, 201) << answer;
      if (answer.integer("/points/c") == 100) ++given;
    });
    EXPECT_EQ(given, 1);
    EXPECT_EQ(house.points(id), 8 * 2 + 100);
  }
}

TEST(Budget, cuts_what_is_beyond_gifts_first_and_starts_anew_every_day) {
  programmes::Parameters parameters;
  parameters.programme_day_points_max = 25;
  TestHouse house({.parameters = parameters});
  const std::string one = house.enrol(phone_number(1)), two = house.enrol(phone_number(2));
  declare_occasion(house, "DOUBLE", {{"kind", "multiple"}, {"multiple", "2"}});
  declare_occasion(house, "GIFT", {{"kind", "gift"}, {"points", 8}});
  const Answer first = house.sell({.phone = phone_number(1), .lines = {{"A1001"}}});
  EXPECT_EQ(first.integer("/points/b"), 10) << first;
  EXPECT_EQ(first.integer("/points/c"), 8);
  EXPECT_TRUE(says(first, "18 of the programme's budget of the day")) << first;
  const Answer second = house.sell({.phone = phone_number(2), .lines = {{"A1001"}}});
  EXPECT_EQ(second.integer("/points/a"), 10) << "not in the budget: " << second;
  EXPECT_EQ(second.integer("/points/b"), 7);
  EXPECT_EQ(second.integer("/points/c"), 0);
  EXPECT_TRUE(says(second, "The programme's budget of the day is used up: class C is cut by 8"));
  EXPECT_TRUE(says(second, "class B is cut by 3")) << second;
  ASSERT_EQ(house.refund({.receipt = first.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(one), 0);
  const Answer third = house.sell({.phone = phone_number(1), .lines = {{"A1001"}}});
  EXPECT_EQ(third.integer("/points/b"), 0) << "a return gives no room back: " << third;
  house.advance_days(1);
  ASSERT_EQ(house.refund({.receipt = second.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(two), 0);
  const Answer next = house.sell({.phone = phone_number(1), .lines = {{"A1001"}}});
  EXPECT_EQ(next.integer("/points/b"), 10) << next;
  EXPECT_EQ(next.integer("/points/c"), 8);
}

TEST(Budget, of_all_classes_counts_the_base_too_and_the_members_own_cap_comes_first) {
  programmes::Parameters parameters;
  parameters.programme_day_points_max = 25;
  parameters.programme_day_points_of = programmes::DayPointsOf::all;
  parameters.member_day_points_max = 15;
  TestHouse house({.parameters = parameters});
  const std::string one = house.enrol(phone_number(1)), two = house.enrol(phone_number(2));
  const Answer first = house.sell({.phone = phone_number(1), .lines = {{"A1001", "2"}}});
  EXPECT_EQ(first.integer("/points/a"), 15) << "what the member may not have is not taken";
  const Answer second = house.sell({.phone = phone_number(2), .lines = {{"A1001"}, {"A1003"}}});
  EXPECT_EQ(second.integer("/points/a"), 10) << second;
  EXPECT_TRUE(says(second, "used up: class A is cut by 2")) << second;
  const Answer part = house.refund({.receipt = second.string("/receipt"), .lines = {{2, "1"}}});
  ASSERT_EQ(part.status, 201) << part;
  ASSERT_EQ(house.refund({.receipt = second.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(two), 0);
  EXPECT_EQ(house.points(one), 15);
}

TEST(BudgetAtOnce, is_given_to_the_last_point_and_no_further) {
  constexpr int threads = 8;
  const int rounds = times(50);
  programmes::Parameters parameters;
  parameters.programme_day_points_max = std::int64_t{5} * threads * rounds - 5;
  TestHouse house({.parameters = parameters});
  declare_occasion(house, "GIFT", {{"kind", "gift"}, {"points", 10}});
  for (int i = 0; i < threads; ++i) house.enrol(phone_number(i));
  for (int day = 0; day < 2; ++day) {
    std::atomic<std::int64_t> given = 0;
    side_by_side(threads, [&](int thread) {
      for (int round = 0; round < rounds; ++round) {
        const Answer answer = house.sell(
            {.phone = phone_number(thread),
             .lines = {{"A1003"}},
             .sequence = 1'000'000 + (day * threads + thread) * 1'000 + round}
        );
        EXPECT_EQ(answer.status, 201) << answer;
        given += answer.integer("/points/c");
      }
    });
    EXPECT_EQ(given, parameters.programme_day_points_max) << "half of what all would get";
    house.advance_days(1);
  }
}

const sql::Query lose_uses{"UPDATE points_uses SET used_on = used_on + 1 WHERE given_back = 0"};
const sql::Query find_uses{"UPDATE points_uses SET used_on = used_on - 1 WHERE given_back = 0"};
const sql::Query free_uses{"UPDATE points_uses SET given_back = 7"};
const sql::Query use_uses{"UPDATE points_uses SET given_back = 0"};
const sql::Query take_more{"UPDATE points_budgets SET given = given + 1"};
const sql::Query take_less{"UPDATE points_budgets SET given = given - 1"};
const sql::Query usable_later{"UPDATE points_lots SET usable_from = usable_from + 1"};
const sql::Query usable_sooner{"UPDATE points_lots SET usable_from = usable_from - 1"};

TEST(LimitsVerify, holds_uses_budgets_and_days_against_the_receipts) {
  programmes::Parameters parameters;
  parameters.points_pending_days = 7;
  parameters.programme_day_points_max = 100;
  TestHouse house({.parameters = parameters});
  house.enrol(first_phone);
  declare_occasion(
      house,
      "WELCOME",
      {{"kind", "gift"}, {"points", 8}, {"times_per_member", 1}, {"period", "ever"}}
  );
  ASSERT_EQ(house.sell({.phone = first_phone, .lines = {{"A1001"}}}).integer("/points/c"), 8);
  const auto write = [&](const sql::Query& query) {
    const auto done = house.application().db().write([&](sql::Tx& tx) -> Outcome {
      return tx.exec(query) > 0 ? ok() : Outcome(ErrorCode::not_found);
    });
    ASSERT_TRUE(done);
  };
  const auto expect_found = [&](const sql::Query& edit, const sql::Query& undo, const char* what) {
    write(edit);
    const auto report = house.verify();
    EXPECT_GT(report.between_found, 0) << what;
    ASSERT_FALSE(report.between.empty());
    EXPECT_NE(report.between.front().find(what), std::string::npos) << report.between.front();
    write(undo);
    EXPECT_TRUE(house.verify().is_clean());
  };
  expect_found(lose_uses, find_uses, "a use of an occasion that its sale does not know");
  expect_found(free_uses, use_uses, "is given back without its sale");
  expect_found(take_more, take_less, "are taken where its sales say 8");
  expect_found(usable_later, usable_sooner, "usable on another day than it says");
}

TEST(Pending, points_of_a_sale_pay_only_from_their_day_on) {
  programmes::Parameters parameters;
  parameters.points_pending_days = 7;
  TestHouse house({.parameters = parameters});
  const std::string member = house.enrol(first_phone);
  const Answer sale = house.sell({.phone = first_phone, .lines = {{"A1001", "1000"}}});
  EXPECT_EQ(sale.integer("/points/a"), 10'000) << sale;
  EXPECT_TRUE(says(sale, "These points can be spent from 2026-03-09 on")) << sale;
  EXPECT_EQ(house.points(member), 10'000);
  EXPECT_EQ(house.points(member, "/usable"), 0);
  EXPECT_EQ(house.points(member, "/pending"), 10'000);
  const Sale paying{
      .phone = first_phone,
      .lines = {{"A1003"}},
      .tenders = {{"points", 100}, {"cash", 1900}},
      .more = {{"proof", {{"kind", "cashier"}}}}};
  const Answer early = house.sell(paying);
  EXPECT_EQ(early.code(), "not_enough_points") << early;
  house.advance_days(6);
  EXPECT_EQ(house.sell(paying).code(), "not_enough_points");
  house.advance_days(1);
  EXPECT_EQ(house.points(member, "/usable"), 10'000);
  const Answer paid = house.sell(paying);
  ASSERT_EQ(paid.status, 201) << paid;
  EXPECT_EQ(house.points(member, "/pending"), 1);
  ASSERT_EQ(house.refund({.receipt = paid.string("/receipt")}).status, 201);
  EXPECT_EQ(house.points(member, "/pending"), 0) << "it goes back with its sale";
  EXPECT_EQ(house.points(member, "/usable"), 10'000);
}

}  // namespace
}  // namespace guanxi::test
