#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const FreightOff& reward, Pool& pool) {
  std::int64_t left = INT64_MAX;
  if (reward.cap) left = *reward.cap;
  std::vector<std::uint32_t> charges;
  for (std::uint32_t i = 0; i < pool.basket.lines.size(); ++i) {
    if (pool.line(i).kind == LineKind::charge) charges.push_back(i);
  }
  in_order_of_goods(pool.basket, charges);
  for (const std::uint32_t position : charges) {
    const std::int64_t taken = std::min(left, pool.amounts[position]);
    pool.off[position] += taken;
    left -= taken;
  }
  return charges.empty() ? Why::no_goods : Why::applied;
}

}  // namespace guanxi::pricing
