#include "platform/sql/sqlite/gathering_vfs.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "platform/sql/sqlite/connection.h"
#include "platform/sql/sqlite/failing_vfs.h"
#include "platform/sql/testing.h"

namespace guanxi::sql::sqlite {
namespace {

using Rows = std::map<std::int64_t, std::string>;

struct GatheringVfsTest : ::testing::Test {
  TempDirectory directory;
  FailingVfs disk;
  GatheringVfs gathering{disk.name()};
  // So small that pages would leave it for the log long before the commit.
  Connection writer{settings(gathering.name(), 64 << 10, false)};
  Connection reader{settings(disk.name(), 64 << 10, true)};
  std::mt19937_64 random{20261122};
  Rows committed;

  ConnectionSettings settings(const std::string& vfs, std::int64_t cache_bytes, bool read_only) {
    return {directory.path() / "test.db", vfs, cache_bytes, 100, read_only};
  }
  void SetUp() override {
    writer.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  }

  static Rows rows(Connection& connection) {
    static const Query all{"SELECT id, body FROM things ORDER BY id"};
    Rows found;
    connection.run(all, {}, 2, [&](const RowView& row) {
      found[row.integer(0)] = std::string(row.text(1));
    });
    return found;
  }
  void put(Rows& rows, std::int64_t id, std::size_t size) {
    static const Query put{
        "INSERT INTO things (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = $2"};
    const std::string body(size, static_cast<char>('a' + random() % 26));
    const Param params[] = {id, std::string_view(body)};
    writer.run(put, params, 0, [](const RowView&) {});
    rows[id] = body;
  }
  void take(Rows& rows, std::int64_t id) {
    static const Query take{"DELETE FROM things WHERE id = $1"};
    const Param params[] = {id};
    writer.run(take, params, 0, [](const RowView&) {});
    rows.erase(id);
  }
  /// Changes some hundred kilobytes here and there, looking at all of it in between.
  void change(Rows& rows) {
    for (int i = 0; i < 120; ++i) {
      const auto id = static_cast<std::int64_t>(random() % 400);
      if (random() % 4 == 0) {
        take(rows, id);
      } else {
        put(rows, id, random() % 6000);
      }
      if (i % 40 != 0) continue;
      ASSERT_EQ(this->rows(writer), rows) << "a transaction sees its own writes";
    }
  }
};

TEST_F(GatheringVfsTest, everybody_sees_what_was_committed_and_nothing_else) {
  for (int round = 0; round < 60; ++round) {
    Rows now = committed;
    writer.control_or_throw(Control::begin_write);
    ASSERT_NO_FATAL_FAILURE(change(now));
    ASSERT_EQ(rows(reader), committed) << "before the commit";
    switch (random() % 4) {
      case 0:
        writer.roll_back();
        break;
      case 1: {  // half of it undone
        const Rows before = now;
        writer.control_or_throw(Control::save);
        ASSERT_NO_FATAL_FAILURE(change(now));
        writer.control_or_throw(Control::rollback_to);
        writer.control_or_throw(Control::release);
        writer.control_or_throw(Control::commit);
        committed = before;
        break;
      }
      default:
        writer.control_or_throw(Control::commit);
        committed = now;
    }
    ASSERT_EQ(rows(reader), committed) << "after the commit";
    ASSERT_EQ(rows(writer), committed);
    // From time to time the log starts over, and is written from its beginning again.
    if (round % 7 == 6) reader.number_of("PRAGMA wal_checkpoint(RESTART)");
  }
  EXPECT_EQ(reader.text_of("PRAGMA integrity_check"), "ok");
}

TEST_F(GatheringVfsTest, what_a_full_disk_refuses_is_not_committed_and_later_it_works) {
  for (int call = 1; call < 12; ++call) {
    Rows now = committed;
    disk.fail(FailingVfs::Call::write, call, SQLITE_FULL, /*for_ever=*/true);
    bool refused = false;
    try {
      writer.control_or_throw(Control::begin_write);
      for (std::int64_t id = 0; id < 200; ++id) put(now, id, 4000);
      writer.control_or_throw(Control::commit);
    } catch (const StorageFault& fault) {
      EXPECT_EQ(fault.kind(), StorageFault::Kind::full);
      refused = true;
    }
    writer.roll_back();
    disk.heal();
    if (!refused) committed = now;
    EXPECT_EQ(refused, disk.has_failed()) << call;
    ASSERT_EQ(rows(writer), committed) << call;
    ASSERT_EQ(rows(reader), committed) << call;
  }
  ASSERT_NO_FATAL_FAILURE(put(committed, 1000, 10));
  EXPECT_EQ(rows(reader), committed);
  EXPECT_EQ(reader.text_of("PRAGMA integrity_check"), "ok");
}

// As `import` beside `serve`: what one rolls back must never reach what the other commits.
TEST_F(GatheringVfsTest, two_writers_take_turns) {
  GatheringVfs other_gathering{disk.name()};
  Connection other{settings(other_gathering.name(), 64 << 10, false)};
  for (int round = 0; round < 60; ++round) {
    Connection& now = round % 2 == 0 ? writer : other;
    Connection& then = round % 2 == 0 ? other : writer;
    static const Query put{
        "INSERT INTO things (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = $2"};
    const auto fill = [&](Connection& connection, char with) {
      const std::string body(3000, with);
      for (std::int64_t id = 0; id < 100; ++id) {
        const Param params[] = {id, std::string_view(body)};
        connection.run(put, params, 0, [](const RowView&) {});
        if (with != '-') committed[id] = body;
      }
    };
    now.control_or_throw(Control::begin_write);
    fill(now, '-');
    now.roll_back();
    then.control_or_throw(Control::begin_write);
    fill(then, static_cast<char>('a' + round % 26));
    then.control_or_throw(Control::commit);
    ASSERT_EQ(rows(reader), committed) << round;
    ASSERT_EQ(rows(now), committed) << round;
    now.control_or_throw(Control::begin_write);
    now.control_or_throw(Control::commit);
    ASSERT_EQ(rows(reader), committed) << round;
    if (round % 7 == 6) reader.number_of("PRAGMA wal_checkpoint(RESTART)");
  }
  EXPECT_EQ(reader.text_of("PRAGMA integrity_check"), "ok");
}

TEST_F(GatheringVfsTest, a_failed_flush_is_reported) {
  disk.fail(FailingVfs::Call::sync, 1, SQLITE_IOERR_FSYNC, /*for_ever=*/false);
  Rows now;
  writer.control_or_throw(Control::begin_write);
  put(now, 1, 10);
  EXPECT_EQ(writer.control(Control::commit) & 0xff, SQLITE_IOERR);
}

TEST(GatheringVfs, needs_one_to_stand_on) { EXPECT_THROW(GatheringVfs("nobody"), StorageFault); }

}  // namespace
}  // namespace guanxi::sql::sqlite
