#include "modules/pricing/book_facts.h"

#include <algorithm>
#include <set>

#include "modules/audiences/audiences.h"
#include "modules/cards/card_types.h"
#include "modules/catalog/item_facts.h"

namespace guanxi::pricing {
namespace {

constexpr std::size_t goods_at_once = 1000;

void sort_each_once(std::vector<std::int64_t>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
}

/// The goods that rules name, or give.
std::set<GoodsKey> goods_named(const RuleSet& rules) {
  std::set<GoodsKey> named;
  const auto add = [&](const Scope& scope) {
    named.insert(scope.include.begin(), scope.include.end());
  };
  const auto add_offer = [&](const Offer& offer) {
    add(offer.scope);
    if (const auto* bundle = std::get_if<Bundle>(&offer.reward)) {
      for (const Bundle::Slot& slot : bundle->slots) add(slot.scope);
    } else if (const auto* add_on = std::get_if<AddOn>(&offer.reward)) {
      add(add_on->target);
    } else if (const auto* gift = std::get_if<Gift>(&offer.reward)) {
      named.insert({GoodsKind::item, gift->item});
    }
  };
  for (const Document& one : rules.documents) {
    for (const DocumentEntry& entry : one.entries) named.insert(entry.goods);
  }
  for (const Restriction& one : rules.restrictions) add(one.scope);
  for (const Promotion& one : rules.promotions) add_offer(one);
  for (const CouponTemplate& one : rules.coupons) add_offer(one);
  return named;
}

/// What the catalogue sells, as the linter knows it.
class SoldGoods {
 public:
  SoldGoods(sql::Tx& tx, Currency currency, std::size_t most, BookFacts& out)
      : tx_(tx), currency_(currency), most_(most), out_(out) {}

  void read(const RuleSet& rules) {
    const std::set<GoodsKey> named = goods_named(rules);
    read_named(named);
    read_all();
    if (out_.all_goods && !out_.lint.items.empty()) return;
    out_.lint.sold.emplace();
    read_places(named);
    for (const GoodsKey& key : named) {
      if (key.kind == GoodsKind::item ? items_.contains(key.id) : used_.contains(key.id))
        out_.lint.sold->push_back(key);
    }
  }

 private:
  bool full() const { return out_.lint.items.size() >= most_; }

  void add(const catalog::ItemFacts& item) {
    if (!items_.insert(item.id.value()).second) return;
    for (const auto& where :
         {item.large_category,
          item.middle_category,
          item.small_category,
          item.counter_group,
          item.brand}) {
      if (where) used_.insert(where->value());
    }
    if (full()) {
      out_.all_goods = false;
      return;
    }
    LintFacts::Item& made = out_.lint.items.emplace_back();
    const auto place = [&](GoodsKind kind, const std::optional<catalog::CategoryId>& where) {
      if (where) made.goods.of(kind) = where->value();
    };
    made.goods.of(GoodsKind::item) = item.id.value();
    place(GoodsKind::large_category, item.large_category);
    place(GoodsKind::middle_category, item.middle_category);
    place(GoodsKind::small_category, item.small_category);
    place(GoodsKind::counter_group, item.counter_group);
    place(GoodsKind::brand, item.brand);
    if (item.currency != currency_) return;  // its prices are none of this programme's
    if (item.list_price) made.list_price = *item.list_price;
    made.shop_price = item.shop_price;
    made.cost = item.cost_price;
  }

  /// All of them are asked for: whether they are sold has to be known of each.
  void read_named(const std::set<GoodsKey>& named) {
    std::vector<ItemId> some;
    const auto ask = [&] {
      for (const catalog::ItemFacts& item : catalog::goods_among(tx_, some)) add(item);
      some.clear();
    };
    for (const GoodsKey& key : named) {
      if (key.kind != GoodsKind::item || key.id <= 0) continue;
      some.emplace_back(key.id);
      if (some.size() == goods_at_once) ask();
    }
    ask();
  }

