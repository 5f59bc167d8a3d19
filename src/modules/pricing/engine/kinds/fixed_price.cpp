#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const FixedPrice& reward, Pool& pool) {
  for (const std::uint32_t position : pool.lines) {
    const std::int64_t fixed =
        line_amount(reward.price, pool.line(position).quantity, pool.basket.currency).minor();
    pool.off[position] += std::max<std::int64_t>(0, pool.amounts[position] - fixed);
  }
  return Why::applied;
}

}  // namespace guanxi::pricing
