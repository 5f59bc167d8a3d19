// One connection to PostgreSQL: prepared statements, pipelining, and the translation of its errors.
// Used by one thread at a time; whoever owns it sees to that.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::sql::postgres {

using RowSink = std::function<void(const RowView&)>;

struct FreeResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using PgResult = std::unique_ptr<PGresult, FreeResult>;

/// none: each statement by itself.
/// read_committed is for writes that guard themselves. It lets the stubborn pass: it waits for
/// whoever holds the advisory lock that its transactions share, see Stubborn in database.cpp.
enum class Isolation { none, snapshot, long_snapshot, serializable, read_committed };

struct ConnectionSettings {
  std::string conninfo;
  int connect_seconds_max = 5;
  int statement_ms_max = 60'000;
};

class Connection {
 public:
  /// Throws StorageFault unreachable, busy (no connection free) or other.
  explicit Connection(const ConnectionSettings& settings);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The next statement opens the transaction: BEGIN travels with it.
  void begin(Isolation isolation);
  /// Throws StorageFault; after unreachable nobody knows whether it happened.
  void commit();
  /// Ends a transaction that only read, without waiting for the server to say so.
  void end_read();
  /// Ends a transaction if there is one. Never throws; afterwards broken() may be true.
  void roll_back();

  /// The contract of Tx::run. CheckFailed as in sqlite::Connection::run.
  std::int64_t run(
      const Query& query, std::span<const Param> params, int columns, const RowSink& sink
  );
  /// The contract of Tx::stream.
  void stream(const Query& query, std::span<const Param> params, int columns, const RowSink& sink);
  /// Statements with values known only at run time, each sent and awaited by itself.
  PgResult execute(const std::string& text, std::span<const Param> params = {});
  /// Several statements of our own at once, without values, e.g. of a migration.
  void execute_script(const std::string& script);
  void prepare(const Query& query);

  /// Calls of one query as one statement, see merge.h; a single call, or a query that cannot be
  /// merged, as it is. read: CheckFailed where the query writes, as no transaction forbids it.
  enum class Kind { write, read };
  struct Command {
    const Query* query = nullptr;
    std::vector<std::span<const Param>> calls = {};
    Kind kind = Kind::write;
  };
  struct Answer {
    PgResult result;
    bool merged = false;  // reads: the first column tells the call, see merged_read()
  };
  /// How calls of a query travel; nullopt: one command each. CheckFailed where this call does not
  /// fit the query.
  struct Merging {
    bool is_update = false;
    std::vector<std::size_t> order = {};  // of an UPDATE: the places in a call that find its row
  };
  const std::optional<Merging>& merging(const Query& query, std::span<const Param> call, Kind kind);
  /// Sends all commands at once and awaits their answers. With begin() before it, BEGIN goes first.
  /// Throws what the first command that failed means.
  std::vector<Answer> run_all(std::span<const Command> commands);

  /// Rows of a SELECT known only at run time, a part at a time; stops when `visit` answers false.
  void scan(
      const std::string& text,
      std::span<const Param> params,
      const std::function<bool(const RowView&)>& visit
  );

  /// The connection is of no use any more.
  bool broken() const;
  /// Makes it so: whatever it holds on the server ends.
  void abandon();
  /// Before work of a new kind: untouched() and uncommitted() speak of what comes now.
  void start();
  /// No statement of this transaction has reached the server and come back.
  bool untouched() const { return !touched_; }
  /// No COMMIT was sent: nothing can have happened.
  bool uncommitted() const { return !commit_sent_; }
  /// Sends what begin() asked for by itself: for statements that cannot travel with it, and to know
  /// that the server is there.
  void begin_now();
  PGconn* handle() { return handle_; }

 private:
  struct Statement {
    std::string name;
    std::vector<Oid> parameters;
    int columns = 0;
    std::string merged_name;  // empty: not tried yet
    std::optional<Merging> merging = {};
  };
  Statement& prepared(const Query& query, std::span<const Param> params);
  /// In pipeline mode: the commands that open the transaction, and the first bad answer to them.
  bool send_begin();
  PgResult answer_of_begin();
  PgResult next_answer();
  void prepare_merged(Statement& statement, const Query& query, Kind kind);
  bool has_unique_key(const std::string& table, std::string_view columns);
  bool send(const Statement& statement, const Command& command);
  std::unique_ptr<Statement> describe(const Query& query, std::span<const Oid> oids);
  PgResult execute_prepared(const Statement& statement, std::span<const Param> params);
  void collect_end();
  bool reading() const {
    return isolation_ != Isolation::serializable && isolation_ != Isolation::read_committed;
  }
  [[noreturn]] void fail(const PGresult* result, std::string_view statement);

  PGconn* handle_ = nullptr;
  std::vector<std::unique_ptr<Statement>> queries_;  // by Query::number()
  Isolation isolation_ = Isolation::snapshot;
  bool wants_begin_ = false;  // begin() was called, nothing sent yet
  bool end_sent_ = false;     // the COMMIT of a read is on its way, see end_read()
  bool touched_ = false;
  bool commit_sent_ = false;
  int cursors_ = 0;
  int prepared_ = 0;  // names of prepared statements, so that a failed attempt leaves none behind
};

}  // namespace guanxi::sql::postgres
