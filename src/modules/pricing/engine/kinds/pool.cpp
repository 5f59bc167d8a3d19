#include <algorithm>
#include <array>
#include <tuple>

#include "base/allocate.h"
#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {

std::int64_t Pool::sum() const {
  std::int64_t total = 0;
  for (const std::uint32_t position : lines) total += amounts[position];
  return total;
}

std::int64_t Pool::pieces() const {
  std::int64_t total = 0;
  for (const std::uint32_t position : lines) total += line(position).pieces();
  return total;
}

void Pool::take(std::int64_t total) {
  total = std::min(total, sum());
  if (total <= 0) return;
  if (lines.size() == 1) {
    off[lines.front()] += total;
    return;
  }
  constexpr std::size_t few = 32;
  std::array<std::int64_t, 2 * few> memory;
  std::vector<std::int64_t> more;
  if (lines.size() > few) more.resize(2 * lines.size());
  const auto both = std::span(more.empty() ? memory.data() : more.data(), 2 * lines.size());
  const auto weights = both.first(lines.size()), parts = both.last(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) weights[i] = amounts[lines[i]];
  allocate_into(total, weights, parts);
  for (std::size_t i = 0; i < lines.size(); ++i) off[lines[i]] += parts[i];
}

void in_order_of_goods(const Basket& basket, std::vector<std::uint32_t>& lines) {
  const auto comes_first = [&](std::uint32_t a, std::uint32_t b) {
    const BasketLine &one = basket.lines[a], &other = basket.lines[b];
    if (one.goods.ids != other.goods.ids) {
      const auto &left = one.goods.ids, &right = other.goods.ids;
      return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
    }
    const auto rest = [](const BasketLine& line) {
      return std::tuple(line.list_price, line.shop(), line.quantity, line.kind);
    };
    return rest(one) < rest(other);
  };
  // A stable sort of the library asks for memory; few are soon in order.
  if (lines.size() > 32) {
    std::ranges::stable_sort(lines, comes_first);
    return;
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::uint32_t line = lines[i];
    std::size_t place = i;
    for (; place > 0 && comes_first(line, lines[place - 1]); --place)
      lines[place] = lines[place - 1];
    lines[place] = line;
  }
}

std::int64_t Pieces::cost_of(std::int64_t some) const {
  return some == of ? amount : divide(Int128{amount} * some, of, Rounding::half_up);
}

std::vector<Pieces> pieces_of(
    const Pool& pool, std::span<const std::uint32_t> lines, PiecesOrder order
) {
  std::vector<Pieces> all;
  for (const std::uint32_t position : lines) {
    const std::int64_t count = pool.line(position).pieces();
    if (count > 0) all.push_back({position, count, pool.amounts[position], count});
  }
  std::ranges::stable_sort(all, [order](const Pieces& a, const Pieces& b) {
    const Int128 one = Int128{a.amount} * b.of, other = Int128{b.amount} * a.of;
    return order == PiecesOrder::cheapest ? one < other : one > other;
  });
  return all;
}

bool is_target(const Reward& reward, const Goods& goods) {
  if (const auto* add_on = std::get_if<AddOn>(&reward)) return add_on->target.contains(goods);
  if (const auto* gift = std::get_if<Gift>(&reward)) return goods.of(GoodsKind::item) == gift->item;
  return false;
}

bool gives_money(const Reward& reward) {
  return !std::holds_alternative<PointsMultiple>(reward) &&
         !std::holds_alternative<CouponGift>(reward);
}

namespace {

/// Of a kind that takes pieces each line rounds twice, its cost and what is taken off: what lines
/// that cost less can have more.
std::int64_t rounding_of(const Pool& pool) {
  return 2 * static_cast<std::int64_t>(pool.amounts.size());
}

/// With fewer lines the cheapest pieces may be dearer ones: as if the dearest were for free.
std::int64_t most_of(const BuyGet& reward, const Pool& pool) {
  std::int64_t sets = pool.pieces() / (reward.buy + reward.get);
  if (pool.times_max > 0) sets = std::min(sets, pool.times_max);
  std::int64_t left = sets * reward.get, cost = 0;
  for (const Pieces& one : pieces_of(pool, pool.lines, PiecesOrder::dearest)) {
    const std::int64_t taken = std::min(left, one.count);
    cost += one.cost_of(taken);
    left -= taken;
    if (left == 0) break;
  }
  return std::max<std::int64_t>(0, cost - reward.rate.apply(cost, Rounding::floor));
}

}  // namespace

std::int64_t most_of(const Offer& offer, const Pool& pool, std::int64_t alone, bool fewer) {
  if (const auto* steps = std::get_if<Steps>(&offer.reward)) {
    const std::int64_t sum = pool.sum();
    for (const Steps::Step& step : steps->steps) {
      const std::int64_t off = step.rate ? sum - step.rate->apply(sum, Rounding::floor)
                                         : std::min(sum, step.off.value_or(0));
      alone = std::max(alone, off);
    }
    return alone;
  }
  if (const auto* bundle = std::get_if<Bundle>(&offer.reward);
      bundle && bundle->slots.size() != 1) {
    // In another order of dearness its slots may find what they now take from each other.
    return std::max<std::int64_t>(0, pool.sum() - bundle->price) + rounding_of(pool);
  }
  if (const auto* buy_get = std::get_if<BuyGet>(&offer.reward)) {
    if (fewer) alone = std::max(alone, most_of(*buy_get, pool));
    return alone + rounding_of(pool);
  }
  // What these take is a sum of the dearest pieces: it falls with every line that costs less.
  const bool dearest = std::holds_alternative<Bundle>(offer.reward) ||
                       std::holds_alternative<AddOn>(offer.reward) ||
                       std::holds_alternative<Gift>(offer.reward);
  return dearest ? alone + rounding_of(pool) : alone;
}

}  // namespace guanxi::pricing
