// bench_pricing: what the pricing engine costs – a quote of ten lines against a house's rules with
// and without the trace, the same with more rules here and elsewhere, the index, receipts of three
// to five lines one after another as a replay prices them, and a catalogue of single pieces. One
// thread.
#include <fmt/format.h>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "allocations.h"
#include "histogram.h"
#include "pricing_export.h"
#include "pricing_world.h"

namespace guanxi::bench {
namespace {

using pricing::Basket;
using pricing::Detail;
using pricing::Index;
using pricing::Quote;
struct Options {
  World world;
  std::int64_t baskets = 200'000;
  std::int64_t receipts = 50'000;
  bool processor = false;
  std::string export_to;
};

clockid_t clock_used = CLOCK_MONOTONIC;

std::int64_t nanos_now() {
  timespec now{};
  ::clock_gettime(clock_used, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// Nanoseconds as microseconds with one digit.
std::string micros(std::uint64_t nanos) {
  const std::uint64_t tenths = (nanos + 50) / 100;
  return fmt::format("{}.{}", tenths / 10, tenths % 10);
}

std::string line_of(const char* path, std::string_view name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    const auto value = line.find_first_not_of(" \t", line.find(':') + 1);
    return value == std::string::npos ? "" : line.substr(value);
  }
  return "unknown";
}

void print_machine(const Options& options) {
  utsname system{};
  ::uname(&system);
  const char* commit = std::getenv("GUANXI_COMMIT");
  std::string load = "unknown";
  if (std::ifstream file("/proc/loadavg"); file) file >> load;
  fmt::print(
      "machine  {}, {} CPUs, {} {}, load {} when begun\ncommit   {}\nseed     {}\n",
      line_of("/proc/cpuinfo", "model name"),
      std::thread::hardware_concurrency(),
      system.sysname,
      system.release,
      load,
      commit ? commit : "unknown",
      options.world.seed
  );
}

/// A number that changes when anything in an answer does: two builds price alike if it is the same.
class Digest {
 public:
  void add(const Quote& quote) {
    add(quote.payable);
    add(quote.exact ? 1 : 0);
    for (const auto& line : quote.lines) {
      add(line.member);
      add(line.promoted);
      add(line.payable);
      add(line.multiple_of);
    }
    for (const auto& part : quote.concessions) {
      add(part.line);
      add(part.rule);
      add(part.amount);
    }
    for (const auto& award : quote.awards) add(award.rule * 1'000 + award.count);
    for (const auto& seen : quote.considered) {
      add(static_cast<std::int64_t>(seen.kind) * 100 + static_cast<std::int64_t>(seen.why));
      add(seen.line);
      add(seen.rule);
      add(seen.other);
      add(seen.needs);
      add(seen.has);
      add(seen.amount);
    }
  }
  std::uint64_t value() const { return value_; }

 private:
  void add(std::int64_t number) {
    value_ = (value_ ^ static_cast<std::uint64_t>(number)) * 0x100000001b3ULL;
    value_ ^= value_ >> 32;
  }
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

std::int64_t preemptions() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return used.ru_nivcsw;
}

struct Measured {
  Histogram nanos;
  std::uint64_t candidates = 0, allocated = 0, not_exact = 0, digest = 0;
  std::int64_t preempted = 0;
};

/// Each basket is made anew, priced and timed by itself.
Measured quotes(
    const World& world, const Index& index, Detail detail, std::int64_t baskets, std::size_t lines
) {
  Measured measured;
  Shoppers shoppers(world, index.rules(), world.seed + 1);
  pricing::Workspace workspace;
  Quote quote;
  Basket basket;
  Digest digest;
  const std::int64_t warm = baskets / 10;
  for (std::int64_t i = -warm; i < baskets; ++i) {
    if (i == 0) measured.preempted = preemptions();
    shoppers.fill(lines, basket);
    const std::uint64_t before = allocations;
    const std::int64_t begun = nanos_now();
    pricing::price(index, basket, detail, workspace, quote);
    const std::int64_t passed = nanos_now() - begun;
    if (i < 0) continue;
    measured.allocated += allocations - before;
    measured.nanos.add(passed);
    measured.candidates += quote.considered.size();
    if (!quote.exact) ++measured.not_exact;
    digest.add(quote);
  }
  measured.preempted = preemptions() - measured.preempted;
  measured.digest = digest.value();
  return measured;
}

constexpr const char* head =
    "| rules here | elsewhere | trace | candidates | p50 µs | p99 µs | p99.9 µs | mean µs | "
    "allocations | not exact | digest |\n|---|---|---|---|---|---|---|---|---|---|---|\n";

void print_row(const World& world, Detail detail, const Measured& measured) {
  const std::uint64_t count = measured.nanos.count();
  fmt::print(
      "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {:016x} |\n",
      world.promotions,
      world.elsewhere,
      detail == Detail::trace ? "yes" : "no",
      detail == Detail::trace
          ? fmt::format("{}.{}", measured.candidates / count, measured.candidates * 10 / count % 10)
          : "–",
      micros(measured.nanos.percentile(500'000)),
      micros(measured.nanos.percentile(990'000)),
      micros(measured.nanos.percentile(999'000)),
      micros(measured.nanos.mean()),
      fmt::format("{}.{:02}", measured.allocated / count, measured.allocated * 100 / count % 100),
      measured.not_exact,
      measured.digest
  );
  std::fflush(stdout);
}

std::size_t heap() {
  const auto used = ::mallinfo2();
  return used.uordblks + used.hblkhd;
}

void measure_quotes(const World& world, std::int64_t baskets, bool both) {
  const Index index(rules_of(world));
  if (both) print_row(world, Detail::prices, quotes(world, index, Detail::prices, baskets, 10));
  print_row(world, Detail::trace, quotes(world, index, Detail::trace, baskets, 10));
}

void measure_index(const World& world) {
  const std::size_t before = heap();
  pricing::RuleSet rules = rules_of(world);
  const std::size_t of_rules = heap() - before;
  std::vector<std::int64_t> times;
  std::size_t of_index = 0;
  for (int i = 0; i < 5; ++i) {
    pricing::RuleSet copy = rules;
    const std::size_t with_copy = heap();
    const std::int64_t begun = nanos_now();
    const Index index(std::move(copy));
    times.push_back(nanos_now() - begun);
    of_index = heap() - with_copy;
  }
  std::ranges::sort(times);
  fmt::print(
      "\nindex of {} promotions, {} documents: compiled in {} ms (median of 5); rules {} KiB, "
      "index {} KiB\n",
      world.promotions + world.elsewhere,
      world.documents,
      (times[2] + 500'000) / 1'000'000,
      of_rules / 1024,
      of_index / 1024
  );
}

/// Receipts that are in memory, priced one after another without a trace.
void measure_replay(const World& world, std::int64_t count) {
  const Index index(rules_of(world));
  Shoppers shoppers(world, index.rules(), world.seed + 2);
  SeededRandom random(world.seed + 3);
  std::vector<Basket> receipts(static_cast<std::size_t>(count));
  for (Basket& receipt : receipts)
    shoppers.fill(static_cast<std::size_t>(random.between(3, 5)), receipt);
  pricing::Workspace workspace;
  Quote quote;
  std::vector<std::int64_t> rates;
  std::int64_t total = 0;
  for (int round = 0; round < 6; ++round) {
    const std::int64_t begun = nanos_now();
    for (const Basket& receipt : receipts) {
      pricing::price(index, receipt, Detail::prices, workspace, quote);
      total += quote.payable;
    }
    if (round > 0) rates.push_back(count * 1'000'000'000 / (nanos_now() - begun));
  }
  std::ranges::sort(rates);
  fmt::print(
      "replay: {} receipts of 3 to 5 lines, no trace: {}/s on one core (median of 5 rounds, {} to "
      "{}), payable {}\n",
      count,
      rates[2],
      rates.front(),
      rates.back(),
      total
  );
}

/// A catalogue of 1,000 items as POST /v1/pricing/prices prices it: baskets of one piece, no trace.
void measure_catalogue(const World& world) {
  constexpr std::size_t items = 1'000;
  const Index index(rules_of(world));
  Shoppers shoppers(world, index.rules(), world.seed + 4);
  Basket shelf, single;
  shoppers.fill(items, shelf);
  single = shelf;
  single.coupons.clear();
  single.lines.resize(1);
  pricing::Workspace workspace;
  Quote quote;
  std::vector<std::int64_t> times;
  std::int64_t total = 0;
  for (int round = 0; round < 21; ++round) {
    const std::int64_t begun = nanos_now();
    for (const auto& line : shelf.lines) {
      single.lines.front() = line;
      single.lines.front().quantity = Quantity::pieces(1);
      pricing::price(index, single, Detail::prices, workspace, quote);
      total += quote.promoted_total;
    }
    if (round > 0) times.push_back(nanos_now() - begun);
  }
  std::ranges::sort(times);
  fmt::print(
      "catalogue: {} single pieces against {} promotions and {} documents in {} µs (median of 20 "
      "rounds, {} to {}), together {}\n",
      items,
      world.promotions,
      world.documents,
      times[times.size() / 2] / 1'000,
      times.front() / 1'000,
      times.back() / 1'000,
      total
  );
}

int measure(const Options& options) {
  print_machine(options);
  if (options.processor) {
    clock_used = CLOCK_THREAD_CPUTIME_ID;
    fmt::print("clock    the processor's, of this thread\n");
  }
  const World& world = options.world;
  fmt::print(
      "\n{} random baskets of 10 lines, {} documents, {} coupon templates\n\n{}",
      options.baskets,
      world.documents,
      world.coupons,
      head
  );
  const std::int64_t before = preemptions();
  measure_quotes(world, options.baskets, true);
  fmt::print("\ninterrupted {} times meanwhile\n", preemptions() - before);
  measure_index(world);
  measure_replay(world, options.receipts);
  measure_catalogue(world);

  fmt::print("\nmore rules, of other houses and of this one\n\n{}", head);
  for (const auto& [here, elsewhere] :
       {std::pair(100, 0), {100, 900}, {100, 9'900}, {1'000, 9'000}, {10'000, 0}}) {
    World other = world;
    other.promotions = here;
    other.elsewhere = elsewhere;
    measure_quotes(other, options.baskets / (here > 1'000 ? 20 : 4), false);
  }
  return 0;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  using namespace guanxi::bench;
  CLI::App app("What the pricing engine costs, on one core.");
  Options options;
  app.add_option("--promotions", options.world.promotions, "in force (default 1000)")
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--documents", options.world.documents, "discount documents (default 20000)")
      ->check(CLI::Range(0, 10'000'000));
  app.add_option("--baskets", options.baskets, "timed ones (default 200000)")
      ->check(CLI::Range(1'000, 1'000'000'000));
  app.add_option("--receipts", options.receipts, "of the replay (default 50000)")
      ->check(CLI::Range(100, 10'000'000));
  app.add_flag(
      "--processor", options.processor, "time spent on a processor: while others compile beside it"
  );
  app.add_option("--seed", options.world.seed, "of rules and baskets (default 1)");
  app.add_option(
      "--export",
      options.export_to,
      "write rules and baskets for other engines into this folder, with our totals and times, and "
      "measure nothing else"
  );
  CLI11_PARSE(app, argc, argv);
  if (!options.export_to.empty()) return export_comparison(options.export_to, options.world.seed);
  return measure(options);
}
