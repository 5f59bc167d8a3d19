// What a rule names that is no more: itself, goods, gifts, coupons; stores, card types, tiers and
// audiences.
#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {
namespace {

class References {
 public:
  References(const LintScene& scene, std::vector<Finding>& out) : scene_(scene), out_(out) {}

  void run() {
    const RuleSet& rules = scene_.index().rules();
    std::vector<GoodsKey> keys;
    for (const Document& one : rules.documents) {
      keys.clear();
      for (const DocumentEntry& entry : one.entries) keys.push_back(entry.goods);
      look_at(one, RuleKind::document, keys);
    }
    for (const Restriction& one : rules.restrictions)
      look_at(one, RuleKind::restriction, one.scope.include);
    for (const Promotion& one : rules.promotions) {
      look_at(one, RuleKind::promotion, one.scope.include);
      look_at_reward(one, RuleKind::promotion);
    }
    for (const CouponTemplate& one : rules.coupons) {
      look_at(one, RuleKind::coupon, one.scope.include);
      look_at_reward(one, RuleKind::coupon);
    }
  }

 private:
  void look_at(const Rule& rule, RuleKind kind, const std::vector<GoodsKey>& keys) {
    const RuleRef self{kind, rule.id};
    if (scene_.is_over(rule)) {
      auto basket = scene_.meet(Rule{}, true);
      const auto said = why_not(scene_.only({self}), *basket, kind, rule.id);
      if (!said || said->why != Why::over) return;
      Finding finding = finding_of(FindingKind::over, {self});
      finding.needs = said->needs;
      finding.example = std::move(*basket);
      out_.push_back(std::move(finding));
      return;
    }
    look_at_names(rule, self);
    if (!scene_.knows_goods()) return;
    Finding finding = finding_of(FindingKind::missing_goods, {self});
    finding.count = 0;
    for (const GoodsKey& key : keys) {
      if (scene_.is_sold(key)) continue;
      if (finding.count++ == 0) finding.goods = key;
    }
    auto basket = scene_.meet(rule, kind == RuleKind::document);
    if (finding.count == 0 || !basket) return;
    basket->lines = {scene_.line_of(finding.goods)};
    const auto said = why_not(scene_.only({self}), *basket, kind, rule.id);
    if (!said || said->why == Why::no_goods) return;
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
  }

  void look_at_names(const Rule& rule, RuleRef self) {
    const Conditions& when = rule.when;
    const LintFacts& facts = scene_.facts();
    look_for(rule, self, Named::store, when.stores, facts.stores_there);
    look_for(rule, self, Named::card_type, when.card_types, facts.card_types_there);
    look_for(rule, self, Named::tier, when.tiers, facts.tiers_there);
    look_for(rule, self, Named::group, when.groups, facts.groups_there);
  }
  void look_for(
      const Rule& rule,
      RuleRef self,
      Named named,
      const std::vector<std::int64_t>& wanted,
      const LintFacts::Known& there
  ) {
    if (!there) return;
    Finding finding = finding_of(FindingKind::missing_name, {self});
    finding.named = named;
    finding.needs = std::ssize(wanted);
    finding.count = 0;
    for (const std::int64_t id : wanted) {
      if (std::ranges::binary_search(*there, id)) continue;
      if (finding.count++ == 0) finding.item = id;
    }
    auto basket = scene_.meet(rule, true);
    if (finding.count == 0 || !basket) return;
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
  }

  bool is_coupon(std::int64_t id) const {
    const auto& known = scene_.facts().coupon_templates;
    if (std::ranges::find(known, id) != known.end()) return true;
    const CouponTemplate* found = scene_.index().find_coupon(id);
    return found && !scene_.is_over(*found);
  }
  bool knows_coupons() const {
    return scene_.facts().all_coupons || !scene_.facts().coupon_templates.empty() ||
           !scene_.index().rules().coupons.empty();
  }
  bool is_sold(std::int64_t item) const {
    return !scene_.knows_goods() || scene_.is_sold({GoodsKind::item, item});
  }

  void look_at_reward(const Offer& offer, RuleKind kind) {
    if (scene_.is_over(offer)) return;
    if (const auto* gift = std::get_if<Gift>(&offer.reward); gift && !is_sold(gift->item))
      hands_out(offer, kind, FindingKind::missing_gift, gift->item);
    if (const auto* coupon = std::get_if<CouponGift>(&offer.reward);
        coupon && knows_coupons() && !is_coupon(coupon->coupon_template))
      hands_out(offer, kind, FindingKind::missing_coupon, coupon->coupon_template);
  }

  void hands_out(const Offer& offer, RuleKind kind, FindingKind what, std::int64_t item) {
    const RuleRef self{kind, offer.id};
    auto basket = scene_.least(offer, kind);
    if (!basket) return;
    const Quote quote = price(scene_.only({self}), *basket);
    const bool shows = std::ranges::any_of(quote.awards, [&](const Award& award) {
      return (what == FindingKind::missing_gift ? award.item : award.coupon_template) == item;
    });
    if (!shows) return;
    Finding finding = finding_of(what, {self});
    finding.item = item;
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
  }

  const LintScene& scene_;
  std::vector<Finding>& out_;
};

}  // namespace

void lint_references(const LintScene& scene, std::vector<Finding>& out) {
  References(scene, out).run();
}

}  // namespace guanxi::pricing
