#include "platform/outbox/outbox.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/outbox/waiting.h"
#include "platform/sql/testing.h"

namespace guanxi::outbox {
namespace {

const sql::Query insert_seen{
    "INSERT INTO outbox_test_seen (event_id, subject_id, position) "
    "VALUES ($1, $2, (SELECT COUNT(*) FROM outbox_test_seen))"};
const sql::Query select_seen{"SELECT subject_id FROM outbox_test_seen ORDER BY position"};
const sql::Query select_ids{"SELECT event_id FROM outbox_events ORDER BY xact, event_id"};
const sql::Query select_subjects{"SELECT subject_id FROM outbox_events ORDER BY xact, event_id"};

// On PostgreSQL news waits while anybody on the server has an older transaction open.
const sql::Query select_own_xact{
    "SELECT 0", "SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)"};
const sql::Query select_first_open{
    "SELECT 1", "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)"};

const sql::Query move_events{"UPDATE outbox_events SET xact = xact + $1"};
const sql::Query move_cursors{"UPDATE outbox_consumers SET xact = xact + $1"};

std::vector<sql::Migration> schema() {
  const auto all = sql::test_migrations();
  std::vector<sql::Migration> mine(all.begin(), all.end());
  mine.push_back(
      {static_cast<int>(mine.size()) + 1,
       "9999_outbox_test",
       "CREATE TABLE outbox_test_seen (event_id BIGINT PRIMARY KEY, subject_id BIGINT NOT NULL,"
       " position BIGINT NOT NULL) /*table*/;"}
  );
  return mine;
}

class OutboxTest : public ::testing::Test {
 protected:
  Instant now() { return temp_.clock().now(); }

  /// Posted, and ready to be handed out.
  void post(std::int64_t subject, const char* kind = "sale.posted") {
    post_with([&](sql::Tx& tx) { append(tx, ids_, kind, OwnerId(1), subject, now(), "{}"); });
  }
  template <class Append>
  void post_with(Append&& append) {
    std::int64_t xact = 0;
    temp_.given([&](sql::Tx& tx) {
      append(tx);
      xact = tx.list<std::int64_t>(select_own_xact).front();
    });
    while (number(select_first_open) <= xact) std::this_thread::yield();
  }
  void post_many(std::int64_t from, std::int64_t to) {
    for (std::int64_t subject = from; subject <= to; ++subject) post(subject);
  }
  std::int64_t number(const sql::Query& query) {
    return temp_->read([&](sql::Tx& tx) { return tx.list<std::int64_t>(query).front(); });
  }
  std::vector<std::int64_t> seen() {
    return temp_->read([](sql::Tx& tx) { return tx.list<std::int64_t>(select_seen); });
  }
  std::vector<std::int64_t> kept() {
    return temp_->read([](sql::Tx& tx) { return tx.list<std::int64_t>(select_subjects); });
  }
  static Consumer recorder(std::string name = "recorder") {
    return {
        .name = std::move(name),
        .kinds = {},
        .apply = [](sql::Tx& tx, const Batch& batch) -> Outcome {
          for (const Event& event : batch.events)
            tx.exec(insert_seen, event.event_id, event.subject_id);
          return ok();
        }};
  }
  static std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
    std::vector<std::int64_t> all;
    for (auto i = from; i <= to; ++i) all.push_back(i);
    return all;
  }

