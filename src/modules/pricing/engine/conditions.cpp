#include "modules/pricing/engine/conditions.h"

#include <algorithm>

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

int weekday_of(Date day) {
  static const Date monday = *Date::of(1970, 1, 5);
  const int days = monday.days_until(day) % 7;
  return days < 0 ? days + 7 : days;
}

namespace {

/// The birthday as it is celebrated in a year.
Date celebrated(Date birthday, int year) {
  if (const auto same = Date::of(year, birthday.month(), birthday.day())) return *same;
  return *Date::of(year, 2, 28);
}

}  // namespace

bool is_birthday(Date birthday, Date day) { return celebrated(birthday, day.year()) == day; }

bool is_birthday_in(BirthdayIn span, Date birthday, Date day) {
  switch (span) {
    case BirthdayIn::any:
      return true;
    case BirthdayIn::day:
      return is_birthday(birthday, day);
    case BirthdayIn::week: {
      const Date monday = day.plus_days(-weekday_of(day));
      for (int i = 0; i < 7; ++i) {
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
