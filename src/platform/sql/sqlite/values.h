// Values between C++ and a SQLite statement: strictly, where SQLite itself would convert.
#pragma once

#include <sqlite3.h>

#include "platform/sql/sql.h"

namespace guanxi::sql::sqlite {

/// The row a statement stands at. A value of another type than asked for is a fault of ours.
class Row final : public RowView {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  int type_of(int column) const;
  void want(int column, int type, const char* wanted) const;

  sqlite3_stmt* statement_;
};

/// Binds `param`, which must outlive the run; returns SQLite's result code.
int bind(sqlite3_stmt* statement, int index, const Param& param);

}  // namespace guanxi::sql::sqlite
