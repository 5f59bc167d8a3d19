// Latencies with at most 1 % error from a microsecond to hours, in fixed memory, after Gil Tene's
// HdrHistogram: each power of two is divided into 128 equal buckets. Used by one thread.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace guanxi::bench {

class Histogram {
 public:
  void add(std::int64_t micros) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0));
    const std::size_t bucket = bucket_of(value);
    if (bucket >= counts_.size()) counts_.resize(bucket + 1);
    ++counts_[bucket];
    ++count_;
    sum_ += value;
    max_ = std::max(max_, value);
  }
  void add(const Histogram& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    max_ = std::max(max_, other.max_);
  }
  std::uint64_t count() const { return count_; }
  std::uint64_t max() const { return max_; }
  std::uint64_t mean() const { return count_ == 0 ? 0 : sum_ / count_; }
  /// The latency that `per_million` of a million values do not exceed; the upper end of its bucket,
  /// as it must not flatter.
  std::uint64_t percentile(std::uint64_t per_million) const {
    const std::uint64_t wanted = (count_ * per_million + 999'999) / 1'000'000;
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
      seen += counts_[bucket];
      if (seen >= wanted && seen > 0) return std::min(end_of(bucket), max_);
    }
    return max_;
  }

 private:
  static constexpr int bits = 7;
  static constexpr std::uint64_t parts = std::uint64_t{1} << bits;

  static std::size_t bucket_of(std::uint64_t value) {
    if (value < 2 * parts) return value;
    const int shift = static_cast<int>(std::bit_width(value)) - bits - 1;
    return static_cast<std::size_t>(static_cast<std::uint64_t>(shift) * parts + (value >> shift));
  }
  static std::uint64_t end_of(std::size_t bucket) {
    if (bucket < 2 * parts) return bucket;
    const std::uint64_t shift = bucket / parts - 1;
    return ((bucket - shift * parts + 1) << shift) - 1;
  }

  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0, sum_ = 0, max_ = 0;
};

}  // namespace guanxi::bench
