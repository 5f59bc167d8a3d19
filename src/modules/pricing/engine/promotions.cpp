#include <algorithm>

#include "modules/pricing/engine/choice.h"
#include "modules/pricing/engine/offers.h"

namespace guanxi::pricing {
namespace {

using Memory = Workspace::Memory;

/// The promotions that this basket, its member, its store and its day lead to.
void collect(const Index::Tables& tables, const Basket& basket, Memory& memory) {
  memory.hits.clear();
  memory.found.clear();
  for (std::uint32_t i = 0; i < memory.ordered.size(); ++i) {
    const BasketLine& line = basket.lines[memory.ordered[i]];
    for (std::size_t kind = 0; kind < goods_kinds; ++kind) {
      if (line.goods.ids[kind] == 0) continue;
      const auto key = key_of(static_cast<GoodsKind>(kind), line.goods.ids[kind]);
      for (const auto promotion : tables.by_goods.find(key)) memory.hits.push_back({promotion, i});
    }
  }
  std::ranges::sort(memory.hits);
  memory.hits.erase(std::ranges::unique(memory.hits).begin(), memory.hits.end());

  const auto add = [&](std::span<const Postings::Position> positions) {
    memory.found.insert(memory.found.end(), positions.begin(), positions.end());
  };
  const auto add_at = [&](const Postings& postings, std::int64_t key) {
    if (!postings.empty()) add(postings.find(static_cast<std::uint64_t>(key)));
  };
  add(tables.any_time);
  add_at(tables.by_month, basket.day.year() * 12 + basket.day.month() - 1);
  add_at(tables.by_store, basket.store);
  if (basket.member) {
    add_at(tables.by_tier, basket.member->tier);
    add_at(tables.by_card_type, basket.member->card_type);
    for (const std::int64_t group : basket.member->groups) add_at(tables.by_group, group);
  }
  std::ranges::sort(memory.found);
  memory.found.erase(std::ranges::unique(memory.found).begin(), memory.found.end());
}

Considered seen_of(const Promotion& promotion) {
  return {.kind = RuleKind::promotion, .rule = promotion.id};
}

/// The candidates whose conditions hold, with their lines, in the declared order.
void select(
    const Index::Tables& tables,
    const Basket& basket,
    Detail detail,
    int weekday,
    Memory& memory,
    Quote& quote
) {
  memory.used = 0;
  const auto admit = [&](Postings::Position position) -> Candidate* {
    const Promotion& promotion = tables.rules.promotions[position];
    Considered seen = seen_of(promotion);
    seen.why = check(promotion, basket, weekday, seen);
    if (seen.why != Why::applied) {
      if (detail == Detail::trace) quote.considered.push_back(seen);
      return nullptr;
    }
    Candidate& candidate = memory.next_candidate();
    candidate.promotion = &promotion;
    return &candidate;
  };
  for (std::size_t i = 0; i < memory.hits.size();) {
    const auto position = memory.hits[i].promotion;
    Candidate* candidate = admit(position);
    for (; i < memory.hits.size() && memory.hits[i].promotion == position; ++i) {
      if (candidate) candidate->lines.push_back(memory.ordered[memory.hits[i].line]);
    }
    if (candidate) drop_lines(*candidate->promotion, basket, candidate->lines);
  }
  for (const auto position : memory.found) {
    if (Candidate* candidate = admit(position))
      lines_of(*candidate->promotion, basket, memory.ordered, candidate->lines);
  }
  const auto end = memory.candidates.begin() + static_cast<std::ptrdiff_t>(memory.used);
  std::sort(memory.candidates.begin(), end, [](const Candidate& a, const Candidate& b) {
    const Promotion &one = *a.promotion, &other = *b.promotion;
    if (one.lane != other.lane) return one.lane < other.lane;
    if (one.priority != other.priority) return one.priority > other.priority;
    return one.id < other.id;
  });
}

bool multiplies(const Promotion& promotion) {
  return std::holds_alternative<PointsMultiple>(promotion.reward);
}

/// Applies the chosen ones, and says of the others why not.
class Applying {
 public:
  Applying(const Basket& basket, Detail detail, Memory& memory, Quote& quote)
      : basket_(basket), detail_(detail), memory_(memory), quote_(quote) {
    memory_.applied.clear();
  }

  /// The price stands that it `had`, with the promotions that were applied then.
  void stand_beside(const Index::Tables& tables, const Quote& had) {
    for (const Considered& seen : had.considered) {
      if (seen.kind != RuleKind::promotion || seen.why != Why::applied) continue;
      const auto found = tables.promotions_by_id.find(seen.rule);
      if (found == tables.promotions_by_id.end()) continue;
      const Promotion& promotion = tables.rules.promotions[found->second];
      if (!multiplies(promotion)) memory_.applied.push_back(&promotion);
    }
    for (const Concession& one : had.concessions) {
      if (one.kind != RuleKind::promotion || one.line > memory_.once_taken.size()) continue;
      const auto found = tables.promotions_by_id.find(one.rule);
      const bool once = found != tables.promotions_by_id.end() &&
                        tables.rules.promotions[found->second].once_per_line;
      if (once) memory_.once_taken[one.line - 1] = 1;
    }
  }
  void run_multiples() {
    for (std::size_t i = 0; i < memory_.used; ++i) {
      if (multiplies(*memory_.candidates[i].promotion)) step(memory_.candidates[i]);
    }
  }

