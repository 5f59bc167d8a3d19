#include "platform/api/idempotency.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::api {

namespace {
struct Pocket {
  int coins = 0;
};
BOOST_DESCRIBE_STRUCT(Pocket, (), (coins))
}  // namespace

template <>
struct Doc<Pocket> {
  static constexpr Text text{"口袋", "A pocket"};
  static constexpr Field fields[] = {{.name = "coins", .text = {"硬币", "Coins"}}};
};

namespace {

class FirstAnswersTest : public testing::Test {
 protected:
  Call call(std::string_view key, std::uint8_t body) {
    Call asked{.actor = actor, .now = temp.clock().now(), .idempotency_key = key};
    asked.request_hash[0] = body;
    return asked;
  }
  // A command that changes the database: one more row, of an actor that nobody is.
  Result<Reply<Pocket>> run(const Call& of) {
    return answers.once<Pocket>(*temp, of, "fill", 201, [&](sql::Tx& tx) -> Result<Pocket> {
      static const sql::Query fill{
          "INSERT INTO idempotency_keys (actor_id, idem_key, request_hash, operation, status, "
          "answer, created_at) VALUES (-$1, 'coin', x'00', 'coin', 0, x'00', 0)",
          "INSERT INTO idempotency_keys (actor_id, idem_key, request_hash, operation, status, "
          "answer, created_at) VALUES (-$1, 'coin', '\\x00', 'coin', 0, '\\x00', 0)"};
      const int coin = ++made;
      tx.exec(fill, coin);
      return Pocket{coin};
    });
  }
  std::int64_t coins() {
    static const sql::Query count{"SELECT COUNT(*) FROM idempotency_keys WHERE idem_key = 'coin'"};
    return temp->read([&](sql::Tx& tx) { return tx.get<std::int64_t>(count); });
  }

  sql::TempDatabase temp;
  const crypto::KeyRing keys = crypto::KeyRing::for_tests("idempotency");
  const FirstAnswers answers{keys};
  Actor actor = Actor::system("test");
  std::atomic<int> made = 0;
};

TEST_F(FirstAnswersTest, ARetryGetsTheFirstAnswerAndDoesNothing) {
  const auto first = run(call("k", 1));
  const auto again = run(call("k", 1));
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->stored_json, R"({"coins":1})");
  EXPECT_FALSE(first->replayed);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->stored_json, first->stored_json);
  EXPECT_EQ(again->status, 201);
  EXPECT_EQ(coins(), 1);
}

TEST_F(FirstAnswersTest, TheSameKeyWithAnotherRequestIsRefused) {
  ASSERT_TRUE(run(call("k", 1)));
  EXPECT_EQ(run(call("k", 2)).error().code, ErrorCode::idempotency_key_reused);
  EXPECT_EQ(coins(), 1);
}

TEST_F(FirstAnswersTest, KeysBelongToTheirActor) {
  ASSERT_TRUE(run(call("k", 1)));
  actor.id = ActorId(actor.id.value() + 1);
  EXPECT_FALSE(run(call("k", 2))->replayed);
  EXPECT_EQ(coins(), 2);
}

TEST_F(FirstAnswersTest, ARefusalKeepsNothingSoTheKeyMayBeTriedAgain) {
  const Call of = call("k", 1);
  const auto refused = answers.once<Pocket>(*temp, of, "fill", 201, [](sql::Tx&) -> Result<Pocket> {
    return ErrorCode::not_enough_points;
  });
  EXPECT_EQ(refused.error().code, ErrorCode::not_enough_points);
  EXPECT_TRUE(run(of));
}

TEST_F(FirstAnswersTest, AConflictIsRunAgainButNotForEver) {
  int runs = 0;
  const auto conflicted =
      answers.once<Pocket>(*temp, call("k", 1), "fill", 201, [&](sql::Tx&) -> Result<Pocket> {
        ++runs;
        return ErrorCode::conflict;
      });
  EXPECT_EQ(conflicted.error().code, ErrorCode::conflict);
  EXPECT_EQ(runs, 3);
}

TEST_F(FirstAnswersTest, ManyRequestsWithOneKeyHaveOneEffect) {
  std::vector<std::thread> threads;
  std::atomic<int> first = 0, replayed = 0;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      const auto reply = run(call("k", 1));
      ASSERT_TRUE(reply);
      (reply->replayed ? replayed : first)++;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(replayed, 15);
  EXPECT_EQ(coins(), 1);
}

TEST_F(FirstAnswersTest, AnswersAreSealedAndForgottenInTime) {
  ASSERT_TRUE(run(call("k", 1)));
  static const sql::Query read{"SELECT answer FROM idempotency_keys WHERE idem_key = 'k'"};
  const auto stored = temp->read([&](sql::Tx& tx) { return tx.get<sql::Bytes>(read); });
  EXPECT_EQ(stored.data.find("coins"), std::string::npos);
  const Instant made_at = temp.clock().now();
  const auto prune = [&](Instant before) {
    return *temp->write([&](sql::Tx& tx) -> Result<std::int64_t> {
      return FirstAnswers::prune(tx, before);
    });
  };
  EXPECT_EQ(prune(made_at), 1) << "the coin, which is of 1970";
  EXPECT_EQ(prune(made_at.plus_micros(1)), 1);
  EXPECT_FALSE(run(call("k", 1))->replayed);
}

}  // namespace
}  // namespace guanxi::api
