// migrate, verify, openapi, config, version: a few lines each.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>

#include "app/commands.h"
#include "app/installation.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

/// Commands print what they do; their log lines go nowhere but for errors.
void quiet_log() { log::set_level(log::Level::warn); }

}  // namespace

void add_migrate(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand(
      "migrate", "Create the store or bring its schema up to date. 建库或升级。"
  );
  command->footer(
      "Example:\n  guanxi migrate --data ./data\nserve does this by itself; run it apart to see it "
      "done."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    quiet_log();
    const bool zh = common.zh(loaded->config);
    if (give_page_sums(loaded->config)) {
      fmt::print(
          "{}",
          zh ? "已为库文件的每一页加上校验和\n" : "every page of the store has a checksum now\n"
      );
    }
    SystemClock clock;
    Application application(loaded->config, clock);
    fmt::print(
        fmt::runtime(
            zh ? "结构版本 {}，本次应用 {} 个迁移\n"
               : "schema version {}, {} migrations applied now\n"
        ),
        application.db().schema_version(),
        application.migrations_applied()
    );
    if (application.key_created()) {
      fmt::print(
          fmt::runtime(
              zh ? "已生成密钥 {}：请另存一份，丢失则个人信息无法解密\n"
                 : "made the key {}: keep a copy elsewhere, without it personal data cannot be "
                   "read\n"
          ),
          application.key_file().string()
      );
    }
  });
}

void add_verify(CLI::App& root, Common& common, int& code) {
  CLI::App* command =
      root.add_subcommand("verify", "Check every book against the others. 核对全部账目。");
  static bool json = false;
  command->add_flag("--json", json, "One JSON object instead of a table");
  command->footer(
      "Example:\n  guanxi verify --data ./data --json\nExit status 0: clean, 1: faults found. "
      "Changes nothing."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    quiet_log();
    require_store(loaded->config);
    SystemClock clock;
    Application application(loaded->config, clock, Schema::as_is);
    const verify::Report report = verify::verify(application.db(), verify::Depth::pages);
    fmt::print(
        "{}",
        json ? verify::to_json(report) + "\n"
             : verify::to_table(report, language_of(loaded->config))
    );
    code = report.is_clean() ? 0 : 1;
  });
}

void add_openapi(CLI::App& root, Common& common, int& code) {
  CLI::App* command =
      root.add_subcommand("openapi", "Print the OpenAPI 3.1 document. 输出接口描述。");
  command->footer("Example:\n  guanxi openapi > docs/api/openapi.json");
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    quiet_log();
    // The document does not depend on any store: an empty one in a temporary directory serves.
    std::string directory =
        (std::filesystem::temp_directory_path() / "guanxi-openapi-XXXXXX").string();
    if (!mkdtemp(directory.data())) throw StartFailure("cannot make a temporary directory");
    {
      config::Config config = loaded->config;
      config.data = directory;
      config.store.clear();
      SystemClock clock;
      Application application(config, clock);
      fmt::print("{}\n", application.api().openapi());
    }
    std::filesystem::remove_all(directory);
  });
}

void add_config(CLI::App& root, Common& common, int& code) {
  CLI::App* command =
      root.add_subcommand("config", "Show every setting and where it comes from. 查看配置。");
  static bool sample = false;
  command->add_flag(
      "--sample",
      sample,
      "Print a commented TOML file with every setting: its default, or what is set now"
  );
  command->footer(
      "Example:\n  guanxi config --sample > guanxi.toml\nOrder: defaults < TOML file < environment "
      "< --set."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    const auto language =
        common.zh(loaded->config) ? config::Language::zh_cn : config::Language::en;
    fmt::print(
        "{}",
        sample ? config::sample_file(language, loaded->config) : config::describe(*loaded, language)
    );
  });
}

void add_version(CLI::App& root, Common&, int&) {
  CLI::App* command = root.add_subcommand("version", "Print the version. 版本。");
  command->callback([] { fmt::print("{}\n", program_version()); });
}

}  // namespace guanxi::app
