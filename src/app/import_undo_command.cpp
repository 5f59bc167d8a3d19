#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "app/import_members_command.h"
#include "app/installation.h"
#include "flows/rosters/undo.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

volatile sig_atomic_t undo_interrupted = 0;
void on_undo_interrupt(int) { undo_interrupted = 1; }

const char* words_of(rosters::Kept why, bool zh) {
  switch (why) {
    case rosters::Kept::closed:
      return zh ? "会员已注销" : "the member has left";
    case rosters::Kept::changed:
      return zh ? "资料之后又有改动" : "the profile was changed since";
    case rosters::Kept::points_moved:
      return zh ? "积分之后有变动" : "points were moved since";
    case rosters::Kept::wallet_moved:
      return zh ? "储值之后有变动" : "stored value was moved since";
    case rosters::Kept::cards_changed:
      return zh ? "会员卡之后有变动" : "cards were changed since";
    case rosters::Kept::identity_taken:
      break;
  }
  return zh ? "原手机号或邮箱已属于他人" : "the phone or e-mail from before is somebody else's now";
}

int print_undo(const rosters::UndoReport& report, bool zh) {
  using State = rosters::UndoReport::State;
  switch (report.state) {
    case State::undone:
      break;
    case State::already_undone:
      fmt::print("{}", zh ? "该导入已撤销过。当时的结果：\n" : "undone before. The result then:\n");
      break;
    case State::stopped:
      fmt::print(
          "{}",
          zh ? "已中断；再次运行同一命令即可继续。\n"
             : "interrupted; run the same command again to go on.\n"
      );
      break;
    case State::too_late:
      fmt::print(
          stderr,
          fmt::runtime(
              zh ? "导入已超过 {} 天，不能撤销\n" : "it is more than {} days ago: too late\n"
          ),
          rosters::undo_days
      );
      return 1;
  }
  fmt::print(
      fmt::runtime(zh ? "{}：撤销 {} 行，保留 {} 行\n" : "{}: {} rows taken back, {} stay\n"),
      report.file_name,
      report.undone,
      report.kept
  );
  for (const rosters::KeptRow& row : report.rows) {
    fmt::print(
        fmt::runtime(zh ? "  第 {} 行，会员 {}：{}\n" : "  line {}, member {}: {}\n"),
        row.line,
        row.member.to_string(),
        words_of(row.why, zh)
    );
  }
  return report.state == State::stopped ? 1 : 0;
}

int undo_import(const config::Loaded& loaded, const std::string& text) {
  log::set_level(log::Level::warn);
  require_store(loaded.config);
  SystemClock clock;
  Application application(loaded.config, clock);
  const rosters::Undo undo(
      {application.db(),
       application.org(),
       application.programmes(),
       application.members(),
       application.ids(),
       application.keys(),
       clock,
       application.ladders()}
  );
  signal(SIGINT, on_undo_interrupt);
  signal(SIGTERM, on_undo_interrupt);
  rosters::UndoOptions options;
  options.import = rosters::ImportId(parse_id(text).value_or(0));
  options.stop = [] { return undo_interrupted != 0; };
  const auto report = undo.run(options, application.system_actor());
  if (report) return print_undo(*report, loaded.config.language != "en");
  print_error(report.error(), loaded.config);
  return 2;
}

}  // namespace

void add_import_undo(CLI::App& import, Common& common, int& code) {
  CLI::App* undo = import.add_subcommand(
      "undo", "Take an import of members back, within 30 days. 撤销会员导入。"
  );
  static std::string id;
  undo->add_option("import", id, "The number that `guanxi import members` printed")->required();
  undo->footer(
      "Members it created are closed, those it changed get back what they had, opening balances\n"
      "are taken back. Rows that something happened to since stay, and are named.\n"
      "Example:\n"
      "  guanxi import undo 301234567890123456 --data ./data"
  );
  undo->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? undo_import(*loaded, id) : 2;
  });
}

}  // namespace guanxi::app
