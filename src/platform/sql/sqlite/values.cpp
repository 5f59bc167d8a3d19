#include "platform/sql/sqlite/values.h"

namespace guanxi::sql::sqlite {
namespace {

std::string_view view(const void* data, int size) {
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

}  // namespace

bool Row::is_null(int column) const { return type_of(column) == SQLITE_NULL; }

std::int64_t Row::integer(int column) const {
  want(column, SQLITE_INTEGER, "an integer");
  return sqlite3_column_int64(statement_, column);
}

std::string_view Row::text(int column) const {
  want(column, SQLITE_TEXT, "text");
  const unsigned char* data = sqlite3_column_text(statement_, column);
  return view(data, sqlite3_column_bytes(statement_, column));
}

std::string_view Row::bytes(int column) const {
  want(column, SQLITE_BLOB, "bytes");
  const void* data = sqlite3_column_blob(statement_, column);
  return view(data, sqlite3_column_bytes(statement_, column));
}

int Row::type_of(int column) const {
  GX_CHECK(column >= 0 && column < sqlite3_data_count(statement_));
  return sqlite3_column_type(statement_, column);
}

void Row::want(int column, int type, const char* wanted) const {
  if (type_of(column) == type) return;
  const char* name = sqlite3_column_name(statement_, column);
  GX_CHECK_WHY(
      false,
      "column " + std::string(name == nullptr ? "?" : name) + " is not " + wanted + ": " +
          sqlite3_sql(statement_)
  );
}

int bind(sqlite3_stmt* statement, int index, const Param& param) {
  // SQLITE_STATIC (nullptr): the parameters outlive the run, and nothing is read after the reset.
  // A null pointer would bind NULL, so an empty view gets the address of an empty literal.
  struct Bind {
    sqlite3_stmt* statement;
    int index;
    int operator()(Null) const { return sqlite3_bind_null(statement, index); }
    int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
    int operator()(std::string_view text) const {
      GX_CHECK_WHY(
          text.find('\0') == std::string_view::npos,
          "a text parameter contains NUL, which not every engine can store"
      );
      const char* data = text.data() == nullptr ? "" : text.data();
      return sqlite3_bind_text64(statement, index, data, text.size(), nullptr, SQLITE_UTF8);
    }
    int operator()(BytesView bytes) const {
      const char* data = bytes.data.data() == nullptr ? "" : bytes.data.data();
      return sqlite3_bind_blob64(statement, index, data, bytes.data.size(), nullptr);
    }
  };
  return std::visit(Bind{statement, index}, param);
}

}  // namespace guanxi::sql::sqlite
