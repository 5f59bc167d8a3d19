#include "flows/checkout/multiples.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/rounding.h"

namespace guanxi::checkout {
namespace {

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
  const Rate base = std::max(of_occasion, Rate::one());
  const auto is_raised = [&](std::size_t i) {
    return i < lines.size() && lines[i].multiple > base;
  };
  // A point in so many parts that no multiple leaves a rest: the receipt is rounded down once.
  std::int64_t parts = base.denominator();
  for (std::size_t i = 0; i < earned.per_line.size(); ++i) {
    if (is_raised(i)) parts = std::lcm(parts, lines[i].multiple.denominator());
  }
  const auto parts_of = [&](Rate rate) {
    return Int128(rate.numerator()) * (parts / rate.denominator());
  };
  std::map<std::int64_t, Int128> by_promotion;
  for (std::size_t i = 0; i < earned.per_line.size(); ++i) {
    if (!is_raised(i)) continue;
    by_promotion[lines[i].multiple_of] +=
        earned.per_line[i].value() * (parts_of(lines[i].multiple) - parts_of(base));
  }
  Multiplied all{points::multiplied_points(earned.total, base), {}};
  Points so_far = all.total;
  Int128 exact = earned.total.value() * (parts_of(base) - parts);
  for (const auto& [rule, more] : by_promotion) {
    exact += more;
    const Int128 with = std::min<Int128>(exact / parts, points::receipt_points_max + 1);
    const Points full = Points(static_cast<std::int64_t>(with)) - so_far;
    so_far += full;
    const Points within = at_most_left(full, rule, allowances);
    all.of_promotions.push_back({rule, full, within, within});
    all.total += within;
  }
  return all;
}

}  // namespace guanxi::checkout
