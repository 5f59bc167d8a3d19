// What PostgreSQL's error codes mean to us.
#pragma once

#include <libpq-fe.h>

#include <string_view>

#include "platform/sql/sql.h"

namespace guanxi::sql::postgres {

/// Two transactions could not have run one after another (40001), or waited for each other (40P01):
/// nothing happened, and running the function again is all there is to do.
class SerializationFault : public StorageFault {
 public:
  explicit SerializationFault(const std::string& what) : StorageFault(Kind::busy, what) {}
};

/// The statement did what it was asked.
inline bool is_good(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/// Throws what a failed statement means: SerializationFault, StorageFault, or CheckFailed where the
/// statement itself is at fault. `reading`: it ran in a READ ONLY transaction.
[[noreturn]] void raise(
    std::string_view sqlstate, const std::string& message, std::string_view statement, bool reading
);
/// The same for a result of libpq; a null result is a broken connection.
[[noreturn]] void raise(
    PGconn* connection, const PGresult* result, std::string_view statement, bool reading
);

}  // namespace guanxi::sql::postgres
