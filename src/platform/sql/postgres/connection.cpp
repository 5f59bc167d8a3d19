#include "platform/sql/postgres/connection.h"

#include <cstdlib>
#include <cstring>

#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/merge.h"
#include "platform/sql/postgres/values.h"

namespace guanxi::sql::postgres {
namespace {

/// What opens a transaction; each is a command of its own.
std::span<const char* const> begin_texts(Isolation isolation) {
  static constexpr const char* snapshot[] = {"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
  static constexpr const char* serializable[] = {"BEGIN ISOLATION LEVEL SERIALIZABLE"};
  static constexpr const char* read_committed[] = {
      "BEGIN ISOLATION LEVEL READ COMMITTED", "SELECT pg_advisory_xact_lock_shared(1197889307)"};
  switch (isolation) {
    case Isolation::none:
      break;
    case Isolation::snapshot:
    case Isolation::long_snapshot:
      return snapshot;
    case Isolation::serializable:
      return serializable;
    case Isolation::read_committed:
      return read_committed;
  }
  std::abort();
}

/// Rows a statement changed; 0 for those that only read.
std::int64_t rows_changed(PGresult* result) {
  if (std::strncmp(PQcmdStatus(result), "SELECT", 6) == 0) return 0;
  return std::strtoll(PQcmdTuples(result), nullptr, 10);
}

void visit_all(const PGresult* result, const RowSink& sink) {
  Row row(result);
  for (int i = 0; i < PQntuples(result); ++i) {
    row.move_to(i);
    sink(row);
  }
}

}  // namespace

Connection::Connection(const ConnectionSettings& settings) {
  const std::string seconds = std::to_string(settings.connect_seconds_max);
  // What stands before dbname are defaults: the operator's own words come after and win.
  const char* const names[] = {
      "connect_timeout",
      "application_name",
      "tcp_user_timeout",
      "target_session_attrs",
      "keepalives_idle",
      "keepalives_interval",
      "keepalives_count",
      "dbname",
      "client_encoding",
      nullptr};
  const char* const values[] = {
      seconds.c_str(),
      "guanxi",
      "15000",
      "read-write",
      "15",
      "5",
      "3",
      settings.conninfo.c_str(),
      "UTF8",
      nullptr};
  handle_ = PQconnectdbParams(names, values, /*expand_dbname=*/1);
  try {
    if (PQstatus(handle_) != CONNECTION_OK) {
      throw StorageFault(
          StorageFault::Kind::unreachable,
          "cannot connect to PostgreSQL: " + std::string(PQerrorMessage(handle_))
      );
    }
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr
    );
    if (PQserverVersion(handle_) < 150000) {
      throw StorageFault(
          StorageFault::Kind::other,
          "PostgreSQL 15 or newer is needed, this is " +
              std::to_string(PQserverVersion(handle_) / 10000)
      );
    }
    // An acknowledged sale must be on the disk, whatever the server's default says; a stronger one
    // (remote_apply) stays. Plans of our short statements do not depend on their values.
    execute_script(
        "SET statement_timeout = " + std::to_string(settings.statement_ms_max) +
        "; SET idle_in_transaction_session_timeout = 600000; SET jit = off; SET plan_cache_mode = "
        "force_generic_plan; SELECT set_config('synchronous_commit', 'on', false) WHERE "
        "current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"
    );
  } catch (...) {
    PQfinish(handle_);
    throw;
  }
}

Connection::~Connection() { PQfinish(handle_); }

bool Connection::broken() const { return PQstatus(handle_) != CONNECTION_OK; }

void Connection::abandon() {
  PQfinish(handle_);
  handle_ = nullptr;
}

void Connection::start() {
  touched_ = false;
  commit_sent_ = false;
}

void Connection::fail(const PGresult* result, std::string_view statement) {
  try {
    raise(handle_, result, statement, reading());
  } catch (const StorageFault& fault) {
    // A server that became a standby still answers; nothing more shall be asked of it.
    if (fault.kind() == StorageFault::Kind::unreachable) abandon();
    throw;
  }
}

void Connection::begin(Isolation isolation) {
  collect_end();
  isolation_ = isolation;
  wants_begin_ = isolation != Isolation::none;
  start();
}

void Connection::begin_now() {
  if (!wants_begin_) return;
  wants_begin_ = false;
  for (const char* const text : begin_texts(isolation_)) execute(text);
  if (isolation_ == Isolation::long_snapshot) execute("SET LOCAL statement_timeout = 0");
  touched_ = true;
}

void Connection::end_read() {
  if (!wants_begin_) end_sent_ = PQsendQuery(handle_, "COMMIT") == 1;
  wants_begin_ = false;
}

void Connection::collect_end() {
  if (!end_sent_) return;
  end_sent_ = false;
  while (const PgResult ignored{PQgetResult(handle_)}) {
  }
}

void Connection::commit() {
  if (wants_begin_) {  // nothing was asked of the server
    wants_begin_ = false;
    return;
  }
  commit_sent_ = true;
  const PgResult result{PQexec(handle_, "COMMIT")};
  if (!is_good(result.get())) fail(result.get(), "COMMIT");
  if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") == 0) return;
  throw StorageFault(StorageFault::Kind::other, "the transaction was ended by an earlier fault");
}

void Connection::roll_back() {
  wants_begin_ = false;
  if (broken()) return;
  if (end_sent_) return;  // it is on its way to an end
  if (PQpipelineStatus(handle_) != PQ_PIPELINE_OFF) {
    PQpipelineSync(handle_);
    for (int nothing = 0; nothing < 2 && !broken();) {
      const PgResult result{PQgetResult(handle_)};
      nothing = result ? 0 : nothing + 1;
    }
    PQexitPipelineMode(handle_);
  }
  if (PQtransactionStatus(handle_) != PQTRANS_IDLE && !broken()) {
    const PgResult ignored{PQexec(handle_, "ROLLBACK")};
  }
}

bool Connection::send_begin() {
  for (const char* const text : begin_texts(isolation_)) {
    if (PQsendQueryParams(handle_, text, 0, nullptr, nullptr, nullptr, nullptr, 0) != 1)
      return false;
  }
  return true;
}

PgResult Connection::next_answer() {
  PgResult result{PQgetResult(handle_)};
  const PgResult end{PQgetResult(handle_)};
  return result;
}

PgResult Connection::answer_of_begin() {
  PgResult first_bad;
  for (std::size_t i = 0; i < begin_texts(isolation_).size(); ++i) {
    PgResult answer = next_answer();
    if (!first_bad || is_good(first_bad.get())) first_bad = std::move(answer);
  }
  return first_bad;
}

bool Connection::send(const Statement& statement, const Command& command) {
  const auto send_with = [&](const std::string& name, std::span<const Param> params) {
    const Parameters values(params);
    return PQsendQueryPrepared(
               handle_,
               name.c_str(),
               values.count(),
               values.values(),
               values.lengths(),
               values.formats(),
               /*resultFormat=*/1
           ) == 1;
  };
  if (command.calls.size() == 1) return send_with(statement.name, command.calls[0]);
  GX_CHECK(statement.merging.has_value());
  std::vector<ArrayBuilder> arrays;
  arrays.reserve(statement.parameters.size());
  std::vector<Param> params;
  for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
    arrays.emplace_back(statement.parameters[i]);
    for (const std::span<const Param> call : command.calls) arrays[i].add(call[i]);
    params.emplace_back(BytesView{arrays[i].data()});
  }
  return send_with(statement.merged_name, params);
}