  /// By declared priority each in its turn. Where the best is sought money goes first: what hands
  /// out points or coupons only takes the room that is left.
  void run(Choice choice) {
    if (choice == Choice::priority) {
      for (std::size_t i = 0; i < memory_.used; ++i) step(memory_.candidates[i]);
      return;
    }
    for (const bool money : {true, false}) {
      for (std::size_t i = 0; i < memory_.used; ++i) {
        if (memory_.candidates[i].money == money) step(memory_.candidates[i]);
      }
    }
  }

 private:
  void step(Candidate& candidate) {
    const Promotion& promotion = *candidate.promotion;
    Considered seen = seen_of(promotion);
    seen.why = conflict(candidate, seen.other);
    if (seen.why == Why::applied) {
      std::ranges::fill(memory_.off, 0);
      const std::size_t awards = quote_.awards.size();
      const auto lines = free_lines(candidate, memory_);
      const Effect effect = evaluate(
          promotion,
          basket_,
          lines,
          memory_.amounts,
          memory_.off,
          &quote_.awards,
          {.closed = closed_to(promotion, memory_.once_taken)}
      );
      seen.why = effect.why;
      seen.needs = effect.needs;
      seen.has = effect.has;
      if (seen.why == Why::no_goods && lines.size() < candidate.lines.size())
        seen.why = Why::line_taken;
      if (seen.why == Why::applied && candidate.money && !candidate.chosen) {
        seen.why = Why::dearer;
        seen.needs = seen.has = 0;
        quote_.awards.resize(awards);
      }
      if (seen.why == Why::applied) {
        seen.amount = effect.off;
        if (raise_multiples(promotion, lines)) {
          take(candidate, lines);
        } else {
          seen.why = Why::saves_nothing;
        }
      }
      if (seen.why == Why::applied) memory_.applied.push_back(&promotion);
    }
    if (detail_ == Detail::trace) quote_.considered.push_back(seen);
  }

  Why conflict(const Candidate& candidate, std::int64_t& other) const {
    for (const Promotion* applied : memory_.applied) {
      const Why why = conflict_of(*candidate.promotion, *applied);
      if (why == Why::applied) continue;
      other = applied->id;
      return why;
    }
    // One that comes later was worth more than this.
    if (!candidate.money || candidate.chosen) return Why::applied;
    for (std::size_t i = 0; i < memory_.used; ++i) {
      const Candidate& later = memory_.candidates[i];
      if (!later.chosen) continue;
      const Why why = conflict_of(*candidate.promotion, *later.promotion);
      if (why == Why::applied) continue;
      other = later.promotion->id;
      return why;
    }
    return Why::applied;
  }

  void take(const Candidate& candidate, std::span<const std::uint32_t> lines) {
    const Promotion& promotion = *candidate.promotion;
    for (std::uint32_t i = 0; i < memory_.off.size(); ++i) {
      if (memory_.off[i] == 0) continue;
      memory_.amounts[i] -= memory_.off[i];
      memory_.any_taken[i] = 1;
      quote_.concessions.push_back({RuleKind::promotion, i + 1, promotion.id, 0, memory_.off[i]});
    }
    note_lines(promotion, lines, memory_.off, memory_.once_taken);
  }

  /// Whether a line has more points by it; true for what is no multiple.
  bool raise_multiples(const Promotion& promotion, std::span<const std::uint32_t> lines) {
    const auto* points = std::get_if<PointsMultiple>(&promotion.reward);
    if (!points) return true;
    bool raised = false;
    for (const std::uint32_t position : lines) {
      PricedLine& line = quote_.lines[position];
      if (points->multiple <= line.multiple) continue;
      line.multiple = points->multiple;
      line.multiple_of = promotion.id;
      raised = true;
    }
    return raised;
  }

  const Basket& basket_;
  Detail detail_;
  Memory& memory_;
  Quote& quote_;
};

/// Before any promotion: the lines cost what members pay.
void begin_promotions(const Quote& quote, Memory& memory) {
  const std::size_t lines = quote.lines.size();
  memory.amounts.resize(lines);
  for (std::size_t i = 0; i < lines; ++i) memory.amounts[i] = quote.lines[i].member;
  memory.off.assign(lines, 0);
  memory.once_taken.assign(lines, 0);
  memory.any_taken.assign(lines, 0);
}

}  // namespace

void multiply_points(
    const Index::Tables& tables,
    const Basket& basket,
    const Quote& had,
    int weekday,
    Workspace::Memory& memory,
    Quote& quote
) {
  begin_promotions(quote, memory);
  collect(tables, basket, memory);
  select(tables, basket, Detail::trace, weekday, memory, quote);
  std::erase_if(quote.considered, [&](const Considered& seen) {
    return !multiplies(tables.rules.promotions[tables.promotions_by_id.at(seen.rule)]);
  });
  Applying applying(basket, Detail::trace, memory, quote);
  applying.stand_beside(tables, had);
  applying.run_multiples();
}

void price_promotions(
    const Index::Tables& tables,
    const Basket& basket,
    const Coupons& coupons,
    Detail detail,
    int weekday,
    Workspace::Memory& memory,
    Quote& quote
) {
  const std::size_t lines = basket.lines.size();
  begin_promotions(quote, memory);
  collect(tables, basket, memory);
  select(tables, basket, detail, weekday, memory, quote);
  quote.exact = choose(tables.rules.parameters, basket, coupons, memory, quote);
  Applying applying(basket, detail, memory, quote);
  applying.run(tables.rules.parameters.choice);
  for (std::size_t i = 0; i < lines; ++i) {
    quote.lines[i].promoted = quote.lines[i].payable = memory.amounts[i];
    quote.promoted_total += memory.amounts[i];
  }
}

}  // namespace guanxi::pricing
