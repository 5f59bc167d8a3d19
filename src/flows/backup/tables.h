// Whole tables between stores and files: what make, restore and copy share. Private to
// flows/backup.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "flows/backup/backup.h"
#include "modules/points/roots.h"
#include "platform/archive/failure.h"
#include "platform/archive/table_stream.h"
#include "platform/sql/sql.h"

namespace guanxi::backup {

/// Every table but what is of this place and moment: the mark of a store being filled, and which
/// programs use it.
std::vector<sql::Table> content_tables(sql::Database& db);

/// What a store holds: rows of each table, and of the points accounts their heads.
struct Contents {
  std::vector<archive::TableCount> tables;
  points::Heads heads;
  std::int64_t rows() const;
  std::string digest() const;  // of the heads, in hex
};
/// `on_rows` is told how many were counted, now and then.
using OnRows = std::function<void(std::int64_t rows)>;
Contents count_contents(
    sql::TableReader& reader, const std::vector<sql::Table>& tables, const OnRows& on_rows
);

/// Every row of every table read once, in key order, with the digest of each table.
std::vector<archive::TableCount> digest_contents(
    sql::TableReader& reader, const std::vector<sql::Table>& tables, const OnRows& on_rows
);
/// Gives up with backup_place_taken unless a store is as the migrations left it, of whatever
/// version. One that was ever opened by the program has an installation, or somebody who uses it.
void expect_empty(sql::Database& db, const std::string& name);
/// What the migrations put into a new store.
void delete_seeds(sql::Database& db, const std::vector<sql::Table>& tables);

/// "" or the first table in which the two differ, and how.
std::string difference(const std::vector<sql::Table>& wanted, const std::vector<sql::Table>& found);
std::string difference(
    const std::vector<archive::TableCount>& wanted, const std::vector<archive::TableCount>& found
);

/// Inserts rows in large transactions.
class Filler {
 public:
  Filler(sql::Database& db, const sql::Table& table) : db_(db), table_(table) {}
  void add(sql::TableRow row);
  void flush();
  std::int64_t rows() const { return rows_; }  // durable so far

 private:
  sql::Database& db_;
  const sql::Table& table_;
  std::vector<sql::TableRow> batch_;
  std::size_t bytes_ = 0;
  std::int64_t rows_ = 0;
};

/// Asks `on_progress`, and gives up with backup_stopped when it wants no more.
void report(const OnProgress& on_progress, const Progress& progress);

/// What a fault of the store at `place` means to people.
Error error_of(const sql::StorageFault& fault, const std::string& place);

/// Runs `action`, which throws Failure or StorageFault, and answers with a Result. `place` is named
/// where the fault itself names none.
template <class T, class Action>
Result<T> guarded(const std::filesystem::path& place, Action&& action) {
  try {
    return action();
  } catch (const archive::Failure& failure) {
    Error error = failure.error();
    for (const auto& [name, value] : error.facts) {
      if (name == "path") return error;
    }
    error.facts.emplace_back("path", place.string());
    return error;
  } catch (const sql::StorageFault& fault) {
    return error_of(fault, place.string());
  } catch (const std::filesystem::filesystem_error& fault) {
    return fail(
        ErrorCode::backup_failed, {}, {{"path", place.string()}, {"why", fault.code().message()}}
    );
  }
}

}  // namespace guanxi::backup
