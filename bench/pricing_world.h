// A made-up department store for bench_pricing: its goods, a set of rules as such a house has, and
// the baskets of its customers. The same seed makes the same store on every machine.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "modules/pricing/engine/engine.h"

namespace guanxi::bench {

struct World {
  std::int64_t items = 200'000, brands = 2'000, small_categories = 2'000, counter_groups = 800;
  std::int64_t stores = 20, card_types = 5, tiers = 6, groups = 100;
  int promotions = 1'000;  // of this house, in force today
  int elsewhere = 0;       // promotions of other houses of the group: other stores, other goods
  int documents = 20'000;
  int coupons = 200;
  int restrictions = 50;
  std::uint64_t seed = 1;
};

pricing::Goods goods_of(const World& world, std::int64_t item);
/// Whole yuan, from 9 to 2,008: the same item always costs the same.
UnitPrice price_of(std::int64_t item);

pricing::RuleSet rules_of(const World& world);

/// What customers put into their baskets. One in twenty came for the promotions: half the lines are
/// goods that one of them names.
class Shoppers {
 public:
  Shoppers(const World& world, const pricing::RuleSet& rules, std::uint64_t seed);
  /// Writes a basket anew; its memory is used again.
  void fill(std::size_t lines, pricing::Basket& basket);

 private:
  std::int64_t promoted_item();
  void fill_member(pricing::Basket& basket);

  const World& world_;
  const pricing::RuleSet& rules_;
  SeededRandom random_;
  std::vector<std::int64_t> promoted_;  // items named by a promotion
};

}  // namespace guanxi::bench
