#include "modules/points/lots.h"

#include <algorithm>
#include <tuple>

#include "base/rounding.h"

namespace guanxi::points {

bool used_before(const Lot& a, const Lot& b) {
  return std::tie(a.expires_on, a.lot_id, a.klass) < std::tie(b.expires_on, b.lot_id, b.klass);
}

Takes take(std::span<const Lot> lots, Points amount) {
  GX_CHECK(!amount.is_negative());
  Takes result{{}, amount};
  for (std::size_t i = 0; i < lots.size() && !result.missing.is_zero(); ++i) {
    const Points part = std::min(free_of(lots[i]), result.missing);
    if (part.is_zero()) continue;
    result.takes.push_back({i, part});
    result.missing -= part;
  }
  return result;
}

ReturnPlan plan_return(const Lot& own, std::span<const Lot> others, Points amount) {
  GX_CHECK(!amount.is_negative());
  ReturnPlan plan;
  plan.from_own = std::min(free_of(own), amount);
  Points left = amount - plan.from_own;
  plan.forgiven = std::min(own.expired - own.forgiven, left);
  left -= plan.forgiven;
  Takes from_others = take(others, left);
  plan.from_others = std::move(from_others.takes);
  plan.shortfall = from_others.missing;
  return plan;
}

}  // namespace guanxi::points
