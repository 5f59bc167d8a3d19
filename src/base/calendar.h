// Days of the week and birthdays: what calendars say of a date. Values; any thread.
#pragma once

#include "base/time.h"

namespace guanxi {

/// Monday 0 … Sunday 6.
int weekday_of(Date day);
/// The birthday as it is celebrated in a year: 29 February on the 28th where there is none.
Date birthday_in(Date birthday, int year);

}  // namespace guanxi