  std::vector<sql::Migration> schema_ = schema();
  sql::TempDatabase temp_{schema_};
  IdGenerator ids_{temp_.clock(), 0};
  log::Capture quiet_;
};

TEST_F(OutboxTest, HandlesEventsInOrderBatchByBatch) {
  Outbox outbox(*temp_, temp_.clock(), {.batch_max = 3});
  outbox.add(recorder());
  post_many(1, 7);
  EXPECT_EQ(outbox.run_due(now()), 3);
  EXPECT_EQ(outbox.run_due(now()), 3);
  EXPECT_EQ(outbox.run_due(now()), 1);
  EXPECT_EQ(outbox.run_due(now()), 0);
  EXPECT_EQ(seen(), numbers(1, 7));
}

TEST_F(OutboxTest, ResumesWhereTheProcessBeforeStopped) {
  post_many(1, 4);
  {
    Outbox outbox(*temp_, temp_.clock(), {.batch_max = 2});
    outbox.add(recorder());
    outbox.run_due(now());
  }
  temp_.reopen();
  Outbox outbox(*temp_, temp_.clock(), {});
  outbox.add(recorder());
  EXPECT_EQ(outbox.run_due(now()), 2);
  EXPECT_EQ(seen(), numbers(1, 4));
}

TEST_F(OutboxTest, WhatCameFromAnotherServerComesBeforeWhatIsWrittenHere) {
  Outbox outbox(*temp_, temp_.clock(), {.batch_max = 2});
  outbox.add(recorder());
  post_many(1, 4);
  outbox.run_due(now());
  // As that server counted: far ahead of this one.
  temp_.given([](sql::Tx& tx) { tx.exec(move_events, std::int64_t{1} << 40); });
  temp_.given([](sql::Tx& tx) { tx.exec(move_cursors, std::int64_t{1} << 40); });
  for (int twice = 0; twice < 2; ++twice) temp_.given([](sql::Tx& tx) { begin_anew(tx); });
  post_many(5, 6);
  while (outbox.run_due(now()) > 0) {
  }
  EXPECT_EQ(seen(), numbers(1, 6));
}

TEST_F(OutboxTest, WhoComesFirstToAStoreThatBeganAnewGetsWhatWasWaiting) {
  post_many(1, 3);
  temp_.given([](sql::Tx& tx) { begin_anew(tx); });
  const auto waits =
      temp_->read([](sql::Tx& tx) { return waiting(tx, "recorder", "sale.posted"); });
  EXPECT_EQ(waits.size(), 3U);
  post(4);
  Outbox outbox(*temp_, temp_.clock(), {.batch_max = 2});
  outbox.add(recorder());
  while (outbox.run_due(now()) > 0) {
  }
  EXPECT_EQ(seen(), numbers(1, 4));
}

TEST_F(OutboxTest, OnlyKindsAskedForArriveAndTheCursorPassesTheRest) {
  Outbox outbox(*temp_, temp_.clock(), {});
  Consumer consumer = recorder();
  consumer.kinds = {"sale.refunded"};
  outbox.add(std::move(consumer));
  post(1);
  post(2, "sale.refunded");
  post(3);
  EXPECT_EQ(outbox.run_due(now()), 3);
  EXPECT_EQ(seen(), numbers(2, 2));
  EXPECT_EQ(outbox.status(now()).at(0).lag_events, 0);
}

TEST_F(OutboxTest, ARefusedTransactionLeavesNoEvent) {
  const auto refused = temp_->write([&](sql::Tx& tx) -> Outcome {
    append(tx, ids_, "sale.posted", OwnerId(1), 1, now(), "{}");
    return fail(ErrorCode::conflict);
  });
  EXPECT_FALSE(refused);
  EXPECT_TRUE(kept().empty());
}

// The consumer dies after its writes and before the commit: nothing of the batch may stay, and
// nothing may be lost.
TEST_F(OutboxTest, AThrowingConsumerLeavesNothingAndGetsTheBatchAgain) {
  int throws_left = 2;
  Outbox outbox(*temp_, temp_.clock(), {});
  Consumer consumer = recorder();
  consumer.apply = [&, inner = consumer.apply](sql::Tx& tx, const Batch& batch) -> Outcome {
    GX_TRY_VOID(inner(tx, batch));
    if (throws_left > 0) throw std::runtime_error("killed");
    return ok();
  };
  outbox.add(std::move(consumer));
  post_many(1, 5);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(outbox.run_due(now()), 0);
    EXPECT_TRUE(seen().empty());
    temp_.clock().advance_seconds(600);
    --throws_left;
  }
  while (outbox.run_due(now()) > 0) continue;
  EXPECT_EQ(seen(), numbers(1, 5));
}

