// What is told about a request afterwards: a line, without what may name a person, and metrics.
// Used by server.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/http/http.h"
#include "platform/metrics/metrics.h"

namespace guanxi::http {

/// "/v1/members/138…/points" → "/v1/members/:/points": only plain lower-case words of a path are
/// kept, of 120 bytes.
std::string route_shape(std::string_view path);

void log_request(const Request& request, const Response& response, std::int64_t micros);

/// guanxi_http_* in a registry, until it goes.
class ServerMetrics {
 public:
  ServerMetrics(metrics::Registry& registry, std::function<ServerStats()> stats);
  void answered(int status, std::int64_t micros);

 private:
  metrics::Histogram* seconds_[6] = {};  // by the first digit of the status
  std::vector<metrics::CallbackHandle> callbacks_;
};

}  // namespace guanxi::http
