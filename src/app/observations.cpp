#include "app/observations.h"

namespace guanxi::app {

Observations::Series Observations::series_of(std::string_view operation, int status) {
  const std::pair<std::string, int> key(operation, status);
  {
    std::shared_lock lock(mutex_);
    const auto found = series_.find(key);
    if (found != series_.end()) return found->second;
  }
  std::unique_lock lock(mutex_);
  const metrics::Labels labels = {{"operation", key.first}, {"status", std::to_string(status)}};
  const Series series{
      &registry_.counter("guanxi_requests_total", "Requests answered", labels),
      &registry_.histogram(
          "guanxi_request_seconds",
          "Time in the handler",
          metrics::latency_bounds,
          {{"operation", key.first}}
      ),
  };
  return series_.emplace(key, series).first->second;
}

void Observations::observe(const api::Observation& seen) {
  const Series series = series_of(seen.operation, seen.status);
  series.requests->add();
  series.seconds->observe(seen.micros);
}

}  // namespace guanxi::app
