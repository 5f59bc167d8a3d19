// How many rows every table has: what a refused request must not change.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>

namespace guanxi::test {

/// Rows of every table, through a connection of its own.
class Rows {
 public:
  explicit Rows(const std::filesystem::path& file) {
    if (sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
      throw std::runtime_error("open");
    each("SELECT name FROM sqlite_master WHERE type = 'table'", [&](const char* name) {
      sum_ += std::string(sum_.empty() ? "SELECT " : " || ',' || ") + "'" + name +
              " ' || (SELECT count(*) FROM \"" + name + "\")";
    });
  }
  ~Rows() { sqlite3_close(db_); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  /// "sales_receipts 12,…": the same text, the same rows. Counted only when something was committed
  /// since.
  const std::string& counts() {
    std::string version;
    each("PRAGMA data_version", [&](const char* text) { version = text; });
    if (version != version_) {
      version_ = version;
      each(sum_, [&](const char* text) { counts_ = text; });
    }
    return counts_;
  }

 private:
  void each(const std::string& sql, const std::function<void(const char*)>& visit) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
    while (sqlite3_step(statement) == SQLITE_ROW)
      visit(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
  }
  sqlite3* db_ = nullptr;
  std::string sum_, version_, counts_;
};

}  // namespace guanxi::test
