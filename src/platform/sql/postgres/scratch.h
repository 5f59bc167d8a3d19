// A database of its own on a PostgreSQL server, dropped again at the end: for tests, and for
// rehearsing a restore. The role must be allowed to create databases. Making one takes the server
// a fifth of a second, so what a process is done with is emptied and used again.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::sql {

class ScratchPostgres {
 public:
  /// `server` is a conninfo of the server; its own database is only connected to. With
  /// `migrations`, the database is a copy of a template that has them, made once per server and
  /// set of migrations; without, it is empty. Throws StorageFault.
  ScratchPostgres(std::string server, std::span<const Migration> migrations, Instant now);
  ~ScratchPostgres();
  ScratchPostgres(const ScratchPostgres&) = delete;
  ScratchPostgres& operator=(const ScratchPostgres&) = delete;

  const std::string& conninfo() const;

 private:
  class Made;
  static std::vector<std::unique_ptr<Made>>& unused();
  std::unique_ptr<Made> made_;
};

}  // namespace guanxi::sql
