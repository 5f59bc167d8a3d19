#include "base/calendar.h"

namespace guanxi {

int weekday_of(Date day) {
  static const Date monday = *Date::of(1970, 1, 5);
  const int days = monday.days_until(day) % 7;
  return days < 0 ? days + 7 : days;
}

Date birthday_in(Date birthday, int year) {
  if (const auto same = Date::of(year, birthday.month(), birthday.day())) return *same;
  return *Date::of(year, 2, 28);
}

}  // namespace guanxi
