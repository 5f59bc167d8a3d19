// Request counts and latencies by operation and status. Called once per request by any thread.
#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <string>

#include "platform/api/api.h"
#include "platform/metrics/metrics.h"

namespace guanxi::app {

class Observations {
 public:
  explicit Observations(metrics::Registry& registry) : registry_(registry) {}
  void observe(const api::Observation& seen);

 private:
  struct Series {
    metrics::Counter* requests;
    metrics::Histogram* seconds;
  };
  Series series_of(std::string_view operation, int status);

  metrics::Registry& registry_;
  std::shared_mutex mutex_;
  std::map<std::pair<std::string, int>, Series, std::less<>> series_;
};

}  // namespace guanxi::app
