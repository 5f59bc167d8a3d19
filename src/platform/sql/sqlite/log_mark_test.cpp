// A log that lost acknowledged commits is told from one with the torn end of a power failure.
#include "platform/sql/sqlite/log_mark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "platform/sql/sqlite/page_sums.h"
#include "platform/sql/testing.h"

namespace guanxi::sql::sqlite {
namespace {

using testing::HasSubstr;

constexpr Migration schema[] = {
    {1,
     "0001_pairs",
     "CREATE TABLE pairs (id BIGINT PRIMARY KEY, body BYTEA NOT NULL) /*table*/;"}};
const Query insert_pair{"INSERT INTO pairs (id, body) VALUES ($1, $2)"};
const Query count_pairs{"SELECT COUNT(*) FROM pairs"};

/// A store as a killed program leaves it: some commits in the log, some perhaps in the file.
class Killed {
 public:
  explicit Killed(int commits) {
    TempDatabase temp(schema);
    for (int id = 1; id <= commits; ++id) {
      EXPECT_TRUE(temp->write([&](Tx& tx) -> Outcome {
        tx.exec(insert_pair, id, Bytes{std::string(6000, 'x')});
        return ok();
      }));
    }
    for (const char* const part : {"", "-wal", "-mark"}) {
      std::filesystem::copy_file(temp.file().string() + part, file().string() + part);
    }
    log = bytes("-wal");
    mark = bytes("-mark");
  }

  std::filesystem::path file() const { return directory_.path() / "guanxi.db"; }
  std::string bytes(const char* part) const {
    std::ifstream in(file().string() + part, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const char* part, const std::string& content) const {
    std::ofstream(file().string() + part, std::ios::binary | std::ios::trunc) << content;
  }
  void flip(std::size_t at) const {
    std::string bad = log;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    put("-wal", bad);
  }
  /// Why a start is refused; empty: it is not.
  std::string refusal() const {
    try {
      LogMark checked(file());
      return "";
    } catch (const StorageFault& fault) {
      EXPECT_EQ(fault.kind(), StorageFault::Kind::corrupt);
      return fault.what();
    }
  }
  std::size_t frames() const { return (log.size() - log_header_bytes) / frame_bytes; }
  static std::size_t frame(std::size_t number) {
    return log_header_bytes + (number - 1) * frame_bytes;
  }

  std::string log, mark;

 private:
  TempDirectory directory_;
};

TEST(LogMarkTest, AWholeLogIsFine) {
  const Killed store(10);
  EXPECT_EQ(store.refusal(), "");
  SqliteOptions options;
  options.file = store.file();
  ManualClock clock(Instant::from_seconds(0));
  {
    const auto db = open_sqlite(options, clock);
    EXPECT_EQ(db->read([](Tx& tx) { return tx.get<std::int64_t>(count_pairs); }), 10);
  }
  EXPECT_EQ(store.refusal(), "") << "closed in order: the log is gone and was to go";
  open_sqlite(options, clock);
  EXPECT_EQ(store.refusal(), "");
}

TEST(LogMarkTest, DamageAnywhereIsFound) {
  const Killed store(8);
  ASSERT_GT(store.frames(), 16U);
  for (std::size_t number = 1; number <= store.frames(); ++number) {
    for (const std::size_t at : {3U, 5U, 9U, 17U, 30U, 4000U}) {
      store.flip(Killed::frame(number) + at);
      EXPECT_THAT(store.refusal(), HasSubstr("after frame " + std::to_string(number - 1)));
    }
  }
  for (std::size_t at = 0; at < log_header_bytes; ++at) {
    store.flip(at);
    EXPECT_THAT(store.refusal(), HasSubstr("damaged header")) << at;
  }
}

TEST(LogMarkTest, ACutOrMissingLogIsFound) {
  const Killed store(8);
  for (std::size_t size = store.log.size() - 1; size > 5000; size -= 4999) {
    store.put("-wal", store.log.substr(0, size));
    EXPECT_THAT(store.refusal(), HasSubstr("after frame ")) << size;
  }
  store.put("-wal", "");
  EXPECT_THAT(store.refusal(), HasSubstr("is missing"));
  std::filesystem::remove(store.file().string() + "-wal");
  EXPECT_THAT(store.refusal(), HasSubstr("is missing"));
  EXPECT_THAT(store.refusal(), HasSubstr("guanxi.db-mark")) << "says what helps";
}

TEST(LogMarkTest, ATornEndIsNoDamage) {
  const Killed store(8);
  // A power failure in the middle of a commit that was never acknowledged: more frames than noted.
  for (const std::size_t torn : {1U, 24U, 3000U, 4120U, 9000U}) {
    store.put("-wal", store.log + std::string(torn, 'z'));
    EXPECT_EQ(store.refusal(), "") << torn;
  }
}

TEST(LogMarkTest, WithoutTheNoteOnlyTheLastCommitIsOpen) {
  const Killed store(8);
  for (const std::string& mark : {std::string(), std::string(32, '\0')}) {
    store.put("-mark", mark);
    store.put("-wal", store.log);
    EXPECT_EQ(store.refusal(), "");
    store.flip(Killed::frame(store.frames()) + 100);
    EXPECT_EQ(store.refusal(), "") << "looks like the torn end of a power failure";
    store.flip(Killed::frame(4) + 100);
    EXPECT_THAT(store.refusal(), HasSubstr("after frame 3")) << "commits follow";
  }
}

TEST(LogMarkTest, ADamagedNoteIsNamed) {
  const Killed store(2);
  for (std::size_t at = 0; at < store.mark.size(); ++at) {
    std::string bad = store.mark;
    bad[at] = static_cast<char>(bad[at] ^ 16);
    store.put("-mark", bad);
    EXPECT_THAT(store.refusal(), HasSubstr("-mark is damaged")) << at;
  }
}

TEST(LogMarkTest, ALogThatStartedOverIsFine) {
  SqliteOptions options;
  options.checkpoint_bytes = options.wal_reset_bytes = 1 << 16;
  TempDatabase temp(schema, options);
  for (int id = 1; temp->stats().wal_resets < 3; ++id) {
    ASSERT_TRUE(temp->write([&](Tx& tx) -> Outcome {
      tx.exec(insert_pair, id, Bytes{std::string(6000, 'x')});
      return ok();
    }));
    EXPECT_NO_THROW(LogMark(temp.file())) << "beside the running program";
  }
}

}  // namespace
}  // namespace guanxi::sql::sqlite
