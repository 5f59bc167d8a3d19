// The log stays bounded while writers never stop, as long as snapshots are short.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

constexpr Migration schema[] = {
    {1,
     "0001_blobs",
     "CREATE TABLE blobs (id BIGINT PRIMARY KEY, body BYTEA NOT NULL) /*table*/;"}};

const Query put{
    "INSERT INTO blobs (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = "
    "excluded.body"};
const Query count{"SELECT count(*) FROM blobs"};

SqliteOptions small_log() {
  SqliteOptions options;
  options.checkpoint_bytes = 64 << 10;
  options.wal_reset_bytes = 1 << 20;
  options.reset_lag_frames_max = 64;
  return options;
}

void write_some(Database& db, std::int64_t id) {
  // Other bytes than before: SQLite does not write what does not change.
  const Bytes body{std::string(8000, static_cast<char>('a' + id / 500 % 26))};
  const Outcome outcome = db.write([&](Tx& tx) -> Outcome {
    tx.exec(put, id % 500, body);
    return ok();
  });
  ASSERT_TRUE(outcome);
}

std::int64_t log_size(const TempDatabase& temp) {
  return static_cast<std::int64_t>(std::filesystem::file_size(temp.file().string() + "-wal"));
}

TEST(CheckpointerTest, TheLogStaysBoundedUnderWritesAndShortSnapshots) {
  TempDatabase temp(schema, small_log());
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!stop) temp->read([](Tx& tx) { tx.get<std::int64_t>(count); });
    });
  }
  // Until the log has started over often enough; a log that never does so ends in the bound below.
  constexpr std::uint64_t resets_wanted = 20;
  std::atomic<std::int64_t> id{0};
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([&] {
      while (id < 60'000 && temp->stats().wal_resets < resets_wanted) write_some(*temp, ++id);
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& reader : readers) reader.join();
  const DatabaseStats stats = temp->stats();
  EXPECT_EQ(stats.halted, "");
  EXPECT_GT(stats.checkpoints, 0U);
  EXPECT_GE(stats.wal_resets, resets_wanted);
  // The file never shrinks, so its size is the longest it ever was. Without resets it would be
  // hundreds of MB; 64 times the reset size leaves room for a machine where threads wait long for a
  // processor.
  EXPECT_LT(log_size(temp), 64 << 20);
}

TEST(CheckpointerTest, AnOldSnapshotDelaysTheResetAndNothingElse) {
  SqliteOptions options = small_log();
  options.reset_wait_ms_max = 0;  // every snapshot is old
  TempDatabase temp(schema, options);
  std::int64_t id = 0;
  write_some(*temp, ++id);
  temp->read([&](Tx& tx) {
    EXPECT_EQ(tx.get<std::int64_t>(count), 1);
    std::thread([&] {
      const std::uint64_t resets = temp->stats().wal_resets;
      while (temp->stats().wal_bytes < 3 << 20) write_some(*temp, ++id);
      EXPECT_EQ(temp->stats().wal_resets, resets);
    }).join();
    EXPECT_EQ(tx.get<std::int64_t>(count), 1) << "the snapshot does not move";
  });
  // Writing goes on until the log has started over; a hang here is the failure.
  const std::uint64_t resets = temp->stats().wal_resets;
  while (temp->stats().wal_resets == resets) write_some(*temp, ++id);
  EXPECT_EQ(
      temp->read([](Tx& tx) { return tx.get<std::int64_t>(count); }),
      std::min<std::int64_t>(id, 500)
  );
}

}  // namespace
}  // namespace guanxi::sql
