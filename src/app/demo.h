// Demo data: a deterministic simulator of a Chinese retail group that drives the real flows. Also
// the world of benchmarks.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace guanxi::app {
class Application;
}

namespace guanxi::app::demo {

struct Options {
  std::int64_t members = 2000;
  std::uint64_t seed = 1;
  int months = 6;  // of visits up to yesterday; 0: members and goods only
};

struct Loaded {
  std::int64_t stores = 0, tills = 0, items = 0, members = 0, sales = 0, refunds = 0;
  std::string token;                  // of the demo manager: shown once
  std::string till_key, till_secret;  // of till S001/01
};

/// Fills a store that has no organisation yet; conflict otherwise. `say` gets progress lines for
/// people.
Result<Loaded> load(
    Application& application,
    const Options& options,
    const std::function<void(std::string_view)>& say,
    bool zh
);

}  // namespace guanxi::app::demo
