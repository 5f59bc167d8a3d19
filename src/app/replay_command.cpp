// replay: past receipts held against other rules of pricing, offline on a store.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <sstream>

#include "app/commands.h"
#include "app/installation.h"
#include "flows/replay/replay.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

struct ReplayArguments {
  std::string rules, programme, from, to;
  bool alone = false, any_day = false, json = false;
};

/// Without a file the book itself is replayed: what changes then was changed by hand.
Result<replay::Draft> read_draft(const ReplayArguments& arguments) {
  replay::Draft draft;
  if (!arguments.rules.empty()) {
    std::ifstream file(arguments.rules, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    GX_TRY(read, api::from_json<replay::Draft>(text.str()));
    draft = std::move(read);
  }
  draft.alone = draft.alone || arguments.alone;
  draft.any_day = draft.any_day || arguments.any_day;
  return draft;
}

/// The one of that code; without a code the only one there is.
Result<ProgrammeId> programme_named(
    Application& application, const std::string& code, Instant now
) {
  if (!code.empty()) {
    const auto found = application.programmes().find(code);
    if (found) return *found;
  } else {
    const auto all = application.programmes().list(now);
    if (all.size() == 1) return all.front()->programme;
  }
  return fail(ErrorCode::programme_not_found, "/programme", {{"programme", code}});
}

Result<std::optional<replay::ReplayReport>> replay_receipts(
    Application& application, const ReplayArguments& arguments, Instant now
) {
  GX_TRY(programme, programme_named(application, arguments.programme, now));
  GX_TRY(draft, read_draft(arguments));
  const replay::Order order{
      programme, *Date::parse(arguments.from), *Date::parse(arguments.to), std::move(draft)};
  replay::Options options;
  if (isatty(STDERR_FILENO) != 0) {
    options.go_on = [](std::int64_t done, std::int64_t total) {
      fmt::print(stderr, "\r{} / {} ", done, total);
      return true;
    };
  }
  const replay::House house{
      application.db(),
      application.ids(),
      application.org(),
      application.programmes(),
      application.members(),
      application.ladders()};
  auto report = replay::run(house, order, options, now);
  if (options.go_on) fmt::print(stderr, "\n");
  return report;
}

const CLI::Validator replay_day(
    [](std::string& text) {
      return Date::parse(text) ? std::string() : std::string("a date such as 2026-11-21");
    },
    "DATE"
);

}  // namespace

void add_replay(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand(
      "replay", "Past receipts by other rules of pricing: what if. 用别的定价规则重算过去的小票。"
  );
  static ReplayArguments arguments;
  command
      ->add_option(
          "--rules", arguments.rules, "JSON file with rules, parameters; none: the book as it is"
      )
      ->check(CLI::ExistingFile);
  command->add_option("--from", arguments.from, "The first day")->required()->check(replay_day);
  command->add_option("--to", arguments.to, "The last day, included")
      ->required()
      ->check(replay_day);
  command->add_option("--programme", arguments.programme, "Its code, where there are several");
  command->add_flag("--alone", arguments.alone, "These rules without those of the book");
  command->add_flag("--any-day", arguments.any_day, "As if the rules had no first and last day");
  command->add_flag("--json", arguments.json, "One JSON object instead of a table");
  command->footer(
      "Example:\n  guanxi replay --rules draft.json --from 2026-01-01 --to 2026-12-31 --data "
      "./data\nReads a store, or a copy of one; changes nothing. A server may run meanwhile."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    if (!loaded) {
      code = 2;
      return;
    }
    log::set_level(log::Level::warn);
    require_store(loaded->config);
    SystemClock clock;
    Application application(loaded->config, clock, Schema::as_is);
    const auto report = replay_receipts(application, arguments, clock.now());
    if (!report) {
      print_error(report.error(), loaded->config);
      code = 2;
      return;
    }
    fmt::print(
        "{}",
        arguments.json ? api::to_json(**report) + "\n"
                       : replay::to_table(**report, common.zh(loaded->config))
    );
  });
}

}  // namespace guanxi::app
