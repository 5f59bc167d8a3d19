// Demo data: a deterministic simulator of a Chinese retail group that drives the real flows. Also
// the world of benchmarks.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace guanxi::app {
class Application;
}

namespace guanxi::app::demo {

/// Shows another clock's time, but while a story is told.
class StoryClock final : public Clock {
 public:
  explicit StoryClock(const Clock& real) : real_(real) {}
  Instant now() const override {
    const std::int64_t told = told_.load();
    return told == 0 ? real_.now() : Instant::from_micros(told);
  }
  void tell(Instant moment) { told_.store(moment.micros()); }
  void told_enough() { told_.store(0); }

 private:
  const Clock& real_;
  std::atomic<std::int64_t> told_{0};
};

struct Options {
  std::int64_t members = 2000;
  std::uint64_t seed = 1;
  int months = 6;  // of visits up to yesterday; 0: members and goods only
  /// The application's own: with it there are sample shops (demo_shops.h).
  StoryClock* clock = nullptr;
};

struct Loaded {
  std::int64_t stores = 0, tills = 0, items = 0, members = 0, sales = 0, refunds = 0;
  std::int64_t sample_rules = 0, sample_sales = 0;  // of the sample shops
  std::string token;                                // of the demo manager: shown once
  std::string till_key, till_secret;                // of till S001/01
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
