#include <algorithm>

#include "modules/pricing/compiling.h"

namespace guanxi::pricing {
namespace {

constexpr const char* coupon_rewards =
    "money_off, percent_off, fixed_price, steps, buy_get, bundle, add_on, gift, coupon_gift, "
    "freight_off";
constexpr const char* promotion_rewards =
    "money_off, percent_off, fixed_price, steps, buy_get, bundle, add_on, gift, points_multiple, "
    "coupon_gift";

/// What a step takes off at least from where it begins.
std::int64_t saving_at(const Steps::Step& step, std::int64_t sum) {
  return step.rate ? sum - step.rate->apply(sum, Rounding::half_up)
                   : std::min(sum, step.off.value_or(0));
}

class RewardCompiling {
 public:
  RewardCompiling(const OfferTerms& offer, bool of_coupon, const At& at, Compiling& out)
      : offer_(offer), of_coupon_(of_coupon), offer_at_(at), at_(at, "reward"), out_(out) {}

  Reward operator()(const MoneyOffTerms& terms) {
    return MoneyOff{out_.money(terms.amount, At(at_, "amount")), terms.each_piece};
  }
  Reward operator()(const PercentOffTerms& terms) {
    return PercentOff{terms.rate, out_.money(terms.cap, At(at_, "cap"))};
  }
  Reward operator()(const FixedPriceTerms& terms) {
    const At scope(offer_at_, "scope");
    const At include(scope, "include");
    const auto& goods = offer_.scope.include;
    if (goods.empty()) out_.fault(ErrorCode::too_few, include, {{"min", "1"}});
    for (std::size_t i = 0; i < goods.size(); ++i) {
      if (goods[i].kind == GoodsKind::item) continue;
      const At one(include, i);
      out_.fault(ErrorCode::unknown_value, At(one, "kind"), {{"allowed", "item"}});
    }
    return FixedPrice{terms.price};
  }
  Reward operator()(const StepsTerms& terms) {
    Steps made;
    made.measure =
        terms.measure == StepMeasure::amount ? Steps::Measure::amount : Steps::Measure::pieces;
    const At steps(at_, "steps");
    if (terms.steps.empty()) out_.fault(ErrorCode::too_few, steps, {{"min", "1"}});
    bool sound = false;
    for (std::size_t i = 0; i < terms.steps.size(); ++i) {
      const At here(steps, i);
      const bool sound_before = sound;
      sound = false;
      made.steps.push_back(step(terms.steps[i], terms.measure, here, sound));
      if (sound && sound_before)
        check_against(made.steps[i - 1], made.steps[i], made.measure, here);
    }
    return made;
  }
  Reward operator()(const BuyGetTerms& terms) { return BuyGet{terms.buy, terms.get, terms.rate}; }
  Reward operator()(const BundleTerms& terms) {
    Bundle made;
    const At slots(at_, "slots");
    if (terms.slots.empty()) out_.fault(ErrorCode::too_few, slots, {{"min", "1"}});
    for (std::size_t i = 0; i < terms.slots.size(); ++i) {
      const At here(slots, i);
      made.slots.push_back(
          {out_.scope(terms.slots[i].scope, At(here, "scope")), terms.slots[i].pieces}
      );
    }
    made.price = out_.money(terms.price, At(at_, "price"));
    return made;
  }
  Reward operator()(const AddOnTerms& terms) {
    // Everything a target: nothing would be left to reach the threshold with.
    const At target(at_, "target");
    if (terms.target.include.empty())
      out_.fault(ErrorCode::too_few, At(target, "include"), {{"min", "1"}});
    return AddOn{out_.scope(terms.target, target), terms.price, terms.pieces};
  }
  Reward operator()(const GiftTerms& terms) {
    return Gift{
        out_.goods(GoodsKind::item, terms.item, At(at_, "item")),
        terms.pieces,
        out_.money(terms.declared_value, At(at_, "declared_value")).value_or(0)};
  }
  // A coupon is redeemed for something; points are no reason to give it away.
  Reward operator()(const PointsMultipleTerms& terms) {
    if (of_coupon_)
      out_.fault(ErrorCode::unknown_value, At(at_, "kind"), {{"allowed", coupon_rewards}});
    return PointsMultiple{terms.multiple};
  }
  Reward operator()(const CouponGiftTerms& terms) {
    return CouponGift{out_.rule(RuleKind::coupon, terms.coupon, At(at_, "coupon")), terms.count};
  }
  Reward operator()(const FreightOffTerms& terms) {
    if (!of_coupon_)
      out_.fault(ErrorCode::unknown_value, At(at_, "kind"), {{"allowed", promotion_rewards}});
    return FreightOff{out_.money(terms.cap, At(at_, "cap"))};
  }

 private:
  Steps::Step step(const StepTerms& terms, StepMeasure measure, const At& at, bool& sound) {
    Steps::Step made;
    const bool by_amount = measure == StepMeasure::amount;
    const bool has_from =
        by_amount == terms.from_amount.has_value() && by_amount != terms.from_pieces.has_value();
    const bool has_gain = terms.off.has_value() != terms.rate.has_value();
    sound = has_from && has_gain;
    if (!has_from) out_.fault(ErrorCode::bad_format, at, {{"expected", "@step_from"}});
    if (!has_gain) out_.fault(ErrorCode::bad_format, at, {{"expected", "@step_off_or_rate"}});
    made.from = by_amount ? out_.money(terms.from_amount, At(at, "from_amount")).value_or(0)
                          : terms.from_pieces.value_or(0);
    made.off = out_.money(terms.off, At(at, "off"));
    if (!made.off) made.rate = terms.rate;
    return made;
  }

  /// Whoever buys more must not save less. Money off by pieces and a rate cannot be compared: what
  /// the pieces cost decides.
  void check_against(
      const Steps::Step& lower, const Steps::Step& step, Steps::Measure measure, const At& at
  ) {
    const bool by_amount = measure == Steps::Measure::amount;
    if (step.from <= lower.from) {
      out_.fault(
          ErrorCode::out_of_range,
          At(at, by_amount ? "from_amount" : "from_pieces"),
          {{"min", std::to_string(lower.from + 1)}, {"why", "@steps_ascend"}}
      );
      return;
    }
    const bool less = lower.off && step.off     ? *step.off < *lower.off
                      : lower.rate && step.rate ? *step.rate > *lower.rate
                      : by_amount ? saving_at(step, step.from) < saving_at(lower, step.from)
                                  : false;
    if (less) {
      out_.fault(
          ErrorCode::out_of_range, At(at, step.off ? "off" : "rate"), {{"why", "@step_saves_less"}}
      );
    }
  }

  const OfferTerms& offer_;
  bool of_coupon_;
  const At& offer_at_;
  At at_;
  Compiling& out_;
};

}  // namespace

Reward compile_reward(const OfferTerms& offer, bool of_coupon, const At& at, Compiling& out) {
  return std::visit(RewardCompiling(offer, of_coupon, at, out), offer.reward);
}

}  // namespace guanxi::pricing
