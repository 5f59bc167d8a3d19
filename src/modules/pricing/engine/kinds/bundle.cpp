#include <algorithm>

#include "base/allocate.h"
#include "modules/pricing/engine/kinds/kinds.h"

namespace guanxi::pricing {
namespace {

/// Fills one set, the dearest pieces first. Slots may name the same goods: a piece then moves to
/// another slot where that makes room. So a set is found wherever there is one, and it holds the
/// dearest pieces that can stand in one together.
class BundleSet {
 public:
  BundleSet(const Bundle& reward, const Pool& pool, const std::vector<Pieces>& lines)
      : slots_(reward.slots), fits_(slots_.size()), in_(slots_.size()) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      for (const Pieces& one : lines)
        fits_[slot].push_back(slots_[slot].scope.contains(pool.line(one.line).goods));
    }
  }

  /// How many pieces of each line a set takes; empty where there are not enough.
  std::vector<std::int64_t> fill(const std::vector<std::int64_t>& left) {
    missing_.clear();
    std::int64_t all = 0;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      missing_.push_back(std::max<std::int64_t>(0, slots_[slot].pieces));
      all += missing_.back();
      in_[slot].assign(left.size(), 0);
    }
    std::vector<std::int64_t> taken(left.size(), 0);
    for (std::size_t line = 0; line < left.size() && all > 0; ++line) {
      while (taken[line] < left[line] && all > 0) {
        tried_.assign(slots_.size(), 0);
        if (!seat(line)) break;
        ++taken[line];
        --all;
      }
    }
    if (all > 0) taken.clear();
    return taken;
  }

 private:
  bool seat(std::size_t line) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      if (tried_[slot] || !fits_[slot][line]) continue;
      tried_[slot] = 1;
      if (missing_[slot] > 0) {
        --missing_[slot];
        ++in_[slot][line];
        return true;
      }
      for (std::size_t other = 0; other < in_[slot].size(); ++other) {
        if (other == line || in_[slot][other] == 0 || !seat(other)) continue;
        --in_[slot][other];
        ++in_[slot][line];
        return true;
      }
    }
    return false;
  }

  const std::vector<Bundle::Slot>& slots_;
  std::vector<std::vector<std::uint8_t>> fits_;  // slot, line
  std::vector<std::vector<std::int64_t>> in_;    // slot, line: pieces
  std::vector<std::int64_t> missing_;            // of each slot
  std::vector<std::uint8_t> tried_;
};

/// How many sets more look like this one: so that a pallet is no loop of pieces.
std::int64_t sets_like(
    const std::vector<std::int64_t>& set, const std::vector<std::int64_t>& left
) {
  std::int64_t count = INT64_MAX;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set[i] > 0) count = std::min(count, left[i] / set[i]);
  }
  return count == INT64_MAX ? 0 : count;
}

}  // namespace

Why apply(const Bundle& reward, Pool& pool) {
  const std::vector<Pieces> lines = pieces_of(pool, pool.lines, PiecesOrder::dearest);
  const std::int64_t price = std::max<std::int64_t>(0, reward.price);
  std::vector<std::int64_t> left, costs(lines.size(), 0);
  for (const Pieces& one : lines) left.push_back(one.count);
  BundleSet bundle(reward, pool, lines);
  std::int64_t sets = 0, worth = 0;
  while (pool.times_max == 0 || sets < pool.times_max) {
    const std::vector<std::int64_t> set = bundle.fill(left);
    std::int64_t more = sets_like(set, left);
    if (pool.times_max > 0) more = std::min(more, pool.times_max - sets);
    if (more == 0) break;
    std::int64_t now = 0;
    std::vector<std::int64_t> with = costs;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      left[i] -= more * set[i];
      with[i] = lines[i].cost_of(lines[i].count - left[i]);
      now += with[i];
    }
    // The dearest go into the first sets: the first that saves nothing is the last to try.
    if (now - worth <= more * price) break;
    costs = std::move(with);
    worth = now;
    sets += more;
  }
  if (sets == 0) {
    for (const Bundle::Slot& slot : reward.slots) pool.needs += slot.pieces;
    pool.has = pool.pieces();
    return pool.has < pool.needs ? Why::below_pieces : Why::saves_nothing;
  }
  const auto parts = allocate(worth - sets * price, costs);
  for (std::size_t i = 0; i < lines.size(); ++i) pool.off[lines[i].line] += parts[i];
  return Why::applied;
}

}  // namespace guanxi::pricing
