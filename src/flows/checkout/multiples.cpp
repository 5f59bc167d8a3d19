#include "flows/checkout/multiples.h"

#include <algorithm>
#include <map>

#include "base/allocate.h"

namespace guanxi::checkout {
namespace {

/// What the same multiple gives is rounded down together, as if it were the receipt.
struct SameMultiple {
  Points earned;
  std::map<std::int64_t, Points> by_promotion;
};

Points at_most_left(
    Points full, std::int64_t rule, std::span<const pricing::Allowance> allowances
) {
  for (const pricing::Allowance& one : allowances) {
    if (one.rule == rule && !one.of_coupon && one.points_left)
      return std::min(full, Points(*one.points_left));
  }
  return full;
}

}  // namespace

Multiplied multiplied(
    const points::Earned& earned,
    Rate of_occasion,
    std::span<const pricing::PricedLine> lines,
    std::span<const pricing::Allowance> allowances
) {
  std::map<Rate, SameMultiple> groups;
  for (std::size_t i = 0; i < earned.per_line.size(); ++i) {
    const bool by_promotion = i < lines.size() && lines[i].multiple > of_occasion;
    SameMultiple& group = groups[by_promotion ? lines[i].multiple : of_occasion];
    group.earned += earned.per_line[i];
    if (by_promotion) group.by_promotion[lines[i].multiple_of] += earned.per_line[i];
  }
  Multiplied all;
  for (const auto& [rate, group] : groups) {
    const Points full = points::multiplied_points(group.earned, rate);
    if (group.by_promotion.empty()) {
      all.total += full;
      continue;
    }
    const Points without = points::multiplied_points(group.earned, of_occasion);
    all.total += without;
    std::vector<std::int64_t> weights;
    for (const auto& [rule, points] : group.by_promotion) weights.push_back(points.value());
    const std::vector<Points> shares = allocate(full - without, weights);
    auto share = shares.begin();
    for (const auto& [rule, points] : group.by_promotion) {
      const Points within = at_most_left(*share, rule, allowances);
      all.of_promotions.push_back({rule, *share++, within, within});
      all.total += within;
    }
  }
  return all;
}

}  // namespace guanxi::checkout
