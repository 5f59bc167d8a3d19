// Inside modules/points: how verify reads an entry and compares lots with their entries. Pure; any
// thread.
#pragma once

#include <optional>

#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {

// Sums wrap instead of overflowing: a planted number must not stop the search, and equality is all
// we ask.
using Wrapping = std::uint64_t;
inline Wrapping wrap(std::int64_t number) { return static_cast<Wrapping>(number); }
inline std::int64_t unwrap(Wrapping number) { return static_cast<std::int64_t>(number); }

struct ParsedEntry {
  Reason reason = Reason::earned;
  Sum sum = Sum::a;
  Transfer transfer;
  std::optional<Class> lot_class;
  CauseKind cause = CauseKind::sale;
};
/// nullopt unless every word is one of ours, the transfer is what the reason allows, and a lot is
/// named exactly where points moved.
std::optional<ParsedEntry> parse(const store::RawEntry& raw);

/// What the entries say about a lot, or the lot about itself.
struct LotSums {
  Wrapping original = 0, remaining = 0, held = 0, expired = 0, forgiven = 0;
  Wrapping caused = 0;  // original times the number of the cause's kind: adds up as the others do
  LotSums& operator+=(const LotSums& other);
  bool operator==(const LotSums&) const = default;
};
LotSums lot_effect(const ParsedEntry& entry, std::int64_t amount);
LotSums sums_of(const store::RawLot& lot);
/// 0 ≤ held ≤ remaining, remaining + expired ≤ original, forgiven ≤ expired, reversed ≤ original,
/// nothing negative; a cause that is one of ours, and a day that is one. The schema refuses most of
/// the same; a broken disk does not ask it.
bool in_bounds(const store::RawLot& lot);

/// A random linear sketch: the sketches of an owner's entries add up to those of its lots if each
/// lot is as its entries say; if not, they differ but for one case in 2^64. The salt is new for
/// every run, so nobody can aim at that case.
class LotSketch {
 public:
  LotSketch();
  Wrapping of(std::int64_t day, std::int64_t lot_id, Class klass, const LotSums& sums) const;

 private:
  Wrapping weight(std::int64_t day, std::int64_t lot_id, Class klass, Wrapping column) const;
  Wrapping salt_ = 0;
};

}  // namespace guanxi::points
