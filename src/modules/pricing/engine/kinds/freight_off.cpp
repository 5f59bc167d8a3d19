#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const FreightOff& reward, Pool& pool) {
  std::int64_t left = INT64_MAX;
  if (reward.cap) left = *reward.cap;
  bool any = false;
  for (std::uint32_t i = 0; i < pool.basket.lines.size(); ++i) {
    if (pool.line(i).kind != LineKind::charge) continue;
    any = true;
    const std::int64_t taken = std::min(left, pool.amounts[i]);
    pool.off[i] += taken;
    left -= taken;
  }
  return any ? Why::applied : Why::no_goods;
}

}  // namespace guanxi::pricing
