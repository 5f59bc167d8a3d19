#include "modules/pricing/engine/offers.h"

namespace guanxi::pricing {
namespace {

const Allowance* find_allowance(const Basket& basket, std::int64_t rule, bool of_coupon) {
  for (const Allowance& one :
       std::ranges::equal_range(basket.allowances, rule, {}, &Allowance::rule)) {
    if (one.of_coupon == of_coupon) return &one;
  }
  return nullptr;
}

/// How often the threshold is reached; 0: not.
std::int64_t times_of(const Threshold& threshold, const Pool& pool, Effect& effect) {
  std::int64_t times = times_most;
  if (threshold.amount > 0) {
    const std::int64_t sum = pool.sum();
    if (sum < threshold.amount) {
      effect = {Why::below_amount, threshold.amount, sum, 0};
      return 0;
    }
    times = std::min(times, sum / threshold.amount);
  }
  if (threshold.pieces > 0) {
    const std::int64_t pieces = pool.pieces();
    if (pieces < threshold.pieces) {
      effect = {Why::below_pieces, threshold.pieces, pieces, 0};
      return 0;
    }
    times = std::min(times, pieces / threshold.pieces);
  }
  if (!threshold.every || (threshold.amount == 0 && threshold.pieces == 0)) return 1;
  return threshold.times_max > 0 ? std::min(times, threshold.times_max) : times;
}

}  // namespace

void drop_lines(const Offer& offer, const Basket& basket, std::vector<std::uint32_t>& lines) {
  std::erase_if(lines, [&](std::uint32_t position) {
    const BasketLine& line = basket.lines[position];
    return line.kind != LineKind::goods || is_target(offer.reward, line.goods) ||
           (offer.full_price_only && line.shop() < line.list_price) ||
           !offer.scope.contains(line.goods);
  });
}

void order_lines(const Basket& basket, std::vector<std::uint32_t>& ordered) {
  ordered.clear();
  for (std::uint32_t i = 0; i < basket.lines.size(); ++i) ordered.push_back(i);
  in_order_of_goods(basket, ordered);
}

void lines_of(
    const Offer& offer,
    const Basket& basket,
    std::span<const std::uint32_t> ordered,
    std::vector<std::uint32_t>& out
) {
  out.assign(ordered.begin(), ordered.end());
  drop_lines(offer, basket, out);
}

Effect evaluate(
    const Offer& offer,
    const Basket& basket,
    std::span<const std::uint32_t> lines,
    std::span<const std::int64_t> amounts,
    std::span<std::int64_t> off,
    std::vector<Award>* awards,
    const Before& before
) {
  const bool of_charges = std::holds_alternative<FreightOff>(offer.reward);
  if (lines.empty() && !of_charges) return {Why::no_goods};
  const Allowance* allowance = find_allowance(basket, offer.id, before.is_coupon);
  if (allowance && allowance->uses_left && *allowance->uses_left - before.uses < 1)
    return {Why::used_up};
  const bool multiplies = std::holds_alternative<PointsMultiple>(offer.reward);
  if (multiplies && allowance && allowance->points_left && *allowance->points_left < 1)
    return {Why::points_used_up};

  Pool pool{
      basket, offer, lines, amounts, before.closed, 1, offer.threshold.times_max, off, awards};
  Effect effect;
  pool.times = times_of(offer.threshold, pool, effect);
  if (pool.times == 0) return effect;
  const std::size_t awards_before = awards ? awards->size() : 0;
  effect.why = std::visit([&](const auto& reward) { return apply(reward, pool); }, offer.reward);
  effect.needs = pool.needs;
  effect.has = pool.has;
  for (std::size_t i = 0; i < off.size(); ++i) {
    off[i] = std::clamp<std::int64_t>(off[i], 0, amounts[i]);
    effect.off += off[i];
  }

  const bool hands_out = std::holds_alternative<Gift>(offer.reward) || !gives_money(offer.reward);
  if (effect.why == Why::applied && effect.off == 0 && !hands_out) effect.why = Why::saves_nothing;
  if (effect.why == Why::applied && allowance && allowance->money_left &&
      *allowance->money_left - before.money < effect.off) {
    effect.why = Why::budget;
    effect.needs = effect.off;
    effect.has = *allowance->money_left - before.money;
  }
  if (effect.why != Why::applied) {
    std::ranges::fill(off, 0);
    effect.off = 0;
    if (awards) awards->resize(awards_before);
  }
  return effect;
}

std::int64_t rounded_off(std::int64_t total, const Parameters& parameters) {
  if (parameters.round_off_to <= 1) return 0;
  return total -
         divide(total, parameters.round_off_to, parameters.round_off) * parameters.round_off_to;
}

Candidate& Workspace::Memory::next_candidate() {
  if (used == candidates.size()) candidates.emplace_back();
  Candidate& candidate = candidates[used++];
  candidate.lines.clear();
  candidate.promotion = nullptr;
  candidate.most = 0;
  candidate.money = candidate.chosen = false;
  return candidate;
}

}  // namespace guanxi::pricing