std::vector<Connection::Answer> Connection::run_all(std::span<const Command> commands) {
  std::vector<const Statement*> statements;
  for (const Command& command : commands)
    statements.push_back(&prepared(*command.query, command.calls[0]));
  const bool begins = wants_begin_;
  wants_begin_ = false;
  PQenterPipelineMode(handle_);
  bool sent = true;
  if (begins) sent = send_begin();
  for (std::size_t i = 0; i < commands.size() && sent; ++i)
    sent = send(*statements[i], commands[i]);
  sent = sent && PQpipelineSync(handle_) == 1;
  // All answers are read before the first fault is thrown: the connection stays usable.
  std::vector<Answer> answers;
  PgResult begun;
  if (sent) {
    if (begins) begun = answer_of_begin();
    for (const Command& command : commands)
      answers.push_back({next_answer(), command.calls.size() > 1});
    const PgResult synced{PQgetResult(handle_)};
  }
  PQexitPipelineMode(handle_);
  // Too large, or the line broke while it was sent: whatever is under way ends with the connection.
  if (!sent) fail(nullptr, "PQsend");
  if (begins && !is_good(begun.get())) fail(begun.get(), "BEGIN");
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!is_good(answers[i].result.get()))
      fail(answers[i].result.get(), commands[i].query->postgres());
  }
  touched_ = true;
  return answers;
}

