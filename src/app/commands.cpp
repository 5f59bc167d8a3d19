#include "app/commands.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "platform/log/log.h"

namespace guanxi::app {

std::optional<config::Loaded> Common::read() const {
  config::Sources sources;
  sources.file = config_file.empty() ? "guanxi.toml" : config_file;
  sources.file_required = !config_file.empty();
  sources.environment = config::environment();
  for (const std::string& setting : settings) {
    const auto pair = config::split_flag(setting);
    if (!pair) {
      fmt::print(stderr, "--set {}: key=value expected, e.g. --set http.port=8080\n", setting);
      return std::nullopt;
    }
    sources.flags.push_back(*pair);
  }
  if (!data.empty()) sources.flags.emplace_back("data", data);
  if (!store.empty()) sources.flags.emplace_back("store", store);
  if (!language.empty()) sources.flags.emplace_back("language", language);
  return config::load(sources);
}

std::optional<config::Loaded> Common::load() const {
  auto loaded = read();
  if (!loaded || loaded->problems.empty()) return loaded;
  const auto words =
      loaded->config.language == "en" ? config::Language::en : config::Language::zh_cn;
  for (const config::Problem& problem : loaded->problems)
    fmt::print(stderr, "{}\n", problem.text(words));
  return std::nullopt;
}

api::Language language_of(const config::Config& config) {
  return config.language == "en" ? api::Language::en : api::Language::zh_cn;
}

void print_error(const Error& error, const config::Config& config) {
  const auto print = [&](const Error& one) {
    fmt::print(
        stderr,
        "{}{}{} [{}]\n",
        one.pointer,
        one.pointer.empty() ? "" : ": ",
        api::message_of(one, language_of(config)),
        code_name(one.code)
    );
  };
  print(error);
  for (const Error& more : error.more) print(more);
}

int run(int argc, char** argv) {
  umask(S_IRWXG | S_IRWXO);  // what we write is about people: nobody else on this machine reads it
  CLI::App root{"Guanxi 关系: a member CRM for shops. 会员关系管理系统。"};
  root.require_subcommand(1);
  root.footer(
      "Examples:\n"
      "  guanxi demo load --members 2000 --data ./data     a shop group to try things on\n"
      "  guanxi serve --data ./data                        serve it on http://127.0.0.1:8080\n"
      "  guanxi serve --store postgresql://guanxi@db/guanxi --data ./node\n"
      "                                                    the same on a PostgreSQL\n"
      "  guanxi verify --data ./data                       check every book\n"
      "Every command has its own --help."
  );
  Common common;
  root.add_option(
      "--config", common.config_file, "TOML file with settings (default: guanxi.toml if it exists)"
  );
  root.add_option("--data", common.data, "Directory of the store and the key");
  root.add_option(
      "--store", common.store, "A PostgreSQL, e.g. postgresql:///guanxi; without: SQLite in --data"
  );
  root.add_option(
      "--set", common.settings, "A setting, e.g. --set http.port=8080; see `guanxi config`"
  );
  root.add_option("--language", common.language, "zh-CN or en");
  root.fallthrough();  // common flags may stand behind the command
  int code = 0;
  for (const auto add :
       {add_serve,
        add_migrate,
        add_import,
        add_export,
        add_demo,
        add_verify,
        add_recount,
        add_replay,
        add_backup,
        add_restore,
        add_copy,
        add_admin,
        add_key,
        add_doctor,
        add_quote,
        add_rules,
        add_openapi,
        add_config,
        add_version}) {
    add(root, common, code);
  }
  try {
    root.parse(argc, argv);
    return code;
  } catch (const CLI::ParseError& error) {
    const int status = root.exit(error);
    return status == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    // Faults of the world: a locked file, a full disk, a wrong key. Said once, plainly.
    fmt::print(stderr, "guanxi: {}\n", error.what());
    return 1;
  }
}

}  // namespace guanxi::app
