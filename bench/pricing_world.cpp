#include "pricing_world.h"

#include <fmt/format.h>

namespace guanxi::bench {
namespace {

using namespace pricing;  // NOLINT: the words of this file

constexpr std::int64_t other_house = 1'000'000'000;  // ids from here on are nobody's here

Date day(std::int64_t yyyymmdd) { return *Date::from_yyyymmdd(yyyymmdd); }
Instant at(std::int64_t yyyymmdd) {
  return Instant::from_seconds(std::int64_t{day(19700101).days_until(day(yyyymmdd))} * 86'400);
}

/// Numbers that look drawn but belong to their item.
std::int64_t mixed(std::int64_t item, std::uint64_t salt, std::int64_t bound) {
  std::uint64_t value = (static_cast<std::uint64_t>(item) + salt) * 0x9e3779b97f4a7c15ULL;
  value ^= value >> 29;
  value *= 0xbf58476d1ce4e5b9ULL;
  value ^= value >> 32;
  return static_cast<std::int64_t>(value % static_cast<std::uint64_t>(bound));
}

class RuleMaker {
 public:
  explicit RuleMaker(const World& world) : world_(world), random_(world.seed) {}

  RuleSet make() {
    RuleSet rules;
    rules.parameters.round_off_to = 10;
    for (int i = 0; i < world_.documents; ++i) rules.documents.push_back(document(i + 1));
    for (int i = 0; i < world_.restrictions; ++i) rules.restrictions.push_back(restriction(i + 1));
    for (int i = 0; i < world_.promotions; ++i) rules.promotions.push_back(promotion(i + 1));
    house_ = other_house;
    for (int i = 0; i < world_.elsewhere; ++i)
      rules.promotions.push_back(promotion(world_.promotions + i + 1));
    house_ = 0;
    for (int i = 0; i < world_.coupons; ++i) rules.coupons.push_back(coupon(i + 1));
    return rules;
  }

 private:
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(bound)));
  }
  std::int64_t one_of(std::int64_t count) { return house_ + 1 + below(count); }
  Rate percent(std::int64_t low, std::int64_t high) {
    return Rate::of(random_.between(low, high), 100);
  }

  void name(Rule& rule, int id, const char* zh, const char* en) {
    rule.id = id;
    rule.code = fmt::format("R{:06}", id);
    rule.name_zh = fmt::format("{}{}", zh, id);
    rule.name_en = fmt::format("{} {}", en, id);
    rule.audited_at = at(20260101 + random_.between(0, 27));
    rule.shares.push_back({1, 70});
    if (random_.chance(1, 2)) rule.shares.push_back({2 + below(50), 30});
  }

  Scope items(std::int64_t low, std::int64_t high) {
    Scope scope;
    for (std::int64_t n = random_.between(low, high); n > 0; --n)
      scope.include.push_back({GoodsKind::item, one_of(world_.items)});
    return scope;
  }
  Scope one(GoodsKind kind, std::int64_t count) { return {{{kind, one_of(count)}}, {}}; }

  /// Nine in a hundred goods are named by a promotion; every tenth promotion is about all goods and
  /// is found by its store, tier, group or month: a handful for each basket.
  Scope scope_of(Conditions& when) {
    const auto draw = below(1000);
    if (draw < 760) return items(5, 12);
    if (draw < 800) return one(GoodsKind::brand, world_.brands);
    if (draw < 830) return one(GoodsKind::small_category, world_.small_categories);
    if (draw < 840) return one(GoodsKind::counter_group, world_.counter_groups);
    if (draw < 842) return one(GoodsKind::middle_category, world_.small_categories / 10);
    if (draw < 900) {
      Scope brand_without = one(GoodsKind::brand, world_.brands * 20);  // a brand not yet sold here
      brand_without.exclude = items(2, 5).include;
      return brand_without;
    }
    if (draw < 945 || house_ != 0) {
      when.stores = {one_of(world_.stores)};
    } else if (draw < 957) {
      when.tiers = {one_of(world_.tiers)};
    } else if (draw < 997) {
      when.groups = {one_of(world_.groups)};
    } else {
      when.from = day(20261101 + below(20));
      when.to = day(20261120 + below(10));
    }
    return {};
  }

