// Whom a job or an event may issue a coupon to: nobody who is closed or frozen, or wants their data
// kept and used for nothing.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <optional>

#include "base/error_code.h"
#include "modules/members/members.h"

namespace guanxi::coupons {

/// member_closed, member_frozen, member_restricted; nullopt: nothing is in the way.
std::optional<ErrorCode> barred(sql::Tx& tx, const members::Member& member, Instant now);

}  // namespace guanxi::coupons
