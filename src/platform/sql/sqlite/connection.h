// One SQLite connection: settings, prepared statements, and the translation of its result codes.
// Used by one thread at a time; whoever owns it sees to that.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql::sqlite {

using RowSink = std::function<void(const RowView&)>;

struct ConnectionSettings {
  std::filesystem::path file;
  std::string vfs;
  std::int64_t cache_bytes = 0;
  int busy_ms_max = 0;
  bool read_only = false;  // query_only: the connection still takes part in the log's locks
  bool page_sums = true;   // of a store it creates
};

/// What our own code says to SQLite around the functions; never a Query of a module.
enum class Control { begin_read, begin_write, commit, rollback, save, release, rollback_to };

class Connection {
 public:
  explicit Connection(const ConnectionSettings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Runs `query` to its end, a row at a time to `sink`; returns the rows changed. The contract of
  /// Tx::run. CheckFailed: the text does not prepare, its parameters are not exactly $1 … $n with
  /// n = params.size(), it does not have `columns` columns, or it is not plain DML.
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  );
  /// Prepares without running. CheckFailed with the engine's message.
  void prepare(const Query& query);

  /// Returns the result code of a control statement; 0 is success.
  int control(Control control);
  /// As above, throwing StorageFault.
  void control_or_throw(Control control);
  /// Closing the last connection of a halted store must not checkpoint what may not be on the disk.
  void keep_log_on_close();
  /// Ends a transaction if there is one. Never throws.
  void roll_back();
  /// Runs statements of our own, e.g. of a migration. Throws StorageFault or CheckFailed.
  void execute(const std::string& script);
  /// The first column of the first row of a statement of our own.
  std::int64_t number_of(const std::string& text);
  std::string text_of(const std::string& text);

  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  std::int64_t total_changes() const { return sqlite3_total_changes64(handle_); }
  /// True once SQLite said that the file is damaged.
  bool damaged() const { return damaged_; }
  /// The kind of the latest fault that raise() threw.
  StorageFault::Kind last_fault() const { return last_fault_; }
  /// Of the latest fault: SQLite's words, or which page was found damaged.
  std::string message() const;
  bool has_page_sums();
  /// Makes room for the index of a log of so many frames. Growing later, on a full disk, would fail
  /// a commit whose frames are in the log already. Throws StorageFault full.
  void reserve_log_index(std::int64_t frames);
  sqlite3* handle() { return handle_; }

  /// Throws what `result` means: StorageFault, or CheckFailed where the statement is at fault.
  [[noreturn]] void raise(int result, std::string_view statement);

 private:
  struct Statement;
  class Lease;

  std::unique_ptr<Statement> compile(std::string_view text);
  void open(const ConnectionSettings& settings);
  void set_up(const ConnectionSettings& settings);

  sqlite3* handle_ = nullptr;
  bool read_only_ = false;
  bool damaged_ = false;
  StorageFault::Kind last_fault_ = StorageFault::Kind::other;
  std::vector<std::unique_ptr<Statement>> queries_;   // by Query::number()
  std::vector<std::unique_ptr<Statement>> controls_;  // by Control
};

/// Once per process, before SQLite wakes up: no mutexes within a connection (each has one thread),
/// no statistics behind a global lock in every malloc, and our page cache. Too late is not an
/// error, only slower.
void configure_library();

/// The kind of fault behind a SQLite result code.
StorageFault::Kind fault_kind(int result);

}  // namespace guanxi::sql::sqlite
