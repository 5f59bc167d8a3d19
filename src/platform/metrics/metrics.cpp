#include "platform/metrics/metrics.h"

#include <algorithm>

#include "base/check.h"

namespace guanxi::metrics {
namespace {

constexpr std::size_t series_max = 1000;

constexpr std::int64_t latency_micros[] = {
    100,
    250,
    500,
    1'000,
    2'500,
    5'000,
    10'000,
    25'000,
    50'000,
    100'000,
    250'000,
    500'000,
    1'000'000,
    2'500'000,
    5'000'000,
    10'000'000};
constexpr std::int64_t sizes[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

bool is_name(std::string_view name, bool colon_allowed) {
  const auto letter = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (colon_allowed && c == ':');
  };
  if (name.empty() || !letter(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    return letter(c) || (c >= '0' && c <= '9');
  });
}

void append_escaped(std::string& text, std::string_view value, bool quotes) {
  for (char c : value) {
    if (c == '\\') {
      text += "\\\\";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '"' && quotes) {
      text += "\\\"";
    } else {
      text += c;
    }
  }
}

std::string render_labels(const Labels& labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    GX_CHECK_WHY(is_name(name, false) && name != "le", name);
    if (!text.empty()) text += ',';
    text += name + "=\"";
    append_escaped(text, value, true);
    text += '"';
  }
  return text;
}

/// 2500 over 1'000'000 → "0.0025": exact, where printing a double may not be.
std::string scaled(std::int64_t value, std::int64_t divisor) {
  const bool negative = value < 0;
  const std::uint64_t magnitude =
      negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const auto unsigned_divisor = static_cast<std::uint64_t>(divisor);
  std::string text = (negative ? "-" : "") + std::to_string(magnitude / unsigned_divisor);
  std::uint64_t rest = magnitude % unsigned_divisor;
  if (rest == 0) return text;
  text += '.';
  for (std::uint64_t place = unsigned_divisor / 10; rest > 0; place /= 10) {
    text += static_cast<char>('0' + rest / place);
    rest %= place;
  }
  return text;
}

void append_sample(
    std::string& text,
    std::string_view name,
    std::string_view suffix,
    std::string_view labels,
    std::string_view value
) {
  text += name;
  text += suffix;
  if (!labels.empty()) {
    text += '{';
    text += labels;
    text += '}';
  }
  text += ' ';
  text += value;
  text += '\n';
}

void append_histogram(
    std::string& text, std::string_view name, const std::string& labels, const Histogram& histogram
) {
  const Histogram::Snapshot now = histogram.snapshot();
  const Bounds& bounds = histogram.bounds();
  const std::string before = labels.empty() ? "le=\"" : labels + ",le=\"";
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < now.buckets.size(); ++i) {
    so_far += now.buckets[i];
    const std::string bound =
        i < bounds.upper.size() ? scaled(bounds.upper[i], bounds.divisor) : "+Inf";
    append_sample(text, name, "_bucket", before + bound + '"', std::to_string(so_far));
  }
  append_sample(text, name, "_sum", labels, scaled(now.sum, bounds.divisor));
  append_sample(text, name, "_count", labels, std::to_string(now.count));
}

}  // namespace

const Bounds latency_bounds{latency_micros, 1'000'000};
const Bounds size_bounds{sizes, 1};

Histogram::Histogram(Bounds bounds) : bounds_(bounds), buckets_(bounds.upper.size() + 1) {
  GX_CHECK(!bounds.upper.empty() && bounds.divisor > 0);
  GX_CHECK(
      std::adjacent_find(bounds.upper.begin(), bounds.upper.end(), std::greater_equal<>()) ==
      bounds.upper.end()
  );
}

void Histogram::observe(std::int64_t value) {
  const auto bound = std::lower_bound(bounds_.upper.begin(), bounds_.upper.end(), value);
  buckets_[static_cast<std::size_t>(bound - bounds_.upper.begin())].fetch_add(
      1, std::memory_order_relaxed
  );
  sum_.fetch_add(value, std::memory_order_relaxed);
}

Histogram::Snapshot Histogram::snapshot() const {
  Snapshot snapshot;
  snapshot.buckets.reserve(buckets_.size());
  for (const auto& bucket : buckets_) {
    snapshot.buckets.push_back(bucket.load(std::memory_order_relaxed));
    snapshot.count += snapshot.buckets.back();
  }
  snapshot.sum = sum_.load(std::memory_order_relaxed);
  return snapshot;
}

