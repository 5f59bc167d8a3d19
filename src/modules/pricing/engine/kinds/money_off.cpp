#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const MoneyOff& reward, Pool& pool) {
  if (!reward.each_piece) {
    pool.take(reward.amount * pool.times);
    return Why::applied;
  }
  for (const std::uint32_t position : pool.lines) {
    pool.off[position] +=
        std::min(pool.amounts[position], reward.amount * pool.line(position).pieces());
  }
  return Why::applied;
}

}  // namespace guanxi::pricing
