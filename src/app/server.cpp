#include "app/server.h"

#include "platform/log/log.h"

namespace guanxi::app {
namespace {

http::ServerOptions options_of(const config::Config::Http& config, int log_one_in) {
  http::ServerOptions options;
  options.address = config.address;
  options.port = static_cast<std::uint16_t>(config.port);
  options.io_threads = config.io_threads;
  options.worker_threads = config.workers;
  options.work_queue_max = config.queue_max;
  options.connections_max = config.connections_max;
  options.header_bytes_max = config.header_bytes_max;
  options.body_bytes_max = config.body_bytes_max;
  options.header_ms_max = static_cast<int>(config.header_ms_max);
  options.body_ms_max = static_cast<int>(config.body_ms_max);
  options.idle_ms_max = static_cast<int>(config.idle_ms_max);
  options.write_ms_max = static_cast<int>(config.write_ms_max);
  options.drain_ms_max = static_cast<int>(config.drain_ms_max);
  options.log_one_in = log_one_in;
  return options;
}

http::Response plain(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

}  // namespace

Server::Server(Application& application)
    : application_(application),
      http_(
          options_of(application.config().http, application.config().log.requests_one_in),
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
  application_.jobs().stop();
  application_.outbox().stop();
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
  log::TraceScope trace(request.trace_id);
  http::Response response = application_.api().handle(request);
  if (request.method != "GET" && response.status < 300) application_.outbox().notify();
  return response;
}

}  // namespace guanxi::app
