// A real database for tests: SQLite in a temporary directory, with every migration applied, removed
// again at the end. There are no fake stores.
//
//   sql::TempDatabase temp;
//   temp->write([&](sql::Tx& tx) -> Outcome { …; return ok(); });
#pragma once

#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "platform/sql/migrations.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::sql {

/// A directory of its own, removed with everything in it. In memory where there is room, as an
/// fsync costs nothing there; TMPDIR overrides.
class TempDirectory {
 public:
  TempDirectory() {
    std::string name = (parent() / "guanxi-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot create " + name);
    path_ = name;
  }
  ~TempDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  static std::filesystem::path parent() {
    constexpr unsigned long long room_wanted = 256ULL << 20;
    struct statvfs memory {};
    if (std::getenv("TMPDIR") == nullptr && access("/dev/shm", W_OK | X_OK) == 0 &&
        statvfs("/dev/shm", &memory) == 0 && memory.f_bavail * memory.f_frsize > room_wanted) {
      return "/dev/shm";
    }
    return std::filesystem::temp_directory_path();
  }
  std::filesystem::path path_;
};

class TempDatabase {
 public:
  TempDatabase() : TempDatabase(all_migrations(Engine::sqlite)) {}
  /// With a schema of the test's own.
  explicit TempDatabase(std::span<const Migration> migrations, SqliteOptions options = {})
      : options_(std::move(options)), migrations_(migrations) {
    options_.file = directory_.path() / "guanxi.db";
    reopen();
  }

  Database& operator*() { return *database_; }
  Database* operator->() { return database_.get(); }
  /// Writes what a test starts from: `function(Tx&)`, without a result.
  template <class Function>
  void given(Function&& function) {
    const Outcome outcome = database_->write([&](Tx& tx) -> Outcome {
      function(tx);
      return ok();
    });
    GX_CHECK(outcome.has_value());
  }
  /// Stands at 2026-01-01T00:00Z until moved.
  ManualClock& clock() { return clock_; }
  const SqliteOptions& options() const { return options_; }
  const std::filesystem::path& file() const { return options_.file; }
  const std::filesystem::path& directory() const { return directory_.path(); }

  void close() { database_.reset(); }
  /// Closes and opens again, as a restart of the program would.
  void reopen() {
    close();
    database_ = open_sqlite(options_, clock_);
    database_->migrate(migrations_);
  }

 private:
  TempDirectory directory_;
  ManualClock clock_{Instant::from_seconds(1'767'225'600)};
  SqliteOptions options_;
  std::span<const Migration> migrations_;
  std::unique_ptr<Database> database_;
};

}  // namespace guanxi::sql