PgResult Connection::execute_prepared(const Statement& statement, std::span<const Param> params) {
  const Parameters values(params);
  const auto send = [&] {
    return PQsendQueryPrepared(
        handle_,
        statement.name.c_str(),
        values.count(),
        values.values(),
        values.lengths(),
        values.formats(),
        /*resultFormat=*/1
    );
  };
  if (!wants_begin_ || isolation_ == Isolation::long_snapshot) {
    begin_now();
    if (send() != 1) return nullptr;
    PgResult result{PQgetResult(handle_)};
    while (const PgResult more{PQgetResult(handle_)}) {
    }
    return result;
  }
  // BEGIN and the statement in one message.
  wants_begin_ = false;
  PQenterPipelineMode(handle_);
  const bool sent = send_begin() && send() == 1 && PQpipelineSync(handle_) == 1;
  PgResult begun, result;
  if (sent) {
    begun = answer_of_begin();
    result = next_answer();
    const PgResult synced{PQgetResult(handle_)};
  }
  PQexitPipelineMode(handle_);
  if (begun && !is_good(begun.get())) return begun;
  return result;
}

std::int64_t Connection::run(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  const Statement& statement = prepared(query, params);
  GX_CHECK_WHY(
      statement.columns == columns,
      std::to_string(columns) + " columns wanted of " + std::string(query.postgres())
  );
  const PgResult result = execute_prepared(statement, params);
  if (!is_good(result.get())) fail(result.get(), query.postgres());
  touched_ = true;
  const std::int64_t changed = rows_changed(result.get());
  visit_all(result.get(), sink);
  return changed;
}

PgResult Connection::execute(const std::string& text, std::span<const Param> params) {
  begin_now();
  const Parameters values(params);
  std::vector<Oid> oids;
  for (const Param& param : params) oids.push_back(oid_of(param));
  PgResult result{PQexecParams(
      handle_,
      text.c_str(),
      values.count(),
      oids.data(),
      values.values(),
      values.lengths(),
      values.formats(),
      /*resultFormat=*/1
  )};
  if (!is_good(result.get())) fail(result.get(), text);
  return result;
}

void Connection::execute_script(const std::string& script) {
  begin_now();
  const PgResult result{PQexec(handle_, script.c_str())};
  if (PQresultStatus(result.get()) == PGRES_EMPTY_QUERY) return;  // nothing but comments
  if (!is_good(result.get())) fail(result.get(), std::string_view(script).substr(0, 200));
}

void Connection::scan(
    const std::string& text,
    std::span<const Param> params,
    const std::function<bool(const RowView&)>& visit
) {
  constexpr const char* rows_at_once = "500";
  const std::string name = "c" + std::to_string(++cursors_);
  execute("DECLARE " + name + " NO SCROLL CURSOR FOR " + text, params);
  touched_ = true;
  for (bool go_on = true; go_on;) {
    const PgResult part = execute("FETCH FORWARD " + std::string(rows_at_once) + " FROM " + name);
    Row row(part.get());
    for (int i = 0; i < PQntuples(part.get()) && go_on; ++i) {
      row.move_to(i);
      go_on = visit(row);
    }
    go_on = go_on && PQntuples(part.get()) > 0;
  }
  execute("CLOSE " + name);
}

void Connection::stream(
    const Query& query, std::span<const Param> params, int columns, const RowSink& sink
) {
  const Statement& statement = prepared(query, params);  // checks, once
  GX_CHECK_WHY(
      statement.columns == columns,
      std::to_string(columns) + " columns wanted of " + std::string(query.postgres())
  );
  scan(std::string(query.postgres()), params, [&](const RowView& row) {
    sink(row);
    return true;
  });
}

}  // namespace guanxi::sql::postgres
