// Where randomness comes from. SeededRandom is for simulation and tests only; secrets use
// platform/crypto. A generator belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <span>

namespace guanxi {

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
  /// Uniform in [0, bound), bound > 0, without modulo bias.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high);
  /// True in `numerator` of `denominator` draws on average; denominator > 0.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
  }
};

/// SplitMix64 seeding xoshiro256** (Blackman & Vigna 2018): the same stream on every machine.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  std::uint64_t next() override;

 private:
  std::uint64_t state_[4];
};

}  // namespace guanxi
