// Gifts for joining and for recommendations against the books of points. Inside flows/verify only.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

/// Each gift of the points has its joining or recommendation, and the other way round.
void compare_gifts(sql::Tx& tx, Report& report);

}  // namespace guanxi::verify
