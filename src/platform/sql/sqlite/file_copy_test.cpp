// A copy made while writers never stop is the store as it was at one moment.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <optional>
#include <thread>

#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

constexpr Migration schema[] = {
    {1,
     "0001_bank",
     "CREATE TABLE accounts (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL, pad BYTEA NOT NULL) "
     "/*table*/;"}};
constexpr std::int64_t accounts = 2000;
constexpr std::int64_t each_begins_with = 1000;

const Query open_account{"INSERT INTO accounts (id, balance, pad) VALUES ($1, $2, $3)"};
const Query move{"UPDATE accounts SET balance = balance + $2 WHERE id = $1"};
const Query sum{"SELECT CAST(sum(balance) AS BIGINT) FROM accounts"};
const Query count{"SELECT count(*) FROM accounts"};

SqliteOptions small_log() {
  SqliteOptions options;
  options.checkpoint_bytes = 64 << 10;
  options.wal_reset_bytes = 1 << 20;
  options.reset_lag_frames_max = 64;
  return options;
}

struct FileCopyTest : ::testing::Test {
  TempDatabase temp{schema, small_log()};
  const std::filesystem::path to = temp.directory() / "copy.db";
  std::atomic<bool> stop{false};
  std::vector<std::thread> threads;

  FileCopyTest() {
    std::ofstream{to};
    const Bytes pad{std::string(1500, 'x')};
    temp.given([&](Tx& tx) {
      for (std::int64_t id = 0; id < accounts; ++id)
        tx.exec(open_account, id, each_begins_with, pad);
    });
  }
  /// What was written so far stands in the file, not in the log.
  void settle() {
    EXPECT_EQ(copy_file(*temp, to, {}), Copied::whole);
    std::filesystem::resize_file(to, 0);
  }
  ~FileCopyTest() override { end(); }

  /// Money moves between random accounts; the file also grows.
  void begin_transfers(int writers) {
    for (int w = 0; w < writers; ++w) {
      threads.emplace_back([this, w] {
        const Bytes pad{std::string(1500, 'y')};
        std::int64_t next = 1'000'000 * (w + 1);
        std::uint64_t state = static_cast<std::uint64_t>(w) + 7;
        while (!stop) {
          state = state * 6364136223846793005U + 1442695040888963407U;
          const auto from = static_cast<std::int64_t>(state >> 33) % accounts;
          const auto into = static_cast<std::int64_t>(state >> 13) % accounts;
          const Outcome moved = temp->write([&](Tx& tx) -> Outcome {
            tx.exec(move, from, std::int64_t{-3});
            tx.exec(move, into, std::int64_t{3});
            if (state % 16 == 0) tx.exec(open_account, ++next, std::int64_t{0}, pad);
            return ok();
          });
          ASSERT_TRUE(moved);
        }
      });
    }
  }
  void end() {
    stop = true;
    for (std::thread& thread : threads) thread.join();
    threads.clear();
  }
  /// The copy opened as a store: whole in itself, and nothing lost or made.
  void expect_whole(std::int64_t rows_min) {
    SqliteOptions options;
    options.file = to;
    const auto copy = open_sqlite(options, temp.clock());
    EXPECT_EQ(
        copy->read([](Tx& tx) { return tx.get<std::int64_t>(sum); }), accounts * each_begins_with
    );
    EXPECT_GE(copy->read([](Tx& tx) { return tx.get<std::int64_t>(count); }), rows_min);
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(to.c_str(), &handle), SQLITE_OK);
    std::string said;
    sqlite3_exec(
        handle,
        "PRAGMA integrity_check",
        [](void* into, int, char** values, char**) {
          *static_cast<std::string*>(into) += values[0];
          return 0;
        },
        &said,
        nullptr
    );
    sqlite3_close(handle);
    EXPECT_EQ(said, "ok");
  }
};

