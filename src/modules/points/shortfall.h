// Inside modules/points: what a return takes and the balance does not have, by the programme's
// policy. Used by one thread, within one Tx.
#pragma once

#include <functional>

#include "modules/points/posting.h"

namespace guanxi::points {

class Shortfalls {
 public:
  Shortfalls(Posting& posting, const programmes::Version& programme)
      : posting_(posting), programme_(programme) {}

  /// `own`: the lot of which an entry of what is owed speaks. Errors: refund_needs_points.
  Outcome enter(Sum sum, Points amount, const std::function<Posting::LotAt()>& own);
  const Shortfall& all() const { return all_; }

 private:
  Posting& posting_;
  const programmes::Version& programme_;
  Shortfall all_;
  std::optional<Posting::LotAt> bought_;
};

}  // namespace guanxi::points
