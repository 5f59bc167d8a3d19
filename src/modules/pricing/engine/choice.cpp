#include "modules/pricing/engine/choice.h"

namespace guanxi::pricing {
namespace {

using Memory = Workspace::Memory;

std::int64_t sum(const std::vector<std::int64_t>& amounts) {
  std::int64_t total = 0;
  for (const std::int64_t amount : amounts) total += amount;
  return total;
}

/// Walks the candidates in their order, each taken or left; what is left to pay at the end decides.
/// Branches that cannot become cheaper than the best so far are cut: what is left to pay now less
/// what all candidates to come could take off at most.
class Search {
 public:
  Search(
      const Parameters& parameters,
      const Basket& basket,
      const Coupons& coupons,
      Memory& memory,
      const Quote& members
  )
      : parameters_(parameters), basket_(basket), coupons_(coupons) {
    for (std::size_t i = 0; i < memory.used; ++i) {
      if (memory.candidates[i].money) order_.push_back(&memory.candidates[i]);
    }
    most_left_.assign(order_.size() + 1, 0);
    for (std::size_t i = order_.size(); i-- > 0;)
      most_left_[i] = most_left_[i + 1] + order_[i]->most;
    if (!coupons.empty()) {
      const std::int64_t most = coupons.most(memory.amounts);
      for (std::int64_t& left : most_left_) left += most;
      for (const PricedLine& line : members.lines)
        member_reduced_.push_back(line.member < line.shop);
      after_coupons_.resize(basket.lines.size());
    }
    levels_.resize(order_.size() + 1);
    for (Level& level : levels_) {
      level.amounts.resize(basket.lines.size());
      level.off.resize(basket.lines.size());
      level.once_taken.resize(basket.lines.size());
      level.promoted.resize(basket.lines.size());
    }
    levels_.front().amounts.assign(memory.amounts.begin(), memory.amounts.end());
    std::ranges::fill(levels_.front().once_taken, 0);
    std::ranges::fill(levels_.front().promoted, 0);
    taken_.reserve(order_.size());
  }

  bool run() {
    visit(0);
    for (Candidate* candidate : best_) candidate->chosen = true;
    return !cut_short_;
  }

 private:
  struct Level {
    std::vector<std::int64_t> amounts, off;
    std::vector<std::uint8_t> once_taken, promoted;
    std::vector<std::uint32_t> lines;
  };

  std::int64_t rounded(std::int64_t total) const { return total - rounded_off(total, parameters_); }

  std::int64_t payable(const Level& level) {
    if (coupons_.empty()) return rounded(sum(level.amounts));
    after_coupons_ = level.amounts;
    coupons_.apply(after_coupons_, level.promoted, member_reduced_, nullptr);
    return rounded(sum(after_coupons_));
  }

  /// The least that could be left to pay from here on.
  std::int64_t least(const Level& level, std::size_t depth) const {
    return rounded(std::max<std::int64_t>(0, sum(level.amounts) - most_left_[depth]));
  }

  void visit(std::size_t depth) {
    Level& level = levels_[depth];
    if (found_ && least(level, depth) >= best_payable_) return;
    if (depth == order_.size()) {
      const std::int64_t now = payable(level);
      if (!found_ || now < best_payable_) {
        found_ = true;
        best_payable_ = now;
        best_ = taken_;
      }
      return;
    }
    if (steps_ >= choices_max && found_) {
      cut_short_ = true;
      return;
    }
    ++steps_;
    const bool could = take(depth);
    if (could) {
      taken_.push_back(order_[depth]);
      visit(depth + 1);
      taken_.pop_back();
    }
    if (could && !leaving_helps(depth)) return;
    Level& next = levels_[depth + 1];
    next.amounts = level.amounts;
    next.once_taken = level.once_taken;
    next.promoted = level.promoted;
    visit(depth + 1);
  }

  /// Without anything to come – no candidate, no coupon – what saves now is worth having.
  bool leaving_helps(std::size_t depth) const {
    return depth + 1 < order_.size() || !coupons_.empty();
  }

  bool take(std::size_t depth) {
    const Candidate& candidate = *order_[depth];
    for (const Candidate* other : taken_) {
      if (conflict_of(*candidate.promotion, *other->promotion) != Why::applied) return false;
    }
    Level& level = levels_[depth];
    Level& next = levels_[depth + 1];
    std::ranges::fill(next.off, 0);
    const auto lines = free_lines(candidate, level.once_taken, level.lines);
    const Effect effect = evaluate(
        *candidate.promotion,
        basket_,
        lines,
        level.amounts,
        next.off,
        nullptr,
        {closed_to(*candidate.promotion, level.once_taken)}
    );
    if (effect.why != Why::applied) return false;
    next.once_taken = level.once_taken;
    next.promoted = level.promoted;
    for (std::size_t i = 0; i < next.off.size(); ++i) {
      next.amounts[i] = level.amounts[i] - next.off[i];
      if (next.off[i] != 0) next.promoted[i] = 1;
    }
    note_lines(*candidate.promotion, lines, next.off, next.once_taken);
    return true;
  }

  const Parameters& parameters_;
  const Basket& basket_;
  const Coupons& coupons_;
  std::vector<std::uint8_t> member_reduced_;
  std::vector<std::int64_t> after_coupons_;
  std::vector<Candidate*> order_, taken_, best_;
  std::vector<std::int64_t> most_left_;
  std::vector<Level> levels_;
  std::int64_t best_payable_ = 0;
  int steps_ = 0;
  bool found_ = false, cut_short_ = false;
};

/// What each could take off by itself; those that could not are no money matter here.
std::size_t weigh(const Basket& basket, Memory& memory) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < memory.used; ++i) {
    Candidate& candidate = memory.candidates[i];
    const Promotion& promotion = *candidate.promotion;
    candidate.money = gives_money(promotion.reward);
    if (!candidate.money) continue;
    ++count;
    std::ranges::fill(memory.off, 0);
    const Effect alone =
        evaluate(promotion, basket, candidate.lines, memory.amounts, memory.off, nullptr);
    Pool pool{basket, promotion, candidate.lines, memory.amounts, {}, 1, 0, memory.off, nullptr};
    const std::int64_t freely = alone.why == Why::budget ? alone.needs : alone.off;
    candidate.most = most_of(promotion, pool, freely);
  }
  std::ranges::fill(memory.off, 0);
  return count;
}

}  // namespace

bool choose(
    const Parameters& parameters,
    const Basket& basket,
    const Coupons& coupons,
    Workspace::Memory& memory,
    const Quote& members
) {
  const std::size_t count = weigh(basket, memory);
  const bool nothing_to_weigh = count == 0 || (count == 1 && coupons.empty());
  if (parameters.choice == Choice::priority || nothing_to_weigh) {
    // Applied in their order, each where those before leave it room.
    for (std::size_t i = 0; i < memory.used; ++i) memory.candidates[i].chosen = true;
    return true;
  }
  return Search(parameters, basket, coupons, memory, members).run();
}

}  // namespace guanxi::pricing
