// Two members who are one person, told from the outside: what follows the merge, what an undo gives
// back, what forbids it, and that tills may sell to both meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "base/random.h"
#include "support/house.h"

namespace guanxi::test {
namespace {

constexpr const char* old_phone = "13900139000";

class MergeStory : public testing::Test {
 protected:
  explicit MergeStory(const TestHouse::Options& options = {}) : house(options) {
    she = house.enrol(her_phone);
    old = house.enrol(old_phone);
  }

  std::string key() { return "merge-" + std::to_string(++keys); }
  Answer get(const std::string& target) const { return house.manager().get(target); }
  Answer post(const std::string& target, const json::object& body) {
    house.clock().advance_seconds(1);
    return house.manager().post(target, body, key());
  }
  Answer merge(json::object more = {}) {
    json::object body{{"absorbed", old}, {"reason", "one person"}};
    for (const auto& [name, value] : more) body[name] = value;
    return post("/v1/members/" + she + "/merges", body);
  }
  Answer undo(const Answer& merged) {
    return post(
        "/v1/members/" + she + "/merges/" + merged.string("/id") + "/undo",
        {{"reason", "a mistake"}}
    );
  }
  /// So many times 100.00: ten points each.
  Answer sell(const std::string& phone, int hundreds) {
    house.clock().advance_seconds(1);
    return house.sell({.phone = phone, .lines = {{"A1001", std::to_string(hundreds)}}});
  }
  Answer refund(const Answer& sale, const char* quantity = nullptr) {
    house.clock().advance_seconds(1);
    Back back{.receipt = sale.string("/receipt")};
    if (quantity != nullptr) back.lines = {{1, quantity}};
    return house.refund(back);
  }
  Answer redeem(const std::string& member, int points) {
    return post(
        "/v1/members/" + member + "/points/redemptions",
        {{"points", points}, {"reason", "mug"}, {"proof", {{"kind", "cashier"}}}}
    );
  }
  std::int64_t points(const std::string& member, const char* what = "/balance") {
    return house.points(member, what);
  }

