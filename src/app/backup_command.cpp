// guanxi backup: makes one, or verifies one by restoring it aside.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <thread>

#include "app/backup_progress.h"
#include "app/commands.h"
#include "app/place.h"
#include "platform/archive/archive.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

struct Arguments {
  std::string to, verify, work;
  bool portable = false;
  int keep = 0;
  int mib_per_second = -1;
};

int refuse(const Error& error, const config::Config& config) {
  print_error(error, config);
  return 1;
}

/// The server makes it; we look on. Ctrl-C here stops it there.
std::optional<backup::Run> watch(
    Application& application, backup::RunId id, BackupProgress& progress
) {
  for (;;) {
    const auto run = application.backups().find(id);
    if (!run || run->ended_at) return run;
    const Instant now = application.clock().now();
    const bool goes_on = progress.show(
        {run->progress.phase,
         run->progress.done,
         run->progress.total,
         run->order.portable || run->progress.phase == backup::Phase::counting}
    );
    if (!goes_on || application.backups().is_lost(*run, now)) application.backups().cancel(id, now);
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
}

void report_file(const std::filesystem::path& file, bool zh) {
  try {
    const archive::Reader reader(file);
    const archive::Manifest& manifest = reader.manifest();
    fmt::print(
        fmt::runtime(
            zh ? "积分分录 {} 条，账链摘要 {}\n" : "{} journal entries, digest of all chains {}\n"
        ),
        manifest.entries,
        manifest.digest
    );
    print_key_needed(manifest.key_fingerprint, zh);
  } catch (const archive::Failure&) {
    // The server may write where this user may not read; that it is whole was said already.
  }
}

int make(const config::Loaded& loaded, const Arguments& arguments) {
  const config::Config& config = loaded.config;
  const bool zh = config.language != "en";
  std::error_code ignored;
  if (arguments.keep > 0 && !std::filesystem::is_directory(arguments.to, ignored)) {
    fmt::print(
        stderr,
        "{}",
        zh ? "--keep 需要 --to 给出一个已存在的目录\n"
           : "--keep needs a directory that exists as --to\n"
    );
    return 2;
  }
  log::set_level(log::Level::off);  // the outcome is said below, once
  require_store(config);
  SystemClock clock;
  // On PostgreSQL anybody can read a snapshot; SQLite's file is copied by who serves it.
  const bool served = config.store.empty() && is_served(config.data);
  Application application(config, clock, Schema::as_is);
  backup::Order order;
  order.to = std::filesystem::absolute(arguments.to);
  order.portable = arguments.portable;
  order.keep = arguments.keep;
  const int rate = arguments.mib_per_second >= 0 ? arguments.mib_per_second
                   : served                      ? config.backup.mib_per_second_max
                                                 : 0;
  order.bytes_per_second_max = std::int64_t{rate} << 20;
  const auto requested = application.backups().request(
      order, backup::RunOrigin::command, application.system_actor().id, clock.now(), !served
  );
  if (!requested) return refuse(requested.error(), config);
  stop_on_interrupt();
  BackupProgress progress(zh);
  std::filesystem::path file;
  std::int64_t bytes = 0;
  if (served) {
    const auto run = watch(application, requested->id, progress);
    progress.end();
    if (!run) return refuse(fail(ErrorCode::backup_not_found), config);
    if (run->error) return refuse(*run->error, config);
    file = run->file;
    bytes = run->bytes;
  } else {
    const auto made = application.backups().perform(*requested, [&](const backup::Progress& now) {
      return progress.show(now);
    });
    progress.end();
    if (!made) return refuse(made.error(), config);
    file = made->file;
    bytes = made->bytes;
  }
  fmt::print("{}  {}\n", file.string(), mib_text(bytes));
  report_file(file, zh);
  return 0;
}

/// A directory of its own, removed with all that is in it.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(const std::filesystem::path& below) {
    std::string name = (below / "guanxi-verify-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      throw StartFailure("cannot make a directory in " + below.string() + ": give another --work");
    }
    path_ = name;
  }
  ~ScratchDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

int verify_backup(const config::Loaded& loaded, const Arguments& arguments) {
  config::Config config = loaded.config;
  config.sqlite.file = "guanxi.db";  // in the directory of ours, whatever the settings say
  const bool zh = config.language != "en";
  log::set_level(log::Level::warn);
  SystemClock clock;
  const ScratchDirectory scratch(
      arguments.work.empty() ? std::filesystem::temp_directory_path()
                             : std::filesystem::path(arguments.work)
  );
  stop_on_interrupt();
  BackupProgress progress(zh);
  const auto site = open_site(scratch.path() / "store", config, clock);
  const auto restored = backup::restore(
      arguments.verify,
      *site,
      std::nullopt,
      clock,
      [&](const backup::Progress& now) { return progress.show(now); }
  );
  progress.end();
  if (!restored) return refuse(restored.error(), config);
  print_books(restored->books, config);
  fmt::print(
      fmt::runtime(
          zh ? "备份完好：{} 于 {} 由 {} 生成\n" : "The backup is good: {}, made at {} by {}\n"
      ),
      arguments.verify,
      restored->manifest.created_at.to_string(),
      restored->manifest.program
  );
  print_key_needed(restored->manifest.key_fingerprint, zh);
  return 0;
}

}  // namespace

void add_backup(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand(
      "backup", "Back the store up while it is used, or verify a backup. 备份，或检验备份。"
  );
  static Arguments arguments;
  CLI::Option* const to =
      command->add_option("--to", arguments.to, "A directory that exists, or the file to make");
  CLI::Option* const verify = command->add_option(
      "--verify", arguments.verify, "Restore this backup into a temporary directory and verify it"
  );
  to->excludes(verify);
  command->add_flag(
      "--portable",
      arguments.portable,
      "As rows, for either engine; slower, and holds one snapshot of SQLite meanwhile"
  );
  command
      ->add_option(
          "--keep", arguments.keep, "Afterwards keep only so many of the newest in the directory"
      )
      ->check(CLI::Range(1, 10'000));
  command
      ->add_option(
          "--mib-per-second",
          arguments.mib_per_second,
          "How fast; 0: as fast as it goes (default beside a server: backup.mib_per_second_max)"
      )
      ->check(CLI::Range(0, 100'000));
  command->add_option(
      "--work", arguments.work, "With --verify: where the temporary directory goes"
  );
  command->footer(
      "Examples:\n"
      "  guanxi backup --data ./data --to /backups --keep 14\n"
      "  guanxi backup --verify /backups/guanxi-20261121T023000Z-9c0e12ab.backup\n"
      "While guanxi serve runs, the server makes it, as its own user. A backup never holds the key."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded || (arguments.to.empty() && arguments.verify.empty())) {
      if (loaded) fmt::print(stderr, "guanxi backup: --to or --verify is needed\n");
      code = 2;
      return;
    }
    code = arguments.to.empty() ? verify_backup(*loaded, arguments) : make(*loaded, arguments);
  });
}

}  // namespace guanxi::app
