#include "pricing_export.h"

#include <fmt/format.h>

#include <time.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "histogram.h"
#include "pricing_world.h"

namespace guanxi::bench {
namespace {

using pricing::Basket;
using pricing::GoodsKey;
using pricing::GoodsKind;
using pricing::PercentOff;
using pricing::Promotion;

constexpr std::int64_t item_rules = 900, brand_rules = 60, category_rules = 40;
constexpr std::int64_t items_of_rule = 10;
constexpr std::size_t baskets_count = 1'000, lines_count = 10;

/// Rules of which no two name one piece of goods, and baskets in which no two lines come under one
/// rule about items.
class Comparison {
 public:
  explicit Comparison(std::uint64_t seed) : random_(seed) {}

  void make() {
    std::set<std::int64_t> taken;
    for (std::int64_t id = 1; id <= item_rules; ++id) {
      Promotion& rule = add(id);
      while (static_cast<std::int64_t>(rule.scope.include.size()) < items_of_rule) {
        const std::int64_t item = random_.between(1, world_.items);
        if (named(item) > 0 || !taken.insert(item).second) continue;
        rule.scope.include.push_back({GoodsKind::item, item});
        promoted_.push_back({item, id});
      }
      if (random_.chance(1, 2)) rule.threshold.amount = 10'000 * random_.between(1, 10);
    }
    for (std::int64_t brand = 1; brand <= brand_rules; ++brand)
      add(item_rules + brand).scope.include = {{GoodsKind::brand, brand}};
    for (std::int64_t category = 1; category <= category_rules; ++category) {
      add(item_rules + brand_rules + category).scope.include = {
          {GoodsKind::small_category, category}};
    }
    while (baskets_.size() < baskets_count) baskets_.push_back(basket());
  }

  const std::vector<Promotion>& rules() const { return rules_; }
  const std::vector<Basket>& baskets() const { return baskets_; }

 private:
  Promotion& add(std::int64_t id) {
    Promotion& rule = rules_.emplace_back();
    rule.id = id;
    rule.reward = PercentOff{Rate::of(100 - random_.between(1, 50), 100)};
    return rule;
  }

  /// By how many rules about brands and categories.
  int named(std::int64_t item) const {
    const pricing::Goods goods = goods_of(world_, item);
    return (goods.of(GoodsKind::brand) <= brand_rules ? 1 : 0) +
           (goods.of(GoodsKind::small_category) <= category_rules ? 1 : 0);
  }

  Basket basket() {
    Basket basket;
    basket.currency = Currency::cny;
    basket.day = *Date::of(2026, 11, 23);
    basket.at = Instant::from_seconds(1'800'000'000);
    std::set<std::int64_t> items, rules;
    while (basket.lines.size() < lines_count) {
      std::int64_t item = random_.between(1, world_.items);
      if (random_.chance(1, 4)) {
        const auto& [promoted, rule] = promoted_[random_.below(promoted_.size())];
        if (!rules.insert(rule).second) continue;
        item = promoted;
      } else if (std::ranges::any_of(promoted_, [&](const auto& one) {
                   return one.first == item;
                 })) {
        continue;
      }
      if (named(item) > 1 || !items.insert(item).second) continue;
      pricing::BasketLine& line = basket.lines.emplace_back();
      line.goods = goods_of(world_, item);
      line.list_price = price_of(item);
      line.quantity = Quantity::pieces(random_.between(1, 3));
    }
    return basket;
  }

  World world_;
  SeededRandom random_;
  std::vector<Promotion> rules_;
  std::vector<Basket> baskets_;
  std::vector<std::pair<std::int64_t, std::int64_t>> promoted_;  // item, rule
};

std::string json_of(const Promotion& rule) {
  const GoodsKey& first = rule.scope.include.front();
  const char* kind = first.kind == GoodsKind::item    ? "item"
                     : first.kind == GoodsKind::brand ? "brand"
                                                      : "category";
  std::string ids;
  for (const GoodsKey& goods : rule.scope.include)
    ids += fmt::format("{}{}", ids.empty() ? "" : ",", goods.id);
  const Rate rate = std::get<PercentOff>(rule.reward).rate;
  return fmt::format(
      R"({{"id":{},"kind":"{}","ids":[{}],"percent_off":{},"from":{}}})",
      rule.id,
      kind,
      ids,
      100 - rate.numerator() * 100 / rate.denominator(),
      rule.threshold.amount
  );
}

std::string json_of(const Basket& basket, std::int64_t payable) {
  std::string lines;
  for (const pricing::BasketLine& line : basket.lines) {
    lines += fmt::format(
        R"({}{{"item":{},"brand":{},"category":{},"price":{},"quantity":{}}})",
        lines.empty() ? "" : ",",
        line.goods.of(GoodsKind::item),
        line.goods.of(GoodsKind::brand),
        line.goods.of(GoodsKind::small_category),
        line.list_price.e4() / 100,
        line.pieces()
    );
  }
  return fmt::format(R"({{"lines":[{}],"payable":{}}})", lines, payable);
}

/// Of this thread, as the other engines are measured: what runs beside it does not count.
std::int64_t processor_nanos() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

void write(const std::string& file, const std::vector<std::string>& rows) {
  std::ofstream out(file);
  out << "[\n" << fmt::format("{}", fmt::join(rows, ",\n")) << "\n]\n";
}

}  // namespace

int export_comparison(const std::string& folder, std::uint64_t seed) {
  Comparison comparison(seed);
  comparison.make();
  pricing::RuleSet set;
  set.promotions = comparison.rules();
  const pricing::Index index(std::move(set));
  pricing::Workspace workspace;
  pricing::Quote quote;
  std::vector<std::string> rules, baskets;
  for (const Promotion& rule : comparison.rules()) rules.push_back(json_of(rule));
  Histogram nanos;
  for (int round = 0; round < 21; ++round) {
    for (const Basket& basket : comparison.baskets()) {
      const std::int64_t begun = processor_nanos();
      pricing::price(index, basket, pricing::Detail::trace, workspace, quote);
      const std::int64_t passed = processor_nanos() - begun;
      if (round == 0) {
        baskets.push_back(json_of(basket, quote.payable));
      } else {
        nanos.add(passed);
      }
    }
  }
  write(folder + "/rules.json", rules);
  write(folder + "/baskets.json", baskets);
  std::ofstream(folder + "/ours.json") << fmt::format(
      R"({{"quotes":{},"p50_ns":{},"p99_ns":{},"mean_ns":{}}})",
      nanos.count(),
      nanos.percentile(500'000),
      nanos.percentile(990'000),
      nanos.mean()
  );
  return 0;
}

}  // namespace guanxi::bench
