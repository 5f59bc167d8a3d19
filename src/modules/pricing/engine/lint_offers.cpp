// What a promotion or coupon template says against itself: steps, caps, budgets.
#include "modules/pricing/engine/kinds/kinds.h"
#include "modules/pricing/engine/lint_scene.h"

namespace guanxi::pricing {
namespace {

using Step = Steps::Step;

class LintOffer {
 public:
  LintOffer(const LintScene& scene, const Offer& offer, RuleKind kind, std::vector<Finding>& out)
      : scene_(scene), offer_(offer), self_{kind, offer.id}, out_(out) {}

  void run() {
    if (const auto* steps = std::get_if<Steps>(&offer_.reward)) look_at(*steps);
    if (const auto* percent = std::get_if<PercentOff>(&offer_.reward)) look_at(*percent);
    if (const auto* limit = scene_.find_limit(self_); limit && limit->money) look_at(*limit);
  }

 private:
  /// What it takes off by itself; nothing where it does not apply.
  std::optional<Considered> alone(const Basket& basket) const {
    return said_of(price(scene_.only({self_}), basket), self_);
  }
  std::int64_t saved(const std::optional<Basket>& basket) const {
    const auto said = basket ? alone(*basket) : std::nullopt;
    return said ? said->amount : 0;
  }

  /// Goods that reach so many minor units or pieces.
  std::optional<Basket> reaching(const Steps& steps, std::int64_t measure) const {
    const Threshold& threshold = offer_.threshold;
    return steps.measure == Steps::Measure::amount
               ? scene_.bought(offer_, self_.kind, measure, threshold.pieces)
               : scene_.bought(offer_, self_.kind, threshold.amount, measure);
  }

  void look_at(const Steps& steps) {
    const std::int64_t threshold =
        steps.measure == Steps::Measure::amount ? offer_.threshold.amount : offer_.threshold.pieces;
    for (std::size_t i = 0; i < steps.steps.size(); ++i) {
      const std::int64_t reach = std::max({std::int64_t{1}, steps.steps[i].from, threshold});
      const bool hidden = i + 1 < steps.steps.size() && steps.steps[i + 1].from <= reach;
      auto basket = reaching(steps, reach);
      if (!basket) return;
      Finding finding = finding_of(FindingKind::unreachable_step, {self_});
      finding.step = static_cast<std::int64_t>(i) + 1;
      finding.has = saved(basket);
      if (hidden) {
        std::int64_t sum = 0;
        for (const PricedLine& line : price(scene_.only({}), *basket).lines) sum += line.member;
        const Step& step = steps.steps[i];
        finding.needs = step.rate ? sum - step.rate->apply(sum, Rounding::half_up)
                                  : std::min(sum, step.off.value_or(0));
        if (finding.needs == finding.has) continue;
      } else {
        if (i == 0 || reach - 1 < std::max(steps.steps[i - 1].from, threshold)) continue;
        finding.beside = basket;  // the same goods at the same price, short of one
        BasketLine& line = finding.beside->lines.front();
        if (steps.measure == Steps::Measure::amount) {
          finding.beside = reaching(steps, reach - 1);
        } else {
          line.quantity = Quantity::pieces(reach - 1);
        }
        finding.needs = saved(finding.beside);
        if (finding.has >= finding.needs) continue;
      }
      finding.example = std::move(*basket);
      out_.push_back(std::move(finding));
    }
  }

  void look_at(const PercentOff& percent) {
    const std::int64_t from = offer_.threshold.amount;
    if (!percent.cap || from == 0) return;
    const std::int64_t by_rate = from - percent.rate.apply(from, Rounding::half_up);
    if (by_rate <= *percent.cap) return;
    auto basket = scene_.least(offer_, self_.kind);
    if (saved(basket) != *percent.cap) return;
    Finding finding = finding_of(FindingKind::cap_hides_rate, {self_});
    finding.needs = by_rate;
    finding.has = *percent.cap;
    finding.rate = percent.rate;
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
  }

  /// What one use takes off at least, whatever is bought; 0: nothing is certain. Goods by weight
  /// and cheap ones save less than the smallest basket that we know of: only what a threshold in
  /// money asks for is there in any case.
  std::int64_t certain_cost() const {
    const std::int64_t sum = offer_.threshold.amount;
    const auto by_rate = [](std::int64_t of, const Rate& rate) {
      return of - rate.apply(of, Rounding::half_up);
    };
    if (const auto* off = std::get_if<MoneyOff>(&offer_.reward)) {
      // A coupon may have a balance, and less is left of it.
      const bool fixed = !off->each_piece && self_.kind == RuleKind::promotion;
      return fixed ? std::min(off->amount, sum) : 0;
    }
    if (const auto* percent = std::get_if<PercentOff>(&offer_.reward)) {
      const std::int64_t off = by_rate(sum, percent->rate);
      return percent->cap ? std::min(off, *percent->cap) : off;
    }
    const auto* steps = std::get_if<Steps>(&offer_.reward);
    if (!steps || steps->steps.empty()) return 0;
    std::int64_t least = INT64_MAX;
    for (const Step& step : steps->steps) {
      const bool by_amount = steps->measure == Steps::Measure::amount;
      const std::int64_t reached = by_amount ? std::max(sum, step.from) : sum;
      const std::int64_t off =
          step.rate ? by_rate(reached, *step.rate) : std::min(reached, step.off.value_or(0));
      least = std::min(least, off);
    }
    return least;
  }

  void look_at(const LintFacts::Limit& limit) {
    const std::int64_t cost = certain_cost();
    if (cost <= *limit.money) return;
    auto basket = scene_.least(offer_, self_.kind);
    if (!basket) return;
    basket->allowances = {{offer_.id, std::nullopt, limit.money, self_.kind == RuleKind::coupon}};
    const auto said = alone(*basket);
    if (!said || said->why != Why::budget) return;
    Finding finding = finding_of(FindingKind::unreachable_budget, {self_});
    finding.needs = cost;
    finding.has = said->has;
    finding.example = std::move(*basket);
    out_.push_back(std::move(finding));
  }

  const LintScene& scene_;
  const Offer& offer_;
  RuleRef self_;
  std::vector<Finding>& out_;
};

}  // namespace

void lint_offers(const LintScene& scene, std::vector<Finding>& out) {
  const RuleSet& rules = scene.index().rules();
  for (const Promotion& one : rules.promotions) {
    if (!scene.is_over(one)) LintOffer(scene, one, RuleKind::promotion, out).run();
  }
  for (const CouponTemplate& one : rules.coupons) {
    if (!scene.is_over(one)) LintOffer(scene, one, RuleKind::coupon, out).run();
  }
}

}  // namespace guanxi::pricing
