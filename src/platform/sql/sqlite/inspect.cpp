#include <memory>

#include "platform/sql/inspection.h"
#include "platform/sql/sqlite/connection.h"

namespace guanxi::sql {
namespace {

constexpr int damage_shown_max = 5;

/// A connection that takes the file as it is: Connection would turn a wrong journal mode right.
class PlainConnection {
 public:
  explicit PlainConnection(const std::filesystem::path& file) {
    sqlite::configure_library();
    const int result = sqlite3_open_v2(
        file.c_str(), &handle_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr
    );
    if (result != SQLITE_OK) fail(result, "cannot open " + file.string());
    sqlite3_busy_timeout(handle_, 10'000);
  }
  ~PlainConnection() { sqlite3_close(handle_); }
  PlainConnection(const PlainConnection&) = delete;
  PlainConnection& operator=(const PlainConnection&) = delete;

  /// The first column of every row.
  std::vector<std::string> ask(const char* text) {
    std::vector<std::string> rows;
    sqlite3_stmt* raw = nullptr;
    int result = sqlite3_prepare_v2(handle_, text, -1, &raw, nullptr);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    if (result != SQLITE_OK) fail(result, text);
    while ((result = sqlite3_step(raw)) == SQLITE_ROW) {
      const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(raw, 0));
      rows.emplace_back(value == nullptr ? "" : value);
    }
    if (result != SQLITE_DONE) fail(result, text);
    return rows;
  }
  std::string one(const char* text) {
    auto rows = ask(text);
    return rows.empty() ? std::string() : std::move(rows.front());
  }

 private:
  [[noreturn]] void fail(int result, const std::string& doing) {
    const std::string why = handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_);
    throw StorageFault(sqlite::fault_kind(result), doing + ": " + why);
  }
  sqlite3* handle_ = nullptr;
};

}  // namespace

Inspection inspect_sqlite(const std::filesystem::path& file, bool whole) {
  PlainConnection store(file);
  Inspection found;
  found.engine = std::string("SQLite ") + sqlite3_libversion();
  const std::string journal_mode = store.one("PRAGMA journal_mode");
  found.settings = {
      {"journal_mode", journal_mode, "wal"},
      {"page_size", store.one("PRAGMA page_size"), ""},
      {"encoding", store.one("PRAGMA encoding"), "UTF-8"},
      {"auto_vacuum", store.one("PRAGMA auto_vacuum"), "0"},
  };
  if (journal_mode == "wal") {
    // What the program's own connections have: it refuses to start with less.
    sqlite::Connection ours({file, "", 1 << 20, 10'000, /*read_only=*/true});
    const std::string synchronous = ours.number_of("PRAGMA synchronous") == 2 ? "full" : "less";
    found.settings.push_back({"synchronous", synchronous, "full"});
  }
  if (store.one("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'") == "1") {
    const std::string number = store.one("SELECT max(number) FROM schema_migrations");
    found.schema_version = number.empty() ? 0 : std::stoi(number);
  }
  if (whole) {
    for (std::string& line : store.ask("PRAGMA quick_check(20)")) {
      if (line != "ok" && found.damage.size() < damage_shown_max)
        found.damage.push_back(std::move(line));
    }
  }
  return found;
}

}  // namespace guanxi::sql