/// A file of more than 1 GiB has a page that SQLite never writes; here it comes at 128 KiB.
struct LowLockPage {
  static constexpr unsigned at = 0x20000, usual = 0x40000000;
  LowLockPage() { sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, at); }
  ~LowLockPage() { sqlite3_test_control(SQLITE_TESTCTRL_PENDING_BYTE, usual); }
};
struct LargeFileCopyTest : LowLockPage, FileCopyTest {};

TEST_F(LargeFileCopyTest, the_page_that_nobody_writes_is_copied_as_it_is) {
  ASSERT_EQ(copy_file(*temp, to, {}), Copied::whole);
  ASSERT_GT(std::filesystem::file_size(to), 2 * at);
  std::string page(4096, 'x');
  std::ifstream copy(to, std::ios::binary);
  copy.seekg(at);
  copy.read(page.data(), 4096);
  EXPECT_EQ(page, std::string(4096, '\0'));
  EXPECT_EQ(temp->damage(), std::vector<std::string>{});
  expect_whole(accounts);
}

TEST_F(FileCopyTest, a_copy_under_load_is_the_store_at_one_moment) {
  settle();
  begin_transfers(4);
  const std::int64_t before = temp->read([](Tx& tx) { return tx.get<std::int64_t>(count); });
  const std::uint64_t resets = temp->stats().wal_resets;
  // Slow enough that much is written behind the copier.
  FileCopyOptions options;
  options.bytes_per_second_max = 4 << 20;
  std::int64_t seen = 0;
  options.on_progress = [&](std::int64_t done, std::int64_t total) {
    EXPECT_LE(seen, done);
    EXPECT_LE(done, total);
    seen = done;
    return true;
  };
  ASSERT_EQ(copy_file(*temp, to, options), Copied::whole);
  EXPECT_GT(temp->stats().wal_resets, resets) << "the log starts over while the copy is made";
  end();
  EXPECT_GT(seen, 0);
  expect_whole(before);
}

TEST_F(FileCopyTest, what_is_in_the_log_only_is_in_the_copy) {
  ASSERT_EQ(copy_file(*temp, to, {}), Copied::whole);
  expect_whole(accounts);
}

TEST_F(FileCopyTest, it_ends_when_asked_and_can_be_begun_again) {
  settle();
  begin_transfers(1);
  FileCopyOptions options;
  options.on_progress = [](std::int64_t done, std::int64_t) { return done < (1 << 20); };
  EXPECT_EQ(copy_file(*temp, to, options), Copied::stopped);
  std::filesystem::resize_file(to, 0);
  EXPECT_EQ(copy_file(*temp, to, {}), Copied::whole);
  end();
  expect_whole(accounts);
}

TEST_F(FileCopyTest, one_copy_at_a_time) {
  const std::filesystem::path other = temp.directory() / "other.db";
  std::ofstream{other};
  std::optional<Copied> second;
  FileCopyOptions options;
  options.on_progress = [&](std::int64_t, std::int64_t) {
    if (!second) second = copy_file(*temp, other, {});
    return true;
  };
  EXPECT_EQ(copy_file(*temp, to, options), Copied::whole);
  EXPECT_EQ(second, Copied::busy);
}

TEST_F(FileCopyTest, another_program_writes_into_the_log_but_not_into_the_file) {
  // A second program on the same store, as `guanxi import` is beside a server.
  SqliteOptions options = small_log();
  options.file = temp.file();
  const auto other = open_sqlite(options, temp.clock());
  FileCopyOptions slow;
  slow.bytes_per_second_max = 8 << 20;
  std::int64_t next = 5'000'000;
  const Bytes pad{std::string(1500, 'z')};
  slow.on_progress = [&](std::int64_t, std::int64_t) {
    const Outcome done = other->write([&](Tx& tx) -> Outcome {
      tx.exec(move, std::int64_t{1}, std::int64_t{-5});
      tx.exec(move, std::int64_t{1999}, std::int64_t{5});
      for (int i = 0; i < 100; ++i) tx.exec(open_account, ++next, std::int64_t{0}, pad);
      return ok();
    });
    EXPECT_TRUE(done);
    return true;
  };
  ASSERT_EQ(copy_file(*temp, to, slow), Copied::whole);
  EXPECT_EQ(other->stats().checkpoints, 0U) << "it would write behind the copier's back";
  expect_whole(accounts);
}

