#include <algorithm>

#include "base/allocate.h"
#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {
namespace {

/// Fills one set from what is left, the dearest pieces first; false if there is not enough.
bool fill(
    const Bundle& reward,
    const Pool& pool,
    std::vector<Pieces>& left,
    std::vector<std::int64_t>& taken
) {
  for (const Bundle::Slot& slot : reward.slots) {
    std::int64_t wanted = slot.pieces;
    for (std::size_t i = 0; i < left.size() && wanted > 0; ++i) {
      if (left[i].count == 0 || !slot.scope.contains(pool.line(left[i].line).goods)) continue;
      const std::int64_t some = std::min(wanted, left[i].count);
      left[i].count -= some;
      taken[i] += some;
      wanted -= some;
    }
    if (wanted > 0) return false;
  }
  return true;
}

}  // namespace

Why apply(const Bundle& reward, Pool& pool) {
  std::vector<Pieces> left = pieces_of(pool, pool.lines, PiecesOrder::dearest);
  std::vector<std::int64_t> in_sets(left.size(), 0), before;
  std::int64_t sets = 0, worth = 0;
  const auto cost = [&] {
    std::int64_t total = 0;
    for (std::size_t i = 0; i < left.size(); ++i) total += left[i].cost_of(in_sets[i]);
    return total;
  };
  while (pool.times_max == 0 || sets < pool.times_max) {
    before = in_sets;
    // The dearest go into the first sets: the first that saves nothing is the last to try.
    if (!fill(reward, pool, left, in_sets) || cost() - worth <= reward.price) {
      in_sets = before;
      break;
    }
    worth = cost();
    ++sets;
  }
  if (sets == 0) {
    for (const Bundle::Slot& slot : reward.slots) pool.needs += slot.pieces;
    pool.has = pool.pieces();
    return pool.has < pool.needs ? Why::below_pieces : Why::saves_nothing;
  }
  std::vector<std::int64_t> costs;
  costs.reserve(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) costs.push_back(left[i].cost_of(in_sets[i]));
  const auto parts = allocate(worth - sets * reward.price, costs);
  for (std::size_t i = 0; i < left.size(); ++i) pool.off[left[i].line] += parts[i];
  return Why::applied;
}

}  // namespace guanxi::pricing