TEST_F(OutboxTest, ABadEventHoldsUpOnlyWhatComesAfterIt) {
  Outbox outbox(*temp_, temp_.clock(), {});
  Consumer consumer = recorder();
  bool mended = false;
  consumer.apply = [&, inner = consumer.apply](sql::Tx& tx, const Batch& batch) -> Outcome {
    GX_TRY_VOID(inner(tx, batch));
    for (const Event& event : batch.events) {
      if (event.subject_id == 4 && !mended) return fail(ErrorCode::unknown_value, "/facts");
    }
    return ok();
  };
  outbox.add(std::move(consumer));
  post_many(1, 6);
  for (int i = 0; i < 10; ++i) {
    outbox.run_due(now());
    temp_.clock().advance_seconds(600);
  }
  EXPECT_EQ(seen(), numbers(1, 3));
  const ConsumerStatus status = outbox.status(now()).at(0);
  EXPECT_EQ(status.last_error, "unknown_value at /facts");
  EXPECT_GE(status.failures, 5);
  EXPECT_EQ(status.lag_events, 3);
  EXPECT_EQ(status.lag_seconds, 6000);
  mended = true;
  for (int i = 0; i < 10; ++i) outbox.run_due(now());
  EXPECT_EQ(seen(), numbers(1, 6));
  EXPECT_EQ(outbox.status(now()).at(0).failures, 0);
}

TEST_F(OutboxTest, WaitsTwiceAsLongAfterEachFailure) {
  int calls = 0;
  Outbox outbox(*temp_, temp_.clock(), {.backoff_ms_min = 1000, .backoff_ms_max = 5000});
  outbox.add({.name = "failing", .kinds = {}, .apply = [&](sql::Tx&, const Batch&) -> Outcome {
                ++calls;
                return fail(ErrorCode::conflict);
              }});
  post(1);
  std::vector<int> at;  // seconds at which it was called
  for (int second = 0; second < 20; ++second) {
    const int before = calls;
    outbox.run_due(now());
    if (calls != before) at.push_back(second);
    temp_.clock().advance_seconds(1);
  }
  EXPECT_EQ(at, (std::vector<int>{0, 1, 3, 7, 12, 17}));
}

