// lock_filling(), see postgres.h.
#include "platform/sql/postgres/connection.h"
#include "platform/sql/postgres/postgres.h"

namespace guanxi::sql {
namespace {

class FillingLock final : public PostgresLock {
 public:
  explicit FillingLock(const PostgresOptions& options)
      : session_({options.conninfo, options.connect_seconds_max, options.statement_ms_max}) {
    session_.execute("SET idle_session_timeout = 0");
  }
  bool take() {
    // Any number that nobody else's program takes: "gxfl".
    const auto taken = session_.execute("SELECT 1 WHERE pg_try_advisory_lock(1735943788)");
    return PQntuples(taken.get()) == 1;
  }

 private:
  postgres::Connection session_;
};

}  // namespace

std::unique_ptr<PostgresLock> lock_filling(const PostgresOptions& options) {
  auto lock = std::make_unique<FillingLock>(options);
  if (!lock->take()) return nullptr;
  return lock;
}

}  // namespace guanxi::sql
