#include "modules/points/budgets.h"

#include <algorithm>

#include "modules/points/caps.h"

namespace guanxi::points {

namespace {

const sql::Query taken_of_budget_sql{
    "SELECT given FROM points_budgets WHERE programme_id = $1 AND day = $2"};
// The first of a day makes the row; beyond the budget nothing changes.
const sql::Query take_of_budget_sql{
    "INSERT INTO points_budgets (programme_id, day, given) VALUES ($1, $2, $3) "
    "ON CONFLICT (programme_id, day) DO UPDATE SET given = points_budgets.given + $3 "
    "WHERE points_budgets.given + $3 <= $4"};
const sql::Query budget_days_sql{
    "SELECT programme_id, day, given FROM points_budgets ORDER BY programme_id, day"};

}  // namespace

Points budgeted(const Earning& earning, programmes::DayPointsOf classes) {
  const Points extras = earning.b + earning.c;
  return classes == programmes::DayPointsOf::all ? extras + earning.a + earning.e : extras;
}

Earning within_budget(const Earning& earning, programmes::DayPointsOf classes, Points left) {
  if (classes == programmes::DayPointsOf::all) return capped(earning, left);
  Earning extras = earning;
  extras.a = extras.e = Points();
  Earning kept = capped(extras, left);
  kept.a = earning.a;
  kept.e = earning.e;
  return kept;
}

Points taken_of_budget(sql::Tx& tx, ProgrammeId programme, Date day) {
  return tx.find<Points>(taken_of_budget_sql, programme, day).value_or(Points());
}

Outcome take_of_budget(
    sql::Tx& tx, ProgrammeId programme, Date day, Points amount, std::int64_t most
) {
  GX_CHECK(amount > Points(0) && amount <= Points(most));
  if (tx.exec(take_of_budget_sql, programme, day, amount, most) == 0) return ErrorCode::conflict;
  return ok();
}

std::vector<BudgetDay> budget_days(sql::Tx& tx) { return tx.list<BudgetDay>(budget_days_sql); }

}  // namespace guanxi::points
