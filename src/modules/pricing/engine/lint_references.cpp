// What a rule names that is no more: itself, goods, gifts, coupons.
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
    if (scene_.facts().items.empty()) return;
    Finding finding = finding_of(FindingKind::missing_goods, {self});
    finding.count = 0;
    for (const GoodsKey& key : keys) {
      if (!scene_.items_of(key).empty()) continue;
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

  bool is_coupon(std::int64_t id) const {
    const auto& known = scene_.facts().coupon_templates;
    if (std::ranges::find(known, id) != known.end()) return true;
    const CouponTemplate* found = scene_.index().find_coupon(id);
    return found && !scene_.is_over(*found);
  }
  bool knows_coupons() const {
    return !scene_.facts().coupon_templates.empty() || !scene_.index().rules().coupons.empty();
  }
  bool is_sold(std::int64_t item) const {
    return scene_.facts().items.empty() || !scene_.items_of({GoodsKind::item, item}).empty();
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
