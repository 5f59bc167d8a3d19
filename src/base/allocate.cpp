#include "base/allocate.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"
#include "base/rounding.h"

namespace guanxi {

std::vector<std::int64_t> allocate(std::int64_t total, std::span<const std::int64_t> weights) {
  GX_CHECK_WHY(!weights.empty() || total == 0, "nothing to allocate to");
  std::vector<std::int64_t> parts(weights.size(), 0);
  if (total == 0) return parts;

  Int128 weight_sum = 0;
  for (const std::int64_t weight : weights) {
    GX_CHECK(weight >= 0);
    weight_sum += weight;
  }
  if (weight_sum == 0) {
    parts.front() = total;
    return parts;
  }

  // Division goes towards zero, so a negative total is the mirror of its positive without negating
  // it (the smallest 64-bit number has no positive twin).
  struct Remainder {
    Int128 size;
    std::size_t position;
  };
  const std::int64_t unit = total < 0 ? -1 : 1;
  std::vector<Remainder> remainders;
  remainders.reserve(weights.size());
  std::int64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Int128 product = Int128{total} * weights[i];
    parts[i] = static_cast<std::int64_t>(product / weight_sum);  // |part| ≤ |total|
    left -= parts[i];
    const Int128 rest = product % weight_sum * unit;
    if (rest > 0) remainders.push_back({rest, i});
  }
  // The remainders add up to |left| × weight_sum and each is smaller than weight_sum: there are
  // more of them than units.
  const auto units = static_cast<std::size_t>(left * unit);
  GX_CHECK(units <= remainders.size());
  const auto taken = remainders.begin() + static_cast<std::ptrdiff_t>(units);
  std::partial_sort(
      remainders.begin(),
      taken,
      remainders.end(),
      [](const Remainder& a, const Remainder& b) {
        return a.size != b.size ? a.size > b.size : a.position < b.position;
      }
  );
  for (auto it = remainders.begin(); it != taken; ++it) parts[it->position] += unit;
  return parts;
}

std::vector<Money> allocate(Money total, std::span<const std::int64_t> weights) {
  std::vector<Money> parts;
  parts.reserve(weights.size());
  for (const std::int64_t part : allocate(total.minor(), weights)) {
    parts.emplace_back(part, total.currency());
  }
  return parts;
}

std::vector<Points> allocate(Points total, std::span<const std::int64_t> weights) {
  std::vector<Points> parts;
  parts.reserve(weights.size());
  for (const std::int64_t part : allocate(total.value(), weights)) parts.emplace_back(part);
  return parts;
}

namespace {

constexpr std::size_t few = 64;

/// Most amounts are small: 64 bits will do, where no product is larger. False if one could be.
bool allocate_few(
    std::int64_t total, std::span<const std::int64_t> weights, std::span<std::int64_t> parts
) {
  std::int64_t weight_sum = 0;
  for (const std::int64_t weight : weights) {
    GX_CHECK(weight >= 0);
    if (__builtin_add_overflow(weight_sum, weight, &weight_sum)) return false;
  }
  if (weight_sum == 0 || total < 0 || total > std::numeric_limits<std::int64_t>::max() / weight_sum)
    return false;
  std::array<std::int64_t, few> rests;
  std::int64_t left = total;
  const auto whole = static_cast<std::uint64_t>(weight_sum);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const auto product = static_cast<std::uint64_t>(total * weights[i]);
    parts[i] = static_cast<std::int64_t>(product / whole);
    rests[i] = static_cast<std::int64_t>(product % whole);
    left -= parts[i];
  }
  // Fewer units are left than there are parts with a rest.
  for (; left > 0; --left) {
    std::size_t largest = 0;
    for (std::size_t i = 1; i < weights.size(); ++i) {
      if (rests[i] > rests[largest]) largest = i;
    }
    ++parts[largest];
    rests[largest] = 0;
  }
  return true;
}

}  // namespace

void allocate_into(
    std::int64_t total, std::span<const std::int64_t> weights, std::span<std::int64_t> parts
) {
  GX_CHECK(weights.size() == parts.size());
  if (weights.size() <= few && allocate_few(total, weights, parts)) return;
  std::ranges::copy(allocate(total, weights), parts.begin());
}

}  // namespace guanxi
