#include "platform/metrics/metrics.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/check.h"

namespace guanxi::metrics {
namespace {

constexpr std::int64_t few[] = {1'000, 2'500, 1'000'000};
const Bounds few_seconds{few, 1'000'000};

TEST(Metrics, renders_by_name_with_help_and_type) {
  Registry registry;
  registry.counter("b_total", "Things\nwith \\ in them.", {{"kind", "sale"}}).add(3);
  registry.counter("b_total", "", {{"kind", "a \"quoted\"\nkind\\"}}).add();
  registry.gauge("a_gauge", "How \"many\".").set(-7);
  EXPECT_EQ(
      registry.render(),
      "# HELP a_gauge How \"many\".\n"
      "# TYPE a_gauge gauge\n"
      "a_gauge -7\n"
      "# HELP b_total Things\\nwith \\\\ in them.\n"
      "# TYPE b_total counter\n"
      "b_total{kind=\"a \\\"quoted\\\"\\nkind\\\\\"} 1\n"
      "b_total{kind=\"sale\"} 3\n"
  );
}

TEST(Metrics, renders_histograms_cumulatively_and_exactly) {
  Registry registry;
  Histogram& histogram = registry.histogram("took_seconds", "Time.", few_seconds, {{"db", "x"}});
  for (std::int64_t micros : {1, 1'000, 1'001, 2'500, 999'999, 5'000'000})
    histogram.observe(micros);
  EXPECT_EQ(
      registry.render(),
      "# HELP took_seconds Time.\n"
      "# TYPE took_seconds histogram\n"
      "took_seconds_bucket{db=\"x\",le=\"0.001\"} 2\n"
      "took_seconds_bucket{db=\"x\",le=\"0.0025\"} 4\n"
      "took_seconds_bucket{db=\"x\",le=\"1\"} 5\n"
      "took_seconds_bucket{db=\"x\",le=\"+Inf\"} 6\n"
      "took_seconds_sum{db=\"x\"} 6.004501\n"
      "took_seconds_count{db=\"x\"} 6\n"
  );
  Registry plain;
  plain.histogram("batch", "Size.", size_bounds).observe(3);
  EXPECT_NE(
      plain.render().find("batch_bucket{le=\"2\"} 0\nbatch_bucket{le=\"4\"} 1\n"), std::string::npos
  );
  EXPECT_NE(plain.render().find("batch_sum 3\n"), std::string::npos);
}

TEST(Metrics, gives_the_same_object_for_the_same_name_and_labels) {
  Registry registry;
  EXPECT_EQ(&registry.counter("a_total", ""), &registry.counter("a_total", ""));
  EXPECT_NE(&registry.counter("a_total", ""), &registry.counter("a_total", "", {{"x", "y"}}));
  EXPECT_EQ(&registry.histogram("h", "", size_bounds), &registry.histogram("h", "", size_bounds));
}

TEST(Metrics, refuses_what_prometheus_would) {
  Registry registry;
  registry.gauge("a", "");
  EXPECT_THROW(registry.histogram("a", "", size_bounds), CheckFailed) << "one name, two kinds";
  EXPECT_THROW(registry.gauge("1a", ""), CheckFailed) << "begins with a digit";
  EXPECT_THROW(registry.gauge("a b", ""), CheckFailed) << "a blank";
  EXPECT_THROW(registry.gauge("", ""), CheckFailed) << "no name";
  EXPECT_THROW(registry.counter("a_count", ""), CheckFailed) << "counters end in _total";
  EXPECT_THROW(registry.gauge("b", "", {{"le", "1"}}), CheckFailed) << "reserved for buckets";
  EXPECT_THROW(registry.gauge("b", "", {{"a-b", "1"}}), CheckFailed) << "a dash in a label";
}

TEST(Metrics, asks_callbacks_while_their_handle_lives) {
  Registry registry;
  std::int64_t queue = 4;
  {
    CallbackHandle kept;
    {
      CallbackHandle handle = registry.gauge_callback("queue", "Q.", {}, [&] { return queue; });
      kept = std::move(handle);
    }
    const CallbackHandle counter =
        registry.counter_callback("done_total", "D.", {}, [] { return std::uint64_t{9}; });
    EXPECT_NE(registry.render().find("\nqueue 4\n"), std::string::npos);
    queue = 5;
    EXPECT_NE(registry.render().find("\nqueue 5\n"), std::string::npos);
    EXPECT_NE(
        registry.render().find("# TYPE done_total counter\ndone_total 9\n"), std::string::npos
    );
    EXPECT_THROW(registry.gauge("queue", ""), CheckFailed) << "two sources of one number";
  }
  EXPECT_EQ(registry.render(), "");
}

TEST(Metrics, stays_small_whatever_the_labels) {
  Registry registry;
  for (int i = 0; i < 5000; ++i)
    registry.counter("a_total", "", {{"who", std::to_string(i)}}).add();
  const std::string text = registry.render();
  EXPECT_NE(text.find("a_total{who=\"other\"} 4000\n"), std::string::npos);
  EXPECT_LT(text.size(), 40'000U);
}

TEST(Metrics, loses_nothing_under_concurrency) {
  Registry registry;
  Counter& counter = registry.counter("a_total", "");
  Gauge& gauge = registry.gauge("g", "");
  Histogram& histogram = registry.histogram("h_seconds", "", few_seconds);
  constexpr int threads = 4;
  constexpr int each = 20'000;
  std::atomic<bool> done{false};
  std::thread reader([&] {
    while (!done) {
      const auto now = histogram.snapshot();
      std::uint64_t sum = 0;
      for (std::uint64_t bucket : now.buckets) sum += bucket;
      EXPECT_EQ(sum, now.count) << "a scrape is consistent in itself";
      registry.render();
    }
  });
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t) {
    writers.emplace_back([&] {
      for (int i = 0; i < each; ++i) {
        counter.add();
        gauge.add(i % 2 == 0 ? 1 : -1);
        histogram.observe(i % 2 == 0 ? 500 : 2'000'000);
      }
    });
  }
  for (auto& writer : writers) writer.join();
  done = true;
  reader.join();
  EXPECT_EQ(counter.value(), std::uint64_t{threads} * each);
  EXPECT_EQ(gauge.value(), 0);
  const auto snapshot = histogram.snapshot();
  EXPECT_EQ(
      snapshot.buckets, (std::vector<std::uint64_t>{threads * each / 2, 0, 0, threads * each / 2})
  );
  EXPECT_EQ(snapshot.sum, std::int64_t{threads} * each / 2 * 2'000'500);
}

}  // namespace
}  // namespace guanxi::metrics
