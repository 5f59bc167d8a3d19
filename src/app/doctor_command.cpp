#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/doctor.h"
#include "platform/log/log.h"

namespace guanxi::app {

void add_doctor(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand(
      "doctor", "Examine machine, files, keys and store. 检查本机、文件、密钥与数据库。"
  );
  static bool json = false;
  static bool quick = false;
  command->add_flag("--json", json, "One JSON object instead of lines");
  command->add_flag(
      "--quick", quick, "Leave out what reads the whole store: its integrity and every seal"
  );
  command->footer(
      "Example:\n  guanxi doctor --data ./data\nExit status 0: all well, 1: warnings, 2: something "
      "is broken. Changes nothing; runs beside a server or without one."
  );
  command->callback([&common, &code] {
    const auto loaded = common.read();  // problems are findings
    if (!loaded) {
      code = 2;
      return;
    }
    log::set_level(log::Level::off);  // each line is a finding already
    SystemClock clock;
    ThisMachine machine;
    const auto findings = examine(*loaded, clock, machine, {.whole = !quick});
    const bool zh = common.zh(loaded->config);
    fmt::print("{}", json ? to_json(findings, zh) + "\n" : to_table(findings, zh));
    code = static_cast<int>(worst(findings));
  });
}

}  // namespace guanxi::app
