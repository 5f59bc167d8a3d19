// Whole tables, see the end of sql::Database.
#include "platform/sql/tables.h"

#include <algorithm>

#include "platform/sql/inside.h"
#include "platform/sql/postgres/database.h"
#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/values.h"

namespace guanxi::sql::postgres {
namespace {

constexpr const char* schema_text =
    "SELECT c.relname, a.attname, t.typname, a.attnotnull, "
    "coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT "
    "a.attisdropped JOIN pg_type t ON t.oid = a.atttypid "
    "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
    "JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT "
    "c.relispartition AND c.relname <> 'schema_migrations' "
    "ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\"";

constexpr std::int64_t part_bytes = std::int64_t{1} << 20;  // of rows on their way, either way
constexpr std::int64_t part_rows_first = 50, part_rows_max = 10'000;

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
    connection_.execute(
        "DECLARE whole NO SCROLL CURSOR FOR " + scan_text(table, !after.empty()), params
    );
    // So many rows at once as are about a part, whatever is in them.
    std::int64_t rows = part_rows_first;
    for (bool go_on = true; go_on;) {
      const PgResult part = connection_.execute("FETCH " + std::to_string(rows) + " FROM whole");
      const int got = PQntuples(part.get());
      std::int64_t bytes = 1;
      Row row(part.get());
      for (int i = 0; i < got && go_on; ++i) {
        for (int c = 0; c < PQnfields(part.get()); ++c) bytes += PQgetlength(part.get(), i, c);
        row.move_to(i);
        go_on = visit(row);
      }
      go_on = go_on && got == rows;
      rows =
          std::clamp<std::int64_t>(part_bytes * got / bytes, 1, std::min(4 * rows, part_rows_max));
    }
    connection_.execute("CLOSE whole");
  }
  std::int64_t count(const Table& table, const std::function<void(std::int64_t)>&) override {
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

/// COPY … FROM STDIN in the binary format of the manual's chapter on COPY: many times as fast as an
/// INSERT for each row.
class CopyIn {
 public:
  CopyIn(PGconn* handle, const Table& table) : handle_(handle), table_(table) {
    text_ = "COPY " + table.name + " (";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      text_ += (i > 0 ? ", " : "") + table.columns[i].name;
    text_ += ") FROM STDIN (FORMAT binary)";
    const PgResult begun{PQexec(handle_, text_.c_str())};
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail(begun.get());
    pending_ = {"PGCOPY\n\377\r\n\0", 11};
    pending_.append(8, '\0');  // no flags, no extension
  }
  void add(const TableRow& row) {
    GX_CHECK(row.size() == table_.columns.size());
    put(static_cast<std::int64_t>(row.size()), 2);
    for (const Value& value : row) add(value);
    if (std::ssize(pending_) >= part_bytes) send();
  }
  void finish() {
    put(-1, 2);
    send();
    if (PQputCopyEnd(handle_, nullptr) != 1) fail(nullptr);
    const PgResult result{PQgetResult(handle_)};
    while (const PgResult more{PQgetResult(handle_)}) {
    }
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get());
  }

 private:
  void add(const Value& value) {
    if (std::holds_alternative<Null>(value)) return put(-1, 4);
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
      put(8, 4);
      return put(*number, 8);
    }
    const auto* const text = std::get_if<std::string>(&value);
    const std::string& bytes = text != nullptr ? *text : std::get<Bytes>(value).data;
    put(std::ssize(bytes), 4);
    pending_ += bytes;
  }
  void put(std::int64_t number, int bytes) {
    for (int i = bytes - 1; i >= 0; --i)
      pending_ += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i) & 0xff);
  }
  void send() {
    if (PQputCopyData(handle_, pending_.data(), static_cast<int>(pending_.size())) != 1)
      fail(nullptr);
    pending_.clear();
  }
  [[noreturn]] void fail(const PGresult* result) {
    const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* const where = PQresultErrorField(result, PG_DIAG_CONTEXT);
    if (state != nullptr && std::string_view(state).starts_with("22")) {
      // A value that the other engine took, such as a text with a zero byte in it.
      throw StorageFault(
          StorageFault::Kind::constraint,
          "PostgreSQL takes a value of " + table_.name +
              " not: " + PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) +
              (where != nullptr ? std::string(" (") + where + ")" : "")
      );
    }
    raise(handle_, result, text_, /*reading=*/false);
  }

  PGconn* handle_;
  const Table& table_;
  std::string text_, pending_;
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
  on_connection(pool_, Again::uncommitted, [&](Connection& connection) {
    connection.begin(Isolation::read_committed);
    connection.begin_now();
    CopyIn copy(connection.handle(), table);
    for (const TableRow& row : rows) copy.add(row);
    copy.finish();
    connection.commit();
  });
}

void PostgresDatabase::delete_rows(const Table& table) {
  Inside::refuse(this, "delete_rows");
  if (health_.halted()) health_.refuse();
  Pool::Lease lease(pool_);
  lease->begin(Isolation::read_committed);
  lease->execute("TRUNCATE " + table.name, {});  // a DELETE would leave millions behind to sweep
  lease->commit();
}

}  // namespace guanxi::sql::postgres
