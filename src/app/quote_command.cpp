// quote: what a basket costs by a rule file, and why. No store, no data directory.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iterator>

#include "app/commands.h"
#include "app/rule_files.h"
#include "modules/pricing/file_docs.h"
#include "modules/pricing/table.h"
#include "platform/api/api.h"

namespace guanxi::app {
namespace {

struct QuoteOptions {
  std::string rules, basket, why;
  bool json = false;
};

int quote(const QuoteOptions& options, const config::Config& config, bool zh) {
  const auto file =
      accepted(pricing::PricingFile::load(read_whole(options.rules)), options.rules, config);
  if (!file) return 1;
  const auto basket =
      accepted((*file)->load_basket(read_whole(options.basket)), options.basket, config);
  if (!basket) return 1;
  if (!options.why.empty()) {
    const auto seen = (*file)->why_not(*basket, options.why, zh);
    if (!seen) {
      fmt::print(stderr, "{}{}\n", zh ? "规则文件里没有这条规则：" : "no such rule: ", options.why);
      return 1;
    }
    fmt::print("{}\n", options.json ? api::to_json(*seen) : pricing::line_of(*seen, zh));
    return 0;
  }
  const pricing::FileQuote made = (*file)->quote(*basket, zh);
  fmt::print("{}", options.json ? api::to_json(made) + "\n" : pricing::table_of(**file, made, zh));
  return 0;
}

}  // namespace

std::string read_whole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) throw std::runtime_error("cannot read " + path);
  return text;
}

void print_faults(const Error& error, const std::string& path, const config::Config& config) {
  fmt::print(stderr, "{}\n", path);
  // The sentence for a request says nothing of a file that its faults do not say better.
  if (error.more.empty()) print_error(error, config);
  for (const Error& fault : error.more) print_error(fault, config);
}

void add_quote(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand(
      "quote", "Price a basket by a rule file, with the reasons. 按规则文件报价并说明原因。"
  );
  static QuoteOptions options;
  options = {};
  command->add_option("--rules", options.rules, "Rule file (JSON)")->required();
  command->add_option("--basket", options.basket, "Basket file (JSON)")->required();
  command->add_option(
      "--why", options.why, "What became of the rule of this code, whether or not it was considered"
  );
  command->add_flag("--json", options.json, "One JSON object instead of a table");
  command->footer(
      "Example:\n  guanxi quote --rules rules.json --basket basket.json --language en\n"
      "Exit status 0: priced, 1: a file is refused, with every fault and its place. Needs no store."
  );
  command->callback([&common, &code] {
    const auto loaded = common.load();
    code = loaded ? quote(options, loaded->config, common.zh(loaded->config)) : 2;
  });
}

}  // namespace guanxi::app
