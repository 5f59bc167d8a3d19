// What of a server stands at /metrics beside what its parts count themselves.
#include "app/application.h"

namespace guanxi::app {

void Application::add_limit_gauges() {
  gauges_.push_back(metrics_.gauge_callback(
      "guanxi_limits_clients",
      "Credentials and addresses whose rate of requests is remembered",
      {},
      [this] { return api_->limit_stats().clients; }
  ));
  const char* const refused = "Requests answered 429";
  gauges_.push_back(metrics_.counter_callback(
      "guanxi_limits_refused_total",
      refused,
      {{"of", "credential"}},
      [this] { return api_->limit_stats().refused_credentials; }
  ));
  gauges_.push_back(metrics_.counter_callback(
      "guanxi_limits_refused_total",
      refused,
      {{"of", "address"}},
      [this] { return api_->limit_stats().refused_addresses; }
  ));
}

void Application::add_gauges() {
  add_limit_gauges();
  const auto gauge =
      [&](const char* name, const char* help, std::int64_t (*read)(const sql::DatabaseStats&)) {
        gauges_.push_back(metrics_.gauge_callback(name, help, {}, [this, read] {
          return read(db_->stats());
        }));
      };
  const auto counter =
      [&](const char* name, const char* help, std::uint64_t (*read)(const sql::DatabaseStats&)) {
        gauges_.push_back(metrics_.counter_callback(name, help, {}, [this, read] {
          return read(db_->stats());
        }));
      };
  using Stats = const sql::DatabaseStats&;
  gauge("guanxi_store_write_queue", "Write functions waiting", [](Stats s) {
    return s.write_queue;
  });
  gauge("guanxi_store_wal_bytes", "Size of the write-ahead log", [](Stats s) {
    return s.wal_bytes;
  });
  gauge("guanxi_store_halted", "1 when the writer stopped", [](Stats s) {
    return std::int64_t{!s.halted.empty()};
  });
  gauge("guanxi_store_unreachable", "1 while the database server cannot be reached", [](Stats s) {
    return std::int64_t{s.unreachable};
  });
  counter("guanxi_store_write_functions_total", "Write functions run", [](Stats s) {
    return s.write_functions;
  });
  counter("guanxi_store_write_batches_total", "Commits", [](Stats s) { return s.write_batches; });
  counter("guanxi_store_batches_replayed_total", "Batches run again one by one", [](Stats s) {
    return s.batches_replayed;
  });
  counter("guanxi_store_checkpoints_total", "Checkpoints", [](Stats s) { return s.checkpoints; });
  counter("guanxi_store_wal_resets_total", "Times the log started over", [](Stats s) {
    return s.wal_resets;
  });
}

}  // namespace guanxi::app
