// guanxi restore and guanxi copy: stores made from a backup, or from another store.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/backup_progress.h"
#include "app/commands.h"
#include "app/place.h"
#include "app/seals.h"
#include "platform/archive/failure.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

struct Arguments {
  std::string from, to;
};

/// A key of the right installation may still be one from before or after the backup's: says so.
bool key_opens(const config::Config& config, const Clock& clock) {
  std::string found;
  try {
    Application restored(config, clock, Schema::as_is);
    const auto census = walk_seals(restored, {.stop = interrupted_by_user});
    if (census.unreadable == 0) return true;
    found = fmt::format("{} / {}", census.unreadable, census.values());
  } catch (const crypto::KeyError& fault) {
    found = fault.what();
  }
  fmt::print(
      stderr,
      fmt::runtime(
          config.language != "en"
              ? "此处的密钥打不开备份中密封的值（{}）：请放回备份当时的 guanxi.key\n"
              : "The key here does not open what the backup has sealed ({}): put the guanxi.key "
                "from "
                "the time of the backup into the data directory\n"
      ),
      found
  );
  return false;
}

int restore(const config::Loaded& loaded, const Arguments& arguments) {
  const config::Config& config = loaded.config;
  const bool zh = config.language != "en";
  log::set_level(log::Level::warn);
  SystemClock clock;
  stop_on_interrupt();
  BackupProgress progress(zh);
  try {
    const std::string& place = config.store.empty() ? config.data : config.store;
    auto site = open_site(place, config, clock);
    const auto key = key_fingerprint_at(config.data);
    const auto restored =
        backup::restore(arguments.from, *site, key, clock, [&](const backup::Progress& now) {
          return progress.show(now);
        });
    progress.end();
    if (!restored) {
      print_error(restored.error(), config);
      return 1;
    }
    print_books(restored->books, config);
    fmt::print(
        fmt::runtime(
            zh ? "已恢复到 {}：{} 的备份，核对无误\n"
               : "Restored into {}: the backup of {}, verified\n"
        ),
        place,
        restored->manifest.created_at.to_string()
    );
    if (!key) {
      fmt::print(
          fmt::runtime(
              zh ? "启动之前，请把指纹为 {} 的 guanxi.key 放入数据目录，或设置 GUANXI_KEY\n"
                 : "Before it is served, put the guanxi.key whose fingerprint is {} into the data "
                   "directory, or set GUANXI_KEY\n"
          ),
          restored->manifest.key_fingerprint
      );
      return 0;
    }
    site.reset();  // it has the place for itself
    return key_opens(config, clock) ? 0 : 1;
  } catch (const archive::Failure& failure) {
    progress.end();
    print_error(failure.error(), config);
    return 1;
  }
}

int copy(const config::Loaded& loaded, const Arguments& arguments) {
  const config::Config& config = loaded.config;
  const bool zh = config.language != "en";
  log::set_level(log::Level::warn);
  SystemClock clock;
  stop_on_interrupt();
  ClosedShop from = open_source(arguments.from, config, clock);
  check_whole(*from.db);
  ClosedShop to = open_target(arguments.to, config, clock);
  BackupProgress progress(zh);
  const auto copied = backup::copy(
      {from.name, *from.db, [&] { return user_of(*from.db, clock.now()); }},
      {to.name, *to.db},
      clock,
      [&](const backup::Progress& now) { return progress.show(now); }
  );
  progress.end();
  if (!copied) {
    print_error(copied.error(), config);
    if (copied.error().code == ErrorCode::backup_stopped) {
      fmt::print(
          stderr, "{}", zh ? "再次运行同一命令即可继续\n" : "Run the same command again to go on\n"
      );
    }
    return 1;
  }
  print_books(copied->books, config);
  fmt::print(
      fmt::runtime(
          zh ? "已复制 {} 张表、{} 行到 {}，两边内容摘要一致\n"
             : "Copied {} tables, {} rows to {}; both sides have the same digests\n"
      ),
      copied->tables,
      copied->rows,
      to.name
  );
  fmt::print(
      fmt::runtime(
          zh ? "请把来源的 guanxi.key（指纹 {}）一并放到新位置\n"
             : "Take the guanxi.key of the source along, its fingerprint is {}\n"
      ),
      copied->key_fingerprint
  );
  return 0;
}

}  // namespace

void add_restore(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand("restore", "Make a store from a backup. 从备份恢复。");
  static Arguments arguments;
  command->add_option("--from", arguments.from, "The backup")->required();
  command->footer(
      "Examples:\n"
      "  guanxi restore --from /backups/guanxi-20261121T023000Z-9c0e12ab.backup --data ./data\n"
      "  guanxi restore --from rows.backup --store postgresql://guanxi@db/guanxi --data ./data\n"
      "Only into an empty directory or database (a guanxi.key may lie there already). It is a "
      "store only after all of it was verified."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? restore(*loaded, arguments) : 2;
  });
}

void add_copy(CLI::App& root, Common& common, int& code) {
  CLI::App* command =
      root.add_subcommand("copy", "Copy a store into another place, row by row. 复制到另一个库。");
  static Arguments arguments;
  command
      ->add_option(
          "--from", arguments.from, "Where the store is: its data directory, or postgresql://…"
      )
      ->required();
  command->add_option("--to", arguments.to, "An empty place, or where a copy was interrupted")
      ->required();
  command->footer(
      "Examples:\n"
      "  guanxi copy --from ./data --to postgresql://guanxi@db/guanxi\n"
      "  guanxi copy --from postgresql://guanxi@db/guanxi --to ./data\n"
      "Nobody may serve the source meanwhile. A copy that was killed goes on where it was."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? copy(*loaded, arguments) : 2;
  });
}

}  // namespace guanxi::app
