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

std::vector<std::int64_t> rules_cut(const Multiplied& b) {
  std::vector<std::int64_t> rules;
  for (const PromotionPoints& one : b.of_promotions) {
    if (one.within < one.full) rules.push_back(one.rule);
  }
  return rules;
}

/// Leaves out promotions that give only a rest.
class LeavingOut {
 public:
  LeavingOut(
      const points::Earned& earned,
      Rate of_occasion,
      pricing::Basket basket,
      const PriceAgain& again
  )
      : earned_(earned), of_occasion_(of_occasion), basket_(std::move(basket)), again_(again) {}

  /// Whether it gives more without one of them – and, where what takes its place gives only a rest
  /// as well, without that too.
  bool improve(MostMultiplied& best) {
    const std::vector<std::int64_t> cut = rules_cut(best.b);
    for (const std::int64_t first : cut) {
      std::optional<MostMultiplied> tried = without(first, best.allowances);
      while (tried && tried->b.total <= best.b.total) {
        std::vector<std::int64_t> fresh = rules_cut(tried->b);
        std::erase_if(fresh, [&](std::int64_t rule) { return std::ranges::count(cut, rule) != 0; });
        if (fresh.empty()) break;
        tried = without(fresh.front(), tried->allowances);
      }
      if (!tried || tried->b.total <= best.b.total) continue;
      best = *std::move(tried);
      return true;
    }
    return false;
  }

 private:
  std::optional<MostMultiplied> without(
      std::int64_t rule, const std::vector<pricing::Allowance>& allowances
  ) {
    basket_.allowances = allowances;
    for (pricing::Allowance& one : basket_.allowances) {
      if (one.rule == rule && !one.of_coupon) one.points_left = 0;
    }
    std::optional<pricing::Quote> quote = again_(basket_);
    if (!quote) return std::nullopt;
    Multiplied b = multiplied(earned_, of_occasion_, quote->lines, basket_.allowances);
    return MostMultiplied{std::move(b), std::move(quote), basket_.allowances};
  }

  const points::Earned& earned_;
  Rate of_occasion_;
  pricing::Basket basket_;
  const PriceAgain& again_;
};

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

MostMultiplied most_multiplied(
    const points::Earned& earned,
    Rate of_occasion,
    std::span<const pricing::PricedLine> lines,
    const pricing::Basket& basket,
    const PriceAgain& again
) {
  MostMultiplied best{multiplied(earned, of_occasion, lines, basket.allowances), std::nullopt, {}};
  if (rules_cut(best.b).empty()) return best;
  best.allowances = basket.allowances;
  LeavingOut leaving_out(earned, of_occasion, basket, again);
  while (leaving_out.improve(best)) {
  }
  return best;
}

}  // namespace guanxi::checkout
