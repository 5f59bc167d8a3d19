#include <algorithm>
#include <cstdlib>

#include "platform/sql/inspection.h"
#include "platform/sql/postgres/connection.h"
#include "platform/sql/postgres/migrate.h"

namespace guanxi::sql {
namespace {

using postgres::Connection;

constexpr int damage_shown_max = 5;
// A transaction that is open for so long keeps the outbox and the vacuum behind it waiting.
constexpr std::int64_t transaction_seconds_max = 900;

/// The one value of a statement whose columns are text.
std::string one(Connection& server, const std::string& text) {
  const postgres::PgResult result = server.execute(text);
  if (PQntuples(result.get()) == 0 || PQgetisnull(result.get(), 0, 0) != 0) return {};
  return PQgetvalue(result.get(), 0, 0);
}

std::int64_t number(Connection& server, const std::string& text) {
  return std::strtoll(one(server, "SELECT (" + text + ")::text").c_str(), nullptr, 10);
}

EngineSetting at_least(std::string name, std::int64_t value, std::int64_t wanted) {
  const std::string words = value < wanted ? "at least " + std::to_string(wanted) : "";
  return {std::move(name), std::to_string(value), words, /*needed=*/false};
}

EngineSetting at_most(std::string name, std::int64_t value, std::int64_t wanted) {
  const std::string words = value > wanted ? "at most " + std::to_string(wanted) : "";
  return {std::move(name), std::to_string(value), words, /*needed=*/false};
}

std::vector<EngineSetting> settings_of(Connection& server, int connections) {
  const auto shown = [&](const char* name) { return one(server, std::string("SHOW ") + name); };
  return {
      {"fsync", shown("fsync"), "on"},
      {"full_page_writes", shown("full_page_writes"), "on"},
      {"server_encoding", shown("server_encoding"), "UTF8"},
      // The server only: connections of the program ask for it themselves.
      {"data_checksums", shown("data_checksums"), "on", /*needed=*/false},
      at_least(
          "max_connections",
          number(
              server,
              "current_setting('max_connections')::int8 - current_setting("
              "'superuser_reserved_connections')::int8"
          ),
          connections
      ),
      {"may make tables",
       one(server, "SELECT has_schema_privilege(current_schema(), 'CREATE')::text") == "true"
           ? "yes"
           : "no",
       "yes",
       /*needed=*/false},
      at_most(
          "seconds of the oldest transaction",
          number(
              server,
              "SELECT coalesce(max(extract(epoch FROM now() - began))::int8, 0) FROM (SELECT "
              "xact_start AS began FROM pg_stat_activity WHERE datname = current_database() AND "
              "pid <> pg_backend_pid() UNION ALL SELECT prepared FROM pg_prepared_xacts WHERE "
              "database = current_database()) AS open"
          ),
          transaction_seconds_max
      ),
  };
}

void read_every_table(Connection& server, std::vector<std::string>& damage) {
  const postgres::PgResult tables = server.execute(
      "SELECT format('%I', relname) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = "
      "current_schema()::regnamespace ORDER BY relname"
  );
  for (int i = 0; i < PQntuples(tables.get()); ++i) {
    const std::string table = PQgetvalue(tables.get(), i, 0);
    try {
      server.execute(
          "SELECT count(t)::text FROM " + table + " AS t"
      );  // whole rows: no index will do
    } catch (const StorageFault& fault) {
      const auto kind = fault.kind();
      if (kind != StorageFault::Kind::corrupt && kind != StorageFault::Kind::io) throw;
      damage.push_back(table + ": " + fault.what());
    }
  }
}

std::vector<std::string> damage_of(Connection& server) {
  std::vector<std::string> damage;
  read_every_table(server, damage);
  const postgres::PgResult marked = server.execute(
      "SELECT format('index %s is not valid', indexrelid::regclass) FROM pg_index WHERE NOT "
      "indisvalid UNION ALL SELECT format('constraint %s is not valid', conname) FROM "
      "pg_constraint WHERE NOT convalidated UNION ALL SELECT format('%s pages with a wrong "
      "checksum were met', checksum_failures) FROM pg_stat_database WHERE datname = "
      "current_database() AND checksum_failures > 0"
  );
  for (int i = 0; i < PQntuples(marked.get()); ++i) {
    damage.emplace_back(PQgetvalue(marked.get(), i, 0));
  }
  damage.resize(std::min(damage.size(), std::size_t{damage_shown_max}));
  return damage;
}

}  // namespace

Inspection inspect_postgres(const std::string& conninfo, int connections, bool whole) {
  postgres::ConnectionSettings settings;
  settings.conninfo = conninfo;
  settings.statement_ms_max = 0;  // a large table takes its time
  Connection server(settings);
  server.begin(postgres::Isolation::none);
  Inspection found;
  found.kind = Engine::postgres;
  found.engine = "PostgreSQL " + one(server, "SHOW server_version");
  found.settings = settings_of(server, connections);
  if (whole) found.damage = damage_of(server);
  found.schema_version = postgres::schema_version(server);
  return found;
}

}  // namespace guanxi::sql
