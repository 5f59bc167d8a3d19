#include "base/random.h"

#include <bit>
#include <limits>

#include "base/check.h"

namespace guanxi {
namespace {

__extension__ typedef unsigned __int128 UInt128;

}  // namespace

std::uint64_t Random::below(std::uint64_t bound) {
  GX_CHECK(bound > 0);
  // Lemire, "Fast Random Integer Generation in an Interval" (2019): the high word of a 128-bit
  // product is the draw; the few low words that would favour some results are drawn again.
  UInt128 product = UInt128{next()} * bound;
  auto low = static_cast<std::uint64_t>(product);
  if (low < bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    while (low < threshold) {
      product = UInt128{next()} * bound;
      low = static_cast<std::uint64_t>(product);
    }
  }
  return static_cast<std::uint64_t>(product >> 64);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  GX_CHECK(low <= high);
  // Unsigned arithmetic wraps around, which is what spans wider than 63 bits need.
  const std::uint64_t span = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  const bool whole_range = span == std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t offset = whole_range ? next() : below(span + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
}

SeededRandom::SeededRandom(std::uint64_t seed) {
  for (std::uint64_t& word : state_) {
    seed += 0x9e3779b97f4a7c15;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
}

std::uint64_t SeededRandom::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

}  // namespace guanxi
