// A real database for tests, with every migration applied, removed again at the end: SQLite in a
// temporary directory, or, where GUANXI_TEST_POSTGRES names a PostgreSQL server (script/test starts
// a private one), a database of its own on it. There are no fake stores.
//
//   sql::TempDatabase temp;
//   temp->write([&](sql::Tx& tx) -> Outcome { …; return ok(); });
#pragma once

#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include "platform/sql/migrations.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/postgres/scratch.h"
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

/// The server tests run on; empty: SQLite.
inline std::string test_server() {
  const char* const server = std::getenv("GUANXI_TEST_POSTGRES");
  return server == nullptr ? "" : server;
}
inline Engine test_engine() { return test_server().empty() ? Engine::sqlite : Engine::postgres; }
/// The program's migrations for the engine under test.
inline std::span<const Migration> test_migrations() { return all_migrations(test_engine()); }

/// An empty database of the program's schema on the server under test; none on SQLite.
inline std::unique_ptr<ScratchPostgres> make_scratch(
    Instant now, std::span<const Migration> migrations = test_migrations()
) {
  if (test_engine() == Engine::sqlite) return nullptr;
  return std::make_unique<ScratchPostgres>(test_server(), migrations, now);
}

/// Puts an empty SQLite store of the program's schema at `file`: a copy of one that is made once
/// per process, since all migrations take a third of a second under sanitizers.
inline void lay_schema(const std::filesystem::path& file, bool page_sums = true) {
  static std::mutex one_at_a_time;
  static const TempDirectory directory;
  const std::filesystem::path model = directory.path() / (page_sums ? "sums.db" : "plain.db");
  {
    const std::lock_guard lock(one_at_a_time);
    if (!std::filesystem::exists(model)) {
      std::filesystem::create_directories(directory.path());  // a forked child may have removed it
      const ManualClock clock{Instant::from_seconds(1'767'225'600)};
      SqliteOptions options;
      options.file = model;
      options.page_sums = page_sums;
      open_sqlite(options, clock)->migrate(all_migrations(Engine::sqlite));
    }
  }
  std::filesystem::copy_file(model, file);
}

class TempDatabase {
 public:
  TempDatabase() : TempDatabase(test_migrations()) {}
  /// With a schema of the test's own.
  explicit TempDatabase(
      std::span<const Migration> migrations,
      SqliteOptions options = {},
      Engine engine = test_engine()
  )
      : engine_(engine), options_(std::move(options)), migrations_(migrations) {
    options_.file = directory_.path() / "guanxi.db";
    const auto known = all_migrations(engine_);
    const bool ours =
        migrations.size() >= known.size() && migrations[0].text.data() == known[0].text.data();
    if (engine_ == Engine::sqlite && ours && options_.vfs.empty()) {
      lay_schema(options_.file, options_.page_sums);
    }
    if (engine_ == Engine::postgres) {
      scratch_ = make_scratch(clock_.now(), ours ? known : std::span<const Migration>{});
    }
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
  const std::string& conninfo() const { return scratch_->conninfo(); }

  void close() { database_.reset(); }
  /// Closes and opens again, as a restart of the program would.
  void reopen() {
    close();
    database_ = another();
    database_->migrate(migrations_);
  }
  /// The same store opened once more, as by another process.
  std::unique_ptr<Database> another() {
    if (engine_ == Engine::sqlite) return open_sqlite(options_, clock_);
    return open_postgres({.conninfo = conninfo()}, clock_);
  }

 private:
  TempDirectory directory_;
  ManualClock clock_{Instant::from_seconds(1'767'225'600)};
  Engine engine_;
  SqliteOptions options_;
  std::span<const Migration> migrations_;
  std::unique_ptr<ScratchPostgres> scratch_;
  std::unique_ptr<Database> database_;
};

}  // namespace guanxi::sql
