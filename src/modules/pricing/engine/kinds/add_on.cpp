#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const AddOn& reward, Pool& pool) {
  const auto targets =
      targets_of(pool, [&](const Goods& goods) { return reward.target.contains(goods); });
  std::int64_t left = reward.pieces * pool.times;
  for (const Pieces& one : pieces_of(pool, targets, PiecesOrder::dearest)) {
    const std::int64_t taken = std::min(left, one.count);
    const std::int64_t price =
        line_amount(reward.price, Quantity::pieces(taken), pool.basket.currency).minor();
    pool.off[one.line] += std::max<std::int64_t>(0, one.cost_of(taken) - price);
    left -= taken;
    if (left == 0) break;
  }
  return Why::applied;
}

}  // namespace guanxi::pricing
