// What happens when the disk is full or fails: no acknowledgement that is not on the disk, all of a
// function or nothing of it, and work resumes where that is safe.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "platform/sql/sqlite/database.h"
#include "platform/sql/sqlite/failing_vfs.h"
#include "platform/sql/testing.h"

namespace guanxi::sql::sqlite {
namespace {

using Kind = StorageFault::Kind;

constexpr Migration schema[] = {
    {1,
     "0001_pairs",
     "CREATE TABLE lefts (id BIGINT PRIMARY KEY, body BYTEA NOT NULL) /*table*/;"
     "CREATE TABLE rights (id BIGINT PRIMARY KEY, body BYTEA NOT NULL) /*table*/;"}};

const Query insert_left{"INSERT INTO lefts (id, body) VALUES ($1, $2)"};
const Query insert_right{"INSERT INTO rights (id, body) VALUES ($1, $2)"};
const Query list_left{"SELECT id FROM lefts"};
const Query list_right{"SELECT id FROM rights"};

Outcome insert_pair(Database& db, std::int64_t id, std::size_t size) {
  return db.write([&](Tx& tx) -> Outcome {
    const Bytes body{std::string(size, 'x')};
    tx.exec(insert_left, id, body);
    tx.exec(insert_right, id, body);
    return ok();
  });
}

std::optional<Kind> fault_of_insert(Database& db, std::int64_t id, std::size_t size) {
  try {
    EXPECT_TRUE(insert_pair(db, id, size));
    return std::nullopt;
  } catch (const StorageFault& fault) {
    return fault.kind();
  }
}

/// Every pair is whole; returns their ids.
std::set<std::int64_t> whole_pairs(Database& db) {
  return db.read([](Tx& tx) {
    const auto left = tx.list<std::int64_t>(list_left);
    const auto right = tx.list<std::int64_t>(list_right);
    EXPECT_EQ(left, right) << "half a function";
    return std::set<std::int64_t>(left.begin(), left.end());
  });
}

void limit_pages(Database& db, const std::string& pages) {
  dynamic_cast<SqliteDatabase&>(db).on_writer([&](Connection& connection) {
    connection.number_of("PRAGMA max_page_count=" + pages);
  });
}

TEST(FaultTest, AFullStoreSaysSoAndResumes) {
  TempDatabase temp(schema);
  limit_pages(*temp, "60");
  std::set<std::int64_t> stored;
  std::optional<Kind> fault;
  for (std::int64_t id = 1; !fault && id < 1000; ++id) {
    fault = fault_of_insert(*temp, id, 10'000);
    if (!fault) stored.insert(id);
  }
  EXPECT_EQ(fault, Kind::full);
  EXPECT_FALSE(stored.empty());
  EXPECT_EQ(whole_pairs(*temp), stored) << "nothing lost, nothing half";
  EXPECT_EQ(fault_of_insert(*temp, 2000, 10'000), Kind::full) << "still";
  EXPECT_EQ(temp->stats().halted, "");

  limit_pages(*temp, "100000");
  EXPECT_EQ(fault_of_insert(*temp, 2000, 10'000), std::nullopt) << "there is room again";
  stored.insert(2000);
  EXPECT_EQ(whole_pairs(*temp), stored);
}

TEST(FaultTest, OfAGroupThatDoesNotFitTheSmallOnesStillDo) {
  TempDatabase temp(schema);
  ASSERT_TRUE(insert_pair(*temp, 1, 10));
  limit_pages(*temp, "40");
  std::vector<std::thread> threads;
  std::atomic<bool> begun{false};
  threads.emplace_back([&] {
    const Outcome outcome = temp->write([&](Tx&) -> Outcome {
      begun = true;
      while (temp->stats().write_queue < 5) std::this_thread::yield();
      return ok();
    });
    EXPECT_TRUE(outcome);
  });
  while (!begun) std::this_thread::yield();  // so that all of them join its group
  for (std::int64_t id = 2; id <= 5; ++id) {
    threads.emplace_back([&, id] {
      const auto fault = fault_of_insert(*temp, id, id == 4 ? 500'000 : 10);
      EXPECT_EQ(fault, id == 4 ? std::optional(Kind::full) : std::nullopt);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(whole_pairs(*temp), (std::set<std::int64_t>{1, 2, 3, 5}));
}

TEST(FaultTest, AFunctionCannotHideThatTheStoreWasFull) {
  TempDatabase temp(schema);
  limit_pages(*temp, "40");
  try {
    const Outcome outcome = temp->write([](Tx& tx) -> Outcome {
      tx.exec(insert_left, 1, Bytes{"x"});
      EXPECT_THROW(tx.exec(insert_right, 1, Bytes{std::string(500'000, 'x')}), StorageFault);
      return ok();
    });
    EXPECT_FALSE(outcome) << "acknowledged half a function";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::full);
  }
  EXPECT_TRUE(whole_pairs(*temp).empty());
}

TEST(FaultTest, AnotherProgramsLockIsBusyAndPasses) {
  SqliteOptions options;
  options.busy_ms_max = 1;
  TempDatabase temp(schema, options);
  ConnectionSettings settings;
  settings.file = temp.file();
  Connection other(settings);
  other.control_or_throw(Control::begin_write);
  EXPECT_EQ(fault_of_insert(*temp, 1, 1), Kind::busy);
  other.control_or_throw(Control::rollback);
  EXPECT_EQ(fault_of_insert(*temp, 1, 1), std::nullopt);
  EXPECT_EQ(temp->stats().halted, "");
}

TEST(FaultTest, AFileThatIsNoDatabaseIsRefused) {
  TempDirectory directory;
  ManualClock clock(Instant::from_seconds(0));
  SqliteOptions options;
  options.file = directory.path() / "guanxi.db";
  FILE* file = fopen(options.file.c_str(), "w");
  ASSERT_NE(file, nullptr);
  for (int i = 0; i < 1000; ++i) fputs("this is no database; ", file);
  fclose(file);
  try {
    open_sqlite(options, clock);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::corrupt) << fault.what();
  }
  options.file = directory.path() / "no/such/directory/guanxi.db";
  try {
    open_sqlite(options, clock);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::io) << fault.what();
    EXPECT_THAT(fault.what(), testing::HasSubstr("no/such/directory"));
  }
}

TEST(FaultTest, ADamagedPageIsNamedAndHaltsTheWriter) {
  TempDatabase temp(schema);
  for (std::int64_t id = 1; id <= 50; ++id) ASSERT_TRUE(insert_pair(*temp, id, 1000));
  temp.close();  // moves the log into the file
  std::FILE* file = std::fopen(temp.file().c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  std::fseek(file, 0, SEEK_END);
  const long size = std::ftell(file);
  for (long at = 4096L * 6; at < size; at += 4096) {
    std::fseek(file, at, SEEK_SET);
    for (int i = 0; i < 4096; ++i) std::fputc(0, file);
  }
  std::fclose(file);
  ManualClock clock(Instant::from_seconds(0));
  const auto db = open_sqlite(temp.options(), clock);
  try {
    (void)whole_pairs(*db);
    ADD_FAILURE() << "served a damaged page";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::corrupt) << fault.what();
  }
  EXPECT_NE(db->stats().halted, "");
  EXPECT_EQ(fault_of_insert(*db, 99, 10), Kind::halted);
}

struct Acknowledged {
  std::set<std::int64_t> ids;
  std::vector<Kind> faults;
  bool after_failed_sync = false;
};

/// Opens a store whose disk fails, writes, and tells which functions were acknowledged.
Acknowledged write_on_failing_disk(
    FailingVfs& vfs, const SqliteOptions& options, FailingVfs::Call call, bool resumes
) {
  Acknowledged result;
  ManualClock clock(Instant::from_seconds(0));
  try {
    const auto db = open_sqlite(options, clock);
    db->migrate(schema);
    for (std::int64_t id = 1; id <= 6; ++id) {
      const bool failed_before = vfs.has_failed();
      const auto fault = fault_of_insert(*db, id, 3000);
      if (fault) {
        result.faults.push_back(*fault);
        continue;
      }
      result.ids.insert(id);
      if (failed_before && call == FailingVfs::Call::sync) result.after_failed_sync = true;
    }
    if (resumes && vfs.has_failed() && !result.faults.empty()) {
      EXPECT_EQ(db->stats().halted, "") << "a full disk is no reason to halt";
    }
  } catch (const StorageFault& fault) {  // it did not even open
    result.faults.push_back(fault.kind());
  }
  return result;
}

TEST(FaultTest, WhicheverCallFailsNothingAcknowledgedIsLostAndNothingIsHalf) {
  struct Row {
    const char* reason;
    FailingVfs::Call call;
    int result;
    bool for_ever;
  };
  const Row rows[] = {
      {"a write, once", FailingVfs::Call::write, SQLITE_IOERR_WRITE, false},
      {"writes, for ever", FailingVfs::Call::write, SQLITE_IOERR_WRITE, true},
      {"a flush, once", FailingVfs::Call::sync, SQLITE_IOERR_FSYNC, false},
      {"flushes, for ever", FailingVfs::Call::sync, SQLITE_IOERR_FSYNC, true},
      {"no room, once", FailingVfs::Call::write, SQLITE_FULL, false},
      {"no room, for ever", FailingVfs::Call::write, SQLITE_FULL, true},
  };
  // Checkpoints in the background, after every commit, and never.
  for (const std::int64_t checkpoint_bytes : {std::int64_t{1}, std::int64_t{1} << 30}) {
    for (const Row& row : rows) {
      int tried = 0;
      for (int k = 1;; ++k) {
        SCOPED_TRACE(
            std::string(row.reason) + ", call " + std::to_string(k) + ", checkpoints every " +
            std::to_string(checkpoint_bytes)
        );
        FailingVfs vfs;
        TempDirectory directory;
        SqliteOptions options;
        options.file = directory.path() / "guanxi.db";
        options.vfs = vfs.name();
        options.checkpoint_bytes = checkpoint_bytes;
        vfs.fail(row.call, k, row.result, row.for_ever);
        const bool resumes = row.result == SQLITE_FULL;
        const Acknowledged done = write_on_failing_disk(vfs, options, row.call, resumes);
        const bool failed = vfs.has_failed();
        vfs.heal();
        EXPECT_FALSE(done.after_failed_sync && checkpoint_bytes > 1);
        if (resumes && !row.for_ever) {
          EXPECT_LE(done.faults.size(), 1U) << "it did not resume";
        }
        for (const Kind kind : done.faults) {
          EXPECT_TRUE(kind == Kind::io || kind == Kind::full || kind == Kind::halted)
              << static_cast<int>(kind);
        }

        ManualClock clock(Instant::from_seconds(0));
        const auto reopened = open_sqlite(options, clock);
        reopened->migrate(schema);
        const std::set<std::int64_t> stored = whole_pairs(*reopened);
        for (const std::int64_t id : done.ids) EXPECT_EQ(stored.count(id), 1U) << "lost " << id;
        if (resumes) {
          EXPECT_EQ(stored, done.ids) << "told that it failed, but it is there";
        }
        EXPECT_EQ(fault_of_insert(*reopened, 100, 10), std::nullopt);
        ++tried;
        if (!failed || HasFailure()) break;
      }
      EXPECT_GT(tried, 5) << row.reason << ": the disk never failed";
    }
  }
}

TEST(FaultTest, AFailedFlushOfTheDatabaseFileHaltsTheWriter) {
  FailingVfs vfs;
  SqliteOptions options;
  options.vfs = vfs.name();
  options.checkpoint_bytes = 1;
  TempDatabase temp(schema, options);
  ASSERT_TRUE(insert_pair(*temp, 1, 10));
  // Commits flush too: fail for ever, so that whoever flushes first is hit.
  vfs.fail(FailingVfs::Call::sync, 1, SQLITE_IOERR_FSYNC, /*for_ever=*/true);
  std::optional<Kind> fault;
  for (std::int64_t id = 2; !fault; ++id) fault = fault_of_insert(*temp, id, 10);
  EXPECT_NE(temp->stats().halted, "");
  EXPECT_EQ(fault_of_insert(*temp, 99, 10), Kind::halted);
  EXPECT_EQ(whole_pairs(*temp).count(1), 1U) << "reads stay up";
  vfs.heal();
  temp.close();
}

}  // namespace
}  // namespace guanxi::sql::sqlite
