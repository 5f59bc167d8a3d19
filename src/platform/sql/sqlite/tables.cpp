// Whole tables, see the end of sql::Database.
#include "platform/sql/tables.h"
#include "platform/sql/sqlite/database.h"
#include "platform/sql/sqlite/values.h"

namespace guanxi::sql::sqlite {
namespace {

constexpr std::int64_t rows_between_reports = 10'000;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement compile(Connection& connection, const std::string& text) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v2(connection.handle(), text.c_str(), -1, &statement, nullptr);
  if (result != SQLITE_OK) connection.raise(result, text);
  return Statement(statement);
}

void bind_all(Connection& connection, sqlite3_stmt* statement, std::span<const Value> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int result = sqlite::bind(statement, static_cast<int>(i) + 1, param_of(values[i]));
    if (result != SQLITE_OK) connection.raise(result, sqlite3_sql(statement));
  }
}

void each_row(
    Connection& connection,
    sqlite3_stmt* statement,
    const std::function<bool(const RowView&)>& visit
) {
  const Row row(statement);
  int result = sqlite3_step(statement);
  for (; result == SQLITE_ROW; result = sqlite3_step(statement)) {
    if (!visit(row)) return;
  }
  if (result != SQLITE_DONE) connection.raise(result, sqlite3_sql(statement));
}

ColumnType declared_type(std::string_view declared) {
  if (declared == "INTEGER") return ColumnType::integer;
  if (declared == "TEXT") return ColumnType::text;
  GX_CHECK_WHY(declared == "BLOB", "a column of a type we do not use: " + std::string(declared));
  return ColumnType::bytes;
}

std::vector<Table> read_schema(Connection& connection) {
  std::vector<Table> tables;
  const Statement statement = compile(
      connection,
      "SELECT t.name, c.name, c.type, c.\"notnull\" <> 0 OR c.pk > 0, c.pk FROM pragma_table_list "
      "t, "
      "pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE "
      "'\\' AND t.name <> 'schema_migrations' ORDER BY t.name, c.name"
  );
  each_row(connection, statement.get(), [&](const RowView& row) {
    if (tables.empty() || tables.back().name != row.text(0)) {
      tables.push_back({std::string(row.text(0)), {}, {}});
    }
    Table& table = tables.back();
    table.columns.push_back(
        {std::string(row.text(1)), declared_type(row.text(2)), row.integer(3) == 0}
    );
    const auto place = static_cast<std::size_t>(row.integer(4));
    if (place > table.key.size()) table.key.resize(place);
    if (place > 0) table.key[place - 1] = table.columns.back().name;
    return true;
  });
  return tables;
}

class Reader final : public TableReader {
 public:
  explicit Reader(Connection& connection) : connection_(connection) {}
  void scan(
      const Table& table,
      std::span<const Value> after,
      const std::function<bool(const RowView&)>& visit
  ) override {
    const Statement statement = compile(connection_, scan_text(table, !after.empty()));
    bind_all(connection_, statement.get(), after);
    each_row(connection_, statement.get(), visit);
  }
  std::int64_t count(const Table& table, const std::function<void(std::int64_t)>& on_rows)
      override {
    if (!on_rows) return connection_.number_of(count_text(table));
    std::int64_t rows = 0;
    const Statement statement = compile(connection_, "SELECT 1 FROM " + table.name);
    each_row(connection_, statement.get(), [&](const RowView&) {
      if (++rows % rows_between_reports == 0) on_rows(rows);
      return true;
    });
    return rows;
  }
  TableRow last_key(const Table& table) override {
    TableRow key;
    const Statement statement = compile(connection_, last_key_text(table));
    each_row(connection_, statement.get(), [&](const RowView& row) {
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

std::vector<Table> SqliteDatabase::tables() {
  std::vector<Table> tables;
  readers_.borrow([&](Connection& connection) { tables = read_schema(connection); });
  return tables;
}

void SqliteDatabase::read_tables(const std::function<void(TableReader&)>& function) {
  readers_.snapshot([&](Connection& connection) {
    Reader reader(connection);
    function(reader);
  });
}

void SqliteDatabase::insert_rows(const Table& table, std::span<const TableRow> rows) {
  on_writer([&](Connection& connection) {
    if (health_.halted()) health_.refuse();
    connection.control_or_throw(Control::begin_write);
    const Statement statement = compile(connection, insert_text(table));
    for (const TableRow& row : rows) {
      GX_CHECK(row.size() == table.columns.size());
      bind_all(connection, statement.get(), row);
      each_row(connection, statement.get(), [](const RowView&) { return true; });
      sqlite3_reset(statement.get());
    }
    connection.control_or_throw(Control::commit);
  });
}

void SqliteDatabase::delete_rows(const Table& table) {
  on_writer([&](Connection& connection) {
    if (health_.halted()) health_.refuse();
    connection.execute(delete_text(table));
  });
}

}  // namespace guanxi::sql::sqlite
