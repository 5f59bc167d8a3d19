#include "platform/archive/table_stream.h"

#include <gtest/gtest.h>

#include "platform/archive/failure.h"
#include "platform/sql/tables.h"
#include "platform/sql/testing.h"

namespace guanxi::archive {
namespace {

/// A row that is not in any database.
class MadeRow final : public sql::RowView {
 public:
  explicit MadeRow(const sql::TableRow& values) : values_(values) {}
  bool is_null(int c) const override { return std::holds_alternative<sql::Null>(at(c)); }
  std::int64_t integer(int c) const override { return std::get<std::int64_t>(at(c)); }
  std::string_view text(int c) const override { return std::get<std::string>(at(c)); }
  std::string_view bytes(int c) const override { return std::get<sql::Bytes>(at(c)).data; }

 private:
  const sql::Value& at(int c) const { return values_[static_cast<std::size_t>(c)]; }
  const sql::TableRow& values_;
};

const sql::Table people{
    "people",
    {{"id", sql::ColumnType::integer, false},
     {"name", sql::ColumnType::text, true},
     {"seal", sql::ColumnType::bytes, true}},
    {"id"}};
const sql::Table empty{"void", {{"id", sql::ColumnType::integer, false}}, {"id"}};

std::vector<sql::TableRow> rows_of(int count) {
  std::vector<sql::TableRow> rows{
      {std::numeric_limits<std::int64_t>::min(), sql::Null{}, sql::Null{}},
      {std::int64_t{-1}, std::string(), sql::Bytes{""}},
      {std::int64_t{0}, std::string("关系"), sql::Bytes{std::string("\0\1\xff", 3)}},
      {std::int64_t{1}, std::string(3 << 20, 'x'), sql::Bytes{"longer than a block"}},
  };
  for (int i = 2; i < count; ++i) {
    rows.push_back({std::int64_t{i}, "name " + std::to_string(i), sql::Bytes{std::to_string(i * 7)}}
    );
  }
  return rows;
}

struct Written {
  std::string bytes;
  std::vector<TableCount> counts;
};
Written write(const std::vector<sql::TableRow>& rows) {
  Written written;
  TableWriter writer([&](std::string_view bytes) { written.bytes += bytes; });
  written.counts.push_back(writer.write(people, [&](const TableWriter::Row& row_of) {
    for (const sql::TableRow& row : rows) row_of(MadeRow(row));
  }));
  written.counts.push_back(writer.write(empty, [](const TableWriter::Row&) {}));
  writer.finish();
  return written;
}

/// Hands out a few bytes at a time, as a file may.
std::function<std::size_t(std::span<char>)> source_of(const std::string& bytes) {
  return [&bytes, at = std::size_t{0}](std::span<char> into) mutable {
    const std::size_t count = std::min({into.size(), bytes.size() - at, std::size_t{60'000}});
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), count, into.begin());
    at += count;
    return count;
  };
}

std::vector<sql::TableRow> read(const std::string& bytes) {
  TableReader reader(source_of(bytes));
  sql::Table table;
  std::vector<sql::TableRow> rows;
  EXPECT_TRUE(reader.next_table(table));
  EXPECT_EQ(table, people);
  for (sql::TableRow row; reader.next_row(row);) rows.push_back(row);
  EXPECT_TRUE(reader.next_table(table));
  EXPECT_EQ(table, empty);
  sql::TableRow row;
  EXPECT_FALSE(reader.next_row(row));
  EXPECT_FALSE(reader.next_table(table));
  return rows;
}

TEST(TableStreamTest, rows_come_back_as_they_were) {
  const auto rows = rows_of(20'000);
  const Written written = write(rows);
  EXPECT_LT(written.bytes.size(), std::size_t{1} << 20) << "deflated";
  EXPECT_EQ(read(written.bytes), rows);
  EXPECT_EQ(written.counts[0].rows, std::ssize(rows));
  EXPECT_EQ(written.counts[1].rows, 0);
}

TEST(TableStreamTest, the_digest_is_of_the_rows_alone) {
  auto rows = rows_of(100);
  const auto digest = write(rows).counts[0].digest;
  EXPECT_EQ(write(rows).counts[0].digest, digest);
  RowDigest other;
  for (const sql::TableRow& row : rows) other.add(MadeRow(row), people);
  const crypto::Digest sum = other.finish();
  EXPECT_EQ(crypto::to_hex(crypto::bytes_of(sum)), digest);
  std::swap(rows[10], rows[11]);
  EXPECT_NE(write(rows).counts[0].digest, digest) << "the order counts";
  rows = rows_of(100);
  rows[1][1] = sql::Null{};
  EXPECT_NE(write(rows).counts[0].digest, digest) << "no text is not an empty text";
}

TEST(TableStreamTest, whatever_is_changed_or_missing_is_found) {
  const Written written = write(rows_of(300));
  for (std::size_t at = 0; at < written.bytes.size(); at += 1 + at / 50) {
    std::string damaged = written.bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    try {
      TableReader reader(source_of(damaged));
      sql::Table table;
      sql::TableRow row;
      bool is_same = true;
      std::int64_t rows = 0;
      while (reader.next_table(table)) {
        is_same &= table == people || table == empty;
        while (reader.next_row(row)) ++rows;
      }
      // A name or a type, for the caller to see; or a distance in what was deflated that points at
      // the same bytes elsewhere: the digest of the rows was compared behind the last one.
      EXPECT_TRUE(!is_same || rows == written.counts[0].rows) << "byte " << at;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, ErrorCode::backup_damaged);
    }
    const std::string cut = written.bytes.substr(0, at);
    EXPECT_THROW(
        {
          TableReader reader(source_of(cut));
          sql::Table table;
          sql::TableRow row;
          while (reader.next_table(table)) {
            while (reader.next_row(row)) {
            }
          }
        },
        Failure
    ) << at;
  }
}

}  // namespace
}  // namespace guanxi::archive
