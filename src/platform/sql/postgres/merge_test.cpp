#include "platform/sql/postgres/merge.h"

#include <gtest/gtest.h>

#include "platform/sql/postgres/connection.h"
#include "platform/sql/postgres/values.h"
#include "platform/sql/testing.h"

namespace guanxi::sql::postgres {
namespace {

constexpr Oid i = oid_integer, t = oid_text, b = oid_bytes;

struct WriteCase {
  const char* reason;
  const char* text;
  std::vector<Oid> types;
  std::optional<std::string> merged;
};

TEST(PostgresMergeTest, WritesBecomeOneStatementOrNone) {
  const std::string one = "unnest($1::bigint[]) WITH ORDINALITY AS gx_calls(gx1, gx0)";
  const std::string second = "($2::text[])[gx_calls.gx0]";
  std::string twelve_values = "gx_calls.gx1";
  for (int n = 2; n <= 12; ++n) {
    twelve_values += ", ($" + std::to_string(n) + "::bigint[])[gx_calls.gx0]";
  }
  const WriteCase cases[] = {
      {"a row of values",
       "INSERT INTO t (a, b, c) VALUES ($1, $2, 'x')",
       {i, t},
       "INSERT INTO t (a, b, c) SELECT gx_calls.gx1, " + second + ", 'x' FROM " + one},
      {"$12 is not $1 and a 2",
       "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
       std::vector<Oid>(12, i),
       "INSERT INTO t SELECT " + twelve_values + " FROM " + one},
      {"a conflict that changes nothing",
       "insert into t (a) values ($1) on conflict (a) do nothing",
       {i},
       "insert into t (a) SELECT gx_calls.gx1 FROM " + one},
      {"an expression, a string with a parameter's name in it",
       "INSERT INTO t (a, b) VALUES (CAST($1 AS BIGINT) + 1, '$2, VALUES (')",
       {i},
       "INSERT INTO t (a, b) SELECT CAST(gx_calls.gx1 AS BIGINT) + 1, '$2, VALUES (' FROM " + one},
      {"a guarded update",
       "UPDATE t SET b = $2 WHERE a = $1 AND b <> $2",
       {i, t},
       "UPDATE t SET b = " + second + " FROM " + one + " WHERE a = gx_calls.gx1 AND b <> " +
           second},
      {"a comment at the end hides nothing",
       "-- why\nUPDATE t SET b = $2 WHERE a = $1 -- x",
       {i, t},
       "UPDATE t SET b = " + second + " FROM " + one + " WHERE a = gx_calls.gx1 -- x"},
      {"FROM behind WHERE is no table",
       "UPDATE t SET b = $2 WHERE a = $1 AND b IS DISTINCT FROM $2",
       {i, t},
       "UPDATE t SET b = " + second + " FROM " + one +
           " WHERE a = gx_calls.gx1 AND b IS DISTINCT FROM " + second},
      {"nothing to tell the calls apart", "INSERT INTO t (a) VALUES (1)", {}, {}},
      {"two rows", "INSERT INTO t (a) VALUES ($1), (1)", {i}, {}},
      {"an upsert may meet its own row",
       "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET b = 1",
       {i},
       {}},
      {"who asks wants its own rows", "INSERT INTO t (a) VALUES ($1) RETURNING a", {i}, {}},
      {"what one reads another may write",
       "INSERT INTO t (a) VALUES ((SELECT max(a) FROM t) + $1)",
       {i},
       {}},
      {"rows of a query", "INSERT INTO t (a) SELECT a FROM s WHERE a = $1", {i}, {}},
      {"VALUES within a query", "INSERT INTO t (a) SELECT v FROM (VALUES ($1)) AS x(v)", {i}, {}},
      {"DEFAULT stands in VALUES only", "INSERT INTO t (a, b) VALUES ($1, DEFAULT)", {i}, {}},
      {"a predicate with a parameter",
       "INSERT INTO t (a) VALUES ($1) ON CONFLICT (a) WHERE a > $2 DO NOTHING",
       {i, i},
       {}},
      {"every row", "UPDATE t SET b = $1", {t}, {}},
      {"has a FROM already", "UPDATE t SET b = s.b FROM s WHERE t.a = $1", {i}, {}},
      {"an update that answers", "UPDATE t SET b = 1 WHERE a = $1 RETURNING b", {i}, {}},
      {"an update that reads elsewhere",
       "UPDATE t SET b = (SELECT max(b) FROM t) WHERE a = $1",
       {i},
       {}},
      {"an update that reads in its guard",
       "UPDATE t SET b = 1 WHERE a = $1 AND EXISTS (SELECT 1 FROM s)",
       {i},
       {}},
      {"deletes are rare", "DELETE FROM t WHERE a = $1", {i}, {}},
      {"a CTE", "WITH x AS (SELECT 1) INSERT INTO t (a) VALUES ($1)", {i}, {}},
      {"two statements", "UPDATE t SET b = 1 WHERE a = $1; DELETE FROM t", {i}, {}},
      {"no statement", "-- $1", {i}, {}},
  };
  for (const WriteCase& one_case : cases) {
    const auto merged = merged_write(one_case.text, one_case.types);
    ASSERT_EQ(merged.has_value(), one_case.merged.has_value()) << one_case.reason;
    if (merged) {
      EXPECT_EQ(merged->text, *one_case.merged) << one_case.reason;
    }
  }
}

TEST(PostgresMergeTest, UpdatesSayWhichColumnsTheyPin) {
  const std::vector<Oid> types{i, i, t};
  const struct {
    const char* text;
    std::vector<Pin> pins;  // none: not merged
  } cases[] = {
      {"UPDATE t SET b = $1 WHERE a = $2 AND c=$3", {{"a", 1}, {"c", 2}}},
      {"UPDATE t SET b = $1 WHERE b <> $1 AND a = $2 /* x */ AND c > $3", {{"a", 1}}},
      {"UPDATE t SET b = $1, c = $3 WHERE a = $2 OR a = 7", {}},
      {"UPDATE t SET b = $1 WHERE a = $2 + 1 AND c <> $3", {}},
      {"UPDATE t SET b = $1 WHERE NOT a = $2 AND c <> $3", {}},
      {"UPDATE t SET b = $1 WHERE (a = $2) AND c <> $3", {}},
      {"UPDATE t SET b = $1 WHERE c BETWEEN $3 AND a = $2", {}},
      {"UPDATE t AS x SET b = $1 WHERE x.a = $2 AND x.c <> $3", {}},
  };
  for (const auto& one : cases) {
    const auto merged = merged_write(one.text, types);
    ASSERT_EQ(merged.has_value(), !one.pins.empty()) << one.text;
    if (!merged) continue;
    EXPECT_EQ(merged->update->table, "t") << one.text;
    EXPECT_EQ(merged->update->pins, one.pins) << one.text;
  }
  EXPECT_FALSE(merged_write("INSERT INTO t VALUES ($1, $2, $3)", types)->update);
}

TEST(PostgresMergeTest, ReadsBecomeOneStatementOrNone) {
  const std::vector<Oid> types{i};
  EXPECT_EQ(
      merged_read("SELECT a FROM t u WHERE u.a = $1 ORDER BY a -- last", types),
      "SELECT gx_calls.gx0, gx_rows.* FROM unnest($1::bigint[]) WITH ORDINALITY AS gx_calls(gx1, "
      "gx0), LATERAL (SELECT a FROM t u WHERE u.a = gx_calls.gx1 ORDER BY a -- last\n) gx_rows"
  );
  for (const char* text :
       {"WITH x AS (SELECT $1) SELECT * FROM x", "SELECT $1;", "DELETE FROM t WHERE a = $1", ""})
    EXPECT_EQ(merged_read(text, types), std::nullopt) << text;
  EXPECT_EQ(merged_read("SELECT 1", {}), std::nullopt);
}

TEST(PostgresMergeTest, KnowsWhatWrites) {
  for (const char* text :
       {"INSERT INTO t VALUES (1)",
        "/* x */ update t set a = 1",
        "WITH gone AS (DELETE FROM t RETURNING a) SELECT a FROM gone",
        "SELECT a FROM t FOR UPDATE"})
    EXPECT_FALSE(only_reads(text)) << text;
  for (const char* text : {"SELECT 'INSERT'", "SELECT updated FROM t -- DELETE", "VALUES (1)"})
    EXPECT_TRUE(only_reads(text)) << text;
}

TEST(PostgresArrayTest, IsWhatTheManualSays) {
  ArrayBuilder numbers(oid_integer);
  numbers.add(std::int64_t{1});
  numbers.add(Null{});
  numbers.add(std::int64_t{-2});
  const char expected[] =
      "\0\0\0\1"
      "\0\0\0\1"
      "\0\0\0\x14"
      "\0\0\0\3"
      "\0\0\0\1"
      "\0\0\0\x8"
      "\0\0\0\0\0\0\0\1"
      "\xff\xff\xff\xff"
      "\0\0\0\x8"
      "\xff\xff\xff\xff\xff\xff\xff\xfe";
  EXPECT_EQ(numbers.data(), std::string_view(expected, sizeof expected - 1));
  numbers.clear();
  numbers.add(std::int64_t{7});
  EXPECT_EQ(numbers.data().substr(4, 4), std::string_view("\0\0\0\0", 4)) << "no NULL any more";
  EXPECT_EQ(numbers.data().size(), 20U + 4 + 8);
}

TEST(PostgresArrayTest, ValuesComeBackAsTheyWent) {
  if (test_engine() == Engine::sqlite) GTEST_SKIP() << "needs PostgreSQL: GUANXI_TEST_POSTGRES";
  Connection connection({test_server()});
  const std::string zeros("\0a\0", 3), large(70'000, 'x');
  const std::vector<Param> all[] = {
      {std::int64_t{0}, Null{}, INT64_MIN, INT64_MAX, std::int64_t{-1}},
      {std::string_view(""),
       Null{},
       std::string_view("短信 NULL \"{},\\"),
       std::string_view(large)},
      {BytesView{""}, Null{}, BytesView{zeros}, BytesView{large}}};
  const Oid types[] = {i, t, b};
  const char* const casts[] = {"bigint[]", "text[]", "bytea[]"};
  for (std::size_t kind = 0; kind < 3; ++kind) {
    SCOPED_TRACE(casts[kind]);
    ArrayBuilder array(types[kind]);
    for (const Param& value : all[kind]) array.add(value);
    const std::string data(array.data());
    const Oid oid = array_oid(types[kind]);
    const char* const value = data.data();
    const int length = static_cast<int>(data.size()), binary = 1;
    const PgResult result{PQexecParams(
        connection.handle(), "SELECT unnest($1)", 1, &oid, &value, &length, &binary, 1
    )};
    ASSERT_EQ(PQntuples(result.get()), std::ssize(all[kind]))
        << PQerrorMessage(connection.handle());
    Row row(result.get());
    for (int at = 0; at < PQntuples(result.get()); ++at) {
      row.move_to(at);
      const Param& wanted = all[kind][static_cast<std::size_t>(at)];
      if (std::holds_alternative<Null>(wanted)) {
        EXPECT_TRUE(row.is_null(0)) << at;
      } else if (kind == 0) {
        EXPECT_EQ(row.integer(0), std::get<std::int64_t>(wanted)) << at;
      } else if (kind == 1) {
        EXPECT_EQ(row.text(0), std::get<std::string_view>(wanted)) << at;
      } else {
        EXPECT_EQ(row.bytes(0), std::get<BytesView>(wanted).data) << at;
      }
    }
  }
}

TEST(PostgresParametersTest, AreBinaryAndNeverNullByAccident) {
  const std::string zeros("\0\1", 2);
  const std::vector<Param> params{
      std::int64_t{258}, std::string_view{}, BytesView{}, BytesView{zeros}, Null{}};
  const Parameters values(params);
  ASSERT_EQ(values.count(), 5);
  EXPECT_EQ(std::string_view(values.values()[0], 8), std::string_view("\0\0\0\0\0\0\1\2", 8));
  EXPECT_NE(values.values()[1], nullptr) << "an empty text is no NULL";
  EXPECT_NE(values.values()[2], nullptr) << "empty bytes are no NULL";
  EXPECT_EQ(values.lengths()[3], 2);
  EXPECT_EQ(values.values()[4], nullptr);
  const std::vector<Param> nul{std::string_view(zeros)};
  EXPECT_THROW(Parameters{nul}, CheckFailed);
}

}  // namespace
}  // namespace guanxi::sql::postgres