TEST_F(FileCopyTest, nobody_but_the_copier_writes_into_the_copy) {
  // A disk that hangs would hold up who writes to it: not the checkpointer, and so no commit.
  settle();
  std::string before, behind;
  const auto bytes_of_copy = [&] {
    std::ifstream in(to, std::ios::binary);
    return std::string{std::istreambuf_iterator<char>(in), {}};
  };
  FileCopyOptions options;
  options.on_progress = [&](std::int64_t done, std::int64_t) {
    if (done < (1 << 20) || !before.empty()) return true;
    before = bytes_of_copy();
    // The copier stands still while the log starts over, several times.
    const std::uint64_t resets = temp->stats().wal_resets;
    for (std::int64_t i = 0; temp->stats().wal_resets < resets + 2; ++i) {
      const Outcome done_so = temp->write([&](Tx& tx) -> Outcome {
        tx.exec(move, i % accounts, std::int64_t{-1});
        tx.exec(move, (i + 1) % accounts, std::int64_t{1});
        return ok();
      });
      EXPECT_TRUE(done_so);
    }
    behind = bytes_of_copy();
    return true;
  };
  ASSERT_EQ(copy_file(*temp, to, options), Copied::whole);
  EXPECT_GE(before.size(), std::size_t{1} << 20);
  EXPECT_TRUE(before == behind);
  expect_whole(accounts);
}

/// Locks the copy's byte as another program would.
struct ForeignLock {
  ForeignLock(const std::filesystem::path& store, short how)
      : fd(::open((store.string() + "-copy").c_str(), O_RDWR)) {
    struct flock lock {};
    lock.l_type = how;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    EXPECT_EQ(::fcntl(fd, F_OFD_SETLK, &lock), 0);
  }
  ~ForeignLock() { ::close(fd); }
  int fd;
};

TEST_F(FileCopyTest, a_copy_by_another_program_is_told_and_its_checkpoint_waited_for) {
  settle();
  {
    const ForeignLock copies(temp.file(), F_WRLCK);
    EXPECT_EQ(copy_file(*temp, to, {}), Copied::busy);
  }
  auto checkpoints = std::make_unique<ForeignLock>(temp.file(), F_RDLCK);
  std::atomic<bool> ended{false};
  std::thread copier([&] {
    EXPECT_EQ(copy_file(*temp, to, {}), Copied::whole);
    ended = true;
  });
  for (int i = 0; i < 100 && !ended; ++i) std::this_thread::yield();
  EXPECT_FALSE(ended);
  checkpoints.reset();
  copier.join();
  expect_whole(accounts);
}

TEST_F(FileCopyTest, a_full_disk_ends_the_copy_and_nothing_else) {
  settle();
  struct sigaction before {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  rlimit unlimited{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  ASSERT_EQ(::sigaction(SIGXFSZ, &ignore, &before), 0);
  const rlimit limit{2 << 20, unlimited.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  std::optional<StorageFault::Kind> kind;
  try {
    copy_file(*temp, to, {});
  } catch (const StorageFault& fault) {
    kind = fault.kind();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  ASSERT_EQ(::sigaction(SIGXFSZ, &before, nullptr), 0);
  EXPECT_EQ(kind, StorageFault::Kind::full);
  EXPECT_EQ(temp->stats().halted, "");
  begin_transfers(1);
  std::filesystem::resize_file(to, 0);
  EXPECT_EQ(copy_file(*temp, to, {}), Copied::whole) << "and later it works";
  end();
  expect_whole(accounts);
}

}  // namespace
}  // namespace guanxi::sql