  TestHouse house;
  std::string she, old;
  int keys = 0;
};

TEST_F(MergeStory, points_and_all_that_identifies_follow) {
  sell(her_phone, 3);
  sell(old_phone, 5);
  const std::string card = get("/v1/members/" + old).string("/cards/0/number");
  const Answer merged = merge();
  ASSERT_EQ(merged.status, 201) << merged;
  EXPECT_EQ(merged.string("/state"), "done");
  EXPECT_EQ(merged.integer("/points"), 50);
  EXPECT_EQ(points(she), 80);
  EXPECT_EQ(points(she, "/classes/a"), 80);
  EXPECT_EQ(points(old), 0);
  EXPECT_EQ(get("/v1/members/" + old).string("/state"), "closed");
  EXPECT_EQ(get("/v1/members/" + old).string("/merged_into"), she);
  EXPECT_EQ(get("/v1/members/" + she).size("/cards"), 2U);

  const Answer by_phone = sell(old_phone, 1);
  ASSERT_EQ(by_phone.status, 201) << by_phone;
  EXPECT_EQ(by_phone.string("/member"), she) << by_phone;
  const Answer by_card =
      house.sell({.lines = {{"A1001"}}, .more = {{"member", {{"kind", "card"}, {"value", card}}}}});
  ASSERT_EQ(by_card.status, 201) << by_card;
  EXPECT_EQ(points(she), 100);
  const Answer found =
      house.manager().post("/v1/members/lookup", {{"kind", "phone"}, {"value", old_phone}});
  EXPECT_EQ(found.string("/id"), she) << found;
  const Answer again =
      house.manager().post("/v1/members", {{"programme", "MAIN"}, {"phone", old_phone}}, key());
  EXPECT_EQ(again.code(), "identity_taken") << "the old phone is hers, not free";
  EXPECT_EQ(get("/v1/members/" + she + "/merges").string("/items/0/absorbed"), old);
  EXPECT_EQ(get("/v1/members/" + old + "/merges").string("/items/0/survivor"), she);
}

TEST_F(MergeStory, a_preview_says_the_same_and_changes_nothing) {
  sell(old_phone, 5);
  const Answer preview = merge({{"dry_run", true}});
  ASSERT_EQ(preview.status, 200) << preview;
  EXPECT_EQ(preview.string("/state"), "preview");
  EXPECT_EQ(preview.integer("/points"), 50);
  EXPECT_EQ(preview.size("/obstacles"), 0U);
  EXPECT_EQ(points(old), 50);
  EXPECT_EQ(get("/v1/members/" + old).string("/state"), "active");
  EXPECT_EQ(get("/v1/members/" + she + "/merges").size("/items"), 0U);
}

TEST_F(MergeStory, a_retry_gets_the_first_answer) {
  sell(old_phone, 5);
  const json::object body{{"absorbed", old}, {"reason", "one person"}};
  const Answer first = house.manager().post("/v1/members/" + she + "/merges", body, "once");
  const Answer second = house.manager().post("/v1/members/" + she + "/merges", body, "once");
  EXPECT_EQ(first.status, 201) << first;
  EXPECT_TRUE(second.replayed());
  EXPECT_EQ(second.text, first.text);
  EXPECT_EQ(points(she), 50);
}

TEST_F(MergeStory, what_cannot_be_carried_forbids_it_and_changes_nothing) {
  sell(old_phone, 5);
  const auto refused = [&](const Answer& answer, const char* obstacle) {
    EXPECT_EQ(answer.code(), "merge_not_possible") << answer;
    EXPECT_NE(answer.text.find(obstacle), std::string::npos) << answer;
    EXPECT_EQ(points(old), 50);
  };
  refused(merge({{"absorbed", she}}), "same_member");
  EXPECT_EQ(merge({{"absorbed", "77"}}).code(), "member_not_found");
  EXPECT_EQ(merge({{"reason", ""}}).status / 100, 4);
  const Answer hold = post(
      "/v1/members/" + old + "/points/holds",
      {{"points", 10}, {"reason", "mall"}, {"proof", {{"kind", "cashier"}}}}
  );
  ASSERT_EQ(hold.status, 201) << hold;
  refused(merge(), "points_held");
  const Answer preview = merge({{"dry_run", true}});
  EXPECT_EQ(preview.string("/obstacles/0"), "points_held") << preview;
}

TEST_F(MergeStory, an_undo_of_what_nobody_touched_leaves_all_as_it_was) {
  sell(her_phone, 3);
  sell(old_phone, 5);
  const Answer undone = undo(merge());
  ASSERT_EQ(undone.status, 200) << undone;
  EXPECT_EQ(undone.string("/state"), "undone");
  EXPECT_EQ(undone.integer("/undone/points_back"), 50);
  EXPECT_EQ(undone.integer("/undone/points_kept"), 0);
  EXPECT_EQ(points(she), 30);
  EXPECT_EQ(points(old), 50);
  EXPECT_EQ(get("/v1/members/" + old).string("/state"), "active");
  EXPECT_EQ(sell(old_phone, 1).string("/member"), old);
  EXPECT_EQ(points(old), 60);
  EXPECT_EQ(undo({undone}).code(), "merge_not_possible");
}

TEST_F(MergeStory, what_happened_since_stays_with_the_survivor) {
  sell(her_phone, 3);
  const Answer sale = sell(old_phone, 5);
  const Answer merged = merge();
  sell(old_phone, 2);  // hers by now
  redeem(she, 40);  // the points that end first: all ends on one day, so the oldest lot, hers first
  EXPECT_EQ(points(she), 60);
  const Answer undone = undo(merged);
  ASSERT_EQ(undone.status, 200) << undone;
  EXPECT_EQ(undone.integer("/undone/points_back"), 40) << undone;
  EXPECT_EQ(undone.integer("/undone/points_kept"), 10);
  EXPECT_EQ(points(she), 20);
  EXPECT_EQ(points(old), 40);
  // A return of the old receipt is hers alone again: ten are missing.
  const Answer back = refund(sale);
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(points(old, "/classes/a"), -10 + 0) << "bought as class F instead";
}

TEST_F(MergeStory, an_old_receipt_is_returned_as_if_there_had_been_one_member) {
  sell(her_phone, 3);
  const Answer sale = sell(old_phone, 5);
  redeem(old, 20);
  merge();
  EXPECT_EQ(points(she), 60);
  const Answer part = refund(sale, "2");
  ASSERT_EQ(part.status, 201) << part;
  EXPECT_EQ(points(she), 40);
  EXPECT_EQ(part.integer("/payable/amount"), 20000);
  EXPECT_EQ(part.integer("/balance"), 40) << part;
  const Answer rest = refund(sale);
  ASSERT_EQ(rest.status, 201) << rest;
  EXPECT_EQ(points(she), 10) << "thirty more, twenty of them not of that sale";
  EXPECT_EQ(points(old), 0);
  EXPECT_EQ(refund(sale).code(), "nothing_left_to_refund");
}

TEST_F(MergeStory, points_that_the_merged_member_had_spent_come_back_to_the_survivor) {
  sell(old_phone, 5);
  const Answer spent = redeem(old, 20);
  ASSERT_EQ(spent.status, 201) << spent;
  merge();
  const Answer back =
      post("/v1/members/" + old + "/points/redemptions/" + spent.string("/id") + "/reversal", {});
  ASSERT_EQ(back.status, 201) << back;
  EXPECT_EQ(points(she), 50);
  EXPECT_EQ(points(old), 0);
}

TEST_F(MergeStory, a_merge_is_undone_within_thirty_days_only) {
  const Answer merged = merge();
  house.advance_days(31);
  EXPECT_EQ(undo(merged).code(), "merge_undo_too_late");
  EXPECT_EQ(
      post("/v1/members/" + she + "/merges/77/undo", {{"reason", "x"}}).code(), "merge_not_found"
  );
}

TEST_F(MergeStory, what_was_merged_twice_is_undone_from_the_end) {
  const std::string third = house.enrol("13700137000");
  sell(old_phone, 5);
  const Answer sale = sell(old_phone, 1);
  const Answer first = merge();
  const Answer second =
      post("/v1/members/" + third + "/merges", {{"absorbed", she}, {"reason", "the same again"}});
  ASSERT_EQ(second.status, 201) << second;
  EXPECT_EQ(points(third), 60);
  EXPECT_EQ(sell(old_phone, 1).string("/member"), third);
  EXPECT_EQ(refund(sale).status, 201);
  EXPECT_EQ(points(third), 60);
  EXPECT_EQ(undo(first).code(), "merge_not_possible");
  const Answer undone = post(
      "/v1/members/" + third + "/merges/" + second.string("/id") + "/undo", {{"reason", "no"}}
  );
  ASSERT_EQ(undone.status, 200) << undone;
  EXPECT_EQ(points(third), 10) << "what was bought since stays";
  EXPECT_EQ(points(she), 50);
  ASSERT_EQ(undo(first).status, 200);
  EXPECT_EQ(points(old), 50);
  EXPECT_EQ(points(she), 0);
}

TEST_F(MergeStory, what_is_empty_is_filled_and_emptied_again) {
  const std::string target = "/v1/members/";
  const auto change = [&](const std::string& id, const json::object& body) {
    return house.manager().send(
        {.method = "PATCH",
         .target = target + id,
         .body = json::serialize(body),
         .if_match = get(target + id).header("ETag")}
    );
  };
  ASSERT_EQ(change(old, {{"birthday", "1990-05-04"}, {"gender", "female"}}).status, 200);
  ASSERT_EQ(change(she, {{"gender", "male"}}).status, 200);
  const Answer merged = merge();
  EXPECT_EQ(get(target + she).string("/birthday"), "1990-05-04");
  EXPECT_EQ(get(target + she).string("/gender"), "male") << "her own stays";
  EXPECT_EQ(merged.string("/filled/0"), "birthday") << merged;
  ASSERT_EQ(undo(merged).status, 200);
  EXPECT_EQ(get(target + she).find("/birthday"), nullptr);
  EXPECT_EQ(get(target + old).string("/birthday"), "1990-05-04");
}

TEST_F(MergeStory, who_refused_under_one_name_has_refused) {
  const json::object withdrawn{
      {"purpose", "marketing"}, {"channel", "sms"}, {"decision", "withdrawn"}};
  ASSERT_EQ(post("/v1/members/" + old + "/consents", withdrawn).status, 200);
  EXPECT_EQ(get("/v1/members/" + she + "/consents").size("/items"), 0U);
  merge();
  const Answer hers = get("/v1/members/" + she + "/consents");
  EXPECT_EQ(hers.string("/items/0/decision"), "withdrawn") << hers;
}

TEST_F(MergeStory, who_leaves_leaves_under_every_name) {
  merge();
  const std::string target = "/v1/members/" + she;
  const Answer closed = house.manager().send(
      {.method = "POST",
       .target = target + "/close",
       .key = key(),
       .if_match = get(target).header("ETag")}
  );
  ASSERT_EQ(closed.status, 200) << closed;
  const Answer again =
      house.manager().post("/v1/members", {{"programme", "MAIN"}, {"phone", old_phone}}, key());
  EXPECT_EQ(again.status, 201) << again;
}

TEST_F(MergeStory, tills_may_sell_to_both_while_it_is_done_and_undone) {
  constexpr int threads = 6;
  const int rounds = times(60);
  SCOPED_TRACE("GUANXI_TEST_SEED=" + std::to_string(seed()));
  std::atomic<std::int64_t> earned = 0;
  std::atomic<int> working = threads;
  std::barrier start(threads + 1);
  {
    std::vector<std::jthread> running;
    for (int thread = 0; thread < threads; ++thread) {
      running.emplace_back([&, thread] {
        start.arrive_and_wait();
        SeededRandom random(seed() + static_cast<std::uint64_t>(thread));
        std::vector<std::string> receipts;
        for (int round = 0; round < rounds; ++round) {
          const std::int64_t number = 1 + thread * 1'000'000 + round;
          if (!receipts.empty() && random.below(4) == 0) {
            const Answer back = house.refund({.receipt = receipts.back(), .sequence = number});
            EXPECT_EQ(back.status, 201) << back;
            if (back.status == 201) earned -= back.integer("/points/a");
            receipts.pop_back();
            continue;
          }
          const Answer sale = house.sell(
              {.phone = random.below(2) == 0 ? her_phone : old_phone,
               .lines = {{"A1001", std::to_string(1 + random.below(3))}},
               .sequence = number}
          );
          EXPECT_EQ(sale.status, 201) << sale;
          if (sale.status != 201) continue;
          earned += sale.integer("/points/a");
          receipts.push_back(sale.string("/receipt"));
        }
        --working;
      });
    }
    start.arrive_and_wait();
    int merges = 0;
    for (int i = 0; working > 0; ++i) {
      const std::string name = std::to_string(i);
      const Answer merged = house.manager().post(
          "/v1/members/" + she + "/merges",
          {{"absorbed", old}, {"reason", "one person"}},
          "merge" + name
      );
      if (merged.status != 201) {
        EXPECT_EQ(merged.code(), "conflict") << merged;
        continue;
      }
      ++merges;
      for (int tries = 0; tries < 50; ++tries) {
        const Answer undone = house.manager().post(
            "/v1/members/" + she + "/merges/" + merged.string("/id") + "/undo",
            {{"reason", "no"}},
            "undo" + name
        );
        if (undone.status == 200) break;
        ASSERT_EQ(undone.code(), "conflict") << undone;
      }
    }
    EXPECT_GT(merges, 0);
  }
  house.expect_clean_books();
  const std::int64_t bought = points(she, "/classes/f") + points(old, "/classes/f");
  EXPECT_EQ(points(she) + points(old), earned + bought);
}

}  // namespace
}  // namespace guanxi::test
