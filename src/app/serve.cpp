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
#include "app/reloads.h"
#include "app/server.h"
#include "app/service_manager.h"
#include "app/watchdog.h"
#include "platform/log/log.h"
#include "platform/web/web.h"

namespace guanxi::app {
namespace {

/// Blocks the signals that serve() takes itself. Done before any thread starts.
sigset_t block_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
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

void start_log(const config::Config::Log& config) {
  log::start(
      {.level = *log::parse_level(config.level),
       .file = config.file,
       .file_bytes_max = config.file_bytes_max,
       .files_max = config.files_max,
       .queue_max = config.queue_max}
  );
}

/// Everything that SIGHUP takes up. A part that can change while we serve adds itself here.
void add_reloads(
    Reloads& reloads, Application& application, Server& server, const ServeLock& alone
) {
  reloads.add("log.level", [](const config::Config& fresh) {
    log::set_level(*log::parse_level(fresh.log.level));
  });
  reloads.add("log.file", [](const config::Config&) { log::reopen(); });
  reloads.add("keys", [&application, &alone](const config::Config&) {
    application.keys().reload(application.key_file());
    alone.note_keys(application.keys());
  });
  reloads.add("tls", [&server](const config::Config&) { server.reload(); });
}

/// SIGHUP: reads the settings again. With a problem among them nothing changes.
void reload(const Common& common, const config::Loaded& running, const Reloads& reloads) {
  const auto fresh = common.read();
  if (!fresh || !fresh->problems.empty()) {
    log::error("serve.reload_refused", {{"problems", fresh ? fresh->problems.size() : 1}});
    if (!fresh) return;
    for (const config::Problem& problem : fresh->problems) {
      log::error("serve.setting_refused", {{"what", problem.text(config::Language::en)}});
    }
    return;
  }
  const int failed = reloads.run(fresh->config);
  log::info("serve.reloaded", {{"failed", failed}});
  for (const std::string& key : changed_until_restart(running, *fresh)) {
    log::warn("serve.setting_waits_for_restart", {{"key", key}});
  }
}

/// Waits for the signal that ends the program, and reloads meanwhile.
int wait_for_end(const sigset_t& signals, const std::function<void()>& on_reload) {
  // A terminal that is closed sends SIGHUP, too: then there is nobody left to serve for.
  const bool had_terminal = isatty(STDIN_FILENO) == 1;
  for (;;) {
    int taken = 0;
    sigwait(&signals, &taken);
    const bool terminal_gone = had_terminal && isatty(STDIN_FILENO) != 1;
    if (taken != SIGHUP || terminal_gone) return taken;
    on_reload();
  }
}

std::string base_address(const config::Config& config, int port) {
  const bool ipv6 = config.http.address.find(':') != std::string::npos;
  return fmt::format(
      "{}://{}:{}",
      config.http.tls_certificate.empty() ? "http" : "https",
      ipv6 ? "[" + config.http.address + "]" : config.http.address,
      port
  );
}

/// The address as a browser on this machine takes it: "anywhere" is no place to go to.
std::string browser_address(config::Config config, int port) {
  if (config.http.address == "0.0.0.0") config.http.address = "127.0.0.1";
  if (config.http.address == "::") config.http.address = "::1";
  return base_address(config, port);
}

void print_addresses(const config::Config& config, int port) {
  const bool zh = config.language != "en";
  const std::string base = base_address(config, port);
  fmt::print("{} {}\n", zh ? "服务地址" : "serving on", base);
  if (web::built_in().has_pages()) {
    fmt::print("{} {}/\n", zh ? "管理后台" : "console", base);
    fmt::print("{} {}/pos\n", zh ? "收银台" : "till", base);
  }
  fmt::print("{} {}/docs\n", zh ? "接口文档" : "API documentation", base);
  std::fflush(stdout);
}

/// Behind the # the token stays with the browser: no server and no log on the way reads it.
void print_set_up_link(const config::Config& config, int port, const std::string& token) {
  fmt::print(
      "{}\n  {}/set-up#token={}\n",
      config.language != "en" ? "首次设置：在浏览器中打开（1 小时内有效，一次）"
                              : "first set-up: open in a browser (once, within an hour)",
      browser_address(config, port),
      token
  );
}

void print_set_up_call(const config::Config& config, int port, const std::string& token) {
  const bool zh = config.language != "en";
  fmt::print(
      "{}\n"
      "  curl {}-X POST {}/v1/setup -H 'Content-Type: application/json' \\\n"
      "    -d '{{\"token\":\"{}\",\"name\":\"{}\",\"password\":\"{}\"}}'\n",
      zh ? "首次设置：填入姓名和密码（1 小时内有效，一次）"
         : "first set-up: with a name and a password of yours (once, within an hour)",
      config.http.tls_certificate.empty() ? "" : "-k ",  // it names another host than we listen on
      browser_address(config, port),
      token,
      zh ? "姓名" : "NAME",
      zh ? "密码" : "PASSWORD"
  );
}

/// Where nobody can get in yet: the way to the first account.
void print_set_up(Application& application, int port) {
  const auto token = application.sign_in().make_setup_token(application.clock().now());
  if (!token) return;
  const auto print = web::built_in().has_pages() ? print_set_up_link : print_set_up_call;
  print(application.config(), port, *token);
  std::fflush(stdout);
}

/// Whoever listens beyond this machine without a certificate has a proxy that speaks TLS, or none.
void warn_of_clear_cookies(const config::Config& config) {
  const std::string& address = config.http.address;
  const bool loopback = address.starts_with("127.") || address == "::1" || address == "localhost";
  const bool unsure =
      config.identity.secure_cookies == "auto" && config.http.tls_certificate.empty();
  if (loopback || !unsure) return;
  log::warn(
      "serve.cookies_not_secure",
      {{"what",
        "cookies of sessions may travel in the clear; behind a proxy that speaks TLS set "
        "identity.secure_cookies = \"on\""}}
  );
}

int serve(const Common& common, const config::Loaded& loaded) {
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
  const ServiceManager manager = ServiceManager::from_environment();
  start_log(config.log);
  // Dozens of workers allocate a little at a time: a heap for each would cost memory and page
  // faults for nothing.
  mallopt(M_ARENA_MAX, 4);
  SystemClock clock;
  manager.status("opening the store in " + config.data);
  // One server per data directory, before the store is touched; a PostgreSQL takes several servers,
  // each with a directory of its own, where `guanxi key` finds what keys it has.
  const ServeLock alone(config.data);
  Application application(config, clock);
  alone.note_keys(application.keys());
  Server server(application);
  server.start();
  Reloads reloads;
  add_reloads(reloads, application, server, alone);
  print_addresses(config, server.port());
  print_set_up(application, server.port());
  warn_of_clear_cookies(config);
  log::info(
      "serve.started", {{"port", static_cast<int>(server.port())}, {"version", program_version()}}
  );
  const auto status = [&] {
    const std::string halted = application.db().stats().halted;
    if (!halted.empty()) return "reading only, the writer stopped: " + halted;
    return "serving on " + base_address(config, server.port());
  };
  manager.ready(status());
  std::optional<Watchdog> watchdog;
  if (const auto within = manager.watchdog()) {
    // Thrice in the time: one answer may be late, and the check itself waits for the writer.
    watchdog.emplace(
        *within / 3,
        [&] { return server.works(); },
        [&] {
          manager.status(status());
          manager.alive();
        }
    );
  }

  const int taken = wait_for_end(signals, [&] {
    manager.reloading();
    reload(common, loaded, reloads);
    manager.ready(status());
  });
  log::info("serve.stopping", {{"signal", taken}});
  manager.stopping("answering what has begun");
  watchdog.reset();
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
      "Example:\n  guanxi serve --data ./data --port 8080\nStops gracefully on Ctrl-C or SIGTERM; "
      "SIGHUP reads the log level, the keys and the TLS certificate again and opens the log file "
      "anew."
  );
  command->callback([&common, &code] {
    if (port >= 0) common.settings.push_back("http.port=" + std::to_string(port));
    if (!address.empty()) common.settings.push_back("http.address=" + address);
    const auto loaded = common.load();
    code = loaded ? serve(common, *loaded) : 2;
  });
}

}  // namespace guanxi::app
