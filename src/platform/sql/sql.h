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

#include "base/result.h"
#include "platform/sql/column.h"

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
  /// An engine that counts within this program tells `on_rows` now and then how many there are so
  /// far; it may throw.
  virtual std::int64_t count(
      const Table& table, const std::function<void(std::int64_t)>& on_rows = {}
  ) = 0;
  /// The greatest primary key, its values in the key's order; empty: the table has no row.
  virtual TableRow last_key(const Table& table) = 0;
};

/// A running transaction. After a StorageFault the function has to end: on PostgreSQL its
/// transaction is over.
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

  /// What will be asked soon. Where a question is a journey (PostgreSQL), `function(Tx&)` runs at
  /// once with a Tx that finds nothing, and what it asks travels together; elsewhere it does not
  /// run. Whoever asks the same afterwards has the answer sooner. Only find, list and each.
  template <class Function>
  void ahead(Function&& function) {
    if (Tx* const paper = ahead_of_time()) function(*paper);
  }

 protected:
  virtual Tx* ahead_of_time() { return nullptr; }
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
  friend class ForwardingTx;  // testing.h
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
  std::string halted;        // why the writer stopped; empty while it runs
  bool unreachable = false;  // the last attempt to reach the database server failed
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

  /// As read(), but each statement sees what is committed when it runs, instead of all one
  /// snapshot: for what is checked again when it is written (write_guarded) or only shown. On
  /// PostgreSQL that lets the statements of many travel together.
  template <class Function>
  auto read_latest(Function&& function) -> std::invoke_result_t<Function&, Tx&> {
    using R = std::invoke_result_t<Function&, Tx&>;
    std::optional<R> result;
    run_read_latest([&](Tx& tx) { result.emplace(function(tx)); });
    return std::move(*result);
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
  /// Reads all of the store that is in use and says what is damaged, place by place; empty: nothing
  /// is. Takes long: for verify and after a restore. An engine that looks after its pages by itself
  /// has nothing to say.
  virtual std::vector<std::string> damage() { return {}; }
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
  virtual void run_read_latest(const std::function<void(Tx&)>& function) { run_read(function); }
};

}  // namespace guanxi::sql
