#include <algorithm>

#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

Why apply(const Gift& reward, Pool& pool) {
  const auto targets = targets_of(pool, [&](const Goods& goods) {
    return goods.of(GoodsKind::item) == reward.item;
  });
  const std::int64_t given = reward.pieces * pool.times;
  std::int64_t left = given;
  for (const Pieces& one : pieces_of(pool, targets, PiecesOrder::dearest)) {
    const std::int64_t taken = std::min(left, one.count);
    pool.off[one.line] += one.cost_of(taken);
    left -= taken;
    if (left == 0) break;
  }
  if (pool.awards) {
    Award award;
    award.rule = pool.offer.id;
    award.item = reward.item;
    award.count = given;
    award.on_receipt = given - left;
    award.declared_value = reward.declared_value;
    pool.awards->push_back(award);
  }
  return Why::applied;
}

}  // namespace guanxi::pricing
