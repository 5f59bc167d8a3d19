// Whole tables, see the end of sql::Database.
#include "platform/sql/tables.h"

#include "platform/sql/inside.h"
#include "platform/sql/postgres/database.h"

namespace guanxi::sql::postgres {
namespace {

constexpr const char* schema_text =
    "SELECT c.relname, a.attname, t.typname, a.attnotnull, "
    "coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT "
    "a.attisdropped JOIN pg_type t ON t.oid = a.atttypid "
    "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT "
    "c.relispartition AND c.relname <> 'schema_migrations' "
    "ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\"";

ColumnType declared_type(std::string_view name) {
  if (name == "int8") return ColumnType::integer;
  if (name == "text") return ColumnType::text;
  GX_CHECK_WHY(name == "bytea", "a column of a type we do not use: " + std::string(name));
  return ColumnType::bytes;
}

class Reader final : public TableReader {
 public:
  explicit Reader(Connection& connection) : connection_(connection) {}
  void scan(
      const Table& table,
      std::span<const Value> after,
      const std::function<bool(const RowView&)>& visit
  ) override {
    std::vector<Param> params;
    for (const Value& value : after) params.push_back(param_of(value));
    connection_.scan(scan_text(table, !after.empty()), params, visit);
  }
  std::int64_t count(const Table& table) override {
    std::int64_t rows = 0;
    connection_.scan(count_text(table), {}, [&](const RowView& row) {
      rows = row.integer(0);
      return true;
    });
    return rows;
  }
  TableRow last_key(const Table& table) override {
    TableRow key;
    connection_.scan(last_key_text(table), {}, [&](const RowView& row) {
      for (std::size_t i = 0; i < table.key.size(); ++i) {
        key.push_back(value_of(row, static_cast<int>(i), type_of(table, table.key[i])));
      }
      return true;
    });
    return key;
  }

 private:
  Connection& connection_;
};

}  // namespace

std::vector<Table> PostgresDatabase::tables() {
  std::vector<Table> tables;
  const auto add = [&](const RowView& row) {
    if (tables.empty() || tables.back().name != row.text(0))
      tables.push_back({std::string(row.text(0)), {}, {}});
    Table& table = tables.back();
    table.columns.push_back(
        {std::string(row.text(1)), declared_type(row.text(2)), row.integer(3) == 0}
    );
    const auto place = static_cast<std::size_t>(row.integer(4));
    if (place > table.key.size()) table.key.resize(place);
    if (place > 0) table.key[place - 1] = table.columns.back().name;
    return true;
  };
  on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
    tables.clear();
    connection.begin(Isolation::long_snapshot);
    connection.scan(schema_text, {}, add);
  });
  return tables;
}

void PostgresDatabase::read_tables(const std::function<void(TableReader&)>& function) {
  Inside::refuse(this, "read_tables");
  on_connection(pool_, Again::untouched, [&](Connection& connection) {
    connection.begin(Isolation::long_snapshot);
    connection.begin_now();  // the function runs once: whether the server is there shows before it
    Reader reader(connection);
    function(reader);
  });
}

void PostgresDatabase::insert_rows(const Table& table, std::span<const TableRow> rows) {
  Inside::refuse(this, "insert_rows");
  if (health_.halted()) health_.refuse();
  const std::string text = insert_text(table);
  on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
    connection.begin(Isolation::read_committed);
    for (const TableRow& row : rows) {
      GX_CHECK(row.size() == table.columns.size());
      std::vector<Param> params;
      for (const Value& value : row) params.push_back(param_of(value));
      connection.execute(text, params);
    }
    connection.commit();
  });
}

void PostgresDatabase::delete_rows(const Table& table) {
  Inside::refuse(this, "delete_rows");
  if (health_.halted()) health_.refuse();
  Pool::Lease lease(pool_);
  lease->begin(Isolation::read_committed);
  lease->execute(delete_text(table), {});
  lease->commit();
}

}  // namespace guanxi::sql::postgres
