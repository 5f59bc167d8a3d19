// A closed loop over kept-alive HTTP connections in one thread (epoll): each connection sends its
// next request as soon as it has the answer to the one before.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "histogram.h"

namespace guanxi::bench {

struct Load {
  std::uint16_t port = 0;
  int connections = 16;
  std::chrono::milliseconds warm_up{2000}, measured{15'000};
};

struct Measured {
  Histogram latency;            // µs, from the first byte sent to the last byte read
  std::uint64_t completed = 0;  // within the measured time
  std::int64_t measured_micros = 0;
  std::map<int, std::uint64_t> statuses;  // of every answer, also those of warm-up and end
  std::vector<std::string> refusals;      // the first answers that are no 201
};

/// Runs the load. `make_request` returns the bytes of one request. Throws std::runtime_error when a
/// connection is refused or closed, an answer cannot be read, or nothing comes for half a minute.
Measured run(const Load& load, const std::function<std::string()>& make_request);

}  // namespace guanxi::bench
