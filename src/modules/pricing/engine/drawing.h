// For tests: random baskets and rule sets of all kinds, the same for the same seed. Small numbers,
// so that rules meet, thresholds lie close by and splits tie.
#pragma once

#include <random>

#include "modules/pricing/engine/testing.h"

namespace guanxi::pricing::testing {

class Drawing {
 public:
  explicit Drawing(std::uint64_t seed) : random_(seed) {}

  std::int64_t between(std::int64_t from, std::int64_t to) {  // both included
    return from + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(to - from + 1));
  }
  bool one_in(std::int64_t count) { return between(1, count) == 1; }
  template <class T>
  T one_of(std::initializer_list<T> all) {
    return all.begin()[between(0, static_cast<std::int64_t>(all.size()) - 1)];
  }
  template <class T>
  void shuffle(std::vector<T>& all) {
    for (std::size_t i = all.size(); i > 1; --i)
      std::swap(
          all[i - 1], all[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(i) - 1))]
      );
  }

  BasketLine line() {
    const std::int64_t item = between(1, 6);
    BasketLine made;
    made.goods.of(GoodsKind::item) = item;
    made.goods.of(GoodsKind::brand) = item % 2 + 1;
    made.goods.of(GoodsKind::small_category) = item % 3 + 1;
    made.list_price = UnitPrice::from_e4(
        one_of<std::int64_t>({100'000, 333'300, between(0, 300) * 100, between(1, 2'000'000)})
    );
    made.quantity =
        one_in(5) ? Quantity::from_milli(between(1, 3000)) : Quantity::pieces(between(1, 4));
    if (one_in(4))
      made.shop_price = UnitPrice::from_e4(made.list_price.e4() * between(60, 100) / 100);
    if (one_in(12)) made.kind = LineKind::charge;
    return made;
  }

  MemberFacts member() {
    MemberFacts made;
    made.card_type = between(0, 2);
    made.tier = between(0, 2);
    made.card_rate = Rate::of(between(85, 100), 100);
    made.tier_rate = Rate::of(between(85, 100), 100);
    made.stack_start = Rate::of(80, 100);
    made.stack_rate = Rate::of(between(90, 100), 100);
    return made;
  }

  Basket basket() {
    Basket made = testing::basket({});
    const std::int64_t lines = between(1, 6);
    for (std::int64_t i = 0; i < lines; ++i) made.lines.push_back(line());
    if (!one_in(3)) made.member = member();
    const std::int64_t coupons = between(0, 3);
    for (std::int64_t i = 1; i <= coupons; ++i) {
      PresentedCoupon coupon{i, 100 + between(1, 3), std::nullopt};
      if (one_in(4)) coupon.balance = between(0, 5000);
      made.coupons.push_back(coupon);
    }
    for (std::int64_t rule = 1; rule <= 103; rule == 8 ? rule = 101 : ++rule) {
      if (one_in(8))
        made.allowances.push_back(
            {rule, one_of<std::int64_t>({0, 1, 9}), between(0, 20'000), rule > 100}
        );
    }
    return made;
  }

  Scope scope() {
    Scope made;
    if (!one_in(3)) {
      const std::int64_t keys = between(1, 3);
      for (std::int64_t i = 0; i < keys; ++i) made.include.push_back(goods());
    }
    if (one_in(5)) made.exclude.push_back(goods());
    return made;
  }
  GoodsKey goods() {
    const auto kind = one_of({GoodsKind::item, GoodsKind::brand, GoodsKind::small_category});
    return {kind, between(1, kind == GoodsKind::item ? 6 : kind == GoodsKind::brand ? 2 : 3)};
  }

  Rate rate() { return Rate::of(one_of<std::int64_t>({0, 33, 50, 80, 85, 90, 97}), 100); }
  std::optional<std::int64_t> cap() {
    return one_in(3) ? std::optional(between(1, 5000)) : std::nullopt;
  }
  UnitPrice price() { return UnitPrice::from_e4(between(0, 500) * 1000); }

  Reward reward(bool of_coupon) {
    switch (between(0, of_coupon ? 10 : 9)) {
      case 0:
        return MoneyOff{between(1, 5000), one_in(4)};
      case 1:
        return PercentOff{rate(), cap()};
      case 2:
        return FixedPrice{price()};
      case 3:
        return steps();
      case 4:
        return BuyGet{between(1, 3), between(1, 2), rate()};
      case 5:
        return Bundle{{{scope(), between(1, 2)}, {scope(), between(1, 2)}}, between(0, 8000)};
      case 6:
        return AddOn{scope(), price(), between(1, 2)};
      case 7:
        return Gift{between(1, 7), between(1, 2), 100};
      case 8:
        return PointsMultiple{Rate::of(between(1, 5), 1)};
      case 9:
        return CouponGift{101, between(1, 2)};
      default:
        return FreightOff{cap()};
    }
  }
  Steps steps() {
    Steps made;
    made.measure = one_of({Steps::Measure::amount, Steps::Measure::pieces});
    const std::int64_t count = between(1, 3);
    for (std::int64_t i = 0; i < count; ++i) {
      Steps::Step step;
      step.from = made.measure == Steps::Measure::amount ? between(0, 40'000) : between(1, 8);
      if (one_in(2)) {
        step.rate = rate();
      } else {
        step.off = between(0, 6000);
      }
      made.steps.push_back(step);
    }
    return made;
  }

  void offer(Offer& made, bool of_coupon) {
    made.scope = scope();
    made.full_price_only = one_in(8);
    if (one_in(2)) made.threshold.amount = one_of<std::int64_t>({5000, 10'000, 20'000, 9999});
    if (one_in(4)) made.threshold.pieces = between(1, 5);
    made.threshold.every = one_in(3);
    made.threshold.times_max = one_in(3) ? between(1, 3) : 0;
    made.reward = reward(of_coupon);
    if (one_in(8)) made.when.tiers = {1};
    if (one_in(8)) made.when.stores = {1, 2};
    if (one_in(12)) made.when.members_only = true;
  }

  RuleSet rules(std::int64_t promotions_max) {
    RuleSet made;
    made.parameters.stacking = one_of({Stacking::best_of, Stacking::product, Stacking::stepped});
    made.parameters.choice = one_of({Choice::best, Choice::priority});
    made.parameters.round_off_to = one_of<std::int64_t>({1, 1, 10, 100});
    made.parameters.round_off = one_of({Rounding::floor, Rounding::half_up, Rounding::ceil});
    const std::int64_t promotions = between(0, promotions_max);
    for (std::int64_t id = 1; id <= promotions; ++id) {
      Promotion one;
      one.id = id;
      offer(one, false);
      one.lane = static_cast<int>(between(0, 1));
      one.priority = static_cast<int>(between(0, 2));
      if (one_in(4)) one.exclusive_group = between(1, 2);
      if (one_in(5)) one.not_with = {between(1, promotions_max)};
      one.once_per_line = one_in(3);
      made.promotions.push_back(one);
    }
    for (std::int64_t id = 101; id <= 103; ++id) {
      CouponTemplate one;
      one.id = id;
      offer(one, true);
      one.with_promotions = !one_in(4);
      one.with_member_price = !one_in(4);
      one.with_others = !one_in(4);
      one.per_receipt_max = static_cast<int>(between(0, 2));
      made.coupons.push_back(one);
    }
    const std::int64_t documents = between(0, 3);
    for (std::int64_t id = 201; id <= 200 + documents; ++id) {
      Document one;
      one.id = id;
      one.entries.push_back({goods(), Rate::of(between(80, 100), 100), std::nullopt, !one_in(3)});
      if (one_in(3))
        one.entries.push_back({{GoodsKind::item, between(1, 6)}, Rate(), price(), true});
      made.documents.push_back(one);
    }
    return made;
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace guanxi::pricing::testing
