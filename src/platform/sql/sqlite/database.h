// sql::Database on SQLite: puts the writer, the snapshots and the checkpointer together.
#pragma once

#include "platform/sql/sqlite/checkpointer.h"
#include "platform/sql/sqlite/gathering_vfs.h"
#include "platform/sql/sqlite/mirroring_vfs.h"
#include "platform/sql/sqlite/sqlite.h"
#include "platform/sql/sqlite/writer.h"

namespace guanxi::sql::sqlite {

class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const SqliteOptions& options, const Clock& clock);
  ~SqliteDatabase() override;

  int migrate(std::span<const Migration> migrations) override;
  int schema_version() override;
  DatabaseStats stats() const override;
  Engine engine() const override { return Engine::sqlite; }
  void halt(const std::string& reason) override;
  void prepare(const Query& query) override;
  std::vector<Table> tables() override;
  void read_tables(const std::function<void(TableReader&)>& function) override;
  void insert_rows(const Table& table, std::span<const TableRow> rows) override;
  void delete_rows(const Table& table) override;
  Copied copy_file(const std::filesystem::path& to, const FileCopyOptions& options);
  std::vector<std::string> damage() override;

  /// Runs `function` on the writer's connection between two groups, outside a transaction.
  void on_writer(const std::function<void(Connection&)>& function);

 protected:
  void run_write(const std::function<bool(Tx&)>& function) override;
  void run_read(const std::function<void(Tx&)>& function) override;

 private:
  const Clock& clock_;
  Health health_;
  Gate gate_;
  LogMark mark_;           // before SQLite looks at the log
  GatheringVfs log_vfs_;   // the writer's
  Connection connection_;  // the writer's; first to open, so that it creates the file
  Readers readers_;
  const ConnectionSettings copier_;  // of the connection that reads the file for a copy
  MirroringVfs file_vfs_;            // the checkpointer's
  Checkpointer checkpointer_;
  Writer writer_;  // ends first
};

}  // namespace guanxi::sql::sqlite
