#include "platform/sql/sql.h"

#include <gtest/gtest.h>

#include <boost/describe/enum.hpp>

#include "platform/sql/enum_column.h"
#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

enum class Mood { calm, busy };
BOOST_DESCRIBE_ENUM(Mood, calm, busy)

constexpr Migration schema[] = {
    {1,
     "0001_test",
     "CREATE TABLE notes (note_id BIGINT PRIMARY KEY, mood TEXT NOT NULL, body TEXT, seal BYTEA,"
     " CHECK (note_id > 0)) /*table*/;"
     "CREATE TABLE pairs (a BIGINT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b)) "
     "/*clustered*/;"}};

const Query insert_note{"INSERT INTO notes (note_id, mood, body, seal) VALUES ($1, $2, $3, $4)"};
const Query find_note{"SELECT note_id, mood, body, seal FROM notes WHERE note_id = $1"};

struct Note {
  std::int64_t note_id;
  Mood mood;
  std::optional<std::string> body;
  std::optional<Bytes> seal;
  bool operator==(const Note&) const = default;
};

TEST(SqlTest, WritesAndReads) {
  TempDatabase temp(schema);
  const Note note{7, Mood::busy, "短信", Bytes{std::string("a\0b", 3)}};
  const auto written = temp->write([&](Tx& tx) -> Result<std::int64_t> {
    return tx.exec(insert_note, note.note_id, note.mood, note.body, note.seal);
  });
  ASSERT_TRUE(written);
  EXPECT_EQ(*written, 1);
  const auto found = temp->read([&](Tx& tx) { return tx.find<Note>(find_note, 7); });
  EXPECT_EQ(found, note);
}

}  // namespace
}  // namespace guanxi::sql
