// db/citus.sql, run as it stands on a plain PostgreSQL whose create_distributed_table only writes
// down what it was asked for: every table has a place, and nothing in the schema would keep Citus
// from giving it that.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "parity/both.h"
#include "parity/citus.h"
#include "platform/sql/tokens.h"

namespace guanxi::test {
namespace {

const sql::Query unique_without_column{
    "SELECT 1",
    "SELECT CAST(c.relname AS TEXT) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = CAST($2 AS TEXT) "
    "WHERE i.indrelid = CAST(CAST($1 AS TEXT) AS regclass) AND i.indisunique "
    "AND NOT a.attnum = ANY (CAST(i.indkey AS int2[]))"};
const sql::Query unique_indexes{
    "SELECT 1",
    "SELECT COUNT(*) FROM pg_index i WHERE i.indrelid = CAST(CAST($1 AS TEXT) AS regclass) AND "
    "i.indisunique"};
const sql::Query foreign_keys{
    "SELECT 1", "SELECT CAST(conname AS TEXT) FROM pg_constraint WHERE contype = 'f'"};

class Citus : public testing::Test {
 protected:
  void SetUp() override {
    if (no_server()) GTEST_SKIP() << no_server_reason;
    spread = std::make_unique<SpreadStore>();
  }
  std::unique_ptr<SpreadStore> spread;
};

/// How often each table's name stands in the file as a string.
std::map<std::string, int> literals(const std::string& text) {
  std::map<std::string, int> found;
  sql::rewrite(text, [&](std::string_view token) -> std::string {
    if (token.size() > 2 && token[0] == '\'')
      ++found[std::string(token.substr(1, token.size() - 2))];
    return {};
  });
  return found;
}

TEST_F(Citus, has_a_place_for_every_table_exactly_once) {
  std::set<std::string> tables;
  for (const sql::Table& table : spread->db().tables()) {
    if (!table.name.starts_with("double_")) tables.insert(table.name);
  }
  EXPECT_GT(tables.size(), 30U);
  auto named = literals(citus_sql());
  for (const std::string& table : tables)
    EXPECT_EQ(named[table], 1) << table << " has to stand in db/citus.sql once";
  int placed = 0;
  for (const auto& [table, column] : spread->distribution())
    placed += tables.contains(table) ? 1 : 0;
  for (const std::string& table : spread->copied()) placed += tables.contains(table) ? 1 : 0;
  EXPECT_EQ(placed, std::ssize(spread->distribution()) + std::ssize(spread->copied()))
      << "a table that is none of the program's";
}

TEST_F(Citus, can_keep_every_unique_key_on_one_machine) {
  spread->db().read([&](sql::Tx& tx) {
    for (const auto& [table, column] : spread->distribution()) {
      EXPECT_GT(tx.get<std::int64_t>(unique_indexes, table), 0) << table;
      for (const std::string& index : tx.list<std::string>(unique_without_column, table, column))
        ADD_FAILURE() << index << " of " << table << " does not contain " << column;
    }
    for (const std::string& key : tx.list<std::string>(foreign_keys))
      ADD_FAILURE() << key << ": what it refers to may lie on another machine";
  });
}

TEST_F(Citus, would_be_told_of_a_key_that_spreads) {
  spread->db().read([&](sql::Tx& tx) {
    const auto wrong = tx.list<std::string>(unique_without_column, "sale_claims", "owner_id");
    EXPECT_EQ(wrong, std::vector<std::string>{"sale_claims_pkey"});
  });
}

TEST_F(Citus, refuses_to_forget_a_table) {
  const std::string forgotten = "CREATE TABLE later_added (id BIGINT PRIMARY KEY);" + citus_sql();
  try {
    SpreadStore store(forgotten);
    FAIL() << "it was silent";
  } catch (const std::exception& refused) {
    EXPECT_NE(std::string(refused.what()).find("later_added"), std::string::npos) << refused.what();
  }
}

}  // namespace

// ── what the tests of this folder share ──

std::string citus_sql() {
  const char* const root = std::getenv("GUANXI_SOURCE_DIR");
  std::ifstream file(std::filesystem::path(root ? root : ".") / "db/citus.sql");
  std::ostringstream text;
  text << file.rdbuf();
  if (text.str().empty()) throw std::runtime_error("no db/citus.sql: set GUANXI_SOURCE_DIR");
  return text.str();
}

namespace {

// Citus' functions as far as the file uses them. Named like a shard: the file leaves it alone.
constexpr std::string_view citus_double =
    "CREATE TABLE double_of_citus_00001 (name TEXT PRIMARY KEY, by_column TEXT NOT NULL);"
    "CREATE FUNCTION create_distributed_table(table_name REGCLASS, distribution_column VARCHAR, "
    "colocate_with VARCHAR DEFAULT 'default') RETURNS VOID LANGUAGE SQL AS "
    "'INSERT INTO double_of_citus_00001 VALUES (table_name, distribution_column)';"
    "CREATE FUNCTION create_reference_table(table_name REGCLASS) RETURNS VOID LANGUAGE SQL AS "
    "'INSERT INTO double_of_citus_00001 VALUES (table_name, '''')';"
    "CREATE VIEW pg_dist_partition AS SELECT CAST(name AS REGCLASS) AS logicalrelid FROM "
    "double_of_citus_00001;";

const sql::Query all_calls{
    "SELECT 1, 1", "SELECT name, by_column FROM double_of_citus_00001 ORDER BY name"};

}  // namespace

SpreadStore::SpreadStore(const std::string& text) : double_(citus_double), text_(text) {
  const auto ours = sql::all_migrations(sql::Engine::postgres);
  migrations_.assign(ours.begin(), ours.end());
  const int last = static_cast<int>(migrations_.size());
  migrations_.push_back({last + 1, "a double of Citus", double_});
  migrations_.push_back({last + 2, "db/citus.sql", text_});
  store_ =
      std::make_unique<sql::TempDatabase>(migrations_, sql::SqliteOptions{}, sql::Engine::postgres);
  struct Call {
    std::string table, column;
  };
  for (const Call& call : db().read([](sql::Tx& tx) { return tx.list<Call>(all_calls); })) {
    if (call.column.empty()) {
      copied_.push_back(call.table);
    } else {
      distribution_[call.table] = call.column;
    }
  }
}

}  // namespace guanxi::test
