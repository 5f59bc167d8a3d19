// Inside the engine: what one promotion or coupon does to a basket as it stands, and which of
// those that could apply shall.
#pragma once

#include <algorithm>
#include <vector>

#include "modules/pricing/engine/kinds/kinds.h"
#include "modules/pricing/engine/tables.h"

namespace guanxi::pricing {

/// A reward counts at most so many times, whatever the threshold.
inline constexpr std::int64_t times_most = 1'000'000;

/// All lines of the basket in the order of their goods (in_order_of_goods).
void order_lines(const Basket& basket, std::vector<std::uint32_t>& ordered);
/// The lines of a basket that an offer is about, whatever they cost: positions, in the order of
/// `ordered`.
void lines_of(
    const Offer& offer,
    const Basket& basket,
    std::span<const std::uint32_t> ordered,
    std::vector<std::uint32_t>& out
);
/// Of lines that its scope may include: leaves those that it is about.
void drop_lines(const Offer& offer, const Basket& basket, std::vector<std::uint32_t>& lines);

struct Effect {
  Why why = Why::applied;
  std::int64_t needs = 0, has = 0;
  std::int64_t off = 0;  // of all lines together
};
/// What the rules before an offer have left it on this receipt.
struct Before {
  std::span<const std::uint8_t> closed = {};  // lines that its reward must not touch; none: empty
  std::int64_t uses = 0, money = 0;           // of its own limits
  bool is_coupon = false;
};
/// What an offer whose conditions hold gives: threshold, reward, limits. `off` (zeros before, one
/// for each line) gets what is taken off; nothing where it gives nothing. Never below 0 and never
/// more than a line costs, whatever numbers a rule has.
Effect evaluate(
    const Offer& offer,
    const Basket& basket,
    std::span<const std::uint32_t> lines,
    std::span<const std::int64_t> amounts,
    std::span<std::int64_t> off,
    std::vector<Award>* awards,
    const Before& before = {}
);

/// Takes parts off for rounding: what rounding off leaves of a total.
std::int64_t rounded_off(std::int64_t total, const Parameters& parameters);

struct Candidate {
  const Promotion* promotion = nullptr;
  std::vector<std::uint32_t> lines;
  std::int64_t most = 0;  // that it can take off in this basket
  bool money = false;
  bool chosen = false;
};

/// What the search for the best choice works on: a level for each candidate taken or left so far.
struct Choosing {
  struct Level {
    std::vector<std::int64_t> amounts, off;
    std::vector<std::uint8_t> once_taken, promoted;
    std::vector<std::uint32_t> lines;
  };
  /// One that can change what is paid, and what it cannot stand beside.
  struct Competitor {
    Candidate* candidate = nullptr;
    std::uint32_t group = 0;      // of its exclusive group: the last competitor of it
    std::int64_t group_most = 0;  // where it is that one: what one of the group can take off
    int blocked = 0;              // by so many that are taken
    std::vector<std::uint32_t> conflicts;  // with competitors that come later
  };
  std::vector<Level> levels;            // of which the first `used` + 1 count
  std::vector<Competitor> competitors;  // of which the first `used` count
  std::size_t used = 0;
  std::vector<Candidate*> taken, best;
  std::vector<std::uint8_t> member_reduced;
  std::vector<std::int64_t> after_coupons;
};

class Workspace::Memory {
 public:
  struct Hit {  // a promotion found by the goods of a line
    Postings::Position promotion = 0;
    std::uint32_t line = 0;  // its place in `ordered`
    auto operator<=>(const Hit&) const = default;
  };
  std::vector<std::uint32_t> ordered;  // all lines, in the order of their goods
  std::vector<Hit> hits;
  std::vector<Postings::Position> found;  // by anything else
  std::vector<Candidate> candidates;      // of which the first `used` count
  std::size_t used = 0;

  // What is true while promotions are applied one after another.
  std::vector<std::int64_t> amounts, off;
  std::vector<std::uint8_t> once_taken,
      any_taken;  // by a promotion that takes a line alone; by any
  std::vector<std::uint32_t> lines;
  std::vector<const Promotion*> applied;

  Choosing choosing;

  Candidate& next_candidate();
};

class Coupons;
/// Applies promotions to quote.lines (promoted), with multiples, awards, concessions and what was
/// considered; what the coupons will take off counts for the choice.
void price_promotions(
    const Index::Tables& tables,
    const Basket& basket,
    const Coupons& coupons,
    Detail detail,
    int weekday,
    Workspace::Memory& memory,
    Quote& quote
);
/// Of promotions those alone that multiply points, on lines that cost quote.lines (member); see
/// multiples().
void multiply_points(
    const Index::Tables& tables,
    const Basket& basket,
    const Quote& had,
    int weekday,
    Workspace::Memory& memory,
    Quote& quote
);

}  // namespace guanxi::pricing
