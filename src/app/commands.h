// The command line: `guanxi <command>`. Each command answers 0 for success, 1 for a clear no (books
// that do not agree, a refused import), 2 for a wrong call.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/application.h"

namespace CLI {
class App;
}

namespace guanxi::app {

/// What every command has from its flags: --data, --store, --config, --set, --language.
struct Common {
  std::string config_file;
  std::string data;
  std::string store;
  std::vector<std::string> settings;  // key=value
  std::string language;

  /// Reads all sources; prints every problem and answers nullopt if there are any.
  std::optional<config::Loaded> load() const;
  /// The same without a word: problems stand in the result. Nullopt, and a word, only for a --set
  /// without '='.
  std::optional<config::Loaded> read() const;
  bool zh(const config::Config& config) const { return config.language == "zh-CN"; }
};

/// A command registers its flags and what it does; `code` is the exit status.
void add_serve(CLI::App& root, Common& common, int& code);
void add_migrate(CLI::App& root, Common& common, int& code);
void add_verify(CLI::App& root, Common& common, int& code);
void add_recount(CLI::App& root, Common& common, int& code);
void add_replay(CLI::App& root, Common& common, int& code);
void add_import(CLI::App& root, Common& common, int& code);
void add_export(CLI::App& root, Common& common, int& code);
void add_demo(CLI::App& root, Common& common, int& code);
void add_backup(CLI::App& root, Common& common, int& code);
void add_restore(CLI::App& root, Common& common, int& code);
void add_copy(CLI::App& root, Common& common, int& code);
void add_admin(CLI::App& root, Common& common, int& code);
void add_key(CLI::App& root, Common& common, int& code);
void add_doctor(CLI::App& root, Common& common, int& code);
void add_quote(CLI::App& root, Common& common, int& code);
void add_rules(CLI::App& root, Common& common, int& code);
void add_openapi(CLI::App& root, Common& common, int& code);
void add_config(CLI::App& root, Common& common, int& code);
void add_version(CLI::App& root, Common& common, int& code);

int run(int argc, char** argv);

/// Prints an error's sentence to stderr in the caller's language, with its pointer, and those of
/// its further faults.
void print_error(const Error& error, const config::Config& config);
api::Language language_of(const config::Config& config);

}  // namespace guanxi::app
