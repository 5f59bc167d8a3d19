// Which occasions a sale has. Pure.
#include <algorithm>

#include "modules/points/occasions.h"

namespace guanxi::points {

namespace {

template <class T>
bool is_among(const std::vector<T>& allowed, const std::optional<T>& value) {
  return allowed.empty() || (value && std::ranges::find(allowed, *value) != allowed.end());
}

int weekday_bit(Date day) {
  const Date monday = *Date::of(1970, 1, 5);
  const int apart = monday.days_until(day) % 7;
  return 1 << (apart < 0 ? apart + 7 : apart);
}

bool celebrates(OccasionBirthday condition, const std::optional<Date>& birthday, Date day) {
  if (condition == OccasionBirthday::any) return true;
  if (!birthday || birthday->month() != day.month()) return false;
  if (condition == OccasionBirthday::month) return true;
  // The day this year, or the last one before it that the month has.
  const bool exists = Date::of(day.year(), birthday->month(), birthday->day()).has_value();
  return day.day() == (exists ? birthday->day() : birthday->day() - 1);
}

}  // namespace

bool applies(const Occasion& occasion, const OccasionFacts& facts) {
  if ((occasion.weekdays & weekday_bit(facts.day)) == 0) return false;
  if (facts.minute < occasion.from_minute || facts.minute >= occasion.to_minute) return false;
  if (!celebrates(occasion.birthday, facts.birthday, facts.day)) return false;
  if (!is_among(occasion.stores, std::optional(facts.store))) return false;
  if (!is_among(occasion.card_types, facts.card_type)) return false;
  return occasion.items.empty() || std::ranges::any_of(facts.items, [&](const std::string& item) {
           return is_among(occasion.items, std::optional(item));
         });
}

Points Gains::given() const {
  Points sum;
  for (const Occasion& gift : gifts) sum += gift.points;
  return sum;
}

Gains gains_of(std::vector<Occasion> in_force, const OccasionFacts& facts) {
  Gains gains;
  for (Occasion& occasion : in_force) {
    if (!applies(occasion, facts)) continue;
    auto& kind = occasion.kind == OccasionKind::multiple ? gains.multiples : gains.gifts;
    kind.push_back(std::move(occasion));
  }
  std::ranges::stable_sort(gains.multiples, [](const Occasion& a, const Occasion& b) {
    return a.multiple > b.multiple;
  });
  return gains;
}

}  // namespace guanxi::points
