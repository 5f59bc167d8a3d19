#include "app/place.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/file_owner.h"
#include "platform/archive/failure.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::app {
namespace {

bool is_server(const std::string& name) {
  return name.starts_with("postgresql://") || name.starts_with("postgres://");
}

std::filesystem::path directory_of(const std::string& name) {
  if (name.empty() || name.find("://") != std::string::npos) {
    throw StartFailure(name + ": a data directory, or postgresql://user@host/db, was expected");
  }
  return name;
}

/// Passwords do not belong on a command line, where every user of the machine sees them.
const std::string& without_password(const std::string& name) {
  const std::string_view rest = std::string_view(name).substr(name.find("://") + 3);
  const std::string_view who = rest.substr(0, std::min(rest.find('/'), rest.size()));
  const bool has_at = who.find('@') != std::string_view::npos;
  const bool has_password =
      has_at && who.substr(0, who.find('@')).find(':') != std::string_view::npos;
  if (has_password || name.find("password=") != std::string::npos) {
    throw StartFailure(
        "the database's address holds a password: put it into ~/.pgpass or PGPASSWORD instead"
    );
  }
  return name;
}

sql::PostgresOptions postgres_options(const std::string& name, const config::Config& config) {
  return {
      .conninfo = without_password(name),
      .connections_max = config.postgres.connections_max,
      .connect_seconds_max = config.postgres.connect_seconds_max,
      .statement_ms_max = 0};  // a batch of rows, or the check of a schema, takes its time
}

std::unique_ptr<sql::Database> open_server(
    const std::string& name, const config::Config& config, const Clock& clock
) {
  return sql::open_postgres(postgres_options(name, config), clock);
}

std::unique_ptr<sql::PostgresLock> lock_server(
    const std::string& name, const config::Config& config
) {
  auto lock = sql::lock_filling(postgres_options(name, config));
  if (!lock) throw StartFailure("another restore or copy fills " + name + ": let it end first");
  return lock;
}

/// Of a copy, whose two ends cannot both have a file of that name elsewhere.
std::filesystem::path plain_store_file(
    const std::filesystem::path& directory, const config::Config& config
) {
  const std::filesystem::path file = config.sqlite.file;
  if (file.has_parent_path()) {
    throw StartFailure(
        "sqlite.file is " + file.string() +
        ": guanxi copy takes stores that lie in their data directory only"
    );
  }
  return directory / file;
}

std::unique_ptr<sql::Database> open_file(
    const std::filesystem::path& file, const config::Config& config, const Clock& clock
) {
  sql::SqliteOptions options;
  options.file = file;
  options.cache_bytes = config.sqlite.cache_bytes;
  options.reader_cache_bytes = config.sqlite.cache_bytes / 4;  // a few long scans
  options.busy_ms_max = config.sqlite.busy_ms_max;
  options.checkpoint_bytes = config.sqlite.checkpoint_bytes;
  options.wal_reset_bytes = config.sqlite.wal_reset_bytes;
  options.page_sums = config.sqlite.page_sums == "on";
  return sql::open_sqlite(options, clock);
}

void make_directory(const std::filesystem::path& directory) {
  std::error_code fault;
  std::filesystem::create_directories(directory, fault);
  if (fault) {
    throw StartFailure("cannot make the directory " + directory.string() + ": " + fault.message());
  }
}

void remove_with_neighbours(const std::filesystem::path& file) {
  for (const char* const more : {"", "-wal", "-shm", "-copy", "-mark", ".partial"}) {
    ::unlink((file.string() + more).c_str());
  }
}

/// A data directory in which SQLite's file gets its name last.
class DirectorySite final : public backup::Site {
 public:
  DirectorySite(
      const std::filesystem::path& directory, const config::Config& config, const Clock& clock
  )
      : directory_(directory),
        file_(directory / config.sqlite.file),
        config_(config),
        clock_(clock),
        made_(!std::filesystem::exists(directory)) {
    expect_empty();  // before anything is made there
    make_directory(directory_);
    make_directory(file_.parent_path());
    alone_ = std::make_unique<AloneLock>(directory_);
    expect_empty();
    remove_with_neighbours(file());  // what a killed restore left
  }
  ~DirectorySite() override {
    if (!published_) discard();  // whatever was given up, even before the first byte
  }

  sql::Engine engine() const override { return sql::Engine::sqlite; }
  std::string name() const override { return directory_.string(); }
  std::filesystem::path file() const override { return restoring_name(file_); }
  std::unique_ptr<sql::Database> open() override { return open_file(file(), config_, clock_); }

