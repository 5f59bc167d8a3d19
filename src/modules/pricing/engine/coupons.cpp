// Step 5: the coupons that the member presents, in that order.
#include <algorithm>

#include "modules/pricing/engine/coupons.h"

namespace guanxi::pricing {
namespace {

/// A cash coupon that is used in parts is worth what is left of it, once.
std::unique_ptr<Offer> rest_of(const CouponTemplate& terms, const PresentedCoupon& coupon) {
  if (!coupon.balance || !std::holds_alternative<MoneyOff>(terms.reward)) return nullptr;
  auto offer = std::make_unique<Offer>(terms);
  offer->reward = MoneyOff{*coupon.balance};
  offer->threshold.every = false;
  return offer;
}

}  // namespace

Coupons::Coupons(
    const Index::Tables& tables,
    const Basket& basket,
    std::span<const std::uint32_t> ordered,
    int weekday
)
    : basket_(basket) {
  offered_.reserve(basket.coupons.size());
  for (const PresentedCoupon& coupon : basket.coupons) {
    Offered offered;
    offered.coupon = &coupon;
    offered.seen = {.kind = RuleKind::coupon, .rule = coupon.coupon_template, .coupon = coupon.id};
    const auto found = tables.coupons_by_id.find(coupon.coupon_template);
    if (found == tables.coupons_by_id.end()) {
      offered.seen.why = Why::unknown_coupon;
    } else {
      offered.terms = &tables.rules.coupons[found->second];
      offered.seen.why = check(*offered.terms, basket, weekday, offered.seen);
    }
    if (offered.seen.why == Why::applied) {
      offered.own = rest_of(*offered.terms, coupon);
      offered.offer = offered.own ? offered.own.get() : offered.terms;
      lines_of(*offered.offer, basket, ordered, offered.lines);
    }
    offered_.push_back(std::move(offered));
  }
}

Why Coupons::conflict(
    const Offered& offered, const std::vector<Used>& used, Considered& seen, Before& before
) const {
  const CouponTemplate& terms = *offered.terms;
  // A coupon multiplies nobody's points: it is not spent for nothing.
  if (std::holds_alternative<PointsMultiple>(terms.reward)) return Why::saves_nothing;
  for (const Used& other : used) {
    if (offered.coupon->id != 0 && other.offered->coupon->id == offered.coupon->id)
      return Why::used_up;  // presented twice
    if (other.offered->terms == &terms) {
      ++before.uses;
      before.money += other.off;
    } else if (!terms.with_others || !other.offered->terms->with_others) {
      seen.other = other.offered->terms->id;
      return Why::not_beside;
    }
  }
  if (terms.per_receipt_max == 0 || before.uses < terms.per_receipt_max) return Why::applied;
  seen.needs = terms.per_receipt_max;
  return Why::too_many;
}

void Coupons::apply(
    std::span<std::int64_t> amounts,
    std::span<const std::uint8_t> promoted,
    std::span<const std::uint8_t> member_reduced,
    Sink* sink
) const {
  used_.clear();
  off_.resize(amounts.size());
  closed_.assign(amounts.size(), 0);
  for (const Offered& offered : offered_) {
    Considered seen = offered.seen;
    Before before{.closed = closed_, .is_coupon = true};
    if (seen.why == Why::applied) seen.why = conflict(offered, used_, seen, before);
    if (seen.why == Why::applied) {
      for (std::size_t i = 0; i < closed_.size(); ++i) {
        closed_[i] = (!offered.terms->with_promotions && promoted[i]) ||
                     (!offered.terms->with_member_price && member_reduced[i]);
      }
      lines_ = offered.lines;
      std::erase_if(lines_, [&](std::uint32_t line) { return closed_[line] != 0; });
      std::ranges::fill(off_, 0);
      awards_.clear();
      const Effect effect = evaluate(
          *offered.offer, basket_, lines_, amounts, off_, sink ? &awards_ : nullptr, before
      );
      seen.why = effect.why;
      seen.needs = effect.needs;
      seen.has = effect.has;
      seen.amount = effect.off;
      if (seen.why == Why::applied) {
        used_.push_back({&offered, effect.off});
        for (std::size_t i = 0; i < off_.size(); ++i) amounts[i] -= off_[i];
        if (sink) sink->applied(*offered.coupon, off_, awards_);
      }
    }
    if (sink) sink->considered(seen);
  }
}

std::int64_t Coupons::most(std::span<const std::int64_t> amounts) const {
  std::int64_t total = 0;
  off_.resize(amounts.size());
  for (const Offered& offered : offered_) {
    if (offered.seen.why != Why::applied) continue;
    std::ranges::fill(off_, 0);
    const Effect alone = evaluate(
        *offered.offer, basket_, offered.lines, amounts, off_, nullptr, {.is_coupon = true}
    );
    const std::int64_t times_max = offered.offer->threshold.times_max;
    const Pool pool{
        basket_, *offered.offer, offered.lines, amounts, {}, 1, times_max, off_, nullptr};
    const std::int64_t freely = alone.why == Why::budget ? alone.needs : alone.off;
    total += most_of(*offered.offer, pool, freely, /*fewer=*/true);
  }
  return total;
}

namespace {

class Writing : public Coupons::Sink {
 public:
  explicit Writing(Quote& quote) : quote_(quote) {}

  void applied(
      const PresentedCoupon& coupon,
      std::span<const std::int64_t> off,
      std::span<const Award> awards
  ) override {
    for (std::uint32_t i = 0; i < off.size(); ++i) {
      if (off[i] == 0) continue;
      quote_.concessions.push_back(
          {RuleKind::coupon, i + 1, coupon.coupon_template, coupon.id, off[i]}
      );
      quote_.coupon_total += off[i];
    }
    for (Award award : awards) {
      award.coupon = coupon.id;
      quote_.awards.push_back(award);
    }
  }
  // Whoever presents a coupon is always told what became of it.
  void considered(const Considered& seen) override { quote_.considered.push_back(seen); }

 private:
  Quote& quote_;
};

}  // namespace

void price_coupons(const Coupons& coupons, Workspace::Memory& memory, Quote& quote) {
  if (coupons.empty()) return;
  std::vector<std::uint8_t> member_reduced(quote.lines.size());
  for (std::size_t i = 0; i < quote.lines.size(); ++i)
    member_reduced[i] = quote.lines[i].member < quote.lines[i].shop;
  Writing writing(quote);
  coupons.apply(memory.amounts, memory.any_taken, member_reduced, &writing);
  for (std::size_t i = 0; i < quote.lines.size(); ++i) quote.lines[i].payable = memory.amounts[i];
}

}  // namespace guanxi::pricing
