// How long a request of a person may take. Pure. Inside flows/person only.
#pragma once

#include "base/time.h"

namespace guanxi::person {

/// Fifteen working days satisfy both the thirty days in which a request must be answered and the
/// fifteen working days in which an account must be closed (GB/T 35273-2020, 8.7 and 8.5).
inline constexpr int working_days_default = 15;
inline constexpr int working_days_max = 30;

/// The day that is `days` working days (Monday to Friday) after `from`. Public holidays are not
/// known and count as working days: the clock rather runs out too early.
Date after_working_days(Date from, int days);

}  // namespace guanxi::person
