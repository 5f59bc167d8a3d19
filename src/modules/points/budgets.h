// What the sales of a programme may earn on a day, of all members together: one counter for each
// programme and day, by the day of posting. Only a programme that has a budget
// (programme_day_points_max) reads or writes it. A sale is cut to what the plan saw left; taking it
// is one statement that refuses to pass the budget, so that any number of sales at once stay
// within. What is taken stays taken: goods that come back give no room back, neither of their own
// day nor of another.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/points.h"

namespace guanxi::points {

/// What of an earning counts for the budget.
Points budgeted(const Earning& earning, programmes::DayPointsOf classes);
/// What is left of an earning that may take `left` (≥ 0): class C is cut first, then B, then, where
/// the budget is for all classes, E and A.
Earning within_budget(const Earning& earning, programmes::DayPointsOf classes, Points left);

/// Taken so far.
Points taken_of_budget(sql::Tx& tx, ProgrammeId programme, Date day);
/// Takes `amount` (> 0, ≤ `most`). Errors: conflict where that is more than is left now.
Outcome take_of_budget(
    sql::Tx& tx, ProgrammeId programme, Date day, Points amount, std::int64_t most
);

/// For holding them against receipts, in this order.
struct BudgetDay {
  ProgrammeId programme;
  Date day;
  Points taken;
};
std::vector<BudgetDay> budget_days(sql::Tx& tx);

}  // namespace guanxi::points
