// Whatever a disk changes is found when it is read: every byte of the file and of the log, pages
// that are zeroed, swapped or gone.
#include "platform/sql/sqlite/page_sums.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "platform/sql/sqlite/connection.h"
#include "platform/sql/sqlite/database.h"
#include "platform/sql/testing.h"

namespace guanxi::sql::sqlite {
namespace {

using Kind = StorageFault::Kind;
using testing::HasSubstr;

constexpr Migration schema[] = {
    {1, "0001_names", "CREATE TABLE names (id BIGINT PRIMARY KEY, name TEXT NOT NULL) /*table*/;"}};
const Query insert_name{"INSERT INTO names (id, name) VALUES ($1, $2)"};
const Query list_names{"SELECT name FROM names ORDER BY id"};

void fill(Database& db, int rows, std::size_t size = 300) {
  for (int id = 1; id <= rows; ++id) {
    ASSERT_TRUE(db.write([&](Tx& tx) -> Outcome {
      tx.exec(insert_name, id, std::string(size, static_cast<char>('a' + id % 26)));
      return ok();
    }));
  }
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// The names, or what the fault said.
std::string read_all(const SqliteOptions& options) {
  ManualClock clock(Instant::from_seconds(0));
  try {
    const auto db = open_sqlite(options, clock);
    const auto names = db->read([](Tx& tx) { return tx.list<std::string>(list_names); });
    std::string all = "names:";
    for (const std::string& name : names) all += name;
    const auto damage = db->damage();
    return damage.empty() ? all : "damage: " + damage.back();
  } catch (const StorageFault& fault) {
    EXPECT_EQ(fault.kind(), Kind::corrupt) << fault.what();
    return std::string("fault: ") + fault.what();
  }
}

TEST(PageSumsTest, AStoreHasThemUnlessToldOtherwise) {
  for (const bool wanted : {true, false}) {
    SqliteOptions options;
    options.page_sums = wanted;
    TempDatabase temp(schema, options);
    fill(*temp, 50);
    temp.close();
    const std::string bytes = bytes_of(temp.file());
    EXPECT_EQ(bytes[20], wanted ? page_sum_bytes : 0);
    EXPECT_EQ(big_endian_32(bytes.data() + 68), wanted ? 0x47585053U : 0U);
    for (std::uint32_t page = 1; wanted && page <= bytes.size() / page_bytes; ++page) {
      std::string stamped = bytes.substr((page - 1) * page_bytes, page_bytes);
      stamp_page(stamped.data(), page);
      EXPECT_EQ(stamped, bytes.substr((page - 1) * page_bytes, page_bytes)) << "page " << page;
    }
    EXPECT_THAT(read_all(temp.options()), HasSubstr("names:bbb"));
  }
}

TEST(PageSumsTest, OneFlippedBitAnywhereIsFound) {
  TempDatabase temp(schema);
  fill(*temp, 40);
  temp.close();
  const std::string good = bytes_of(temp.file());
  const std::string names = read_all(temp.options());
  std::mt19937_64 random(std::random_device{}());
  // Every bit of the header that turns the checks on, and some of all others.
  std::vector<std::size_t> bits;
  for (const std::size_t byte : {16U, 17U, 20U, 68U, 69U, 70U, 71U}) {
    for (std::size_t bit = 0; bit < 8; ++bit) bits.push_back(byte * 8 + bit);
  }
  for (int i = 0; i < 100; ++i) bits.push_back(random() % (good.size() * 8));
  for (const std::size_t bit : bits) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    put_bytes(temp.file(), bad);
    EXPECT_NE(read_all(temp.options()).substr(0, 6), "names:") << "byte " << bit / 8;
  }
  put_bytes(temp.file(), good);
  EXPECT_EQ(read_all(temp.options()), names);
}

TEST(PageSumsTest, AMissingZeroedOrMisplacedPageIsNamed) {
  TempDatabase temp(schema);
  fill(*temp, 60);
  temp.close();
  const std::string good = bytes_of(temp.file());
  const std::size_t pages = good.size() / page_bytes;
  ASSERT_GT(pages, 6U);
  const auto page = [&](std::size_t number) {
    return good.substr((number - 1) * page_bytes, page_bytes);
  };
  std::string bad = good;
  bad.replace(4 * page_bytes, page_bytes, std::string(page_bytes, '\0'));
  put_bytes(temp.file(), bad);
  EXPECT_THAT(read_all(temp.options()), HasSubstr("page 5 of " + temp.file().string()));

  bad = good;
  bad.replace(4 * page_bytes, page_bytes, page(6));
  put_bytes(temp.file(), bad);
  EXPECT_THAT(read_all(temp.options()), HasSubstr("page 5 of ")) << "a good page at a wrong place";

  for (const std::size_t size : {good.size() - page_bytes, good.size() - 1, std::size_t{1000}}) {
    put_bytes(temp.file(), good.substr(0, size));
    EXPECT_NE(read_all(temp.options()).substr(0, 6), "names:") << size;
  }
}

TEST(PageSumsTest, AReaderOfTheLogFindsItToo) {
  TempDatabase temp(schema);
  fill(*temp, 40);
  // A reader that has none of it in its cache; the store stays open, so nothing is recovered.
  const std::string log = temp.file().string() + "-wal";
  const std::string good = bytes_of(log);
  const auto frames = static_cast<std::int64_t>(good.size()) / frame_bytes;
  ASSERT_GT(frames, 40);
  int found = 0;
  for (std::int64_t frame = 0; frame < frames; ++frame) {
    std::string bad = good;
    const auto at = static_cast<std::size_t>(log_header_bytes + frame * frame_bytes + 2000);
    bad[at] = static_cast<char>(bad[at] ^ 4);
    std::FILE* file = std::fopen(log.c_str(), "r+b");  // in place: the file is in use
    ASSERT_NE(file, nullptr);
    std::fwrite(bad.data(), 1, bad.size(), file);
    std::fclose(file);
    ConnectionSettings settings;
    settings.file = temp.file();
    settings.read_only = true;
    try {
      Connection reader(settings);
      (void)reader.text_of("SELECT group_concat(name) FROM names");
    } catch (const StorageFault& fault) {
      EXPECT_EQ(fault.kind(), Kind::corrupt);
      EXPECT_THAT(fault.what(), HasSubstr("frame " + std::to_string(frame + 1) + " of "));
      ++found;
    }
  }
  EXPECT_GT(found, 1) << "older frames of a page are not read";
  std::FILE* file = std::fopen(log.c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  std::fwrite(good.data(), 1, good.size(), file);
  std::fclose(file);
}

TEST(PageSumsTest, AnOlderStoreGetsThemAndLosesNothing) {
  SqliteOptions options;
  options.page_sums = false;
  TempDatabase temp(schema, options);
  fill(*temp, 500, 2000);
  options = temp.options();
  options.page_sums = true;
  EXPECT_THROW(add_page_sums(options.file), StorageFault) << "while it is open";
  temp.close();
  const std::string names = read_all(options);
  EXPECT_TRUE(add_page_sums(options.file));
  EXPECT_FALSE(add_page_sums(options.file)) << "it has them";
  EXPECT_EQ(bytes_of(options.file)[20], page_sum_bytes);
  EXPECT_EQ(read_all(options), names);
  std::string bad = bytes_of(options.file);
  bad[3 * page_bytes + 777] = static_cast<char>(bad[3 * page_bytes + 777] ^ 1);
  put_bytes(options.file, bad);
  EXPECT_THAT(read_all(options), HasSubstr("page 4 of "));
  EXPECT_FALSE(add_page_sums(options.file.string() + "-none")) << "there is no store";
}

}  // namespace
}  // namespace guanxi::sql::sqlite
