#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/demo.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

int load_demo(const config::Loaded& loaded, demo::Options options, bool samples) {
  log::set_level(log::Level::warn);
  const SystemClock machine;
  demo::StoryClock clock(machine);
  if (samples) options.clock = &clock;
  config::Config config = loaded.config;
  config.limits.requests_per_second = 0;  // the demo asks the program's own API
  Application application(config, clock);
  const bool zh = loaded.config.language != "en";
  const auto done = demo::load(
      application, options, [&](std::string_view line) { fmt::print("{}\n", line); }, zh
  );
  if (done) return 0;
  print_error(done.error(), loaded.config);
  return 1;
}

}  // namespace

void add_demo(CLI::App& root, Common& common, int& code) {
  CLI::App* command =
      root.add_subcommand("demo", "A simulated shop group to try things on. 演示数据。");
  command->require_subcommand(1);
  CLI::App* load = command->add_subcommand("load", "Fill an empty store. 装载演示数据。");
  static demo::Options options;
  static bool samples = false;
  load->add_option("--members", options.members, "How many members")
      ->check(CLI::Range(1, 5'000'000))
      ->default_val(2000);
  load->add_option("--seed", options.seed, "The same seed gives the same group")->default_val(1);
  load->add_option("--months", options.months, "How many months of visits")
      ->check(CLI::Range(0, 60))
      ->default_val(6);
  load->add_flag(
      "--samples", samples, "Three sample shops beside it, with the sample rules of pricing"
  );
  load->footer("Example:\n  guanxi demo load --members 20000 --seed 7 --data ./data");
  load->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? load_demo(*loaded, options, samples) : 2;
  });
}

}  // namespace guanxi::app
