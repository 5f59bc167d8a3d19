#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <optional>
#include <thread>

#include "app/commands.h"
#include "app/installation.h"
#include "app/server.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

/// Blocks the signals that serve() waits for: those that end it, and SIGHUP. Done before any thread
/// starts.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

/// Says which setting names a file that cannot be used.
void print_problem(const http::TlsProblem& problem, const config::Loaded& loaded) {
  const bool is_key = problem.part() == http::TlsProblem::Part::key;
  const std::string key = is_key ? "http.tls_key" : "http.tls_certificate";
  std::string where;
  for (const config::View& view : loaded.views) {
    if (view.key == key) where = view.where;
  }
  const config::Problem told{
      where, key, problem.file() + ": " + problem.zh(), problem.file() + ": " + problem.en()};
  const bool english = loaded.config.language == "en";
  fmt::print(stderr, "{}\n", told.text(english ? config::Language::en : config::Language::zh_cn));
}

/// SIGHUP reads certificate and key again; returns the signal that ends the program.
int wait_for_end(const sigset_t& signals, Server& server) {
  for (;;) {
    int taken = 0;
    sigwait(&signals, &taken);
    if (taken != SIGHUP) return taken;
    log::info("serve.reloading");
    server.reload();
  }
}

void print_addresses(const config::Config& config, std::uint16_t port) {
  const bool zh = config.language != "en";
  const bool ipv6 = config.http.address.find(':') != std::string::npos;
  const std::string base = fmt::format(
      "{}://{}:{}",
      config.http.tls_certificate.empty() ? "http" : "https",
      ipv6 ? "[" + config.http.address + "]" : config.http.address,
      port
  );
  fmt::print("{} {}\n", zh ? "服务地址" : "serving on", base);
  fmt::print("{} {}/docs\n", zh ? "接口文档" : "API documentation", base);
  std::fflush(stdout);
}

int serve(const config::Loaded& loaded) {
  const config::Config& config = loaded.config;
  if (const auto tls = server_options(config).tls) {
    try {
      http::check_tls(*tls);  // before anything is made or changed
    } catch (const http::TlsProblem& problem) {
      print_problem(problem, loaded);
      return 2;
    }
  }
  const sigset_t signals = block_signals();
  log::start(
      {.level = *log::parse_level(config.log.level),
       .file = config.log.file,
       .file_bytes_max = config.log.file_bytes_max,
       .files_max = config.log.files_max,
       .queue_max = config.log.queue_max}
  );
  // Dozens of workers allocate a little at a time: a heap for each would cost memory and page
  // faults for nothing.
  mallopt(M_ARENA_MAX, 4);
  SystemClock clock;
  // One server per file, and before its schema is touched; a PostgreSQL takes several.
  std::optional<ServeLock> alone;
  if (config.store.empty()) alone.emplace(config.data);
  Application application(config, clock);
  Server server(application);
  server.start();
  print_addresses(config, server.port());
  log::info(
      "serve.started", {{"port", static_cast<int>(server.port())}, {"version", program_version()}}
  );

  const int taken = wait_for_end(signals, server);
  log::info("serve.stopping", {{"signal", taken}});
  server.stop();
  log::info("serve.stopped");
  log::stop();
  return 0;
}

}  // namespace

void add_serve(CLI::App& root, Common& common, int& code) {
  CLI::App* command = root.add_subcommand("serve", "Serve the API. 启动服务。");
  static int port = -1;
  static std::string address;
  command->add_option("--port", port, "Port; 0 lets the kernel choose");
  command->add_option("--address", address, "Address to listen on (default 127.0.0.1)");
  command->footer(
      "Example:\n  guanxi serve --data ./data --port 8080\n"
      "Stops gracefully on Ctrl-C or SIGTERM; SIGHUP reads the TLS certificate and key again."
  );
  command->callback([&common, &code] {
    if (port >= 0) common.settings.push_back("http.port=" + std::to_string(port));
    if (!address.empty()) common.settings.push_back("http.address=" + address);
    const auto loaded = common.load();
    code = loaded ? serve(*loaded) : 2;
  });
}

}  // namespace guanxi::app
