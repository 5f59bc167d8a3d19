#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const AddOn& reward, Pool& pool) {
  std::vector<std::uint32_t> targets;
  for (std::uint32_t i = 0; i < pool.basket.lines.size(); ++i) {
    const BasketLine& line = pool.line(i);
    if (line.kind == LineKind::goods && reward.target.contains(line.goods)) targets.push_back(i);
  }
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
