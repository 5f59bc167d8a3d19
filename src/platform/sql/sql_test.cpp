#include "platform/sql/sql.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/describe/enum.hpp>
#include <thread>

#include "platform/sql/enum_column.h"
#include "platform/sql/testing.h"

namespace guanxi::sql {
namespace {

using testing::HasSubstr;

enum class Mood { calm, busy };
BOOST_DESCRIBE_ENUM(Mood, calm, busy)

constexpr Migration schema[] = {
    {1,
     "0001_test",
     "CREATE TABLE notes (note_id BIGINT PRIMARY KEY, mood TEXT NOT NULL, body TEXT, seal BYTEA,"
     " CHECK (note_id > 0)) /*table*/;"
     "CREATE TABLE facts (fact_id BIGINT PRIMARY KEY, whole BIGINT, word TEXT, raw BYTEA) "
     "/*table*/;"
     "CREATE TABLE owned (owned_id BIGINT PRIMARY KEY,"
     " note_id BIGINT NOT NULL REFERENCES notes (note_id)) /*table*/;"}};

const Query insert_note{"INSERT INTO notes (note_id, mood, body, seal) VALUES ($1, $2, $3, $4)"};
const Query find_note{"SELECT note_id, mood, body, seal FROM notes WHERE note_id = $1"};
const Query list_ids{"SELECT note_id FROM notes ORDER BY note_id"};
const Query count_notes{"SELECT count(*) FROM notes"};
const Query set_body{"UPDATE notes SET body = $2 WHERE note_id >= $1"};
const Query insert_owned{"INSERT INTO owned (owned_id, note_id) VALUES ($1, $2)"};

struct Note {
  std::int64_t note_id;
  Mood mood;
  std::optional<std::string> body;
  std::optional<Bytes> seal;
  bool operator==(const Note&) const = default;
};

class SqlTest : public testing::Test {
 protected:
  Outcome insert(std::int64_t id) {
    return temp_->write([&](Tx& tx) -> Outcome {
      tx.exec(insert_note, id, Mood::calm, std::optional<std::string>{}, std::optional<Bytes>{});
      return ok();
    });
  }
  std::int64_t count() {
    return temp_->read([](Tx& tx) { return tx.get<std::int64_t>(count_notes); });
  }
  TempDatabase temp_{schema};
};

TEST_F(SqlTest, ValuesComeBackAsTheyWent) {
  const std::vector<Note> notes{
      {1, Mood::calm, std::nullopt, std::nullopt},
      {2, Mood::busy, "短信", Bytes{std::string("a\0b", 3)}},
      {3, Mood::busy, "", Bytes{""}},  // empty is not null
      {INT64_MAX, Mood::calm, "'; DROP TABLE notes; --", Bytes{std::string(100'000, 'x')}},
  };
  for (const Note& note : notes) {
    const auto changed = temp_->write([&](Tx& tx) -> Result<std::int64_t> {
      return tx.exec(insert_note, note.note_id, note.mood, note.body, note.seal);
    });
    ASSERT_TRUE(changed);
    EXPECT_EQ(*changed, 1);
    const auto find = [&](Tx& tx) { return tx.find<Note>(find_note, note.note_id); };
    EXPECT_EQ(temp_->read(find), note);
  }
  const auto ids = temp_->read([](Tx& tx) { return tx.list<std::int64_t>(list_ids); });
  EXPECT_EQ(ids, (std::vector<std::int64_t>{1, 2, 3, INT64_MAX}));
  EXPECT_EQ(temp_->read([](Tx& tx) { return tx.find<Note>(find_note, 4); }), std::nullopt);
}

TEST_F(SqlTest, ExecCountsTheRowsOfItsOwnStatement) {
  for (std::int64_t id = 1; id <= 3; ++id) ASSERT_TRUE(insert(id));
  temp_.given([&](Tx& tx) {
    EXPECT_EQ(tx.exec(set_body, 2, "b"), 2);
    EXPECT_EQ(tx.exec(set_body, 9, "b"), 0) << "not the count of the statement before";
  });
}

TEST_F(SqlTest, ParametersAreBoundByNameAndNotByFirstUse) {
  static const Query turned{"SELECT $2 - $1 - $1"};
  EXPECT_EQ(temp_->read([](Tx& tx) { return tx.get<std::int64_t>(turned, 1, 10); }), 8);
}

TEST_F(SqlTest, ARefusalLeavesNoTrace) {
  const auto outcome = temp_->write([](Tx& tx) -> Outcome {
    tx.exec(insert_note, 1, Mood::calm, "x", std::optional<Bytes>{});
    return ErrorCode::conflict;
  });
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::conflict);
  EXPECT_EQ(count(), 0);
}

TEST_F(SqlTest, AnExceptionIsRethrownAndUndone) {
  struct Odd {
    int what;
  };
  try {
    temp_.given([](Tx& tx) {
      tx.exec(insert_note, 1, Mood::calm, "x", std::optional<Bytes>{});
      throw Odd{7};
    });
    FAIL() << "nothing was thrown";
  } catch (const Odd& odd) {
    EXPECT_EQ(odd.what, 7);
  }
  EXPECT_EQ(count(), 0);
}

TEST_F(SqlTest, ConstraintsAreAKindOfTheirOwn) {
  ASSERT_TRUE(insert(1));
  const auto kind_of = [&](auto&& function) {
    try {
      function();
    } catch (const StorageFault& fault) {
      return fault.kind();
    }
    return StorageFault::Kind::other;
  };
  EXPECT_EQ(kind_of([&] { (void)insert(1); }), StorageFault::Kind::constraint) << "primary key";
  EXPECT_EQ(kind_of([&] { (void)insert(-1); }), StorageFault::Kind::constraint) << "check";
  EXPECT_EQ(
      kind_of([&] { temp_.given([](Tx& tx) { tx.exec(insert_owned, 1, 99); }); }),
      StorageFault::Kind::constraint
  ) << "foreign key";
  EXPECT_EQ(count(), 1);
}

TEST_F(SqlTest, AQueryMayRunWhileItRuns) {
  for (std::int64_t id = 1; id <= 3; ++id) ASSERT_TRUE(insert(id));
  std::vector<std::int64_t> seen;
  temp_->read([&](Tx& tx) {
    tx.each<std::int64_t>(list_ids, [&](std::int64_t outer) {
      tx.each<std::int64_t>(list_ids, [&](std::int64_t inner) {
        seen.push_back(10 * outer + inner);
      });
    });
  });
  EXPECT_EQ(seen, (std::vector<std::int64_t>{11, 12, 13, 21, 22, 23, 31, 32, 33}));
}

TEST_F(SqlTest, AVisitorThatThrowsLeavesTheStatementUsable) {
  for (std::int64_t id = 1; id <= 3; ++id) ASSERT_TRUE(insert(id));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THROW(
        temp_->read([&](Tx& tx) {
          tx.each<std::int64_t>(list_ids, [](std::int64_t) { throw std::runtime_error("enough"); });
        }),
        std::runtime_error
    );
  }
  EXPECT_EQ(count(), 3);
}

TEST_F(SqlTest, ASnapshotDoesNotMove) {
  temp_->read([&](Tx& tx) {
    EXPECT_EQ(tx.get<std::int64_t>(count_notes), 0);
    std::thread([&] { ASSERT_TRUE(insert(1)); }).join();
    EXPECT_EQ(tx.get<std::int64_t>(count_notes), 0);
  });
  EXPECT_EQ(count(), 1);
}

TEST_F(SqlTest, UsingADatabaseFromInsideItselfIsAFaultOfOurs) {
  const auto write = [&] { (void)insert(1); };
  const auto read = [&] { (void)count(); };
  for (const std::function<void()>& inner : {std::function<void()>(write), {read}}) {
    EXPECT_THROW(temp_.given([&](Tx&) { inner(); }), CheckFailed);
    EXPECT_THROW(temp_->read([&](Tx&) { inner(); }), CheckFailed);
  }
  TempDatabase other(schema);
  EXPECT_EQ(
      other->read([&](Tx&) {
        write();
        return count();
      }),
      1
  ) << "another database is no trouble";
}

TEST_F(SqlTest, WrongTypesAreNeverConverted) {
  static const Query fact{"INSERT INTO facts (fact_id, whole, word, raw) VALUES ($1, $2, $3, $4)"};
  static const Query word_as_whole{"INSERT INTO facts (fact_id, whole) VALUES ($1, $2)"};
  static const Query whole{"SELECT whole FROM facts"};
  static const Query word{"SELECT word FROM facts"};
  static const Query raw{"SELECT raw FROM facts"};
  static const Query real{"SELECT 1.5"};
  static const Query none{"SELECT NULL"};
  temp_.given([&](Tx& tx) { tx.exec(fact, 1, std::int64_t{4294967297}, "12", Bytes{"12"}); });
  temp_->read([&](Tx& tx) {
    EXPECT_EQ(tx.get<std::int64_t>(whole), 4294967297);
    EXPECT_THROW(tx.get<int>(whole), CheckFailed) << "4294967297 is not int 1";
    EXPECT_THROW(tx.get<std::string>(whole), CheckFailed);
    EXPECT_THROW(tx.get<Bytes>(whole), CheckFailed);
    EXPECT_THROW(tx.get<std::int64_t>(word), CheckFailed) << "'12' is not 12";
    EXPECT_THROW(tx.get<Bytes>(word), CheckFailed);
    EXPECT_THROW(tx.get<Mood>(word), CheckFailed) << "'12' is no Mood";
    EXPECT_THROW(tx.get<std::string>(raw), CheckFailed);
    EXPECT_THROW(tx.get<Digest>(raw), CheckFailed) << "two bytes are no digest";
    EXPECT_THROW(tx.get<std::int64_t>(real), CheckFailed) << "1.5 is not 1";
    EXPECT_THROW(tx.get<std::int64_t>(none), CheckFailed) << "NULL is not 0";
    EXPECT_THROW(tx.get<std::string>(none), CheckFailed);
    EXPECT_EQ(tx.get<std::optional<std::int64_t>>(none), std::nullopt);
  });
  const auto insert_wrong = [&](auto&& value) {
    temp_.given([&](Tx& tx) { tx.exec(word_as_whole, 2, value); });
  };
  EXPECT_THROW(insert_wrong("abc"), CheckFailed) << "'abc' is not 0";
  EXPECT_THROW(insert_wrong(Bytes{"abc"}), CheckFailed);
  EXPECT_THROW(insert_wrong(std::string("1\0 2", 4)), CheckFailed) << "NUL in text";
}

struct BadCall {
  const char* reason;
  std::function<void(Tx&)> call;
  const char* message;
};

TEST_F(SqlTest, CallsThatDoNotFitTheirStatementAreFaultsOfOurs) {
  static const Query one_column{"SELECT 1"};
  static const Query two_columns{"SELECT 1, 2"};
  static const Query gap{"SELECT $1 + $3"};
  static const Query question_mark{"SELECT ?"};
  static const Query cast{"SELECT $1::bigint"};
  static const Query named{"SELECT $id"};
  static const Query two_statements{"SELECT 1; SELECT 2"};
  static const Query empty{"-- nothing\n"};
  static const Query nonsense{"SELECT nonsense FROM nowhere"};
  static const Query returning{"DELETE FROM notes RETURNING note_id"};
  static const Query commit{"/* sly */ COMMIT"};
  static const Query pragma{"PRAGMA synchronous=OFF"};
  static const Query schema_change{"-- sly\nDROP TABLE notes"};
  struct Two {
    std::int64_t a, b;
  };
  const bool sqlite = test_engine() == Engine::sqlite;
  const std::vector<BadCall> calls{
      {"a value too many", [](Tx& tx) { tx.get<int>(one_column, 1); }, "values for the parameters"},
      {"a value too few", [](Tx& tx) { tx.exec(set_body, 1); }, "values for the parameters"},
      {"a column too many", [](Tx& tx) { tx.get<int>(two_columns); }, "columns wanted"},
      {"a column too few", [](Tx& tx) { tx.get<Two>(one_column); }, "columns wanted"},
      {"exec of rows", [](Tx& tx) { tx.exec(one_column); }, "columns wanted"},
      {"exec of RETURNING", [](Tx& tx) { tx.exec(returning); }, "columns wanted"},
      {"get of no row", [](Tx& tx) { tx.get<std::int64_t>(list_ids); }, "has_value"},
      {"$2 missing", [](Tx& tx) { tx.get<int>(gap, 1, 2); }, "$1 … $n"},
      {"? is not portable", [](Tx& tx) { tx.get<int>(question_mark, 1); }, "$1 … $n"},
      {"$1::bigint is one name", [](Tx& tx) { tx.get<int>(cast, 1); }, "$1 … $n"},
      {"a named parameter", [](Tx& tx) { tx.get<int>(named, 1); }, "$1 … $n"},
      {"two statements",
       [](Tx& tx) { tx.get<int>(two_statements); },
       sqlite ? "more than one" : "multiple commands"},
      {"no statement", [](Tx& tx) { tx.exec(empty); }, "only SELECT"},
      {"no such table",
       [](Tx& tx) { tx.get<int>(nonsense); },
       sqlite ? "no such table: nowhere" : "\"nowhere\" does not exist"},
      {"COMMIT reaches others", [](Tx& tx) { tx.exec(commit); }, "only SELECT"},
      {"PRAGMA reaches others", [](Tx& tx) { tx.exec(pragma); }, "only SELECT"},
      {"DDL is for migrations", [](Tx& tx) { tx.exec(schema_change); }, "only SELECT"},
  };
  for (const BadCall& bad : calls) {
    SCOPED_TRACE(bad.reason);
    try {
      temp_.given([&](Tx& tx) { bad.call(tx); });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const CheckFailed& failed) {
      EXPECT_THAT(failed.what(), HasSubstr(bad.message));
    }
  }
  EXPECT_THROW(temp_->read([](Tx& tx) { tx.exec(set_body, 1, "x"); }), CheckFailed)
      << "a write in a read";
}

TEST_F(SqlTest, PrepareSaysWhatTheEngineSays) {
  static const Query wrong{"SELECT body FROM note"};
  EXPECT_NO_THROW(temp_->prepare(insert_note));
  try {
    temp_->prepare(wrong);
    FAIL() << "nothing was thrown";
  } catch (const CheckFailed& failed) {
    EXPECT_THAT(
        failed.what(),
        HasSubstr(
            test_engine() == Engine::sqlite ? "no such table: note" : "\"note\" does not exist"
        )
    );
  }
}

TEST(QueryTest, NumbersAreDense) {
  const std::vector<const Query*> all = Query::all();
  ASSERT_FALSE(all.empty());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i]->number(), static_cast<int>(i));
  }
}

TEST(QueryTest, MayHaveATextPerEngine) {
  static const Query twin{"SELECT 1", "SELECT 2"};
  EXPECT_EQ(twin.sqlite(), "SELECT 1");
  EXPECT_EQ(twin.postgres(), "SELECT 2");
  EXPECT_EQ(insert_note.sqlite(), insert_note.postgres());
}

}  // namespace
}  // namespace guanxi::sql
