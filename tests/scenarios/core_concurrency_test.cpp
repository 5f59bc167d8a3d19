// A crowd that wants the same: points, holds, stored value, a printed card, a document. Exactly one
// success, or as many as there is for; the rest is refused by name, or told the first one's answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "support/at_once.h"
#include "support/wallets.h"

namespace guanxi::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr int tills_at_once = 64;
const std::string phone = "13800000000";

/// Each with a key of its own.
class Crowd : public testing::Test {
 protected:
  std::string key() { return "crowd-" + std::to_string(++keys_); }
  Answer post(const std::string& target, const json::value& body = json::object()) {
    return house.manager().post(target, body, key());
  }
  std::string path(const std::string& rest) const { return "/v1/members/" + id + rest; }
  void earn(std::int64_t points) {
    const Answer answer =
        house.sell({.phone = phone, .lines = {{"A1001", std::to_string(points / 10)}}});
    ASSERT_EQ(answer.status, 201) << answer;
  }

  TestHouse house;
  Wallets wallets{house};
  std::string id = house.enrol(phone);

 private:
  std::atomic<int> keys_ = 0;
};

TEST_F(Crowd, redeems_one_balance_as_often_as_it_lasts) {
  for (int round = 0; round < times(100); ++round) {
    const std::int64_t before = house.points(id);
    earn(100);
    const int lasts = static_cast<int>((before + 100) / 7);
    const Rush done = rush(tills_at_once, [&](int) {
      return post(path("/points/redemptions"), {{"points", 7}, {"reason", "mug"}});
    });
    EXPECT_EQ(done.won, lasts);
    EXPECT_THAT(done.refused, ElementsAre(Pair("409 not_enough_points", tills_at_once - lasts)));
    EXPECT_EQ(house.points(id), before + 100 - 7 * lasts);
  }
}

TEST_F(Crowd, repeats_one_redemption_and_spends_it_once) {
  for (int round = 0; round < times(100); ++round) {
    earn(10);
    const std::string one = key();
    const Rush done = rush(tills_at_once, [&](int) {
      return house.manager().post(
          path("/points/redemptions"), {{"points", 10}, {"reason", "mug"}}, one
      );
    });
    EXPECT_THAT(done.refused, IsEmpty());
    EXPECT_EQ(done.fresh, 1);
    EXPECT_EQ(done.texts.size(), 1U) << "all read the same";
    EXPECT_EQ(house.points(id), 0);
  }
}

TEST_F(Crowd, holds_one_balance_as_often_as_it_lasts_and_ends_each_hold_once) {
  for (int round = 0; round < times(100); ++round) {
    earn(100);
    std::mutex guard;
    std::vector<std::string> holds;
    const Rush held = rush(tills_at_once, [&](int) {
      const Answer answer = post(path("/points/holds"), {{"points", 30}, {"reason", "gift"}});
      if (answer.status == 201) {
        const std::lock_guard lock(guard);
        holds.push_back(answer.string("/hold/id"));
      }
      return answer;
    });
    ASSERT_EQ(holds.size(), 3U);
    EXPECT_THAT(held.refused, ElementsAre(Pair("409 not_enough_points", tills_at_once - 3)));
    for (const std::string& hold : holds) {
      const Rush ended = rush(tills_at_once / 4, [&](int thread) {
        return post(path("/points/holds/" + hold + (thread % 2 == 0 ? "/capture" : "/release")));
      });
      EXPECT_EQ(ended.won, 1);
      EXPECT_THAT(ended.refused, ElementsAre(Pair("409 hold_not_open", tills_at_once / 4 - 1)));
    }
    EXPECT_EQ(house.points(id, "/held"), 0);
    const std::int64_t left = house.points(id);
    EXPECT_EQ(left % 30, 10) << left;
    EXPECT_EQ(
        post(path("/points/redemptions"), {{"points", left}, {"reason", "rest"}}).status, 201
    );
  }
}

TEST_F(Crowd, reverses_one_redemption_once) {
  earn(10);
  for (int round = 0; round < times(100); ++round) {
    const Answer spent = post(path("/points/redemptions"), {{"points", 10}, {"reason", "mug"}});
    const std::string target = path("/points/redemptions/" + spent.string("/id") + "/reversal");
    const Rush done = rush(tills_at_once, [&](int) { return post(target); });
    EXPECT_EQ(done.won, 1);
    EXPECT_THAT(done.refused, ElementsAre(Pair("409 already_voided", tills_at_once - 1)));
    EXPECT_EQ(house.points(id), 10);
  }
}

