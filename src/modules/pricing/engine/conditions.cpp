#include "modules/pricing/engine/conditions.h"

#include <algorithm>

#include "base/calendar.h"

namespace guanxi::pricing {
namespace {

void sort_numbers(std::vector<std::int64_t>& numbers) {
  std::ranges::sort(numbers);
  numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
}

}  // namespace

void Conditions::sort() {
  for (auto* list : {&stores, &card_types, &tiers, &groups, &groups_excluded}) sort_numbers(*list);
}

Date Conditions::last_day() const {
  if (!to) return Date::never;
  const bool by_night = std::ranges::any_of(hours, &Hours::over_midnight);
  return by_night && *to < Date::never ? to->plus_days(1) : *to;
}

bool is_birthday(Date birthday, Date day) { return birthday_in(birthday, day.year()) == day; }

bool is_birthday_in(BirthdayIn span, Date birthday, Date day) {
  switch (span) {
    case BirthdayIn::any:
      return true;
    case BirthdayIn::day:
      return is_birthday(birthday, day);
    case BirthdayIn::week: {
      const Date monday = day.plus_days(-weekday_of(day));
      const int days = std::min(7, 1 + monday.days_until(Date::never));  // the calendar ends there
      for (int i = 0; i < days; ++i) {
        if (is_birthday(birthday, monday.plus_days(i))) return true;
      }
      return false;
    }
    case BirthdayIn::month:
      return birthday.month() == day.month();
  }
  return false;
}

}  // namespace guanxi::pricing
