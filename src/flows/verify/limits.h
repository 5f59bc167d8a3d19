// Receipts against what limits points: uses of occasions, days' budgets, and from when points are
// usable. Part of flows/verify.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

/// What a sale says it used must stand among the uses, given back where all goods have come back;
/// what sales say they took of a day's budget must add up to its counter; the lots of a sale must
/// become usable on the day that it says.
void compare_limits(sql::Tx& tx, Report& report);

}  // namespace guanxi::verify
