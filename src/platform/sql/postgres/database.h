// sql::Database on PostgreSQL.
#pragma once

#include "platform/sql/health.h"
#include "platform/sql/postgres/pool.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/postgres/together.h"

namespace guanxi::sql::postgres {

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const PostgresOptions& options, const Clock& clock);

  int migrate(std::span<const Migration> migrations) override;
  int schema_version() override;
  DatabaseStats stats() const override;
  Engine engine() const override { return Engine::postgres; }
  void halt(const std::string& reason) override { health_.halt(reason); }
  void prepare(const Query& query) override;
  std::vector<Table> tables() override;
  void read_tables(const std::function<void(TableReader&)>& function) override;
  void insert_rows(const Table& table, std::span<const TableRow> rows) override;
  void delete_rows(const Table& table) override;

 protected:
  void run_write(const std::function<bool(Tx&)>& function) override;
  void run_write_guarded(const std::function<bool(Tx&)>& function) override;
  void run_read(const std::function<void(Tx&)>& function) override;
  void run_read_latest(const std::function<void(Tx&)>& function) override;

 private:
  void run_in(Isolation isolation, const std::function<bool(Tx&)>& function);
  void run_alone(Isolation isolation, const std::function<bool(Tx&)>& function);
  bool note(const std::function<bool(Tx&)>& function, Notes& notes) const;
  /// Runs `work`; a damaged database stops the writer.
  template <class Work>
  void watched(Work&& work);

  const Clock& clock_;
  int write_queue_max_;
  Health health_;
  Pool pool_;
  Readers readers_;
  Writers writers_;
};

}  // namespace guanxi::sql::postgres