TEST_F(Crowd, posts_one_document_once) {
  const Client approver = house.person("approver", {"*"});
  for (int round = 0; round < times(100); ++round) {
    const std::string document =
        "/v1/points/documents/" +
        post(
            "/v1/points/documents", {{"member", id}, {"points", 5}, {"reason", "complaint"}}
        ).string("/id");
    ASSERT_EQ(post(document + "/submit").status, 201);
    ASSERT_EQ(approver.post(document + "/approve", json::object(), key()).status, 201);
    const Rush done = rush(tills_at_once, [&](int) { return post(document + "/post"); });
    EXPECT_EQ(done.won, 1);
    EXPECT_THAT(done.refused, ElementsAre(Pair("409 points_document_state", tills_at_once - 1)));
    EXPECT_EQ(house.points(id), 5 * (round + 1));
  }
}

TEST_F(Crowd, recharges_once_with_one_key_and_pays_a_balance_out_once) {
  for (int round = 0; round < times(100); ++round) {
    const std::string one = key();
    const Rush paid_in = rush(tills_at_once, [&](int) {
      return house.manager().post(
          path("/wallet/recharges"),
          {{"amount", money(9000)}, {"paid_by", "cash"}, {"store", "S001"}},
          one
      );
    });
    EXPECT_THAT(paid_in.refused, IsEmpty());
    EXPECT_EQ(paid_in.fresh, 1);
    EXPECT_EQ(paid_in.texts.size(), 1U);
    EXPECT_EQ(wallets.stored(id), 9000);
    const Rush paid_out = rush(tills_at_once, [&](int thread) {
      return post(
          path("/wallet/payouts"),
          {{"fault", thread % 2 == 0 ? "merchant" : "consumer"},
           {"method", "cash"},
           {"reason", "leaves"},
           {"store", "S001"}}
      );
    });
    EXPECT_EQ(paid_out.won, 1);
    EXPECT_THAT(paid_out.refused, ElementsAre(Pair("409 nothing_to_pay_out", tills_at_once - 1)));
    EXPECT_EQ(wallets.stored(id), 0);
  }
}

TEST_F(Crowd, of_members_gets_one_printed_card_number_once) {
  std::vector<std::string> members{id};
  for (int i = 1; i < tills_at_once; ++i)
    members.push_back(house.enrol(std::to_string(13'800'000'000 + i)));
  for (int round = 0; round < times(100); ++round) {
    const std::string number = wallets.print_card(0);
    const Rush done = rush(tills_at_once, [&](int thread) {
      const std::string& member = members[static_cast<std::size_t>(thread)];
      return post("/v1/members/" + member + "/cards", {{"card_number", number}});
    });
    EXPECT_EQ(done.won, 1);
    EXPECT_THAT(done.refused, ElementsAre(Pair("409 card_number_taken", tills_at_once - 1)));
  }
}

TEST_F(Crowd, of_newcomers_enrols_one_with_a_printed_card_number) {
  for (int round = 0; round < times(10); ++round) {
    const std::string number = wallets.print_card(0);
    const Rush done = rush(tills_at_once, [&](int thread) {
      const std::int64_t newcomer = 13'900'000'000 + round * tills_at_once + thread;
      return post(
          "/v1/members",
          {{"programme", "MAIN"},
           {"store", "S001"},
           {"phone", std::to_string(newcomer)},
           {"card_number", number}}
      );
    });
    EXPECT_EQ(done.won, 1);
    EXPECT_THAT(done.refused, ElementsAre(Pair("409 card_number_taken", tills_at_once - 1)));
  }
}

TEST_F(Crowd, replaces_one_card_once) {
  std::string card = house.manager().get(path("")).string("/cards/0/id");
  std::string version = std::to_string(house.manager().get(path("")).integer("/cards/0/version"));
  for (int round = 0; round < times(100); ++round) {
    const Rush done = rush(tills_at_once, [&](int) {
      return house.manager().send(
          {.method = "POST",
           .target = path("/cards/" + card + "/replace"),
           .body = "{}",
           .key = key(),
           .if_match = "\"" + version + "\""}
      );
    });
    ASSERT_EQ(done.won, 1);
    const json::object fresh = json::parse(*done.texts.begin()).as_object();
    card = std::string(fresh.at("id").as_string());
    version = std::to_string(fresh.at("version").as_int64());
    EXPECT_THAT(done.refused, ElementsAre(Pair("412 stale_version", tills_at_once - 1)));
  }
  const Answer member = house.manager().get(path(""));
  EXPECT_EQ(member.size("/cards"), static_cast<std::size_t>(times(100)) + 1);
}

}  // namespace
}  // namespace guanxi::test
