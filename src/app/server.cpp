#include "app/server.h"

#include <unistd.h>

#include <fstream>

#include "app/version.h"
#include "platform/log/log.h"

namespace guanxi::app {
namespace {

http::Response plain(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

/// 0 where the system does not say.
std::int64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  return in >> all >> resident ? resident * ::sysconf(_SC_PAGE_SIZE) : 0;
}

}  // namespace

http::ServerOptions server_options(const config::Config& config) {
  const config::Config::Http& from = config.http;
  http::ServerOptions options;
  options.address = from.address;
  options.port = static_cast<std::uint16_t>(from.port);
  options.io_threads = from.io_threads;
  options.worker_threads = from.workers;
  options.work_queue_max = from.queue_max;
  options.connections_max = from.connections_max;
  options.header_bytes_max = from.header_bytes_max;
  options.body_bytes_max = from.body_bytes_max;
  options.header_ms_max = from.header_ms_max;
  options.body_ms_max = from.body_ms_max;
  options.idle_ms_max = from.idle_ms_max;
  options.write_ms_max = from.write_ms_max;
  options.drain_ms_max = from.drain_ms_max;
  options.handshake_ms_max = from.handshake_ms_max;
  if (!from.tls_certificate.empty())
    options.tls = {from.tls_certificate, from.tls_key, from.tls_look_ms};
  options.log_one_in = config.log.requests_one_in;
  return options;
}

namespace {

http::ServerOptions options_of(Application& application) {
  http::ServerOptions options = server_options(application.config());
  options.body_limit_of = [&api = application.api()](std::string_view method, auto path) {
    return api.body_bytes_max(method, path);
  };
  return options;
}

}  // namespace

Server::Server(Application& application, const web::Site& pages)
    : application_(application),
      pages_(pages),
      http_(
          options_of(application),
          [this](const http::Request& request) { return handle(request); },
          application.clock()
      ) {
  metrics::Registry& registry = application_.metrics();
  const auto gauge =
      [&](const char* name, const char* help, std::int64_t (*read)(const http::ServerStats&)) {
        gauges_.push_back(registry.gauge_callback(name, help, {}, [this, read] {
          return read(http_.stats());
        }));
      };
  using Stats = const http::ServerStats&;
  gauge("guanxi_http_connections", "Open connections", [](Stats s) { return s.connections; });
  gauge("guanxi_http_work_queue", "Requests waiting for a worker", [](Stats s) {
    return s.work_queue;
  });
  gauge("guanxi_http_busy_workers", "Workers that run a request", [](Stats s) {
    return s.busy_workers;
  });
  const auto counter =
      [&](const char* name, const char* help, std::uint64_t (*read)(const http::ServerStats&)) {
        gauges_.push_back(registry.counter_callback(name, help, {}, [this, read] {
          return read(http_.stats());
        }));
      };
  counter("guanxi_http_refused_overload_total", "Requests answered 503", [](Stats s) {
    return s.refused_overload;
  });
  counter("guanxi_http_refused_limits_total", "Requests beyond a limit", [](Stats s) {
    return s.refused_limits;
  });
  counter("guanxi_http_timeouts_total", "Connections closed for being slow", [](Stats s) {
    return s.timeouts;
  });
  gauges_.push_back(registry.counter_callback(
      "guanxi_log_dropped_total", "Log lines lost because the queue was full", {}, log::dropped
  ));
  gauges_.push_back(registry.gauge_callback(
      "guanxi_process_resident_bytes", "Memory of the process", {}, resident_bytes
  ));
  registry.gauge("guanxi_process_start_seconds", "When the process began to serve, since 1970")
      .set(application_.clock().now().micros() / 1'000'000);
  registry.gauge("guanxi_build_info", "1; the version is the label", {{"version", version}}).set(1);
  if (application_.config().http.tls_certificate.empty()) return;
  counter(
      "guanxi_http_tls_handshake_failures_total",
      "TLS handshakes that did not succeed",
      [](Stats s) { return s.handshake_failures; }
  );
  gauge(
      "guanxi_http_tls_certificate_expires_seconds",
      "When the first certificate of the chain expires, in seconds since 1970",
      [](Stats s) { return s.certificate_expires_at; }
  );
}

Server::~Server() { stop(); }

void Server::start() {
  application_.outbox().start();
  application_.jobs().start();
  http_.start();
}

void Server::stop() {
  stopping_.store(true);
  http_.stop();
  application_.backups().stop();
  application_.jobs().stop();
  application_.outbox().stop();
}

bool Server::reload() { return http_.reload_tls(); }
bool Server::works() {
  if (stopping_.load() || !http_.answers(std::chrono::seconds(5))) return false;
  try {
    (void)application_.db().write([](sql::Tx&) -> Outcome { return ok(); });
  } catch (const sql::StorageFault&) {
    // /readyz and the log say what is wrong.
  }
  return true;
}

http::Response Server::readiness() const {
  // Asks no server: caches.refresh does every few seconds, and what it finds stands in the stats.
  const sql::DatabaseStats store = application_.db().stats();
  if (!store.halted.empty()) return plain(503, R"({"ready":false,"reason":"halted"})");
  if (store.unreachable) return plain(503, R"({"ready":false,"reason":"store_unreachable"})");
  if (stopping_.load()) return plain(503, R"({"ready":false,"reason":"stopping"})");
  return plain(200, R"({"ready":true})");
}

http::Response Server::handle(const http::Request& request) {
  if (request.method == "GET" || request.method == "HEAD") {
    if (request.path == "/healthz") return plain(200, R"({"alive":true})");
    if (request.path == "/readyz") return readiness();
    if (request.path == "/metrics") {
      http::Response response = plain(200, application_.metrics().render());
      response.content_type = "text/plain; version=0.0.4; charset=utf-8";
      return response;
    }
  }
  // Out of memory and without a store, like the above: the pages of a whole shop behind one address
  // do not count against the requests it may make.
  if (auto page = pages_.respond(request)) return *std::move(page);
  log::TraceScope trace(request.trace_id);
  http::Response response = application_.api().handle(request);
  if (request.method != "GET" && response.status < 300) application_.outbox().notify();
  return response;
}

}  // namespace guanxi::app
