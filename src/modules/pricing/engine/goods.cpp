#include "modules/pricing/engine/goods.h"

#include <algorithm>

namespace guanxi::pricing {
namespace {

void sort_keys(std::vector<GoodsKey>& keys) {
  std::ranges::sort(keys);
  keys.erase(std::ranges::unique(keys).begin(), keys.end());
}

bool names(const std::vector<GoodsKey>& keys, const Goods& goods) {
  if (keys.empty()) return false;
  for (std::size_t i = 0; i < goods_kinds; ++i) {
    if (goods.ids[i] == 0) continue;
    if (std::ranges::binary_search(keys, GoodsKey{static_cast<GoodsKind>(i), goods.ids[i]})) {
      return true;
    }
  }
  return false;
}

}  // namespace

void Scope::sort() {
  sort_keys(include);
  sort_keys(exclude);
}

bool Scope::contains(const Goods& goods) const {
  return (include.empty() || names(include, goods)) && !names(exclude, goods);
}

}  // namespace guanxi::pricing
