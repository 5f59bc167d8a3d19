// The one seam to the store. Modules write portable SQL with $1 … $n parameters against Tx; the
// engine (embedded SQLite, or PostgreSQL) is chosen at start. See docs/adr/0003-store-seam.md.
//
//   static const sql::Query find_store{"SELECT store_id, name FROM org_stores WHERE code = $1"};
//   struct StoreRow { StoreId store_id; std::string name; };
//   auto store = tx.find<StoreRow>(find_store, code);                 // optional<StoreRow>
//   auto receipt = db.write([&](sql::Tx& tx) -> Result<Receipt> {…}); // returns only once durable
//
// Threads: Database may be used from any thread. A Tx belongs to the function it was handed to.
#pragma once

#include <array>
#include <boost/pfr.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/points.h"
#include "base/quantity.h"
#include "base/result.h"
#include "base/time.h"

namespace guanxi::sql {

enum class Engine { sqlite, postgres };

/// A statement of the program: a compile-time literal in static storage. Its number keys each
/// connection's cache of prepared statements, and all() lets a test prepare every one of them on
/// every engine. A Query with two texts is the visible exception where the dialects differ.
class Query {
 public:
  template <std::size_t n>
  explicit Query(const char (&portable)[n]) : Query(portable, portable, 0) {}
  template <std::size_t n, std::size_t m>
  Query(const char (&sqlite)[n], const char (&postgres)[m]) : Query(sqlite, postgres, 0) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  int number() const { return number_; }
  std::string_view sqlite() const { return sqlite_; }
  std::string_view postgres() const { return postgres_; }
  static std::vector<const Query*> all();

 private:
  Query(const char* sqlite, const char* postgres, int);
  std::string_view sqlite_;
  std::string_view postgres_;
  int number_;
  const Query* next_;
};

/// Raw bytes: sealed values, hashes.
struct Bytes {
  std::string data;
  bool operator==(const Bytes&) const = default;
};
using Digest = std::array<std::uint8_t, 32>;

struct Null {
  bool operator==(const Null&) const = default;
};
struct BytesView {
  std::string_view data;
};
using Param = std::variant<Null, std::int64_t, std::string_view, BytesView>;

/// The current row of a running query. Views live until the next row.
class RowView {
 public:
  virtual ~RowView() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;   // CheckFailed if the column is no integer
  virtual std::string_view text(int column) const = 0;  // CheckFailed if the column is no text
  virtual std::string_view bytes(int column) const = 0;
};

/// A table as the engine describes it.
enum class ColumnType { integer, text, bytes };
struct TableColumn {
  std::string name;
  ColumnType type = ColumnType::integer;
  bool nullable = false;
  bool operator==(const TableColumn&) const = default;
};
struct Table {
  std::string name;
  std::vector<TableColumn> columns;  // by name, so that both engines say the same
  std::vector<std::string> key;      // the primary key's columns in its order
  bool operator==(const Table&) const = default;
};
using Value = std::variant<Null, std::int64_t, std::string, Bytes>;
using TableRow = std::vector<Value>;  // a value for each of Table::columns

class TableReader {
 public:
  virtual ~TableReader() = default;
  /// Rows in the order of the primary key (text by bytes), those behind the key `after`; empty:
  /// from the first. Stops when `visit` answers false. Memory stays flat.
  virtual void scan(
      const Table& table,
      std::span<const Value> after,
      const std::function<bool(const RowView&)>& visit
  ) = 0;
  virtual std::int64_t count(const Table& table) = 0;
  /// The greatest primary key, its values in the key's order; empty: the table has no row.
  virtual TableRow last_key(const Table& table) = 0;
};

/// How a C++ type becomes a parameter and comes back from a column. Specialise beside a type of
/// your own.
template <class T, class = void>
struct Column;

template <>
struct Column<std::int64_t> {
  static Param param(std::int64_t value) { return value; }
  static std::int64_t read(const RowView& row, int i) { return row.integer(i); }
};
template <>
struct Column<int> {
  static Param param(int value) { return std::int64_t{value}; }
  static int read(const RowView& row, int i) {
    const std::int64_t value = row.integer(i);
    GX_CHECK(value >= INT32_MIN && value <= INT32_MAX);
    return static_cast<int>(value);
  }
};
template <>
struct Column<bool> {
  static Param param(bool value) { return std::int64_t{value}; }
  static bool read(const RowView& row, int i) { return row.integer(i) != 0; }
};
template <>
struct Column<std::string> {
  static Param param(const std::string& value) { return std::string_view(value); }
  static std::string read(const RowView& row, int i) { return std::string(row.text(i)); }
};
template <>
struct Column<std::string_view> {  // parameters only
  static Param param(std::string_view value) { return value; }
};
template <>
struct Column<const char*> {  // parameters only
  static Param param(const char* value) { return std::string_view(value); }
};
template <>
struct Column<Bytes> {
  static Param param(const Bytes& value) { return BytesView{value.data}; }
  static Bytes read(const RowView& row, int i) { return {std::string(row.bytes(i))}; }
};
template <>
struct Column<Digest> {
  static Param param(const Digest& value) {
    return BytesView{{reinterpret_cast<const char*>(value.data()), value.size()}};
  }
  static Digest read(const RowView& row, int i) {
    const std::string_view data = row.bytes(i);
    Digest digest{};
    GX_CHECK(data.size() == digest.size());
    data.copy(reinterpret_cast<char*>(digest.data()), data.size());
    return digest;
  }
};
template <class Tag>
struct Column<Id<Tag>> {
  static Param param(Id<Tag> id) { return id.value(); }
  static Id<Tag> read(const RowView& row, int i) { return Id<Tag>(row.integer(i)); }
};
template <>
struct Column<Points> {
  static Param param(Points points) { return points.value(); }
  static Points read(const RowView& row, int i) { return Points(row.integer(i)); }
};
template <>
struct Column<Quantity> {
  static Param param(Quantity quantity) { return quantity.milli(); }
  static Quantity read(const RowView& row, int i) { return Quantity::from_milli(row.integer(i)); }
};
template <>
struct Column<UnitPrice> {
  static Param param(UnitPrice price) { return price.e4(); }
  static UnitPrice read(const RowView& row, int i) { return UnitPrice::from_e4(row.integer(i)); }
};
template <>
struct Column<Instant> {
  static Param param(Instant instant) { return instant.micros(); }
  static Instant read(const RowView& row, int i) { return Instant::from_micros(row.integer(i)); }
};
template <>
struct Column<Date> {  // stored as the number yyyymmdd
  static Param param(Date date) { return date.yyyymmdd(); }
  static Date read(const RowView& row, int i) {
    const auto date = Date::from_yyyymmdd(row.integer(i));
    GX_CHECK(date.has_value());
    return *date;
  }
};
template <>
struct Column<Currency> {
  static Param param(const Currency& currency) { return currency.code(); }
  static Currency read(const RowView& row, int i) {
    const auto currency = Currency::parse(row.text(i));
    GX_CHECK(currency.has_value());
    return *currency;
  }
};
template <class T>
struct Column<std::optional<T>> {
  static Param param(const std::optional<T>& value) {
    return value ? Column<T>::param(*value) : Param{Null{}};
  }
  static std::optional<T> read(const RowView& row, int i) {
    if (row.is_null(i)) return std::nullopt;
    return Column<T>::read(row, i);
  }
};

template <class T>
concept Scalar = requires {
  sizeof(Column<T>);
};

/// A row as an aggregate whose fields are the columns in order, or a single scalar.
template <class Row>
Row read_row(const RowView& view) {
  if constexpr (Scalar<Row>) {
    return Column<Row>::read(view, 0);
  } else {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return Row{Column<boost::pfr::tuple_element_t<i, Row>>::read(view, static_cast<int>(i))...};
    }
    (std::make_index_sequence<boost::pfr::tuple_size_v<Row>>{});
  }
}

