#include "platform/sql/tables.h"

namespace guanxi::sql {
namespace {

std::string parameters(std::size_t count) {
  std::string text;
  for (std::size_t i = 1; i <= count; ++i) text += (i > 1 ? ", $" : "$") + std::to_string(i);
  return text;
}

template <class List, class NameOf>
std::string names(const List& list, NameOf&& name_of) {
  std::string text;
  for (const auto& one : list) {
    if (!text.empty()) text += ", ";
    text += name_of(one);
  }
  return text;
}

std::string columns_of(const Table& table) {
  return names(table.columns, [](const TableColumn& column) { return column.name; });
}

}  // namespace

std::string scan_text(const Table& table, bool after) {
  GX_CHECK_WHY(!table.key.empty(), "a table without a primary key: " + table.name);
  const std::string key = names(table.key, [](const std::string& name) { return name; });
  std::string text = "SELECT " + columns_of(table) + " FROM " + table.name;
  if (after) text += " WHERE (" + key + ") > (" + parameters(table.key.size()) + ")";
  return text + " ORDER BY " + key;
}

std::string count_text(const Table& table) { return "SELECT count(*) FROM " + table.name; }

std::string last_key_text(const Table& table) {
  GX_CHECK_WHY(!table.key.empty(), "a table without a primary key: " + table.name);
  const auto listed = [&](const char* order) {
    return names(table.key, [&](const std::string& name) { return name + order; });
  };
  return "SELECT " + listed("") + " FROM " + table.name + " ORDER BY " + listed(" DESC") +
         " LIMIT 1";
}

std::string delete_text(const Table& table) { return "DELETE FROM " + table.name; }

std::string insert_text(const Table& table) {
  return "INSERT INTO " + table.name + " (" + columns_of(table) + ") VALUES (" +
         parameters(table.columns.size()) + ")";
}

Param param_of(const Value& value) {
  struct Visitor {
    Param operator()(Null) const { return Null{}; }
    Param operator()(std::int64_t number) const { return number; }
    Param operator()(const std::string& text) const { return std::string_view(text); }
    Param operator()(const Bytes& bytes) const { return BytesView{bytes.data}; }
  };
  return std::visit(Visitor{}, value);
}

Value value_of(const RowView& row, int column, ColumnType type) {
  if (row.is_null(column)) return Null{};
  switch (type) {
    case ColumnType::integer:
      return row.integer(column);
    case ColumnType::text:
      return std::string(row.text(column));
    case ColumnType::bytes:
      return Bytes{std::string(row.bytes(column))};
  }
  return Null{};
}

ColumnType type_of(const Table& table, std::string_view column) {
  for (const TableColumn& one : table.columns) {
    if (one.name == column) return one.type;
  }
  GX_CHECK_WHY(false, table.name + " has no column " + std::string(column));
  return ColumnType::integer;
}

}  // namespace guanxi::sql
