#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

using testing::HasSubstr;

constexpr Migration first{
    1,
    "0001_first",
    "CREATE TABLE things (thing_id BIGINT PRIMARY KEY, name TEXT NOT NULL) /*table*/;"};
constexpr Migration second{
    2,
    "0002_second",
    "ALTER TABLE things ADD COLUMN size BIGINT NOT NULL DEFAULT 3;"
    "CREATE TABLE parts (thing_id BIGINT NOT NULL REFERENCES things (thing_id),"
    " part_no BIGINT NOT NULL, PRIMARY KEY (thing_id, part_no)) /*clustered*/;"};
constexpr Migration one[] = {first};
constexpr Migration both[] = {first, second};

const Query insert_thing{"INSERT INTO things (thing_id, name) VALUES ($1, $2)"};
const Query sum_sizes{"SELECT sum(size) FROM things"};
const Query list_migrations{
    "SELECT number, name, applied_at FROM schema_migrations ORDER BY number"};
const Query count_tables{"SELECT count(*) FROM sqlite_schema WHERE name = $1"};

struct Applied {
  std::int64_t number;
  std::string name;
  Instant applied_at;
  bool operator==(const Applied&) const = default;
};

void expect_fault(Database& db, std::span<const Migration> migrations, StorageFault::Kind kind) {
  try {
    db.migrate(migrations);
    ADD_FAILURE() << "nothing was thrown";
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), kind) << fault.what();
  }
}

TEST(MigrateTest, FreshStoreGetsEverythingOnce) {
  TempDatabase temp(std::span<const Migration>{});
  EXPECT_EQ(temp->schema_version(), 0);
  EXPECT_EQ(temp->migrate(both), 2);
  EXPECT_EQ(temp->schema_version(), 2);
  EXPECT_EQ(temp->migrate(both), 0) << "again: nothing to do";
  const Instant now = temp.clock().now();
  EXPECT_EQ(
      temp->read([](Tx& tx) { return tx.list<Applied>(list_migrations); }),
      (std::vector<Applied>{{1, "0001_first", now}, {2, "0002_second", now}})
  );
}

TEST(MigrateTest, UpgradeKeepsTheRowsAndThePreparedStatements) {
  TempDatabase temp(one);
  const auto insert = [&](int id) {
    return temp->write([&](Tx& tx) -> Outcome {
      tx.exec(insert_thing, id, "x");
      return ok();
    });
  };
  ASSERT_TRUE(insert(1));
  EXPECT_EQ(temp->migrate(both), 1);
  ASSERT_TRUE(insert(2));
  EXPECT_EQ(temp->read([](Tx& tx) { return tx.get<std::int64_t>(sum_sizes); }), 6);
}

TEST(MigrateTest, ANewerSchemaIsRefused) {
  TempDatabase temp(both);
  expect_fault(*temp, one, StorageFault::Kind::newer_schema);
  EXPECT_EQ(temp->schema_version(), 2);
}

TEST(MigrateTest, AChangedMigrationIsRefused) {
  TempDatabase temp(one);
  const std::string text = std::string(first.text) + " ";
  const Migration edited[] = {{1, first.name, text}, second};
  const Migration renamed[] = {{1, "0001_other", first.text}, second};
  expect_fault(*temp, edited, StorageFault::Kind::changed_migration);
  expect_fault(*temp, renamed, StorageFault::Kind::changed_migration);
  EXPECT_EQ(temp->schema_version(), 1) << "nor is what follows applied";
}

TEST(MigrateTest, AMigrationThatFailsLeavesTheSchemaAsItWas) {
  struct Row {
    const char* reason;
    const char* text;
    const char* message;
  };
  const Row rows[] = {
      {"wrong SQL", "CREATE TABLE half (a BIGINT) /*table*/; CREATE NONSENSE;", "NONSENSE"},
      {"no marker", "CREATE TABLE half (a BIGINT);", "marker: half"},
      {"ends the transaction", "CREATE TABLE half (a BIGINT) /*table*/; COMMIT;", "transaction"},
      {"rolls it back", "CREATE TABLE half (a BIGINT) /*table*/; ROLLBACK;", "transaction"},
      {"dangling reference",
       "CREATE TABLE half (a BIGINT REFERENCES things (thing_id)) /*table*/;"
       "INSERT INTO half VALUES (99);",
       "references"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.reason);
    TempDatabase temp(one);
    const Migration bad[] = {first, {2, "0002_bad", row.text}};
    try {
      temp->migrate(bad);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const CheckFailed& failed) {
      EXPECT_THAT(failed.what(), HasSubstr(row.message));
    }
    EXPECT_EQ(temp->schema_version(), 1);
    EXPECT_EQ(temp->read([](Tx& tx) { return tx.get<std::int64_t>(count_tables, "half"); }), 0);
    EXPECT_EQ(temp->migrate(both), 1) << "the next try works";
  }
}

TEST(MigrateTest, NumbersWithAGapAreAFaultOfOurs) {
  TempDatabase temp(std::span<const Migration>{});
  const Migration gap[] = {first, {3, "0003_third", ""}};
  EXPECT_THROW(temp->migrate(gap), CheckFailed);
  EXPECT_EQ(temp->schema_version(), 0);
}

TEST(MigrateTest, ManyAtOnceApplyEachOnce) {
  for (int round = 0; round < 5; ++round) {
    TempDirectory directory;
    ManualClock clock(Instant::from_seconds(0));
    SqliteOptions options;
    options.file = directory.path() / "guanxi.db";
    std::atomic<int> applied{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { applied += open_sqlite(options, clock)->migrate(both); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(applied, 2);
  }
}

TEST(MigrateTest, TwoProgramsAtOnceApplyEachOnce) {
  TempDirectory directory;
  std::vector<pid_t> programs;
  for (int i = 0; i < 3; ++i) {
    const pid_t pid = fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) {
      int applied = 99;
      try {
        ManualClock clock(Instant::from_seconds(0));
        SqliteOptions options;
        options.file = directory.path() / "guanxi.db";
        applied = open_sqlite(options, clock)->migrate(both);
      } catch (const std::exception& fault) {
        fprintf(stderr, "%s\n", fault.what());
      }
      _exit(applied);
    }
    programs.push_back(pid);
  }
  int applied = 0;
  for (const pid_t pid : programs) {
    int status = 0;
    ASSERT_EQ(waitpid(pid, &status, 0), pid);
    ASSERT_TRUE(WIFEXITED(status));
    applied += WEXITSTATUS(status);
  }
  EXPECT_EQ(applied, 2);
}

}  // namespace
}  // namespace guanxi::sql