CallbackHandle::CallbackHandle(CallbackHandle&& other) noexcept
    : registry_(std::exchange(other.registry_, nullptr)), number_(other.number_) {}

CallbackHandle& CallbackHandle::operator=(CallbackHandle&& other) noexcept {
  std::swap(registry_, other.registry_);
  std::swap(number_, other.number_);
  return *this;
}

CallbackHandle::~CallbackHandle() {
  if (registry_) registry_->remove_callback(number_);
}

Registry::Registry() = default;
Registry::~Registry() = default;

Registry::Series& Registry::find(
    std::string_view name, std::string_view help, Kind kind, const Labels& labels
) {
  GX_CHECK_WHY(is_name(name, true), std::string(name));
  GX_CHECK_WHY((kind == Kind::counter) == name.ends_with("_total"), std::string(name));
  auto family = families_.find(name);
  if (family == families_.end()) {
    family = families_.emplace(name, Family{kind, std::string(help), {}}).first;
  }
  GX_CHECK_WHY(family->second.kind == kind, std::string(name));
  auto& series = family->second.series;
  std::string key = render_labels(labels);
  if (!series.contains(key) && series.size() >= series_max) {
    Labels others = labels;
    for (auto& label : others) label.second = "other";
    key = render_labels(others);
  }
  return series[key];
}

Counter& Registry::counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  Series& series = find(name, help, Kind::counter, labels);
  GX_CHECK_WHY(!series.read, std::string(name));
  if (!series.counter) series.counter = std::make_unique<Counter>();
  return *series.counter;
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  Series& series = find(name, help, Kind::gauge, labels);
  GX_CHECK_WHY(!series.read, std::string(name));
  if (!series.gauge) series.gauge = std::make_unique<Gauge>();
  return *series.gauge;
}

Histogram& Registry::histogram(
    std::string_view name, std::string_view help, const Bounds& bounds, const Labels& labels
) {
  const std::lock_guard lock(mutex_);
  Series& series = find(name, help, Kind::histogram, labels);
  if (!series.histogram) series.histogram = std::make_unique<Histogram>(bounds);
  return *series.histogram;
}

CallbackHandle Registry::gauge_callback(
    std::string_view name,
    std::string_view help,
    const Labels& labels,
    std::function<std::int64_t()> read
) {
  return add_callback(name, help, Kind::gauge, labels, [read = std::move(read)] {
    return std::to_string(read());
  });
}

CallbackHandle Registry::counter_callback(
    std::string_view name,
    std::string_view help,
    const Labels& labels,
    std::function<std::uint64_t()> read
) {
  return add_callback(name, help, Kind::counter, labels, [read = std::move(read)] {
    return std::to_string(read());
  });
}

CallbackHandle Registry::add_callback(
    std::string_view name,
    std::string_view help,
    Kind kind,
    const Labels& labels,
    std::function<std::string()> read
) {
  const std::lock_guard lock(mutex_);
  Series& series = find(name, help, kind, labels);
  GX_CHECK_WHY(!series.counter && !series.gauge && !series.read, std::string(name));
  series.read = std::move(read);
  series.callback = ++last_callback_;
  return {this, series.callback};
}

void Registry::remove_callback(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  for (auto& [name, family] : families_) {
    std::erase_if(family.series, [&](const auto& series) {
      return series.second.callback == number;
    });
  }
}

std::string Registry::render() const {
  static constexpr std::string_view kind_names[] = {"counter", "gauge", "histogram"};
  const std::lock_guard lock(mutex_);
  std::string text;
  for (const auto& [name, family] : families_) {
    if (family.series.empty()) continue;
    text += "# HELP " + name + ' ';
    append_escaped(text, family.help, false);
    text += "\n# TYPE " + name + ' ';
    text += kind_names[static_cast<std::size_t>(family.kind)];
    text += '\n';
    for (const auto& [labels, series] : family.series) {
      if (series.counter)
        append_sample(text, name, "", labels, std::to_string(series.counter->value()));
      if (series.gauge)
        append_sample(text, name, "", labels, std::to_string(series.gauge->value()));
      if (series.histogram) append_histogram(text, name, labels, *series.histogram);
      if (series.read) append_sample(text, name, "", labels, series.read());
    }
  }
  return text;
}

}  // namespace guanxi::metrics
