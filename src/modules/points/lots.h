// Inside modules/points: which lots a spending or a return takes from. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "modules/points/points.h"

namespace guanxi::points {

/// The order in which lots are used: first to expire first – members lose the fewest to expiry, and
/// the liability falls in the order it falls due – then the older cause, then the class.
bool used_before(const Lot& a, const Lot& b);
/// What of a lot may be moved: a hold keeps its part.
inline Points free_of(const Lot& lot) { return lot.remaining - lot.held; }

struct Take {
  std::size_t lot;  // index into the lots given
  Points amount;    // > 0
  bool operator==(const Take&) const = default;
};
struct Takes {
  std::vector<Take> takes;
  Points missing;  // what the lots did not have
};
/// Takes `amount` from lots that are in the order of used_before.
Takes take(std::span<const Lot> lots, Points amount);

/// How a return of `amount` points earned in `own` comes about.
struct ReturnPlan {
  Points from_own;
  Points forgiven;  // of own, expired before and not charged again
  std::vector<Take> from_others;
  Points shortfall;  // for the programme's policy
};
/// `others`: the open lots without `own`, in the order of used_before. `own` is as of today: what
/// has expired is out.
ReturnPlan plan_return(const Lot& own, std::span<const Lot> others, Points amount);

}  // namespace guanxi::points