/// A running transaction.
class Tx {
 public:
  virtual ~Tx() = default;

  /// Runs a statement without a result; returns the number of rows it changed.
  template <class... Args>
  std::int64_t exec(const Query& query, const Args&... args) {
    return run_with(
        query, [](const RowView&) { GX_CHECK_WHY(false, "exec got a row"); }, 0, args...
    );
  }
  /// At most one row; a second one is a fault of ours.
  template <class Row, class... Args>
  std::optional<Row> find(const Query& query, const Args&... args) {
    std::optional<Row> found;
    run_with(
        query,
        [&](const RowView& view) {
          GX_CHECK(!found.has_value());
          found.emplace(read_row<Row>(view));
        },
        columns<Row>(),
        args...
    );
    return found;
  }
  /// Exactly one row (aggregates, RETURNING).
  template <class Row, class... Args>
  Row get(const Query& query, const Args&... args) {
    auto found = find<Row>(query, args...);
    GX_CHECK(found.has_value());
    return std::move(*found);
  }
  template <class Row, class... Args>
  std::vector<Row> list(const Query& query, const Args&... args) {
    std::vector<Row> rows;
    run_with(
        query,
        [&](const RowView& view) { rows.push_back(read_row<Row>(view)); },
        columns<Row>(),
        args...
    );
    return rows;
  }
  /// Streams rows; memory stays flat whatever the size of the result. `visit(Row&&)`.
  template <class Row, class Visit, class... Args>
  void each(const Query& query, Visit&& visit, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{
        Column<std::decay_t<const Args&>>::param(args)...};
    const auto sink = [&](const RowView& view) { visit(read_row<Row>(view)); };
    stream(query, params, columns<Row>(), RowSink(std::ref(sink)));
  }

