// The part of Connection that prepares statements: by themselves, and as one for many.
#include "platform/sql/postgres/connection.h"
#include "platform/sql/postgres/fault.h"
#include "platform/sql/postgres/merge.h"
#include "platform/sql/postgres/values.h"
#include "platform/sql/tokens.h"

namespace guanxi::sql::postgres {

std::unique_ptr<Connection::Statement> Connection::describe(
    const Query& query, std::span<const Oid> oids
) {
  const std::string_view text = query.postgres();
  GX_CHECK_WHY(
      is_plain(text), "only SELECT, INSERT, UPDATE and DELETE may run here: " + std::string(text)
  );
  begin_now();
  auto statement = std::make_unique<Statement>();
  statement->name = "q" + std::to_string(++prepared_);
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

/// Whether the columns (an array's text) hold all those of some unique key.
bool Connection::has_unique_key(const std::string& table, std::string_view columns) {
  const Param params[] = {std::string_view(table), columns};
  const PgResult found = execute(
      "SELECT 1 FROM pg_index i WHERE i.indrelid = to_regclass($1::text) AND i.indisunique AND "
      "i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND NOT EXISTS "
      "(SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND "
      "a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) AND "
      "a.attname <> ALL (lower($2::text)::name[]))",
      params
  );
  return PQntuples(found.get()) > 0;
}

void Connection::prepare_merged(Statement& statement, const Query& query, Kind kind) {
  std::string text;
  Merging merging;
  if (kind == Kind::write) {
    const auto write = merged_write(query.postgres(), statement.parameters);
    std::string columns;  // "{a,b}"
    if (write && write->update) {
      merging.is_update = true;
      for (const Pin& pin : write->update->pins) {
        columns += (columns.empty() ? "{" : ",") + pin.column;
        merging.order.push_back(pin.place);
      }
      columns += "}";
    }
    if (write && (!write->update || has_unique_key(write->update->table, columns)))
      text = write->text;
  } else {
    GX_CHECK_WHY(
        only_reads(query.postgres()), "a write in a read: " + std::string(query.postgres())
    );
    text = merged_read(query.postgres(), statement.parameters).value_or("");
  }
  const std::string name = statement.merged_name = "m" + std::to_string(++prepared_);
  if (!text.empty()) {
    std::vector<Oid> types;
    for (const Oid type : statement.parameters) types.push_back(array_oid(type));
    const auto count = static_cast<int>(types.size());
    const PgResult made{PQprepare(handle_, name.c_str(), text.c_str(), count, types.data())};
    if (is_good(made.get())) {
      statement.merging = std::move(merging);
    } else {
      // Right by itself, wrong in this form (an aggregate of parameters only, for one): goes alone
      // from now on. A transaction that was running is lost, though.
      const char* const state = PQresultErrorField(made.get(), PG_DIAG_SQLSTATE);
      const bool lost = PQtransactionStatus(handle_) != PQTRANS_IDLE;
      if (lost || state == nullptr || !std::string_view(state).starts_with("42"))
        fail(made.get(), text);
    }
  }
}

const std::optional<Connection::Merging>& Connection::merging(
    const Query& query, std::span<const Param> call, Kind kind
) {
  Statement& statement = prepared(query, call);
  GX_CHECK_WHY(
      kind == Kind::read || statement.columns == 0,
      "0 columns wanted of " + std::string(query.postgres())
  );
  if (statement.merged_name.empty()) prepare_merged(statement, query, kind);
  return statement.merging;
}

void Connection::prepare(const Query& query) {
  const auto number = static_cast<std::size_t>(query.number());
  if (number < queries_.size() && queries_[number] != nullptr) return;
  const std::unique_ptr<Statement> tried = describe(query, {});
  execute("DEALLOCATE " + tried->name);  // a later run knows the types better
}

}  // namespace guanxi::sql::postgres
