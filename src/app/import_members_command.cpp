#include "app/import_members_command.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <chrono>

#include "app/installation.h"
#include "base/text.h"
#include "flows/rosters/rosters.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

using rosters::Options;

volatile sig_atomic_t members_interrupted = 0;
void on_members_interrupt(int) { members_interrupted = 1; }

struct RosterArguments {
  Options options;
  std::string mode = "create", key = "phone", duplicates = "review", rejects;
  std::string tier_until, wechat_app;
  std::vector<std::string> map;
  bool preview = false;
};

/// "12,345 rows  1,234 rows/s  61 %" on one line that is drawn over itself; nothing when not on a
/// terminal.
class RowsLine {
 public:
  explicit RowsLine(bool zh) : zh_(zh), terminal_(isatty(STDERR_FILENO) == 1) {}
  void show(const rosters::Progress& progress) {
    using namespace std::chrono;
    const auto now = steady_clock::now();
    if (!terminal_ || now - shown_ < milliseconds(200)) return;
    shown_ = now;
    const auto ms = std::max<std::int64_t>(1, duration_cast<milliseconds>(now - begun_).count());
    fmt::print(
        stderr,
        fmt::runtime(zh_ ? "\r{} 行  {} 行/秒" : "\r{} rows  {} rows/s"),
        progress.rows,
        progress.rows * 1000 / ms
    );
    if (progress.bytes_total > 0 && progress.bytes_done > 0) {
      fmt::print(stderr, "  {} %", progress.bytes_done * 100 / progress.bytes_total);
    }
    fmt::print(stderr, "   ");
  }
  void end() const {
    if (terminal_) fmt::print(stderr, "\n");
  }

 private:
  bool zh_, terminal_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now(), shown_{};
};

void print_counters(const rosters::Counters& counters, Currency currency, bool zh) {
  const auto print = [&](const char* chinese, const char* english, const std::string& value) {
    const std::string title = zh ? chinese : english;
    fmt::print(
        "{}{}{}\n",
        title,
        std::string(static_cast<std::size_t>(30 - display_width(title)), ' '),
        value
    );
  };
  print("读取行数", "rows read", std::to_string(counters.rows()));
  print("新建会员", "members created", std::to_string(counters.created));
  print("更新会员", "members updated", std::to_string(counters.updated));
  print("无变化", "unchanged", std::to_string(counters.unchanged));
  print("疑似重复，跳过", "skipped, may be members", std::to_string(counters.skipped));
  print("被拒", "rejected", std::to_string(counters.rejected));
  print("新建中疑似重复", "created, to be compared", std::to_string(counters.alike));
  print("期初积分", "opening points", std::to_string(counters.points));
  print(
      "期初储值",
      "opening stored value",
      Money(counters.stored, currency).to_string() + " " + std::string(currency.code())
  );
  if (counters.change != 0) {
    print(
        "期初零钱",
        "opening small change",
        Money(counters.change, currency).to_string() + " " + std::string(currency.code())
    );
  }
  if (counters.growth != 0) {
    print("期初成长值", "opening growth", std::to_string(counters.growth));
  }
  if (counters.tiers != 0) print("授予等级", "tiers granted", std::to_string(counters.tiers));
}

int print_preview(const rosters::Preview& preview, bool zh) {
  fmt::print("{}", zh ? "列与字段\n" : "columns and fields\n");
  for (std::size_t i = 0; i < preview.columns.size(); ++i) {
    const auto& field = preview.fields[i];
    const auto& defined = preview.defined[i];
    fmt::print(
        "  {} → {}\n",
        preview.columns[i],
        field     ? std::string(rosters::word(*field))
        : defined ? std::string(rosters::defined_prefix) + *defined
                  : std::string(zh ? "（忽略）" : "(ignored)")
    );
  }
  if (!preview.rows.empty()) fmt::print("{}", zh ? "前几行\n" : "first rows\n");
  for (const auto& row : preview.rows) fmt::print("  {}\n", fmt::join(row, " | "));
  fmt::print("{}", zh ? "将会（未写入任何数据）\n" : "would be (nothing was written)\n");
  print_counters(preview.counters, preview.currency, zh);
  if (!preview.faults.empty()) fmt::print("{}", zh ? "有问题的行\n" : "rows with faults\n");
  for (const std::string& fault : preview.faults) fmt::print("  {}\n", fault);
  if (preview.fault.empty()) return 0;
  fmt::print(
      stderr,
      fmt::runtime(zh ? "文件读取失败：{}\n" : "the file cannot be read on: {}\n"),
      preview.fault
  );
  return 1;
}

int print_report(const rosters::Report& report, const Options& options, bool zh) {
  using State = rosters::Report::State;
  if (report.resumed) fmt::print("{}", zh ? "接着上次继续\n" : "resumed behind the last run\n");
  if (report.state == State::already_done) {
    fmt::print(
        "{}",
        zh ? "该文件已导入过，未做任何改动。当时的结果：\n"
           : "this file was imported before: nothing changed. Its result then:\n"
    );
  } else if (report.state == State::stopped) {
    fmt::print(
        "{}",
        zh ? "已中断；再次运行同一命令即可继续。\n"
           : "interrupted; run the same command again to go on.\n"
    );
  } else if (report.state == State::failed) {
    fmt::print(
        stderr,
        fmt::runtime(zh ? "文件读取失败：{}\n" : "the file cannot be read on: {}\n"),
        report.fault
    );
  }
  const auto& counters = report.counters;
  if (counters.rows() > 0) print_counters(counters, report.currency, zh);
  if (report.id.value() != 0) {
    fmt::print(
        fmt::runtime(
            zh ? "导入编号 {}（30 天内可撤销：guanxi import undo）\n"
               : "import {}, to be undone within 30 days: guanxi import undo\n"
        ),
        report.id.to_string()
    );
  }
  if (counters.rejected + counters.skipped > 0) {
    fmt::print(
        fmt::runtime(
            zh ? "未导入的行（改正后可再次导入）：{}\n"
               : "rows not taken, to be corrected and imported: {}\n"
        ),
        options.rejects.string()
    );
  } else if (report.state == State::done) {
    std::error_code ignored;
    std::filesystem::remove(options.rejects, ignored);  // a header alone says nothing
  }
  return report.state == State::failed || report.state == State::stopped ? 1 : 0;
}

