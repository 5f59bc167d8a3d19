// Many at once: totals stay exact, one key or one unit of goods has one success, the rest a clean
// answer.
#include <gtest/gtest.h>

#include <array>
#include <mutex>
#include <set>

#include "base/random.h"
#include "support/at_once.h"
#include "support/wallets.h"

namespace guanxi::test {
namespace {

std::string phone_of(int member) { return std::to_string(13'800'000'000 + member); }

TEST(Many, sell_and_refund_a_few_members_and_every_total_is_exact) {
  constexpr int threads = 16, members = 8;
  const int rounds = times(400);
  TestHouse house;
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  std::array<std::string, members> ids;
  for (int i = 0; i < members; ++i) ids[static_cast<std::size_t>(i)] = house.enrol(phone_of(i));
  std::array<std::atomic<std::int64_t>, members> points{};
  std::atomic<std::int64_t> sold = 0, back = 0, refunds = 0, lost_races = 0;
  std::mutex guard;
  std::vector<std::pair<std::string, int>>
      receipts;  // with their member; two threads may pick the same

  at_once(threads, [&](int thread) {
    SeededRandom random(seed() + static_cast<std::uint64_t>(thread));
    for (int round = 0; round < rounds; ++round) {
      const std::int64_t number = 1 + thread * 1'000'000 + round;
      const std::uint64_t what = random.below(5);
      std::pair<std::string, int> picked;
      if (what >= 3) {
        const std::lock_guard lock(guard);
        if (!receipts.empty())
          picked = receipts[static_cast<std::size_t>(random.below(receipts.size()))];
      }
      if (what == 4 && !picked.first.empty()) {
        const Answer account = house.manager().get(
            "/v1/members/" + ids[static_cast<std::size_t>(picked.second)] + "/points"
        );
        EXPECT_EQ(account.integer("/balance"), account.integer("/classes/a"))
            << "a read sees one moment";
        EXPECT_GE(account.integer("/balance"), 0);
      } else if (what == 3 && !picked.first.empty()) {
        const Answer answer =
            house.refund({.receipt = picked.first, .lines = {{1, "1"}}, .sequence = number});
        if (answer.status == 201) {
          ++refunds;
          back += answer.integer("/payable/amount");
          points[static_cast<std::size_t>(picked.second)] -= answer.integer("/points/a");
        } else {
          ++lost_races;
          EXPECT_EQ(answer.code(), "nothing_left_to_refund") << answer;
        }
      } else {
        const int member = static_cast<int>(random.below(members));
        const Answer answer = house.sell(
            {.phone = phone_of(member),
             .lines = {{"A1002", std::to_string(1 + random.below(3))}},
             .sequence = number}
        );
        ASSERT_EQ(answer.status, 201) << answer;
        sold += answer.integer("/payable/amount");
        points[static_cast<std::size_t>(member)] += answer.integer("/points/a");
        const std::lock_guard lock(guard);
        receipts.emplace_back(answer.string("/receipt"), member);
      }
    }
  });

  std::int64_t owned = 0;
  for (std::size_t i = 0; i < members; ++i) {
    EXPECT_EQ(house.points(ids[i]), points[i]) << "member " << i;
    owned += points[i];
  }
  const auto report = house.verify();
  EXPECT_EQ(report.points.balance.value(), owned);
  EXPECT_EQ(report.sales.receipts, std::ssize(receipts) + refunds);
  EXPECT_GT(refunds, 0);
}

constexpr int crowd = 64;

TEST(Many, requests_with_one_key_make_one_receipt) {
  TestHouse house;
  house.enrol(phone_of(0));
  for (int round = 0; round < times(100); ++round) {
    const json::object body = house.sale_body({.phone = phone_of(0), .lines = {{"A1001"}}});
    std::mutex guard;
    std::set<std::string> texts;
    int fresh = 0;
    at_once(crowd, [&](int) {
      const Answer answer = TestHouse::post_keyed(house.manager(), "/v1/checkout", body);
      const std::lock_guard lock(guard);
      EXPECT_EQ(answer.status, 201) << answer;
      texts.insert(answer.text);
      fresh += answer.replayed() ? 0 : 1;
    });
    EXPECT_EQ(texts.size(), 1U) << "all read the same";
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(house.verify().sales.receipts, round + 1);
  }
}

TEST(Many, sales_with_one_number_and_other_keys_make_one_receipt) {
  TestHouse house;
  for (int round = 0; round < times(100); ++round) {
    const std::int64_t number = house.next_sequence();
    std::atomic<int> won = 0;
    at_once(crowd, [&](int thread) {
      const json::object body = house.sale_body(
          {.lines = {{"A1001"}},
           .sequence = number,
           .more = {{"cashier", "C" + std::to_string(thread)}}}
      );
      const Answer answer = house.manager().post(
          "/v1/checkout", body, "key-" + std::to_string(number) + "-" + std::to_string(thread)
      );
      if (answer.status == 201) {
        ++won;
      } else {
        EXPECT_EQ(answer.code(), "receipt_exists") << answer;
      }
    });
    EXPECT_EQ(won, 1);
  }
}

TEST(Many, refunds_of_one_unit_have_one_success) {
  TestHouse house;
  const std::string id = house.enrol(phone_of(0));
  for (int round = 0; round < times(100); ++round) {
    const Answer sale =
        house.sell({.phone = phone_of(0), .lines = {{"A1001"}}, .sequence = 1'000'000 + round});
    const std::string receipt = sale.string("/receipt");
    std::atomic<int> won = 0;
    at_once(crowd, [&](int thread) {
      const Back back{.receipt = receipt, .sequence = 1 + round * crowd + thread};
      const Answer answer = thread % 4 == 0 ? house.void_sale(back) : house.refund(back);
      if (answer.status == 201) {
        ++won;
        return;
      }
      const std::string code = answer.code();
      EXPECT_TRUE(
          code == "nothing_left_to_refund" || code == "already_voided" ||
          code == "void_after_refund"
      ) << answer;
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(house.points(id), 0);
  }
}

TEST(Many, spends_of_one_balance_never_spend_more_than_there_is) {
  TestHouse house;
  const std::string id = house.enrol(phone_of(0));
  for (int round = 0; round < times(100); ++round) {
    house.sell({.phone = phone_of(0), .lines = {{"A1001"}}});
    std::atomic<int> won = 0;
    at_once(crowd, [&](int thread) {
      const Answer answer = house.manager().post(
          "/v1/members/" + id + "/points/redemptions",
          {{"points", 10}, {"reason", "mug"}},
          "redeem-" + std::to_string(round) + "-" + std::to_string(thread)
      );
      if (answer.status == 201) {
        ++won;
        return;
      }
      const std::string code = answer.code();
      EXPECT_TRUE(code == "not_enough_points" || code == "conflict") << answer;
    });
    EXPECT_EQ(won, 1);
    EXPECT_EQ(house.points(id), 0);
  }
}

TEST(Many, tills_spend_one_wallet_and_exactly_what_is_there) {
  TestHouse house;
  Wallets wallets(house);
  const std::string id = wallets.enrol(phone_of(0));
  house.enrol(phone_of(1));
  for (int round = 0; round < times(20); ++round) {
    wallets.recharge(id, 40000, 8000);
    std::atomic<int> won = 0, others = 0;
    at_once(crowd, [&](int thread) {
      const std::int64_t number = 1 + round * crowd + thread;
      if (thread % 4 == 0) {  // a neighbour in the same batch
        const Answer answer =
            house.sell({.phone = phone_of(1), .lines = {{"A1003"}}, .sequence = number});
        EXPECT_EQ(answer.status, 201) << answer;
        ++others;
        return;
      }
      const Answer answer = house.sell(
          {.phone = phone_of(0),
           .lines = {{"A1003"}},
           .tenders = {{"stored_value", 2000}},
           .sequence = number}
      );
      if (answer.status == 201) {
        ++won;
        return;
      }
      EXPECT_EQ(answer.code(), "not_enough_stored_value") << answer;
    });
    EXPECT_EQ(won, 24) << "480.00 in pieces of 20.00";
    EXPECT_EQ(others, crowd / 4);
    EXPECT_EQ(wallets.stored(id), 0);
  }
}

TEST(Many, tills_pay_with_one_members_points_and_exactly_what_is_there) {
  programmes::Parameters parameters;
  parameters.pay_points = 1;  // a point pays 1.00
  TestHouse house({.parameters = parameters});
  const std::string id = house.enrol(phone_of(0));
  for (int round = 0; round < times(5); ++round) {
    const std::int64_t first = 1 + round * (crowd + 1);
    const Answer earned =
        house.sell({.phone = phone_of(0), .lines = {{"A1001", "24"}}, .sequence = first + crowd});
    ASSERT_EQ(earned.integer("/balance"), 240) << earned;
    std::atomic<int> won = 0;
    at_once(crowd, [&](int thread) {
      const Answer answer = house.sell(
          {.phone = phone_of(0),
           .lines = {{"A1003"}},
           .tenders = {{"points", 2000}},
           .sequence = first + thread}
      );
      if (answer.status == 201) {
        ++won;
        return;
      }
      EXPECT_EQ(answer.code(), "not_enough_points") << answer;
    });
    EXPECT_EQ(won, 12) << "240 in pieces of 20";
    EXPECT_EQ(house.points(id), 0);
  }
}

TEST(Many, tills_save_change_and_never_more_than_the_cap) {
  TestHouse house;
  Wallets wallets(house);
  for (int round = 0; round < times(20); ++round) {
    const std::string phone = phone_of(round);
    const std::string id = wallets.enrol(phone, 500);  // nobody has opened its wallet yet
    std::atomic<int> won = 0;
    at_once(crowd, [&](int thread) {
      const Answer answer = house.sell(
          {.phone = phone,
           .lines = {{"A1003"}},
           .sequence = 1 + round * crowd + thread,
           .more = {{"save_change", {{"amount", money(40)}}}}}
      );
      if (answer.status == 201) {
        ++won;
        return;
      }
      EXPECT_EQ(answer.code(), "change_cap_reached") << answer;
    });
    EXPECT_EQ(won, 12) << "12 × 0.40 fit below 5.00";
    EXPECT_EQ(wallets.change(id), 480);
  }
}

}  // namespace
}  // namespace guanxi::test
