#include "flows/person/rules.h"

namespace guanxi::person {

Date after_working_days(Date from, int days) {
  const Date monday = *Date::of(2024, 1, 1);
  while (days > 0) {
    from = from.plus_days(1);
    const int weekday = ((monday.days_until(from) % 7) + 7) % 7;  // Monday: 0
    if (weekday < 5) --days;
  }
  return from;
}

}  // namespace guanxi::person
