// Rules that together sell below cost: every item whose cost is known is sold to those for whom a
// rule about it holds, in quantities that reach the thresholds, at the list price and at the
// shop's own.
#include <map>

#include "modules/pricing/engine/kinds/kinds.h"
#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {
namespace {

// Of each item at most so many.
constexpr std::size_t cards_tried = 3, documents_of_item = 3, offers_of_item = 6;
constexpr std::size_t quantities_tried = 6;

class Costs {
 public:
  Costs(const LintScene& scene, std::vector<Finding>& out)
      : scene_(scene),
        tables_(scene.index().tables()),
        out_(out),
        tells_(scene.facts().tells_costs),
        left_(scene.facts().baskets_max) {
    const auto general = [&](const Offer& one) {
      return gives_money(one.reward) && !scene_.is_over(one);
    };
    for (const Promotion& one : tables_.rules.promotions) {
      if (general_.size() < offers_of_item && one.scope.include.empty() && general(one))
        general_.push_back({&one, false});
    }
    for (const CouponTemplate& one : tables_.rules.coupons) {
      if (coupons_.size() < offers_of_item && general(one)) coupons_.push_back({&one, true});
    }
    shoppers_.push_back(*scene.meet(Rule{}));
    const auto& cards = scene.facts().card_types;
    for (std::size_t i = 0; i < std::min(cards_tried, cards.size()); ++i) {
      shoppers_.push_back(*scene.meet(Rule{}));
      shoppers_.back().member = scene.member(cards[i].id, 0);
    }
  }

  bool run() {
    for (const LintFacts::Item& item : scene_.facts().items) {
      if (all_ && item.cost && item.list_price.e4() > 0) look_at(item);
    }
    for (auto& [rules, worst] : worst_) out_.push_back(std::move(worst.finding));
    return all_;
  }

 private:
  struct OfferOf {
    const Offer* offer = nullptr;
    bool coupon = false;
  };
  struct Worst {
    Finding finding;
    std::int64_t loss = 0;
    std::int64_t last_item = -1;
  };

  void look_at(const LintFacts::Item& item) {
    std::vector<Basket> shoppers = shoppers_;
    std::vector<std::int64_t> quantities{1};
    const auto buy = [&](std::int64_t pieces) {
      const bool known = std::ranges::find(quantities, pieces) != quantities.end();
      if (pieces > 1 && !known && quantities.size() < quantities_tried)
        quantities.push_back(pieces);
    };
    const auto add = [&](const OfferOf& of) {
      const Offer& offer = *of.offer;
      auto basket = scene_.meet(offer);
      if (!basket || !offer.scope.contains(item.goods)) return;
      if (of.coupon) basket->coupons = {{1, offer.id, std::nullopt}};
      shoppers.push_back(std::move(*basket));
      const auto reach_at = [&](UnitPrice one) {
        const std::int64_t unit =
            line_amount(one, Quantity::pieces(1), scene_.facts().currency).minor();
        if (unit > 0) buy((offer.threshold.amount + unit - 1) / unit);
      };
      // As many as reach it at the full price, and as many as reach it at cost: below cost is
      // below.
      reach_at(item.list_price);
      if (tells_) reach_at(*item.cost);
      buy(offer.threshold.pieces);
      if (const auto* set = std::get_if<BuyGet>(&offer.reward)) buy(set->buy + set->get);
    };
    std::size_t offers = 0, documents = 0;
    for (std::size_t i = 0; i < goods_kinds; ++i) {
      if (item.goods.ids[i] == 0) continue;
      const auto key = key_of(static_cast<GoodsKind>(i), item.goods.ids[i]);
      for (const auto position : tables_.by_goods.find(key)) {
        if (offers++ < offers_of_item) add({&tables_.rules.promotions[position], false});
      }
      for (const auto position : tables_.by_entry.find(key)) {
        if (documents++ >= documents_of_item) break;
        const Document& document = tables_.rules.documents[tables_.entries[position].document];
        if (auto basket = scene_.meet(document, true)) shoppers.push_back(std::move(*basket));
      }
    }
    for (const OfferOf& one : general_) add(one);
    for (const OfferOf& one : coupons_) add(one);
    for (const std::int64_t pieces : quantities) {
      for (Basket& shopper : shoppers) {
        sell(item, pieces, std::nullopt, shopper);
        if (item.shop_price) sell(item, pieces, item.shop_price, shopper);
      }
    }
  }

  void sell(
      const LintFacts::Item& item,
      std::int64_t pieces,
      std::optional<UnitPrice> shop_price,
      Basket& shopper
  ) {
    all_ = all_ && left_ > 0;
    if (!all_) return;
    --left_;
    BasketLine line;
    line.goods = item.goods;
    line.list_price = item.list_price;
    line.shop_price = shop_price;
    line.quantity = Quantity::pieces(pieces);
    shopper.lines = {line};
    price(scene_.index(), shopper, Detail::prices, workspace_, quote_);
    const std::int64_t cost =
        line_amount(*item.cost, line.quantity, scene_.facts().currency).minor();
    if (quote_.payable >= cost || quote_.shop_total < cost) return;
    std::vector<RuleRef> rules;
    for (const Concession& one : quote_.concessions) {
      if (one.rule != 0) rules.push_back({one.kind, one.rule});
    }
    std::ranges::sort(rules);
    rules.erase(std::ranges::unique(rules).begin(), rules.end());
    const std::int64_t card =
        rules.empty() && shopper.member ? shopper.member->card_type : std::int64_t{0};
    Worst& worst = worst_[{rules, card}];
    const std::int64_t id = item.goods.of(GoodsKind::item);
    if (worst.last_item < 0) {
      worst.finding = finding_of(FindingKind::below_cost, rules);
      worst.finding.count = 0;
    }
    if (worst.last_item != id) ++worst.finding.count;
    worst.last_item = id;
    if (!tells_) {
      if (worst.finding.item == 0) worst.finding.item = id;
      worst.finding.card_type = card;
      return;
    }
    if (cost - quote_.payable <= worst.loss) return;
    worst.loss = cost - quote_.payable;
    worst.finding.needs = cost;
    worst.finding.has = quote_.payable;
    worst.finding.item = id;
    worst.finding.card_type = card;
    worst.finding.example = shopper;
  }

  const LintScene& scene_;
  const Index::Tables& tables_;
  std::vector<Finding>& out_;
  const bool tells_;
  std::int64_t left_;  // baskets that may be priced
  bool all_ = true;
  std::vector<OfferOf> general_, coupons_;
  std::vector<Basket> shoppers_;
  std::map<std::pair<std::vector<RuleRef>, std::int64_t>, Worst> worst_;
  Workspace workspace_;
  Quote quote_;
};

}  // namespace

bool lint_costs(const LintScene& scene, std::vector<Finding>& out) {
  return Costs(scene, out).run();
}

}  // namespace guanxi::pricing
