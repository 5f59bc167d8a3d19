// How many rows every table has: what a refused request must not change.
#pragma once

#include <string>
#include <vector>

#include "platform/sql/sql.h"

namespace guanxi::test {

class Rows {
 public:
  explicit Rows(sql::Database& db) : db_(db), tables_(db.tables()) {}
  /// "sales_receipts 12,…": the same text, the same rows. Counted only when a write function ran
  /// since.
  const std::string& counts() {
    const std::uint64_t written = db_.stats().write_functions;
    if (written == written_ && !counts_.empty()) return counts_;
    written_ = written;
    counts_.clear();
    db_.read_tables([&](sql::TableReader& reader) {
      for (const sql::Table& table : tables_) {
        // Wrong codes and passwords count, whatever comes of them.
        if (table.name == "coupon_attempts" || table.name == "identity_sign_ins" ||
            table.name == "identity_guards") {
          continue;
        }
        std::int64_t rows = 0;
        reader.scan(table, {}, [&](const sql::RowView&) { return ++rows > 0; });
        counts_ += table.name + " " + std::to_string(rows) + ",";
      }
    });
    return counts_;
  }

 private:
  sql::Database& db_;
  std::vector<sql::Table> tables_;
  std::uint64_t written_ = 0;
  std::string counts_;
};

}  // namespace guanxi::test
