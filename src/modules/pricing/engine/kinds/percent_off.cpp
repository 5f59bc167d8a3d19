#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const PercentOff& reward, Pool& pool) {
  const std::int64_t sum = pool.sum();
  std::int64_t off = sum - reward.rate.apply(sum, Rounding::half_up);
  if (reward.cap) off = std::min(off, *reward.cap);
  pool.take(off);
  return Why::applied;
}

}  // namespace guanxi::pricing
