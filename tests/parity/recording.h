// A store that writes down what is asked of it, in front of a real one.
//
// Threads: the test's own.
#pragma once

#include <string>
#include <vector>

#include "platform/sql/forwarding.h"
#include "platform/sql/testing.h"

namespace guanxi::test {

/// One run of a function in a transaction.
struct Asked {
  enum class Kind { write, guarded, read, latest };
  Kind kind = Kind::read;
  std::vector<std::string> statements;  // PostgreSQL's text
  /// PostgreSQL: a guarded function that read nothing was sent as a whole.
  bool on_paper = false;
};

class RecordingTx final : public sql::ForwardingTx {
 public:
  RecordingTx(sql::Tx& behind, Asked& run) : ForwardingTx(behind), run_(run) {}

 protected:
  void seen(const sql::Query& query, std::span<const sql::Param>, bool reads) override {
    run_.statements.emplace_back(query.postgres());
    run_.on_paper = run_.on_paper && !reads;
  }

 private:
  Asked& run_;
};

class RecordingDatabase final : public sql::Database {
 public:
  explicit RecordingDatabase(sql::Database& behind) : behind_(behind) {}

  std::vector<Asked> take() { return std::exchange(runs_, {}); }

  int migrate(std::span<const sql::Migration> all) override { return behind_.migrate(all); }
  int schema_version() override { return behind_.schema_version(); }
  sql::DatabaseStats stats() const override { return behind_.stats(); }
  sql::Engine engine() const override { return behind_.engine(); }
  void halt(const std::string& reason) override { behind_.halt(reason); }
  void prepare(const sql::Query& query) override { behind_.prepare(query); }
  std::vector<sql::Table> tables() override { return behind_.tables(); }
  void read_tables(const std::function<void(sql::TableReader&)>& function) override {
    behind_.read_tables(function);
  }
  void insert_rows(const sql::Table& table, std::span<const sql::TableRow> rows) override {
    behind_.insert_rows(table, rows);
  }
  void delete_rows(const sql::Table& table) override { behind_.delete_rows(table); }

 protected:
  void run_write(const std::function<bool(sql::Tx&)>& function) override {
    refused_ =
        !behind_.write([&](sql::Tx& tx) { return written(Asked::Kind::write, tx, function); });
  }
  void run_write_guarded(const std::function<bool(sql::Tx&)>& function) override {
    refused_ = !behind_.write_guarded([&](sql::Tx& tx) {
      return written(Asked::Kind::guarded, tx, function);
    });
  }
  void run_read(const std::function<void(sql::Tx&)>& function) override {
    behind_.read([&](sql::Tx& tx) { read(Asked::Kind::read, tx, function); });
  }
  void run_read_latest(const std::function<void(sql::Tx&)>& function) override {
    behind_.read_latest([&](sql::Tx& tx) {
      read(Asked::Kind::latest, tx, function);
      return 0;
    });
  }

 private:
  Outcome written(Asked::Kind kind, sql::Tx& tx, const std::function<bool(sql::Tx&)>& function) {
    runs_.push_back({kind, {}, kind == Asked::Kind::guarded});
    RecordingTx recording(tx, runs_.back());
    if (function(recording)) return ok();
    return ErrorCode::conflict;  // the caller has its own
  }
  void read(Asked::Kind kind, sql::Tx& tx, const std::function<void(sql::Tx&)>& function) {
    runs_.push_back({kind, {}});
    RecordingTx recording(tx, runs_.back());
    function(recording);
  }

  sql::Database& behind_;
  std::vector<Asked> runs_;
  bool refused_ = false;
};

}  // namespace guanxi::test
