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

/// Blocks the signals that end the program; wait_for_end() takes them. Done before any thread
/// starts.
sigset_t block_end_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return set;
}

int serve(const config::Loaded& loaded) {
  const sigset_t ends = block_end_signals();
  const config::Config& config = loaded.config;
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
  const bool zh = config.language != "en";
  fmt::print(
      "{} http://{}:{}\n", zh ? "服务地址" : "serving on", config.http.address, server.port()
  );
  fmt::print(
      "{} http://{}:{}/docs\n",
      zh ? "接口文档" : "API documentation",
      config.http.address,
      server.port()
  );
  std::fflush(stdout);
  log::info(
      "serve.started", {{"port", static_cast<int>(server.port())}, {"version", program_version()}}
  );

  int taken = 0;
  sigwait(&ends, &taken);
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
      "Example:\n  guanxi serve --data ./data --port 8080\nStops gracefully on Ctrl-C or SIGTERM."
  );
  command->callback([&common, &code] {
    if (port >= 0) common.settings.push_back("http.port=" + std::to_string(port));
    if (!address.empty()) common.settings.push_back("http.address=" + address);
    const auto loaded = common.load();
    code = loaded ? serve(*loaded) : 2;
  });
}

}  // namespace guanxi::app