// The clock was set back while the program was down: a number from the clock would lie behind the
// cursor, and the event would never be seen.
TEST_F(OutboxTest, EventsStayVisibleWhenTheClockWentBack) {
  Outbox outbox(*temp_, temp_.clock(), {});
  outbox.add(recorder());
  post_many(1, 2);
  outbox.run_due(now());
  ManualClock back(now().plus_seconds(-86'400));
  IdGenerator after_restart(back, 0);
  post_with([&](sql::Tx& tx) {
    append(tx, after_restart, "sale.posted", OwnerId(1), 3, back.now(), "{}");
  });
  EXPECT_EQ(outbox.run_due(now()), 1);
  EXPECT_EQ(seen(), numbers(1, 3));
}

TEST_F(OutboxTest, NumbersGrowInCommitOrderUnderManyWriters) {
  constexpr int writers = 8, each = 60;
  // A consumer runs all the while: what it saw in the end is every event, once.
  Outbox outbox(*temp_, temp_.clock(), {.batch_max = 16, .poll_ms = 5, .pause_ms = 1});
  outbox.add(recorder());
  outbox.start();
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < each; ++i) {
        const auto written = temp_->write([&](sql::Tx& tx) -> Outcome {
          append(tx, ids_, "sale.posted", OwnerId(1), w * each + i, now(), "{}");
          // Some groups are replayed: an event gets another number then.
          return i % 7 == 3 ? Outcome(fail(ErrorCode::conflict)) : ok();
        });
        EXPECT_EQ(written.has_value(), i % 7 != 3);
        outbox.notify();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  outbox.stop();
  while (outbox.run_due(now()) > 0) continue;
  EXPECT_EQ(seen(), kept());
  std::int64_t expected = 0;
  for (int i = 0; i < each; ++i) expected += i % 7 != 3 ? writers : 0;
  EXPECT_EQ(static_cast<std::int64_t>(seen().size()), expected);
}

TEST_F(OutboxTest, TwoProcessesTogetherApplyEachEventOnce) {
  post_many(1, 200);
  Outbox one(
      *temp_, temp_.clock(), {.batch_max = 7, .poll_ms = 5, .pause_ms = 0, .process = "one"}
  );
  Outbox two(
      *temp_, temp_.clock(), {.batch_max = 5, .poll_ms = 5, .pause_ms = 0, .process = "two"}
  );
  one.add(recorder());
  two.add(recorder());
  const auto drain = [&](Outbox& outbox) {
    while (seen().size() < 200) outbox.run_due(now());
  };
  std::thread first([&] { drain(one); });
  std::thread second([&] { drain(two); });
  first.join();
  second.join();
  EXPECT_EQ(seen(), numbers(1, 200));
}

TEST_F(OutboxTest, ADeliveryIsRepeatedAfterADeathBeforeTheCursorMoved) {
  std::vector<std::int64_t> delivered;
  bool dies = true;
  const auto consumer = [&] {
    return Consumer{
        .name = "webhooks",
        .kinds = {},
        .apply = {},
        .deliver = [&](const Batch& batch) -> Outcome {
          for (const Event& event : batch.events) delivered.push_back(event.subject_id);
          if (dies) throw std::runtime_error("killed after sending");
          return ok();
        }};
  };
  post_many(1, 2);
  {
    Outbox outbox(*temp_, temp_.clock(), {.lease_seconds = 60, .process = "first"});
    outbox.add(consumer());
    EXPECT_EQ(outbox.run_due(now()), 0);
  }
  dies = false;
  Outbox outbox(*temp_, temp_.clock(), {.lease_seconds = 60, .process = "second"});
  outbox.add(consumer());
  EXPECT_EQ(outbox.run_due(now()), 0) << "the lease of the dead process still runs";
  temp_.clock().advance_seconds(61);
  EXPECT_EQ(outbox.run_due(now()), 2);
  EXPECT_EQ(outbox.run_due(now()), 0);
  EXPECT_EQ(delivered, (std::vector<std::int64_t>{1, 2, 1, 2}));
}

TEST_F(OutboxTest, RetentionKeepsWhatIsNeededYoungOrNewest) {
  Outbox outbox(*temp_, temp_.clock(), {.batch_max = 4, .retention_days = 10, .prune_chunk = 2});
  outbox.add(recorder());
  post_many(1, 6);
  temp_.clock().advance_seconds(11 * 86'400);
  post(7);
  EXPECT_EQ(outbox.prune(now()), 0) << "the consumer has seen nothing yet";
  outbox.run_due(now());
  EXPECT_EQ(outbox.prune(now(), [] { return true; }), 0) << "the program wants to end";
  EXPECT_EQ(outbox.prune(now()), 4) << "5 and 6 are not handled yet";
  EXPECT_EQ(kept(), numbers(5, 7));
  outbox.run_due(now());
  EXPECT_EQ(outbox.prune(now()), 2) << "7 is young";
  temp_.clock().advance_seconds(11 * 86'400);
  EXPECT_EQ(outbox.prune(now()), 0) << "7 is the newest: it holds the high-water mark";
  EXPECT_EQ(kept(), numbers(7, 7));
}

TEST_F(OutboxTest, AForgottenConsumerNoLongerHoldsUpRetention) {
  {
    Outbox before(*temp_, temp_.clock(), {});
    before.add(recorder("retired"));
    before.run_due(now());
  }
  post_many(1, 3);
  temp_.clock().advance_seconds(30 * 86'400);
  Outbox outbox(*temp_, temp_.clock(), {});
  outbox.add(recorder());
  outbox.run_due(now());
  EXPECT_EQ(outbox.prune(now()), 0);
  const auto status = outbox.status(now());
  ASSERT_EQ(status.size(), 2u);
  EXPECT_TRUE(status[0].known);
  EXPECT_FALSE(status[1].known);
  EXPECT_EQ(outbox.forget("recorder").error().code, ErrorCode::conflict);
  EXPECT_TRUE(outbox.forget("retired"));
  EXPECT_EQ(outbox.forget("retired").error().code, ErrorCode::not_found);
  EXPECT_EQ(outbox.prune(now()), 2);
}

TEST_F(OutboxTest, MetricsTellEventsFailuresAndLag) {
  metrics::Registry registry;
  Outbox outbox(*temp_, temp_.clock(), {.batch_max = 2, .metrics = &registry});
  outbox.add(recorder());
  post_many(1, 3);
  outbox.run_due(now());
  temp_.clock().advance_seconds(5);
  outbox.status(now());
  const std::string text = registry.render();
  EXPECT_NE(text.find("guanxi_outbox_events_total{consumer=\"recorder\"} 2"), std::string::npos);
  EXPECT_NE(text.find("guanxi_outbox_lag_events{consumer=\"recorder\"} 1"), std::string::npos);
  EXPECT_NE(text.find("guanxi_outbox_lag_seconds{consumer=\"recorder\"} 5"), std::string::npos);
}

}  // namespace
}  // namespace guanxi::outbox