  /// Of the places that rules name those are asked for of which no goods were read.
  void read_places(const std::set<GoodsKey>& named) {
    std::vector<catalog::CategoryId> some;
    const auto ask = [&] {
      for (const catalog::CategoryId one : catalog::categories_in_use(tx_, some))
        used_.insert(one.value());
      some.clear();
    };
    for (const GoodsKey& key : named) {
      if (key.kind == GoodsKind::item || key.id <= 0 || used_.contains(key.id)) continue;
      some.emplace_back(key.id);
      if (some.size() == goods_at_once) ask();
    }
    ask();
  }

  void read_all() {
    ItemId last;
    while (out_.all_goods) {
      const auto page = catalog::goods_after(tx_, last, static_cast<int>(goods_at_once));
      for (const catalog::ItemFacts& item : page) add(item);
      if (page.size() < goods_at_once) return;
      last = page.back().id;
    }
  }

  sql::Tx& tx_;
  const Currency currency_;
  const std::size_t most_;
  BookFacts& out_;
  std::set<std::int64_t> items_;  // seen
  std::set<std::int64_t> used_;   // categories, counter groups and brands of goods
};

void add_people(
    sql::Tx& tx,
    const Desk& desk,
    const programmes::Version& programme,
    const Snapshot& snapshot,
    LintFacts& facts
) {
  facts.stores_there.emplace();
  const auto organisation = desk.org.snapshot();
  for (const org::Store* store : organisation->stores()) {
    if (store->programme != programme.programme || !store->active) continue;
    if (facts.stores_there->empty()) facts.store = store->id.value();
    facts.stores_there->push_back(store->id.value());
  }
  facts.card_types_there.emplace();
  for (const cards::CardType& type : cards::list_types(tx)) {
    if (type.programme != programme.programme || type.state != cards::TypeState::active) continue;
    const cards::CardTerms& terms = type.content.terms;
    facts.card_types.push_back(
        {type.id.value(), terms.discount_rate, terms.stack_start, terms.stack_rate}
    );
    facts.card_types_there->push_back(type.id.value());
  }
  facts.tiers_there.emplace();
  for (const tiers::VersionPtr& version : desk.ladders.in_force(programme.programme, facts.now)) {
    if (!version->terms.decides_rates) continue;
    for (const tiers::Tier& tier : version->terms.tiers) {
      const std::int64_t number = snapshot.tier(tier.code);
      if (number == 0) continue;
      facts.tiers.push_back({number, tier.discount_rate});
      facts.tiers_there->push_back(number);
    }
  }
  facts.groups_there.emplace();
  for (const audiences::Audience& one : audiences::audiences_of(tx, programme.programme)) {
    if (one.state != audiences::State::active) continue;
    if (const std::int64_t number = snapshot.group(one.code)) facts.groups_there->push_back(number);
  }
  for (LintFacts::Known* known :
       {&facts.stores_there, &facts.card_types_there, &facts.tiers_there, &facts.groups_there})
    sort_each_once(**known);
}

}  // namespace

BookFacts facts_of(
    sql::Tx& tx,
    const Desk& desk,
    const programmes::Version& programme,
    const Snapshot& snapshot,
    std::size_t goods_max,
    Instant now
) {
  BookFacts facts;
  facts.lint.currency = programme.currency;
  facts.lint.now = now;
  facts.lint.today = programme.zone.date_of(now);
  add_people(tx, desk, programme, snapshot, facts.lint);
  facts.lint.all_coupons = true;
  const RuleSet& rules = snapshot.index().rules();
  for (const Promotion& promotion : rules.promotions) {
    for (const Limit& limit : promotion.limits)
      facts.lint.limits.push_back({RuleKind::promotion, promotion.id, limit.uses, limit.money});
  }
  facts.all_goods = goods_max > 0;
  if (goods_max > 0) SoldGoods(tx, programme.currency, goods_max, facts).read(rules);
  return facts;
}

}  // namespace guanxi::pricing