int import_members(const config::Loaded& loaded, RosterArguments arguments) {
  const bool zh = loaded.config.language != "en";
  log::set_level(log::Level::warn);
  require_store(loaded.config);
  Options& options = arguments.options;
  GX_CHECK(boost::describe::enum_from_string(arguments.mode.c_str(), options.order.mode));
  GX_CHECK(boost::describe::enum_from_string(arguments.key.c_str(), options.order.key));
  GX_CHECK(boost::describe::enum_from_string(arguments.duplicates.c_str(), options.order.duplicates)
  );
  for (const std::string& text : arguments.map) {
    auto assignment = rosters::parse_assignment(text);
    if (!assignment) {
      print_error(assignment.error(), loaded.config);
      return 2;
    }
    options.order.columns.push_back(*std::move(assignment));
  }
  if (!arguments.tier_until.empty()) {
    options.order.tier_until = Date::parse(arguments.tier_until);
    if (!options.order.tier_until) {
      print_error(
          fail(ErrorCode::bad_format, "/tier-until", {{"expected", "@date"}}), loaded.config
      );
      return 2;
    }
  }
  if (!arguments.wechat_app.empty()) options.order.wechat_app = arguments.wechat_app;
  options.language = language_of(loaded.config);
  options.rejects = arguments.rejects.empty() ? options.file.filename().string() + ".rejects.csv"
                                              : arguments.rejects;
  SystemClock clock;
  Application application(loaded.config, clock);
  RowsLine line(zh);
  options.on_progress = [&](const rosters::Progress& now) { line.show(now); };
  signal(SIGINT, on_members_interrupt);
  signal(SIGTERM, on_members_interrupt);
  options.stop = [] { return members_interrupted != 0; };
  const rosters::Rosters rosters(
      {application.db(),
       application.org(),
       application.programmes(),
       application.members(),
       application.ids(),
       application.keys(),
       clock,
       application.ladders()}
  );
  if (arguments.preview) {
    const auto preview = rosters.preview(options, application.system_actor());
    line.end();
    if (preview) return print_preview(*preview, zh);
    print_error(preview.error(), loaded.config);
    return 2;
  }
  const auto report = rosters.run(options, application.system_actor());
  line.end();
  if (report) return print_report(*report, options, zh);
  print_error(report.error(), loaded.config);
  return 2;
}

}  // namespace

void add_import_members(CLI::App& import, Common& common, int& code) {
  CLI::App* members =
      import.add_subcommand("members", "Members of another system, from a table. 导入会员。");
  static RosterArguments arguments;
  rosters::Order& order = arguments.options.order;
  members->add_option("file", arguments.options.file, ".csv (also .csv.gz) or .xlsx")->required();
  members->add_option("--programme", order.programme, "Programme of the members")->required();
  members->add_option("--store", order.store, "Store of new members whose row names none");
  members->add_option("--mode", arguments.mode, "create, update or upsert")
      ->check(CLI::IsMember({"create", "update", "upsert"}))
      ->capture_default_str();
  members
      ->add_option(
          "--key",
          arguments.key,
          "What members are found by: phone, card, external_id, member_id, email"
      )
      ->check(CLI::IsMember({"phone", "card", "external_id", "member_id", "email"}))
      ->capture_default_str();
  members
      ->add_option(
          "--duplicates",
          arguments.duplicates,
          "Whoever may be a member already: review (enrol, and put into the queue), skip, create"
      )
      ->check(CLI::IsMember({"review", "skip", "create"}))
      ->capture_default_str();
  members->add_option(
      "--map",
      arguments.map,
      "column=field, column=field:CODE of one that the programme defines, or column=- to ignore "
      "it; "
      "repeatable"
  );
  members->add_option(
      "--tier-until", arguments.tier_until, "Last day of tiers whose row names none: 2027-12-31"
  );
  members->add_option("--wechat-app", arguments.wechat_app, "WeChat app of the column openid");
  members->add_flag("--ignore-unknown", order.ignore_unknown, "Ignore columns nobody knows");
  members->add_flag("--preview", arguments.preview, "Say what would happen and write nothing");
  members->add_option(
      "--rejects", arguments.rejects, "Where rejected rows go (default: FILE.rejects.csv here)"
  );
  members->footer(
      "Examples:\n"
      "  guanxi import members old.xlsx --programme MAIN --store S001 --preview --data ./data\n"
      "  guanxi import members old.csv --programme MAIN --store S001 --data ./data\n"
      "  guanxi import members new.csv --programme MAIN --mode upsert --key phone --map "
      "会员等级=-\n"
      "A killed import goes on where it was; the same file twice changes nothing."
  );
  members->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? import_members(*loaded, arguments) : 2;
  });
}

}  // namespace guanxi::app
