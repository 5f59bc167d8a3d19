#include "base/id.h"

#include <algorithm>

#include "base/check.h"
#include "base/clock.h"

namespace guanxi {
namespace {

constexpr std::int64_t epoch_milliseconds = 1'704'067'200'000;  // 2024-01-01T00:00Z
constexpr int sequence_bits = 14;
constexpr int node_bits = 8;
constexpr int millisecond_bits = 41;
constexpr std::int64_t sequence_mask = (std::int64_t{1} << sequence_bits) - 1;
constexpr std::int64_t node_max = (std::int64_t{1} << node_bits) - 1;

}  // namespace

std::optional<std::int64_t> parse_id(std::string_view text) {
  if (text.empty() || text.front() == '0') return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, c - '0', &value)) {
      return std::nullopt;
    }
  }
  return value;
}

IdGenerator::IdGenerator(const Clock& clock, int node) : clock_(clock) { set_node(node); }

void IdGenerator::set_node(int node) {
  GX_CHECK(node >= 0 && node <= node_max);
  node_.store(node, std::memory_order_relaxed);
}

void IdGenerator::begin_after(std::int64_t id) {
  const std::int64_t used = id >> (node_bits + sequence_bits) << sequence_bits | sequence_mask;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  while (last < used && !last_.compare_exchange_weak(last, used, std::memory_order_relaxed)) {
  }
}

std::int64_t IdGenerator::next() {
  // A clock before the epoch counts as the epoch; a sequence that runs over borrows the next
  // millisecond.
  const std::int64_t since_epoch = clock_.now().micros() / 1000 - epoch_milliseconds;
  const std::int64_t earliest = std::max<std::int64_t>(since_epoch, 0) << sequence_bits;
  std::int64_t last = last_.load(std::memory_order_relaxed);
  std::int64_t mine = 0;
  do {
    mine = std::max(earliest, last + 1);
  } while (!last_.compare_exchange_weak(last, mine, std::memory_order_relaxed));

  const std::int64_t milliseconds = mine >> sequence_bits;
  GX_CHECK(milliseconds < (std::int64_t{1} << millisecond_bits));
  return milliseconds << (node_bits + sequence_bits) |
         node_.load(std::memory_order_relaxed) << sequence_bits | (mine & sequence_mask);
}

}  // namespace guanxi
