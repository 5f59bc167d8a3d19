// Inside the engine: what each kind of reward does, one small file a kind, each with its own tests.
// A new kind is its struct in rules.h, a line in Reward, a file here and a test.
#pragma once

#include <span>
#include <vector>

#include "modules/pricing/engine/quote.h"

namespace guanxi::pricing {

/// What a kind works on: the goods in its scope, at what they cost after the steps before.
struct Pool {
  const Basket& basket;
  const Offer& offer;
  std::span<const std::uint32_t> lines;   // in scope: positions, in the order of their goods
  std::span<const std::int64_t> amounts;  // of all lines
  std::span<const std::uint8_t> closed;   // of all lines or empty: what no reward may touch
  std::int64_t times = 1;                 // how often the threshold is reached
  std::int64_t times_max = 0;             // of kinds that count sets themselves; 0: any
  std::span<std::int64_t> off;            // of all lines, zeros before: what is taken off each
  std::vector<Award>* awards = nullptr;   // null: nobody asks
  std::int64_t needs = 0, has = 0;        // of the reason, where it gave nothing

  const BasketLine& line(std::uint32_t position) const { return basket.lines[position]; }
  /// Whether the reward may touch the line at all, in its scope or besides it.
  bool is_open(std::uint32_t position) const {
    const BasketLine& one = line(position);
    if (offer.full_price_only && one.shop() < one.list_price) return false;
    return closed.empty() || !closed[position];
  }
  std::int64_t sum() const;
  std::int64_t pieces() const;
  /// Takes `total`, or all there is, off the lines in scope in proportion to what they cost.
  void take(std::int64_t total);
};

/// Sorts positions of lines by what they are and not by where they stand: whoever breaks a tie by
/// this order gives the same total for the same goods, in whatever order the till keyed them in.
void in_order_of_goods(const Basket& basket, std::vector<std::uint32_t>& lines);
/// The lines that a reward is about besides its scope, in that order.
template <class IsTarget>
std::vector<std::uint32_t> targets_of(const Pool& pool, const IsTarget& is_target) {
  std::vector<std::uint32_t> targets;
  for (std::uint32_t i = 0; i < pool.basket.lines.size(); ++i) {
    const BasketLine& line = pool.line(i);
    if (line.kind == LineKind::goods && pool.is_open(i) && is_target(line.goods))
      targets.push_back(i);
  }
  in_order_of_goods(pool.basket, targets);
  return targets;
}

/// Some pieces of a line that cost the same each.
struct Pieces {
  std::uint32_t line = 0;
  std::int64_t count = 0;
  std::int64_t amount = 0;  // of the whole line …
  std::int64_t of = 0;      // … with so many pieces

  /// What `some` of them cost, half-up; all of them exactly what the line costs.
  std::int64_t cost_of(std::int64_t some) const;
};
/// Lines that are counted in pieces, cheapest or dearest pieces first, ties in the order given.
enum class PiecesOrder { cheapest, dearest };
std::vector<Pieces> pieces_of(
    const Pool& pool, std::span<const std::uint32_t> lines, PiecesOrder order
);

// Each takes its discount off `pool.off` and says `applied`, or why it gives nothing.
Why apply(const MoneyOff& reward, Pool& pool);
Why apply(const PercentOff& reward, Pool& pool);
Why apply(const FixedPrice& reward, Pool& pool);
Why apply(const Steps& reward, Pool& pool);
Why apply(const BuyGet& reward, Pool& pool);
Why apply(const Bundle& reward, Pool& pool);
Why apply(const AddOn& reward, Pool& pool);
Why apply(const Gift& reward, Pool& pool);
Why apply(const PointsMultiple& reward, Pool& pool);
Why apply(const CouponGift& reward, Pool& pool);
Why apply(const FreightOff& reward, Pool& pool);

/// Goods that a reward is about besides its scope: they do not count for its threshold.
bool is_target(const Reward& reward, const Goods& goods);
/// Whether it can change what is paid.
bool gives_money(const Reward& reward);
/// The most it can take off lines that cost these amounts or less – all of them or, where `fewer`,
/// some –, whatever was bought before it: from `alone`, what it takes off them if nothing else
/// does.
std::int64_t most_of(const Offer& offer, const Pool& pool, std::int64_t alone, bool fewer);

}  // namespace guanxi::pricing
