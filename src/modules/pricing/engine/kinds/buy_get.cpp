#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const BuyGet& reward, Pool& pool) {
  const std::int64_t pieces = pool.pieces();
  std::int64_t sets = pieces / (reward.buy + reward.get);
  if (pool.times_max > 0) sets = std::min(sets, pool.times_max);
  if (sets == 0) {
    pool.needs = reward.buy + reward.get;
    pool.has = pieces;
    return Why::below_pieces;
  }
  std::int64_t left = sets * reward.get;
  for (const Pieces& one : pieces_of(pool, pool.lines, PiecesOrder::cheapest)) {
    const std::int64_t taken = std::min(left, one.count);
    const std::int64_t cost = one.cost_of(taken);
    pool.off[one.line] += cost - reward.rate.apply(cost, Rounding::half_up);
    left -= taken;
    if (left == 0) break;
  }
  return Why::applied;
}

}  // namespace guanxi::pricing
