#include "modules/pricing/engine/choice.h"

namespace guanxi::pricing {
namespace {

using Memory = Workspace::Memory;

std::int64_t sum(const std::vector<std::int64_t>& amounts) {
  std::int64_t total = 0;
  for (const std::int64_t amount : amounts) total += amount;
  return total;
}

/// Where its lines cost `sum` or less, a candidate takes off at most so much of a receipt of
/// `total`. What it would leave falls with the total: a threshold is held against the sum alone.
std::int64_t most_at(const Candidate& candidate, std::int64_t sum, std::int64_t total) {
  const Promotion& promotion = *candidate.promotion;
  const Threshold& threshold = promotion.threshold;
  if (sum < threshold.amount) return 0;
  std::int64_t most = std::min(candidate.most, total);
  if (const auto* percent = std::get_if<PercentOff>(&promotion.reward)) {
    const std::int64_t reduced = std::min(sum, total);
    most = std::min(most, reduced - percent->rate.apply(reduced, Rounding::floor));
  } else if (const auto* money = std::get_if<MoneyOff>(&promotion.reward)) {
    if (threshold.every && threshold.amount > 0 && !money->each_piece) {
      const Int128 off = Int128{money->amount} * (sum / threshold.amount);
      if (off < most) most = static_cast<std::int64_t>(off);
    }
  }
  return std::max<std::int64_t>(0, most);
}

/// Walks the candidates in their order, each taken or left; what is left to pay at the end decides.
/// Branches that cannot become cheaper than the best so far are cut: what would be left to pay if
/// all candidates to come that can still stand took off the most they can, one after another.
class Search {
 public:
  Search(
      const Parameters& parameters,
      const Basket& basket,
      const Coupons& coupons,
      Memory& memory,
      const Quote& members
  )
      : parameters_(parameters), basket_(basket), coupons_(coupons), work_(memory.choosing) {
    find_competitors(memory);
    if (!coupons.empty()) {
      coupons_most_ = coupons.most(memory.amounts);
      work_.member_reduced.clear();
      for (const PricedLine& line : members.lines)
        work_.member_reduced.push_back(line.member < line.shop);
    }
    if (work_.levels.size() <= work_.used) work_.levels.resize(work_.used + 1);
    for (std::size_t i = 0; i <= work_.used; ++i) {
      Choosing::Level& level = work_.levels[i];
      level.amounts.resize(basket.lines.size());
      level.off.resize(basket.lines.size());
      level.once_taken.resize(basket.lines.size());
      level.promoted.resize(basket.lines.size());
    }
    Choosing::Level& first = work_.levels.front();
    first.amounts.assign(memory.amounts.begin(), memory.amounts.end());
    std::ranges::fill(first.once_taken, 0);
    std::ranges::fill(first.promoted, 0);
    work_.taken.clear();
    work_.best.clear();
  }

  bool run() {
    visit(0, /*worth_it=*/true);
    for (Candidate* candidate : work_.best) candidate->chosen = true;
    return !cut_short_;
  }

 private:
  using Level = Choosing::Level;
  using Competitor = Choosing::Competitor;

  void find_competitors(Memory& memory) {
    work_.used = 0;
    for (std::size_t i = 0; i < memory.used; ++i) {
      if (!memory.candidates[i].money) continue;
      const auto position = static_cast<std::uint32_t>(work_.used++);
      if (work_.competitors.size() < work_.used) work_.competitors.emplace_back();
      Competitor& made = work_.competitors[position];
      made.candidate = &memory.candidates[i];
      made.group = position;
      made.blocked = 0;
      made.conflicts.clear();
      for (std::uint32_t before = 0; before < position; ++before) {
        Competitor& other = work_.competitors[before];
        const Why why = conflict_of(*other.candidate->promotion, *made.candidate->promotion);
        if (why == Why::applied) continue;
        other.conflicts.push_back(position);
        if (why == Why::exclusive) other.group = position;
      }
    }
  }

