// rules lint: what the author of a rule file can hardly have meant. No store, no data directory.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "app/commands.h"
#include "app/rule_files.h"
#include "modules/pricing/file_docs.h"
#include "platform/api/api.h"

namespace guanxi::app {
namespace {

struct LintOptions {
  std::string rules;
  bool json = false;
};

std::string basket_text(const pricing::QuoteView& quote) {
  std::string text;
  for (const pricing::QuotedLine& line : quote.lines) {
    if (!text.empty()) text += " + ";
    text +=
        fmt::format("{} × {} ({})", line.quantity.to_string(), line.item, line.shop.to_string());
  }
  return text + " → " + quote.payable.to_string();
}

/// The worst first in the summary's words: exit status 1 where something is an error.
int print_findings(const pricing::FileFindings& found, bool zh) {
  int errors = 0;
  for (const pricing::FileFinding& finding : found.findings) {
    if (finding.severity == pricing::Severity::error) ++errors;
    fmt::print("{}: {}\n", boost::describe::enum_to_string(finding.severity, ""), finding.words);
    if (finding.example)
      fmt::print("  {}: {}\n", zh ? "例" : "example", basket_text(*finding.example));
    if (finding.beside)
      fmt::print("  {}: {}\n", zh ? "对照" : "beside", basket_text(*finding.beside));
  }
  fmt::print(fmt::runtime(zh ? "{} 条发现\n" : "{} findings\n"), found.findings.size());
  return errors > 0 ? 1 : 0;
}

int lint(const LintOptions& options, const config::Config& config, bool zh) {
  const auto file =
      accepted(pricing::PricingFile::load(read_whole(options.rules)), options.rules, config);
  if (!file) return 2;
  const pricing::FileFindings found = (*file)->lint(SystemClock().now(), zh);
  if (!options.json) return print_findings(found, zh);
  fmt::print("{}\n", api::to_json(found));
  return 0;
}

}  // namespace

void add_rules(CLI::App& root, Common& common, int& code) {
  CLI::App* rules = root.add_subcommand("rules", "Look after rules of pricing. 定价规则工具。");
  rules->require_subcommand(1);
  CLI::App* command = rules->add_subcommand(
      "lint", "What in a rule file its author can hardly have meant. 检查规则文件。"
  );
  static LintOptions options;
  options = {};
  command->add_option("--rules", options.rules, "Rule file (JSON); items may say their cost")
      ->required();
  command->add_flag("--json", options.json, "One JSON object instead of lines");
  command->footer(
      "Example:\n  guanxi rules lint --rules rules.json --language en\n"
      "Each finding comes with a basket that shows it. Exit status 0: nothing grave, 1: an error "
      "was "
      "found,\n2: the file is refused. Needs no store."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? lint(options, loaded->config, common.zh(loaded->config)) : 2;
  });
}

}  // namespace guanxi::app