  void publish() override {
    const std::filesystem::path log = file().string() + "-wal";
    GX_CHECK_WHY(!std::filesystem::exists(log), "the restored store still has a log of its own");
    // A store whose log lies here would have it replayed into this one.
    expect_empty();
    if (file_.parent_path() != directory_) give_to_folder_owner(file_.parent_path());
    give_to_folder_owner(file());
    // Its last checkpoint flushed the file; the name is made durable here.
    if (::renameat2(AT_FDCWD, file().c_str(), AT_FDCWD, file_.c_str(), RENAME_NOREPLACE) != 0 &&
        (errno == EEXIST || ::rename(file().c_str(), file_.c_str()) != 0)) {
      fail("cannot rename " + file().string());
    }
    const int fd = ::open(file_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool flushed = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (!flushed) {  // told to have failed, it must not be there
      ::rename(file_.c_str(), file().c_str());
      errno = error;
      fail("cannot make " + file_.parent_path().string() + " durable");
    }
    published_ = true;
    remove_with_neighbours(file());
  }

  void discard() noexcept override {
    try {
      remove_with_neighbours(file());
      if (!made_) return;
      for (const char* const lock : {"serve.lock", "guanxi.lock"})
        ::unlink((directory_ / lock).c_str());
      if (file_.parent_path() != directory_) ::rmdir(file_.parent_path().c_str());
      ::rmdir(directory_.c_str());     // unless there is something in it by now
    } catch (const std::exception&) {  // out of memory: what is left has no store's name
    }
  }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    throw StartFailure(what + ": " + std::strerror(errno));
  }

  /// The key may lie there already, and what a killed restore left. Everything else is somebody's.
  void expect_empty() const {
    static constexpr std::array<std::string_view, 6> welcome{
        "guanxi.key", "guanxi.toml", "serve.lock", "guanxi.lock", "backup.lock", "lost+found"};
    const bool elsewhere = file_.parent_path() != directory_;
    const std::string way = std::filesystem::path(config_.sqlite.file).begin()->string();
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(directory_, none)) {
      const std::string name = entry.path().filename().string();
      if (std::ranges::find(welcome, name) != welcome.end()) continue;
      if (elsewhere ? name == way : is_left(name)) continue;
      taken(entry.path());
    }
    if (!elsewhere) return;
    for (const auto& entry : std::filesystem::directory_iterator(file_.parent_path(), none)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(file_.filename().string()) && !is_left(name)) taken(entry.path());
    }
  }
  /// By a killed restore.
  bool is_left(const std::string& name) const {
    return name.starts_with(file().filename().string());
  }
  [[noreturn]] static void taken(const std::filesystem::path& found) {
    archive::give_up(
        ErrorCode::backup_place_taken,
        {{"path", found.parent_path().string()}, {"found", found.filename().string()}}
    );
  }

  std::filesystem::path directory_, file_;
  const config::Config config_;
  const Clock& clock_;
  bool made_;
  bool published_ = false;
  std::unique_ptr<AloneLock> alone_;
};

/// A database of a PostgreSQL server. It has no temporary name: while it is filled it is marked,
/// and locked.
class ServerSite final : public backup::Site {
 public:
  ServerSite(const std::string& name, const config::Config& config, const Clock& clock)
      : name_(name), config_(config), clock_(clock), lock_(lock_server(name, config)) {}
  sql::Engine engine() const override { return sql::Engine::postgres; }
  std::string name() const override { return name_; }
  std::filesystem::path file() const override {
    GX_CHECK_WHY(false, "a server's database is no file");
    return {};
  }
  std::unique_ptr<sql::Database> open() override { return open_server(name_, config_, clock_); }
  void publish() override {}
  void discard() noexcept override {}

 private:
  std::string name_;
  const config::Config& config_;
  const Clock& clock_;
  std::unique_ptr<sql::PostgresLock> lock_;
};

}  // namespace

ClosedShop open_source(const std::string& name, const config::Config& config, const Clock& clock) {
  if (is_server(name)) {
    auto db = open_server(name, config, clock);
    const std::string user = user_of(*db, clock.now());
    if (user.empty()) return {name, nullptr, std::move(db)};
    throw StartFailure(
        name + " is in use by " + user + ": stop it; one that was killed lets go at that time"
    );
  }
  const std::filesystem::path directory = directory_of(name);
  const std::filesystem::path file = plain_store_file(directory, config);
  if (!std::filesystem::exists(file)) throw StartFailure("there is no store in " + name);
  auto alone = std::make_shared<AloneLock>(directory);
  return {
      std::filesystem::absolute(directory).string(),
      std::move(alone),
      open_file(file, config, clock)};
}

ClosedShop open_target(const std::string& name, const config::Config& config, const Clock& clock) {
  if (is_server(name)) {
    std::shared_ptr<sql::PostgresLock> lock = lock_server(name, config);
    return {name, std::move(lock), open_server(name, config, clock)};
  }
  const std::filesystem::path directory = directory_of(name);
  const std::filesystem::path file = plain_store_file(directory, config);
  make_directory(directory);
  auto alone = std::make_shared<AloneLock>(directory);
  check_not_restoring(file);
  return {
      std::filesystem::absolute(directory).string(),
      std::move(alone),
      open_file(file, config, clock)};
}

std::unique_ptr<backup::Site> open_site(
    const std::string& name, const config::Config& config, const Clock& clock
) {
  if (is_server(name)) return std::make_unique<ServerSite>(name, config, clock);
  return std::make_unique<DirectorySite>(directory_of(name), config, clock);
}

std::optional<std::string> key_fingerprint_at(const std::string& name) {
  const std::filesystem::path file = directory_of(name) / "guanxi.key";
  const char* const given = std::getenv("GUANXI_KEY");
  const bool has_key = std::filesystem::exists(file) || (given != nullptr && *given != '\0');
  if (!has_key) return std::nullopt;
  return crypto::KeyRing::open_or_create(file).fingerprint();
}

}  // namespace guanxi::app
