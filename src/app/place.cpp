#include "app/place.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "platform/archive/failure.h"
#include "platform/sql/postgres/postgres.h"
#include "platform/sql/sqlite/sqlite.h"

namespace guanxi::app {
namespace {

constexpr const char* unfinished = ".restoring";

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

std::unique_ptr<sql::Database> open_server(
    const std::string& name, const config::Config& config, const Clock& clock
) {
  return sql::open_postgres(
      {.conninfo = without_password(name),
       .connections_max = config.postgres.connections_max,
       .connect_seconds_max = config.postgres.connect_seconds_max,
       .statement_ms_max = 0},  // a batch of rows, or the check of a schema, takes its time
      clock
  );
}

std::filesystem::path store_file(
    const std::filesystem::path& directory, const config::Config& config
) {
  return directory / std::filesystem::path(config.sqlite.file).filename();
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
        file_(store_file(directory, config)),
        config_(config),
        clock_(clock),
        made_(!std::filesystem::exists(directory)) {
    expect_empty();
    make_directory(directory_);
    alone_ = std::make_unique<ServeLock>(directory_);
    remove_with_neighbours(file());  // what a killed restore left
  }

  sql::Engine engine() const override { return sql::Engine::sqlite; }
  std::string name() const override { return directory_.string(); }
  std::filesystem::path file() const override { return file_.string() + unfinished; }
  std::unique_ptr<sql::Database> open() override { return open_file(file(), config_, clock_); }

  void publish() override {
    const std::filesystem::path log = file().string() + "-wal";
    GX_CHECK_WHY(!std::filesystem::exists(log), "the restored store still has a log of its own");
    // Its last checkpoint flushed the file; the name is made durable here.
    if (::rename(file().c_str(), file_.c_str()) != 0) fail("cannot rename " + file().string());
    remove_with_neighbours(file());
    const int fd = ::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool flushed = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!flushed) fail("cannot make " + directory_.string() + " durable");
  }

  void discard() noexcept override {
    try {
      remove_with_neighbours(file());
      if (!made_) return;
      ::unlink((directory_ / "serve.lock").c_str());
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
    static constexpr std::array<std::string_view, 4> welcome{
        "guanxi.key", "guanxi.toml", "serve.lock", "lost+found"};
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(directory_, none)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with(file().filename().string())) continue;
      if (std::ranges::find(welcome, name) != welcome.end()) continue;
      archive::give_up(
          ErrorCode::backup_place_taken, {{"path", directory_.string()}, {"found", name}}
      );
    }
  }

  std::filesystem::path directory_, file_;
  const config::Config& config_;
  const Clock& clock_;
  bool made_;
  std::unique_ptr<ServeLock> alone_;
};

/// A database of a PostgreSQL server. It has no temporary name: while it is filled it is marked.
class ServerSite final : public backup::Site {
 public:
  ServerSite(const std::string& name, const config::Config& config, const Clock& clock)
      : name_(name), config_(config), clock_(clock) {
    open();  // a wrong address is known before a large file is read
  }
  sql::Engine engine() const override { return sql::Engine::postgres; }
  std::string name() const override { return name_; }
  std::filesystem::path file() const override {
    GX_CHECK_WHY(false, "a server's database is no file");
    return {};
  }
  std::unique_ptr<sql::Database> open() override { return open_server(name_, config_, clock_); }
  void publish() override {}
  void discard() noexcept override {
    try {
      backup::empty_unfinished_restore(*open());
    } catch (const std::exception&) {  // it stays marked, and the next restore begins with it
    }
  }

 private:
  std::string name_;
  const config::Config& config_;
  const Clock& clock_;
};

}  // namespace

ClosedShop open_source(const std::string& name, const config::Config& config, const Clock& clock) {
  if (is_server(name)) return {name, nullptr, open_server(name, config, clock)};
  const std::filesystem::path directory = directory_of(name);
  const std::filesystem::path file = store_file(directory, config);
  if (!std::filesystem::exists(file)) throw StartFailure("there is no store in " + name);
  auto alone = std::make_unique<ServeLock>(directory);
  return {
      std::filesystem::absolute(directory).string(),
      std::move(alone),
      open_file(file, config, clock)};
}

ClosedShop open_target(const std::string& name, const config::Config& config, const Clock& clock) {
  if (is_server(name)) return {name, nullptr, open_server(name, config, clock)};
  const std::filesystem::path directory = directory_of(name);
  make_directory(directory);
  auto alone = std::make_unique<ServeLock>(directory);
  return {
      std::filesystem::absolute(directory).string(),
      std::move(alone),
      open_file(store_file(directory, config), config, clock)};
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
