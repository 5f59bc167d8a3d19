// Reading every page, see Database::damage.
#include "platform/sql/sqlite/database.h"
#include "platform/sql/sqlite/page_sums.h"

namespace guanxi::sql::sqlite {
namespace {

constexpr const char* check_text = "PRAGMA quick_check(20)";

}  // namespace

std::vector<std::string> SqliteDatabase::damage() {
  std::vector<std::string> found;
  readers_.borrow([&](Connection& connection) {
    sqlite3_stmt* statement = nullptr;
    int result = sqlite3_prepare_v2(connection.handle(), check_text, -1, &statement, nullptr);
    while (result == SQLITE_OK || result == SQLITE_ROW) {
      result = sqlite3_step(statement);
      if (result != SQLITE_ROW) break;
      const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      if (std::string_view(text) != "ok") found.emplace_back(text);
    }
    if (result != SQLITE_DONE) found.push_back(connection.message());
    sqlite3_finalize(statement);
    // It goes on after a page it could not read; the last of them has a name.
    const std::string named = take_page_damage();
    if (!named.empty()) found.push_back(named);
  });
  return found;
}

}  // namespace guanxi::sql::sqlite
