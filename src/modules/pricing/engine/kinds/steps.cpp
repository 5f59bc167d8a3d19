#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const Steps& reward, Pool& pool) {
  const bool by_amount = reward.measure == Steps::Measure::amount;
  pool.has = by_amount ? pool.sum() : pool.pieces();
  const Steps::Step* reached = nullptr;
  for (const Steps::Step& step : reward.steps) {
    if (pool.has >= step.from) reached = &step;
  }
  if (!reached) {
    pool.needs = reward.steps.empty() ? 0 : reward.steps.front().from;
    return by_amount ? Why::below_amount : Why::below_pieces;
  }
  const std::int64_t sum = pool.sum();
  pool.take(
      reached->rate ? sum - reached->rate->apply(sum, Rounding::half_up) : reached->off.value_or(0)
  );
  return Why::applied;
}

}  // namespace guanxi::pricing