  void conditions(Conditions& when) {
    if (!when.from && random_.chance(7, 10)) {
      when.from = day(20260101 + 100 * below(10));
      when.to = day(20261201 + below(30));
    }
    if (random_.chance(1, 10)) when.weekdays = 0x60;
    if (random_.chance(1, 10)) when.hours = {{600, 1200}};
    if (random_.chance(1, 20)) when.channels = 1U << static_cast<unsigned>(Channel::online);
    if (random_.chance(1, 5)) when.members_only = true;
    if (when.tiers.empty() && random_.chance(1, 8)) when.tiers = {3, 4, 5, 6};
    if (random_.chance(1, 20)) when.groups_excluded = {1 + below(world_.groups)};
  }

  Threshold every(std::int64_t amount) { return {.amount = amount, .every = true}; }

  void reward(Promotion& rule) {
    const auto draw = below(100);
    const std::int64_t hundred = 10'000 * random_.between(1, 5);
    if (draw < 35) {
      rule.reward = PercentOff{percent(60, 95), {}};
      if (random_.chance(1, 3)) rule.threshold = {.amount = hundred};
    } else if (draw < 57) {
      rule.reward = MoneyOff{1'000 * random_.between(1, 4)};
      rule.threshold = every(hundred);
    } else if (draw < 68) {
      rule.reward = Steps{
          Steps::Measure::amount,
          {{20'000, 2'000, {}}, {50'000, 6'000, {}}, {100'000, {}, Rate::of(85, 100)}}};
    } else if (draw < 77) {
      rule.reward = BuyGet{random_.between(1, 2), 1, Rate::of(random_.chance(1, 2) ? 0 : 1, 2)};
    } else if (draw < 82) {
      rule.reward = FixedPrice{UnitPrice::from_e4(10'000 * random_.between(20, 300) - 1'000)};
    } else if (draw < 85) {
      rule.reward = Bundle{{{rule.scope, 2}}, 9'900 * random_.between(1, 9)};
    } else if (draw < 87) {
      rule.reward = AddOn{items(1, 3), UnitPrice::from_e4(99'000)};
      rule.threshold = {.amount = hundred};
    } else if (draw < 90) {
      rule.reward = Gift{one_of(world_.items), 1, 2'000};
      rule.threshold = {.amount = hundred};
    } else if (draw < 96) {
      rule.reward = PointsMultiple{Rate::of(random_.between(2, 5), 1)};
    } else {
      rule.reward = CouponGift{1 + below(std::max(world_.coupons, 1)), 1};
      rule.threshold = every(hundred);
    }
  }

  Promotion promotion(int id) {
    Promotion rule;
    name(rule, id, "促销", "Promotion");
    rule.scope = scope_of(rule.when);
    conditions(rule.when);
    reward(rule);
    rule.lane = static_cast<int>(below(3));
    rule.priority = static_cast<int>(below(10));
    if (random_.chance(1, 4)) rule.exclusive_group = 1 + below(20);
    if (random_.chance(1, 20)) rule.not_with = {1 + below(world_.promotions)};
    rule.once_per_line = random_.chance(1, 4);
    rule.full_price_only = random_.chance(1, 10);
    return rule;
  }

  Document document(int id) {
    Document rule;
    name(rule, id, "折扣单", "Document");
    const auto draw = below(1000);
    if (draw < 920) {
      for (std::int64_t n = random_.between(1, 2); n > 0; --n)
        entry(rule, {GoodsKind::item, one_of(world_.items)});
    } else if (draw < 950) {
      entry(rule, {GoodsKind::brand, one_of(world_.brands)});
    } else if (draw < 970) {
      entry(rule, {GoodsKind::small_category, one_of(world_.small_categories)});
    } else {
      entry(rule, {GoodsKind::counter_group, one_of(world_.counter_groups)});
    }
    if (random_.chance(1, 2)) rule.when.card_types = {one_of(world_.card_types)};
    if (random_.chance(1, 5)) rule.ended_at = at(20260601);
    if (random_.chance(1, 4)) rule.when.to = day(20261231);
    return rule;
  }
  void entry(Document& rule, GoodsKey goods) {
    DocumentEntry& made = rule.entries.emplace_back();
    made.goods = goods;
    made.rate = percent(80, 98);
    made.stacks = random_.chance(3, 4);
    if (goods.kind == GoodsKind::item && random_.chance(1, 10))
      made.price = UnitPrice::from_e4(price_of(goods.id).e4() * 9 / 10);
  }

  Restriction restriction(int id) {
    Restriction rule;
    name(rule, id, "专享购", "Exclusive goods");
    rule.scope = items(1, 5);
    rule.when.tiers = {4, 5, 6};
    return rule;
  }

  CouponTemplate coupon(int id) {
    CouponTemplate rule;
    name(rule, id, "优惠券", "Coupon");
    if (random_.chance(1, 3)) rule.scope = one(GoodsKind::middle_category, 200);
    if (random_.chance(1, 4)) {
      rule.reward = PercentOff{percent(80, 95), 5'000};
    } else {
      rule.reward = MoneyOff{500 * random_.between(1, 10)};
      rule.threshold = {.amount = 10'000 * random_.between(0, 3)};
    }
    rule.with_promotions = random_.chance(3, 4);
    rule.with_others = random_.chance(1, 2);
    return rule;
  }

  const World& world_;
  SeededRandom random_;
  std::int64_t house_ = 0;
};

}  // namespace

Goods goods_of(const World& world, std::int64_t item) {
  Goods goods;
  const std::int64_t small = mixed(item, 1, world.small_categories);
  goods.of(GoodsKind::item) = item;
  goods.of(GoodsKind::brand) = 1 + mixed(item, 2, world.brands);
  goods.of(GoodsKind::counter_group) = 1 + mixed(item, 3, world.counter_groups);
  goods.of(GoodsKind::small_category) = 1 + small;
  goods.of(GoodsKind::middle_category) = 1 + small / 10;
  goods.of(GoodsKind::large_category) = 1 + small / 100;
  return goods;
}

UnitPrice price_of(std::int64_t item) {
  return UnitPrice::from_e4(10'000 * (9 + mixed(item, 4, 2'000)));
}

RuleSet rules_of(const World& world) { return RuleMaker(world).make(); }

Shoppers::Shoppers(const World& world, const RuleSet& rules, std::uint64_t seed)
    : world_(world), rules_(rules), random_(seed) {
  for (const Promotion& promotion : rules.promotions) {
    for (const GoodsKey& goods : promotion.scope.include) {
      if (goods.kind == GoodsKind::item && goods.id < other_house) promoted_.push_back(goods.id);
    }
  }
}

std::int64_t Shoppers::promoted_item() {
  return promoted_[static_cast<std::size_t>(random_.below(promoted_.size()))];
}

void Shoppers::fill_member(Basket& basket) {
  if (!basket.member) basket.member.emplace();
  MemberFacts& member = *basket.member;
  member.card_type = random_.between(1, world_.card_types);
  member.tier = random_.between(1, world_.tiers);
  member.card_rate = Rate::of(random_.between(90, 100), 100);
  member.tier_rate = Rate::of(random_.between(90, 100), 100);
  member.stack_start = Rate::of(80, 100);
  member.stack_rate = Rate::of(95, 100);
  member.groups.clear();
  for (int i = 0; i < 3; ++i) {
    const std::int64_t low = member.groups.empty() ? 1 : member.groups.back() + 1;
    if (low <= world_.groups) member.groups.push_back(random_.between(low, world_.groups));
  }
  member.birthday = Date::of(1990, static_cast<int>(random_.between(1, 12)), 14);
  member.first_purchase = random_.chance(1, 20);
}

void Shoppers::fill(std::size_t lines, Basket& basket) {
  const auto of_month = random_.between(0, 29);
  basket.currency = Currency::cny;
  basket.day = day(20261101 + of_month);
  basket.minute = static_cast<int>(random_.between(540, 1319));
  basket.at = at(20261101 + of_month).plus_seconds((basket.minute - 480) * 60);
  basket.store = random_.between(1, world_.stores);
  basket.channel = random_.chance(1, 5) ? Channel::online : Channel::store;
  if (random_.chance(4, 5)) {
    fill_member(basket);
  } else {
    basket.member.reset();
  }
  const bool hunter = !promoted_.empty() && random_.chance(1, 20);
  basket.lines.resize(lines);
  for (std::size_t i = 0; i < lines; ++i) {
    BasketLine& line = basket.lines[i];
    line = {};
    const std::int64_t item =
        hunter && i % 2 == 0 ? promoted_item() : random_.between(1, world_.items);
    line.goods = goods_of(world_, item);
    line.list_price = price_of(item);
    line.quantity = Quantity::pieces(random_.chance(3, 4) ? 1 : random_.between(2, 4));
    if (random_.chance(1, 5))
      line.shop_price = UnitPrice::from_e4(line.list_price.e4() / 100 * random_.between(70, 95));
  }
  basket.coupons.clear();
  if (basket.member && !rules_.coupons.empty() && random_.chance(1, 5)) {
    for (std::int64_t n = random_.between(1, 2); n > 0; --n) {
      const auto which = random_.between(1, static_cast<std::int64_t>(rules_.coupons.size()));
      basket.coupons.push_back({n, which, {}});
    }
  }
}

}  // namespace guanxi::bench
