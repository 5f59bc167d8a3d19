// After all migrations both engines have the same schema: tables, columns, types, nullability,
// primary keys, and the same indexes over the same columns with the same conditions.
#include <gtest/gtest.h>

#include <map>
#include <ostream>

#include "parity/both.h"
#include "platform/sql/migrations.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql {

// How gtest names what differs.
void PrintTo(const Table& table, std::ostream* out) {
  *out << table.name << " (";
  for (const TableColumn& column : table.columns) {
    *out << column.name << ' '
         << (column.type == ColumnType::integer ? "integer"
             : column.type == ColumnType::text  ? "text"
                                                : "bytes")
         << (column.nullable ? ", " : " not null, ");
  }
  *out << "key";
  for (const std::string& name : table.key) *out << ' ' << name;
  *out << ')';
}

}  // namespace guanxi::sql

namespace guanxi::test {
namespace {

const sql::Query all_indexes{
    "SELECT m.name, m.tbl_name, l.\"unique\", "
    "(SELECT group_concat(i.name, ' ') FROM pragma_index_info(m.name) i), m.sql "
    "FROM sqlite_master m JOIN pragma_index_list(m.tbl_name) l ON l.name = m.name "
    "WHERE m.type = 'index' AND m.sql IS NOT NULL ORDER BY m.name",
    "SELECT CAST(c.relname AS TEXT), CAST(t.relname AS TEXT), CAST(CASE WHEN i.indisunique THEN 1 "
    "ELSE 0 END AS BIGINT), (SELECT string_agg(a.attname, ' ' ORDER BY k.place) FROM "
    "unnest(CAST(i.indkey AS int2[])) WITH ORDINALITY AS k(number, place) JOIN pg_attribute a ON "
    "a.attrelid = t.oid AND a.attnum = k.number), "
    "'WHERE ' || COALESCE(pg_get_expr(i.indpred, t.oid), '') "
    "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = "
    "i.indrelid WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND NOT "
    "i.indisprimary ORDER BY c.relname COLLATE \"C\""};

struct IndexRow {
  std::string name, table;
  bool unique = false;
  std::string columns, text;
};

/// The names, numbers and strings behind WHERE in their order: PostgreSQL rewrites `a IN (1, 2)` to
/// `a = ANY (ARRAY[1, 2])`, but neither the column nor the values.
std::string condition(const std::string& text) {
  static const std::map<std::string, bool> noise{
      {"IN", true}, {"ANY", true}, {"ARRAY", true}, {"TEXT", true}, {"BIGINT", true}};
  std::string words;
  bool behind = false;
  sql::rewrite(text, [&](std::string_view token) -> std::string {
    const std::string word = sql::upper(token);
    const char first = token[0];
    const bool tells = std::isalnum(static_cast<unsigned char>(first)) != 0 || first == '\'';
    if (behind && tells && !noise.contains(word)) words += std::string(token) + ' ';
    behind = behind || word == "WHERE";
    return {};
  });
  return words;
}

std::vector<std::string> indexes_of(sql::Database& db) {
  return db.read([](sql::Tx& tx) {
    std::vector<std::string> all;
    for (const IndexRow& row : tx.list<IndexRow>(all_indexes)) {
      all.push_back(
          (row.unique ? "unique " : "") + row.name + " on " + row.table + " (" + row.columns +
          ") where " + condition(row.text)
      );
    }
    return all;
  });
}

class Schema : public testing::Test {
 protected:
  void SetUp() override {
    if (no_server()) GTEST_SKIP() << no_server_reason;
    embedded = std::make_unique<sql::TempDatabase>(
        sql::all_migrations(sql::Engine::sqlite), sql::SqliteOptions{}, sql::Engine::sqlite
    );
    served = std::make_unique<sql::TempDatabase>();
  }
  std::unique_ptr<sql::TempDatabase> embedded, served;
};

TEST_F(Schema, has_the_same_migrations_on_both_engines) {
  const auto one = sql::all_migrations(sql::Engine::sqlite);
  const auto other = sql::all_migrations(sql::Engine::postgres);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].name, other[i].name);
  EXPECT_EQ((*embedded)->schema_version(), (*served)->schema_version());
}

TEST_F(Schema, has_the_same_tables_and_keys_on_both_engines) {
  const auto one = (*embedded)->tables();
  const auto other = (*served)->tables();
  EXPECT_GT(one.size(), 30U);
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
    EXPECT_EQ(one[i], other[i]);
    EXPECT_FALSE(one[i].key.empty()) << one[i].name << " has no primary key";
  }
  EXPECT_EQ(one.size(), other.size());
}

TEST_F(Schema, has_the_same_indexes_on_both_engines) {
  const auto one = indexes_of(**embedded);
  EXPECT_GT(one.size(), 10U);
  EXPECT_EQ(one, indexes_of(**served));
}

TEST(Index, conditions_are_compared_by_what_they_name) {
  EXPECT_EQ(
      condition("CREATE … WHERE kind IN ('group', 'region')"),
      condition("WHERE (kind = ANY (ARRAY['group'::text, 'region'::text]))")
  );
  EXPECT_EQ(condition("… WHERE is_primary = 1"), condition("WHERE (is_primary = 1)"));
  EXPECT_NE(condition("… WHERE is_primary = 1"), condition("WHERE (is_primary = 0)"));
  EXPECT_NE(condition("… WHERE is_primary = 1"), condition("WHERE "));
}

}  // namespace
}  // namespace guanxi::test
