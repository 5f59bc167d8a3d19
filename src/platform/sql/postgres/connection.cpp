#include "platform/sql/postgres/connection.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/merge.h"
#include "platform/sql/postgres/values.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql::postgres {
namespace {

const char* begin_text(Isolation isolation) {
  switch (isolation) {
    case Isolation::none:
      break;
    case Isolation::snapshot:
    case Isolation::long_snapshot:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    case Isolation::serializable:
      return "BEGIN ISOLATION LEVEL SERIALIZABLE";
    case Isolation::read_committed:
      return "BEGIN ISOLATION LEVEL READ COMMITTED";
  }
  std::abort();
}

bool is_good(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
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
      "dbname",
      "client_encoding",
      nullptr};
  const char* const values[] = {
      seconds.c_str(),
      "guanxi",
      "15000",
      "read-write",
      "15",
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

void Connection::fail(const PGresult* result, std::string_view statement) {
  raise(handle_, result, statement, reading());
}

void Connection::begin(Isolation isolation) {
  collect_end();
  isolation_ = isolation;
  wants_begin_ = isolation != Isolation::none;
  touched_ = false;
  has_written_ = false;
}

void Connection::begin_now() {
  if (!wants_begin_) return;
  wants_begin_ = false;
  execute(begin_text(isolation_));
  if (isolation_ == Isolation::long_snapshot) execute("SET LOCAL statement_timeout = 0");
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
  const PgResult result{PQexec(handle_, "COMMIT")};
  if (!is_good(result.get())) fail(result.get(), "COMMIT");
  if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") == 0) return;
  throw StorageFault(StorageFault::Kind::other, "the transaction was ended by an earlier fault");
}

void Connection::roll_back() {
  wants_begin_ = false;
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

std::unique_ptr<Connection::Statement> Connection::describe(
    const Query& query, std::span<const Oid> oids
) {
  const std::string_view text = query.postgres();
  GX_CHECK_WHY(
      is_plain(text), "only SELECT, INSERT, UPDATE and DELETE may run here: " + std::string(text)
  );
  begin_now();
  auto statement = std::make_unique<Statement>();
  statement->name = "q" + std::to_string(query.number());
  const PgResult made{PQprepare(
      handle_,
      statement->name.c_str(),
      std::string(text).c_str(),
      static_cast<int>(oids.size()),
      oids.data()
  )};
  if (!is_good(made.get())) fail(made.get(), text);
  const PgResult described{PQdescribePrepared(handle_, statement->name.c_str())};
  if (!is_good(described.get())) fail(described.get(), text);
  for (int i = 0; i < PQnparams(described.get()); ++i) {
    const Oid type = PQparamtype(described.get(), i);
    GX_CHECK_WHY(
        type == oid_integer || type == oid_text || type == oid_bytes,
        "parameter $" + std::to_string(i + 1) +
            " is neither a bigint, a text nor a bytea; CAST it in: " + std::string(text)
    );
    statement->parameters.push_back(type);
  }
  statement->columns = PQnfields(described.get());
  return statement;
}

Connection::Statement& Connection::prepared(const Query& query, std::span<const Param> params) {
  const auto number = static_cast<std::size_t>(query.number());
  if (number >= queries_.size()) queries_.resize(number + 1);
  std::unique_ptr<Statement>& cached = queries_[number];
  const std::string_view text = query.postgres();
  if (cached == nullptr) {
    GX_CHECK_WHY(
        !is_plain(text) || parameters_of(text) == std::ssize(params),
        std::to_string(params.size()) + " values for the parameters of " + std::string(text)
    );
    std::vector<Oid> oids;
    for (const Param& param : params) oids.push_back(oid_of(param));
    cached = describe(query, oids);
  }
  GX_CHECK_WHY(
      cached->parameters.size() == params.size(),
      std::to_string(params.size()) + " values for the parameters of " + std::string(text)
  );
  for (std::size_t i = 0; i < params.size(); ++i) {
    const Oid type = oid_of(params[i]);
    GX_CHECK_WHY(
        type == 0 || type == cached->parameters[i],
        "a value of the wrong type for $" + std::to_string(i + 1) + ": " + std::string(text)
    );
  }
  return *cached;
}

void Connection::prepare_merged(Statement& statement, const Query& query, Kind kind) {
  if (!statement.merged_name.empty()) return;
  statement.merged_name = "m" + std::to_string(query.number());
  const auto text = kind == Kind::write ? merged_write(query.postgres(), statement.parameters)
                                        : merged_read(query.postgres(), statement.parameters);
  if (!text) return;
  std::vector<Oid> types;
  for (const Oid type : statement.parameters) types.push_back(array_oid(type));
  const PgResult made{PQprepare(
      handle_,
      statement.merged_name.c_str(),
      text->c_str(),
      static_cast<int>(types.size()),
      types.data()
  )};
  if (!is_good(made.get())) fail(made.get(), *text);
  statement.is_mergeable = true;
}

bool Connection::mergeable(const Query& query, std::span<const Param> call, Kind kind) {
  Statement& statement = prepared(query, call);
  prepare_merged(statement, query, kind);
  return statement.is_mergeable;
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
  GX_CHECK(statement.is_mergeable);
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
  if (begins) {
    const char* const begin = begin_text(isolation_);
    sent = PQsendQueryParams(handle_, begin, 0, nullptr, nullptr, nullptr, nullptr, 0) == 1;
  }
  for (std::size_t i = 0; i < commands.size() && sent; ++i)
    sent = send(*statements[i], commands[i]);
  sent = sent && PQpipelineSync(handle_) == 1;
  // All answers are read before the first fault is thrown: the connection stays usable.
  std::vector<Answer> answers;
  PgResult begun;
  if (sent) {
    const auto next = [&] {
      PgResult result{PQgetResult(handle_)};
      const PgResult end{PQgetResult(handle_)};
      return result;
    };
    if (begins) begun = next();
    for (const Command& command : commands) answers.push_back({next(), command.calls.size() > 1});
    const PgResult synced{PQgetResult(handle_)};
  }
  PQexitPipelineMode(handle_);
  if (!sent || (begins && !is_good(begun.get()))) fail(begun.get(), "BEGIN");
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!is_good(answers[i].result.get()))
      fail(answers[i].result.get(), commands[i].query->postgres());
  }
  touched_ = true;
  return answers;
}

void Connection::prepare(const Query& query) {
  const auto number = static_cast<std::size_t>(query.number());
  if (number < queries_.size() && queries_[number] != nullptr) return;
  const std::unique_ptr<Statement> tried = describe(query, {});
  execute("DEALLOCATE " + tried->name);  // a later run knows the types better
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
  const char* const begin = begin_text(isolation_);
  const bool sent =
      PQsendQueryParams(handle_, begin, 0, nullptr, nullptr, nullptr, nullptr, 0) == 1 &&
      send() == 1 && PQpipelineSync(handle_) == 1;
  PgResult begun, result;
  if (sent) {
    begun.reset(PQgetResult(handle_));
    const PgResult end_of_begin{PQgetResult(handle_)};
    result.reset(PQgetResult(handle_));
    const PgResult end_of_result{PQgetResult(handle_)};
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
  has_written_ = has_written_ || changed > 0;
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
