// What both engines need to move whole tables: the statements over a table known only at run time,
// and a value as a parameter. Names come from the engine's own catalogue, never from outside.
#pragma once

#include <string>

#include "platform/sql/sql.h"

namespace guanxi::sql {

/// SELECT every column, in key order; with `after`, behind the key $1 … $n.
std::string scan_text(const Table& table, bool after);
/// SELECT count(*).
std::string count_text(const Table& table);
/// SELECT the columns of the key, of the last row in key order.
std::string last_key_text(const Table& table);
/// DELETE of every row.
std::string delete_text(const Table& table);
/// INSERT of a value for every column.
std::string insert_text(const Table& table);
Param param_of(const Value& value);
/// The value of a column of a row.
Value value_of(const RowView& row, int column, ColumnType type);
/// The type of the column of that name; a name the table has not is a fault of ours.
ColumnType type_of(const Table& table, std::string_view column);

}  // namespace guanxi::sql