  std::int64_t rounded(std::int64_t total) const { return total - rounded_off(total, parameters_); }

  std::int64_t payable(const Level& level) {
    if (coupons_.empty()) return rounded(sum(level.amounts));
    work_.after_coupons = level.amounts;
    coupons_.apply(work_.after_coupons, level.promoted, work_.member_reduced, nullptr);
    return rounded(sum(work_.after_coupons));
  }

  /// The least that could be left to pay from here on: each step takes what it could at most off
  /// the least that those before could leave. Of an exclusive group one alone counts, with the most
  /// any of it could take, and where the last of it stands: what comes between could take more of
  /// what is there without it.
  std::int64_t least(const Level& level, std::size_t depth) {
    std::int64_t total = sum(level.amounts);
    for (std::size_t i = depth; i < work_.used; ++i) work_.competitors[i].group_most = 0;
    for (std::size_t i = depth; i < work_.used; ++i) {
      Competitor& competitor = work_.competitors[i];
      Competitor& last = work_.competitors[competitor.group];
      if (competitor.blocked == 0) {
        std::int64_t lines = 0;
        for (const std::uint32_t line : competitor.candidate->lines) lines += level.amounts[line];
        last.group_most = std::max(last.group_most, most_at(*competitor.candidate, lines, total));
      }
      if (&last == &competitor) total -= std::min(total, last.group_most);
    }
    return rounded(std::max<std::int64_t>(0, total - coupons_most_));
  }

  /// `worth_it`: somebody has held it against the best so far already.
  void visit(std::size_t depth, bool worth_it) {
    Level& level = work_.levels[depth];
    if (!worth_it && found_ && least(level, depth) >= best_payable_) return;
    if (depth == work_.used) {
      const std::int64_t now = payable(level);
      if (!found_ || now < best_payable_) {
        found_ = true;
        best_payable_ = now;
        work_.best = work_.taken;
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
      Competitor& competitor = work_.competitors[depth];
      work_.taken.push_back(competitor.candidate);
      for (const std::uint32_t other : competitor.conflicts) ++work_.competitors[other].blocked;
      visit(depth + 1, /*worth_it=*/false);
      for (const std::uint32_t other : competitor.conflicts) --work_.competitors[other].blocked;
      work_.taken.pop_back();
    }
    if (could && !leaving_helps(depth)) return;
    if (found_ && least(level, depth + 1) >= best_payable_) return;
    Level& next = work_.levels[depth + 1];
    next.amounts = level.amounts;
    next.once_taken = level.once_taken;
    next.promoted = level.promoted;
    visit(depth + 1, /*worth_it=*/true);
  }

  /// Without anything to come – no candidate, no coupon – what saves now is worth having.
  bool leaving_helps(std::size_t depth) const {
    return depth + 1 < work_.used || !coupons_.empty();
  }

  bool take(std::size_t depth) {
    const Competitor& competitor = work_.competitors[depth];
    if (competitor.blocked != 0) return false;
    const Candidate& candidate = *competitor.candidate;
    Level& level = work_.levels[depth];
    Level& next = work_.levels[depth + 1];
    std::ranges::fill(next.off, 0);
    const auto lines = free_lines(candidate, level.once_taken, level.lines);
    const Effect effect = evaluate(
        *candidate.promotion,
        basket_,
        lines,
        level.amounts,
        next.off,
        nullptr,
        {.closed = closed_to(*candidate.promotion, level.once_taken)}
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
  Choosing& work_;
  std::int64_t coupons_most_ = 0;
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
    const Pool pool{
        basket,
        promotion,
        candidate.lines,
        memory.amounts,
        {},
        1,
        promotion.threshold.times_max,
        memory.off,
        nullptr};
    const std::int64_t freely = alone.why == Why::budget ? alone.needs : alone.off;
    candidate.most = most_of(promotion, pool, freely, promotion.once_per_line);
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
