// checkout_load: the tills of a chain at full speed against a served demo store; writes what it
// measured as JSON. Exit status 1 if any answer was not 201.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "app/demo_people.h"
#include "connections.h"
#include "requests.h"

namespace guanxi::bench {
namespace {

std::int64_t cpu_micros() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000 + used.ru_utime.tv_usec +
         used.ru_stime.tv_usec;
}

std::string to_json(const Load& load, const Measured& measured, std::int64_t cpu) {
  std::string statuses;
  for (const auto& [status, count] : measured.statuses) {
    statuses += fmt::format(R"({}"{}":{})", statuses.empty() ? "" : ",", status, count);
  }
  const Histogram& latency = measured.latency;
  const auto per_second =
      measured.completed * 1'000'000 /
      static_cast<std::uint64_t>(std::max<std::int64_t>(measured.measured_micros, 1));
  return fmt::format(
      R"({{"connections":{},"measured_micros":{},"completed":{},"per_second":{},"latency_micros":{{"mean":{},"p50":{},)"
      R"("p99":{},"p99_9":{},"max":{}}},"statuses":{{{}}},"client_cpu_micros":{}}})"
      "\n",
      load.connections,
      measured.measured_micros,
      measured.completed,
      per_second,
      latency.mean(),
      latency.percentile(500'000),
      latency.percentile(990'000),
      latency.percentile(999'000),
      latency.max(),
      statuses,
      cpu
  );
}

int measure(
    const Load& load, const World& world, const std::string& tills, const std::string& output
) {
  Requests requests(read_tills(tills), world);
  const Measured measured = run(load, [&] { return requests.next(); });
  const std::string json = to_json(load, measured, cpu_micros());
  if (output.empty()) {
    fmt::print("{}", json);
  } else if (!(std::ofstream(output) << json)) {
    throw std::runtime_error("cannot write " + output);
  }
  for (const std::string& refusal : measured.refusals) fmt::print(stderr, "not 201: {}\n", refusal);
  const bool all_created = measured.statuses.size() == 1 && measured.statuses.begin()->first == 201;
  return all_created ? 0 : 1;
}

}  // namespace
}  // namespace guanxi::bench

int main(int argc, char** argv) {
  using namespace guanxi::bench;
  CLI::App app{"Sends signed checkouts as fast as they are answered, and measures."};
  Load load;
  World world;
  std::string tills, output;
  int seconds = 15, warm_up_seconds = 2;
  app.add_option("--port", load.port, "Port of guanxi serve on 127.0.0.1");
  app.add_option("--tills", tills, "File with a till a line: store, till, key, secret");
  app.add_option("--members", world.members, "Members of the demo store")
      ->required()
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--seed", world.seed, "The seed it was loaded with (default 1)");
  app.add_option(
      "--sequence", world.sequence, "Numbers of the sales begin behind this one (default 0)"
  );
  app.add_option("--draw", world.draw, "Seed of what is sold to whom (default 1)");
  app.add_option("--connections", load.connections, "Connections (default 16)")
      ->check(CLI::Range(1, 4000));
  app.add_option("--seconds", seconds, "How long to measure (default 15)")
      ->check(CLI::Range(1, 86'400));
  app.add_option("--warm-up", warm_up_seconds, "Seconds before that (default 2)")
      ->check(CLI::Range(0, 3600));
  std::string kind = "plain";
  app.add_option(
         "--sales",
         kind,
         "plain (default), everything (points and small change too) or priced (rules and a coupon)"
  )
      ->check(CLI::IsMember({"plain", "everything", "priced"}));
  std::string coupons;
  app.add_option(
      "--coupons", coupons, "Priced and plain beside it: file with a coupon of each member a line"
  );
  std::int64_t phones = 0;
  app.add_option("--phones", phones, "Print the phones of so many members, and do nothing else");
  app.add_option("--output", output, "Where the JSON goes (default: stdout)");
  CLI11_PARSE(app, argc, argv);
  for (std::int64_t i = 0; i < phones; ++i) {
    fmt::print("{}\n", guanxi::app::demo::fictional_phone(i, world.seed));
  }
  if (phones > 0) return 0;
  if (kind == "everything") world.kind = SaleKind::everything;
  load.measured = std::chrono::seconds(seconds);
  load.warm_up = std::chrono::seconds(warm_up_seconds);
  try {
    if (kind == "priced") world.kind = SaleKind::priced;
    if (!coupons.empty()) {
      world.coupons = read_coupons(coupons);
      world.members = std::ssize(world.coupons);
    }
    return measure(load, world, tills, output);
  } catch (const std::exception& error) {
    std::cerr << "checkout_load: " << error.what() << '\n';
    return 1;
  }
}
