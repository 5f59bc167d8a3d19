// The statement of an account for a time: what each class and what was redeemed began with, how it
// moved and why, and what it ended with. Of what was posted; the sums are the journal's.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct Movement {
  Reason reason = Reason::earned;
  Points points;  // of the sum: added is positive
};
struct ClassStatement {
  Sum sum = Sum::a;
  Points opening, closing;          // opening + movements = closing
  std::vector<Movement> movements;  // one for each reason there was
};
struct Statement {
  Points opening, closing;              // the balance: a + … + f − redeemed, at both ends
  std::vector<ClassStatement> classes;  // a … f and redeemed, in this order
  Points pending;                       // of the closing balance, not usable on the last day
};
/// What was posted from `from` until before `until`, the end of `last`. Reads the owner's entries
/// since `from`.
Statement statement_of(sql::Tx& tx, const Account& account, Instant from, Instant until, Date last);

}  // namespace guanxi::points
