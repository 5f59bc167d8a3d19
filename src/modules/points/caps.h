// The most that a member's sales earn on a day, and what of a sale is cut to keep it. What was
// earned is counted by the day of posting; goods that come back give no room back.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

/// What the account's sales earned since `from`, all classes. Reads its entries since then.
Points earned_since(sql::Tx& tx, const Account& account, Instant from);

/// What is left of `earning` if it may earn `left` (≥ 0) in all: class C is cut first, then B, E
/// and A. What points paid stays.
Earning capped(const Earning& earning, Points left);

}  // namespace guanxi::points
