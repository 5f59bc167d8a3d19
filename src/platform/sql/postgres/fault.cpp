#include "platform/sql/postgres/fault.h"

namespace guanxi::sql::postgres {
namespace {

using Kind = StorageFault::Kind;

struct Meaning {
  std::string_view prefix;  // of the SQLSTATE: five characters, or a class of two
  Kind kind;
};
// Appendix A of the PostgreSQL manual. The first that fits counts.
constexpr Meaning meanings[] = {
    {"53100", Kind::full},
    {"53", Kind::busy},  // out of memory, too many connections
    {"55P03", Kind::busy},
    {"57014", Kind::busy},  // our statement_timeout
    {"57P", Kind::unreachable},
    {"08", Kind::unreachable},
    {"25006", Kind::unreachable},  // read-only: a standby answers where the primary should
    {"23", Kind::constraint},
    {"XX001", Kind::corrupt},
    {"XX002", Kind::corrupt},
    {"58", Kind::io},
};
// Statements of ours that cannot be right: syntax, types, unknown names; values out of range.
constexpr std::string_view ours[] = {"42", "22", "0A", "21", "26", "34"};

}  // namespace

void raise(
    std::string_view sqlstate, const std::string& message, std::string_view statement, bool reading
) {
  const std::string why = message + " [" + std::string(sqlstate) + "]: " + std::string(statement);
  if (sqlstate == "40001" || sqlstate == "40P01") throw SerializationFault(why);
  GX_CHECK_WHY(!(reading && sqlstate == "25006"), "a write in a read: " + why);
  for (const std::string_view prefix : ours) GX_CHECK_WHY(!sqlstate.starts_with(prefix), why);
  for (const Meaning& meaning : meanings) {
    if (sqlstate.starts_with(meaning.prefix)) throw StorageFault(meaning.kind, why);
  }
  throw StorageFault(Kind::other, why);
}

void raise(PGconn* connection, const PGresult* result, std::string_view statement, bool reading) {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr) {
    throw StorageFault(Kind::unreachable, "PostgreSQL: " + std::string(PQerrorMessage(connection)));
  }
  const char* const primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  raise(state, primary == nullptr ? "PostgreSQL" : primary, statement, reading);
}

}  // namespace guanxi::sql::postgres