 protected:
  using RowSink = std::function<void(const RowView&)>;
  /// Runs to the end and returns the rows changed. `columns` is what the caller will read: a
  /// mismatch is a fault of ours.
  virtual std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) = 0;
  /// The same for a SELECT of any size, a part at a time where run() would hold all of it.
  virtual void stream(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  ) {
    run(query, params, columns, sink);
  }

 private:
  template <class Row>
  static constexpr int columns() {
    if constexpr (Scalar<Row>)
      return 1;
    else
      return static_cast<int>(boost::pfr::tuple_size_v<Row>);
  }
  template <class Sink, class... Args>
  std::int64_t run_with(const Query& query, Sink&& sink, int columns, const Args&... args) {
    const std::array<Param, sizeof...(Args)> params{
        Column<std::decay_t<const Args&>>::param(args)...};
    return run(query, params, columns, RowSink(std::ref(sink)));
  }
};

/// A fault of the world. Caught by the HTTP dispatcher and the job runner only.
class StorageFault : public std::runtime_error {
 public:
  enum class Kind {
    full,
    io,
    corrupt,
    busy,
    halted,
    newer_schema,
    changed_migration,
    constraint,
    unreachable,  // the database server: down, restarting, or the line to it is broken
    other
  };
  StorageFault(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// What /readyz, /metrics and doctor want to know.
struct DatabaseStats {
  std::uint64_t write_functions = 0, write_batches = 0, batches_replayed = 0, read_transactions = 0;
  std::int64_t write_queue = 0;  // functions waiting now
  std::int64_t wal_bytes = 0;    // 0 where the engine has none of ours
  std::uint64_t checkpoints = 0, wal_resets = 0;
  std::string halted;  // why the writer stopped; empty while it runs
};

struct Migration {
  int number;             // 1, 2, 3 … without gaps
  std::string_view name;  // "0001_foundation"
  std::string_view text;  // SQL of this engine's dialect or portable
};

class Database {
 public:
  virtual ~Database() = default;

  /// Runs `function(Tx&) -> Result<T>` in a transaction and returns its result once it is durable.
  /// A refusal (an error result) leaves no trace of what the function wrote. The effect of all
  /// functions is as if they ran one after another. `function` may run more than once: it must
  /// change nothing outside `tx` except by assignment. An exception from the function undoes its
  /// writes and is rethrown here. Throws StorageFault.
  template <class Function>
  auto write(Function&& function) -> std::invoke_result_t<Function&, Tx&> {
    using R = std::invoke_result_t<Function&, Tx&>;
    std::optional<R> result;
    run_write([&](Tx& tx) {
      result.emplace(function(tx));
      return result->has_value();
    });
    return std::move(*result);
  }
  /// As write(), for a function that guards itself, so that others may commit between its
  /// statements: it claims keys by insert, updates only rows WHERE they are still as it planned,
  /// and relies on nothing else it reads. On PostgreSQL that is what lets many run at once.
  template <class Function>
  auto write_guarded(Function&& function) -> std::invoke_result_t<Function&, Tx&> {
    using R = std::invoke_result_t<Function&, Tx&>;
    std::optional<R> result;
    run_write_guarded([&](Tx& tx) {
      result.emplace(function(tx));
      return result->has_value();
    });
    return std::move(*result);
  }
  /// Runs `function(Tx&) -> T` on a consistent snapshot. Keep it short: an old snapshot keeps the
  /// log from being reset.
  template <class Function>
  auto read(Function&& function) -> std::invoke_result_t<Function&, Tx&> {
    using R = std::invoke_result_t<Function&, Tx&>;
    if constexpr (std::is_void_v<R>) {
      run_read([&](Tx& tx) { function(tx); });
    } else {
      std::optional<R> result;
      run_read([&](Tx& tx) { result.emplace(function(tx)); });
      return std::move(*result);
    }
  }

  /// Brings the schema up to the last migration, under a lock; returns how many were applied.
  /// Throws StorageFault newer_schema (the store was written by a newer program) or
  /// changed_migration (an applied file was edited).
  virtual int migrate(std::span<const Migration> migrations) = 0;
  virtual int schema_version() = 0;
  virtual DatabaseStats stats() const = 0;
  virtual Engine engine() const = 0;
  /// Stops the writer for good because an invariant is broken; reads go on. See reliability
  /// contract 5.
  virtual void halt(const std::string& reason) = 0;
  /// Prepares `query` on this engine without running it; throws with the engine's message.
  virtual void prepare(const Query& query) = 0;

  // Whole tables, for backup, restore and copies between stores.
  /// Every table of the schema but schema_migrations, by name.
  virtual std::vector<Table> tables() = 0;
  /// Runs `function` on one snapshot over all tables, for as long as it takes.
  virtual void read_tables(const std::function<void(TableReader&)>& function) = 0;
  /// Inserts rows in one durable transaction: `rows` hold a value for each of the table's columns.
  virtual void insert_rows(const Table& table, std::span<const TableRow> rows) = 0;
  /// Deletes every row of a table: what the migrations put into a new store, before it is filled.
  virtual void delete_rows(const Table& table) = 0;

 protected:
  virtual void run_write(const std::function<bool(Tx&)>& function) = 0;  // false: refused
  virtual void run_write_guarded(const std::function<bool(Tx&)>& function) { run_write(function); }
  virtual void run_read(const std::function<void(Tx&)>& function) = 0;
};

}  // namespace guanxi::sql
