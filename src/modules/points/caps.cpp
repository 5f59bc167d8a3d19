#include "modules/points/caps.h"

#include <algorithm>

#include "modules/points/posting.h"

namespace guanxi::points {

Points earned_since(sql::Tx& tx, const Account& account, Instant from) {
  Points sum;
  walk_back(tx, account, 0, [&](const Entry& entry) {
    if (entry.posted_at < from) return false;
    const bool earned = entry.reason == Reason::earned ||
                        (entry.reason == Reason::repaid && entry.sum != Sum::redeemed);
    if (earned && entry.cause.kind == CauseKind::sale) sum += entry.amount;
    return true;
  });
  return sum;
}

Earning capped(const Earning& earning, Points left) {
  GX_CHECK(!left.is_negative());
  Earning kept = earning;
  Points beyond = std::max(earning.a + earning.b + earning.c + earning.e - left, Points(0));
  for (Points* const klass : {&kept.c, &kept.b, &kept.e, &kept.a}) {
    const Points cut = std::min(*klass, beyond);
    *klass -= cut;
    beyond -= cut;
  }
  return kept;
}

}  // namespace guanxi::points
