#include "platform/http/request_log.h"

#include "platform/log/log.h"

namespace guanxi::http {
namespace {

constexpr std::size_t shape_bytes_max = 120;

/// "points", "by-phone", "v1"; not "13800138000", "%E5%BC%A0", "Ann".
bool is_plain_word(std::string_view segment) {
  if (segment.size() > 1 && segment[0] == 'v' &&
      segment.find_first_not_of("0123456789", 1) == std::string_view::npos) {
    return true;
  }
  return segment.find_first_not_of("abcdefghijklmnopqrstuvwxyz-_") == std::string_view::npos;
}

}  // namespace

std::string route_shape(std::string_view path) {
  std::string shape;
  path = path.substr(0, shape_bytes_max);
  while (!path.empty()) {
    if (path[0] == '/') path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    shape += '/';
    shape += is_plain_word(segment) ? segment : ":";
    path.remove_prefix(end);
  }
  return shape;
}

void log_request(const Request& request, const Response& response, std::int64_t micros) {
  const auto level = response.status >= 500 ? log::Level::warn : log::Level::info;
  if (!log::enabled(level)) return;
  const log::TraceScope trace(request.trace_id);
  log::write(
      level,
      "http.answered",
      {{"method", request.method},
       {"route", route_shape(request.path)},
       {"status", response.status},
       {"micros", micros},
       {"bytes_in", request.body.size()},
       {"bytes_out", response.body.size()}}
  );
}

ServerMetrics::ServerMetrics(metrics::Registry& registry, std::function<ServerStats()> stats) {
  static constexpr const char* classes[] = {"", "", "2xx", "3xx", "4xx", "5xx"};
  for (std::size_t i = 2; i < std::size(classes); ++i) {
    seconds_[i] = &registry.histogram(
        "guanxi_http_request_seconds",
        "From the last byte of a request to its answer, with the wait for a worker.",
        metrics::latency_bounds,
        {{"status", classes[i]}}
    );
  }
  const auto gauge = [&](const char* name, const char* help, std::int64_t ServerStats::*number) {
    callbacks_.push_back(registry.gauge_callback(name, help, {}, [stats, number] {
      return stats().*number;
    }));
  };
  const auto counter = [&](const char* name,
                           const char* help,
                           metrics::Labels labels,
                           std::uint64_t ServerStats::*number) {
    callbacks_.push_back(registry.counter_callback(name, help, labels, [stats, number] {
      return stats().*number;
    }));
  };
  gauge("guanxi_http_connections", "Open connections.", &ServerStats::connections);
  gauge("guanxi_http_work_queue", "Requests waiting for a worker.", &ServerStats::work_queue);
  gauge("guanxi_http_busy_workers", "Workers running a request.", &ServerStats::busy_workers);
  counter("guanxi_http_requests_total", "Requests read completely.", {}, &ServerStats::requests);
  static constexpr const char* refused = "Requests and connections the server refused by itself.";
  counter(
      "guanxi_http_refused_total", refused, {{"reason", "overload"}}, &ServerStats::refused_overload
  );
  counter(
      "guanxi_http_refused_total", refused, {{"reason", "limits"}}, &ServerStats::refused_limits
  );
  counter("guanxi_http_refused_total", refused, {{"reason", "timeout"}}, &ServerStats::timeouts);
  if (stats().certificate_expires_at == 0) return;
  counter(
      "guanxi_http_tls_handshake_failures_total",
      "TLS handshakes that did not succeed.",
      {},
      &ServerStats::handshake_failures
  );
  gauge(
      "guanxi_http_tls_certificate_expires_seconds",
      "When the first certificate of the chain expires, in seconds since 1970.",
      &ServerStats::certificate_expires_at
  );
}

void ServerMetrics::answered(int status, std::int64_t micros) {
  seconds_[status / 100]->observe(micros);
}

}  // namespace guanxi::http
