// The one way to split an amount: largest remainder (Hamilton's method), ties by position, so that
// the parts always sum to the whole. Used for discounts over lines, refunds, points over lines,
// cost shares. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/money.h"
#include "base/points.h"

namespace guanxi {

/// Splits `total` in proportion to `weights` (each ≥ 0). If all weights are 0 the whole goes to the
/// first part. weights must not be empty unless total is 0. A negative total is split as the mirror
/// of its positive. Each part lies within one unit of its exact share; a weight of 0 receives
/// nothing while another is positive.
std::vector<std::int64_t> allocate(std::int64_t total, std::span<const std::int64_t> weights);
std::vector<Money> allocate(Money total, std::span<const std::int64_t> weights);
std::vector<Points> allocate(Points total, std::span<const std::int64_t> weights);
/// The same into memory that is there: parts.size() == weights.size(). Asks for none where there
/// are 64 parts or fewer.
void allocate_into(
    std::int64_t total, std::span<const std::int64_t> weights, std::span<std::int64_t> parts
);

}  // namespace guanxi
