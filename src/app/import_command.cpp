#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>

#include "app/commands.h"
#include "app/import_members_command.h"
#include "app/installation.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

volatile sig_atomic_t interrupted = 0;
void on_interrupt(int) { interrupted = 1; }

/// "1,234,567 rows  45,678 rows/s  61 %  ETA 0:07" on one line that is drawn over itself; nothing
/// when not on a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(bool zh) : zh_(zh), terminal_(isatty(STDERR_FILENO) == 1) {}
  void show(const import::Progress& progress) {
    using namespace std::chrono;
    const auto now = steady_clock::now();
    if (!terminal_ || now - shown_ < milliseconds(200)) return;
    shown_ = now;
    const auto elapsed =
        std::max<std::int64_t>(1, duration_cast<milliseconds>(now - begun_).count());
    const auto rows = static_cast<std::int64_t>(progress.rows);
    const auto done = static_cast<std::int64_t>(progress.bytes_done);
    const auto total = static_cast<std::int64_t>(progress.bytes_total);
    const std::int64_t left = done > 0 ? (total - done) * elapsed / done / 1000 : 0;
    fmt::print(
        stderr,
        fmt::runtime(
            zh_ ? "\r{} 行  {} 行/秒  {} %  剩余 {}:{:02}   "
                : "\r{} rows  {} rows/s  {} %  ETA {}:{:02}   "
        ),
        rows,
        rows * 1000 / elapsed,
        total > 0 ? done * 100 / total : 0,
        left / 60,
        left % 60
    );
  }
  void end() const {
    if (terminal_) fmt::print(stderr, "\n");
  }

 private:
  bool zh_, terminal_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now(), shown_{};
};

int report_end(
    const import::Report& report, const import::Options& options, bool zh, Currency currency
) {
  using State = import::Report::State;
  const bool read_anything = report.counters.lines_read() > 0;
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
    if (report.rows_dropped > 0) {
      fmt::print(
          stderr,
          fmt::runtime(
              zh ? "最后 {} 行所属单据可能不完整，未导入\n"
                 : "the last {} rows belong to receipts that may be incomplete: not imported\n"
          ),
          report.rows_dropped
      );
    }
  }
  if (read_anything) {
    fmt::print(
        "{}",
        import::summary_table(
            report.counters, currency, zh ? api::Language::zh_cn : api::Language::en
        )
    );
  }
  if (report.counters.lines_rejected() + report.counters.of(import::Outcome::returned_in_part) >
      0) {
    fmt::print(
        fmt::runtime(zh ? "被拒的行：{}\n" : "rejected rows: {}\n"), options.rejects.string()
    );
  } else if (report.state == State::done) {
    std::error_code ignored;
    std::filesystem::remove(options.rejects, ignored);  // a header alone says nothing
  }
  return report.state == State::failed || report.state == State::stopped ? 1 : 0;
}

struct Arguments {
  import::Options options;
  std::string rejects;
};

int import_receipts(const config::Loaded& loaded, Arguments arguments) {
  const bool zh = loaded.config.language != "en";
  log::set_level(log::Level::warn);
  if (arguments.options.format == "receipts") require_store(loaded.config);  // the other makes one
  SystemClock clock;
  Application application(loaded.config, clock);
  ProgressLine progress(zh);
  import::Options& options = arguments.options;
  options.rejects = arguments.rejects.empty() ? options.file.filename().string() + ".rejects.csv"
                                              : arguments.rejects;
  options.on_progress = [&](const import::Progress& now) { progress.show(now); };
  signal(SIGINT, on_interrupt);
  signal(SIGTERM, on_interrupt);
  options.stop = [] { return interrupted != 0; };
  const auto begun = std::chrono::steady_clock::now();
  const auto report = application.import().run(options, application.system_actor());
  progress.end();
  if (!report) {
    print_error(report.error(), loaded.config);
    return 2;
  }
  if (report->resumed) fmt::print("{}", zh ? "接着上次继续\n" : "resumed behind the last run\n");
  const int status = report_end(*report, options, zh, report->currency);
  const auto ms = std::max<std::int64_t>(
      1,
      std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - begun
      )
          .count()
  );
  if (report->state == import::Report::State::done) {
    const std::int64_t rows = report->counters.lines_read();
    fmt::print(
        fmt::runtime(zh ? "用时 {}.{} 秒，每秒 {} 行\n" : "took {}.{} s, {} rows/s\n"),
        ms / 1000,
        ms % 1000 / 100,
        rows * 1000 / ms
    );
  }
  return status;
}

}  // namespace

void add_import(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand("import", "Bring in data from files. 导入数据。");
  command->require_subcommand(1);
  CLI::App* receipts =
      command->add_subcommand("receipts", "Receipts, as priced by the till. 导入销售单据。");
  static Arguments arguments;
  receipts->add_option("file", arguments.options.file, ".csv or .csv.gz")->required();
  receipts
      ->add_option(
          "--format",
          arguments.options.format,
          "receipts (ours, see docs/guide/import-receipts.md) or online-retail"
      )
      ->default_val("receipts");
  receipts->add_option(
      "--rejects", arguments.rejects, "Where rejected rows go (default: FILE.rejects.csv here)"
  );
  receipts->footer(
      "Examples:\n"
      "  guanxi import receipts sales.csv --data ./data\n"
      "  guanxi import receipts online_retail.csv.gz --format online-retail --data ./data\n"
      "A killed import goes on where it was; the same file twice changes nothing."
  );
  receipts->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? import_receipts(*loaded, arguments) : 2;
  });
  add_import_members(*command, common, code);
  add_import_undo(*command, common, code);
}

}  // namespace guanxi::app
