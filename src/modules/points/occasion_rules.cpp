// Which occasions a sale has. Pure.
#include <algorithm>

#include "base/calendar.h"
#include "modules/points/occasions.h"

namespace guanxi::points {

namespace {

template <class T>
bool is_among(const std::vector<T>& allowed, const std::optional<T>& value) {
  return allowed.empty() || (value && std::ranges::find(allowed, *value) != allowed.end());
}

bool celebrates(OccasionBirthday condition, const std::optional<Date>& birthday, Date day) {
  if (condition == OccasionBirthday::any) return true;
  if (!birthday || birthday->month() != day.month()) return false;
  if (condition == OccasionBirthday::month) return true;
  return birthday_in(*birthday, day.year()) == day;
}

}  // namespace

bool applies(const Occasion& occasion, const OccasionFacts& facts) {
  if ((occasion.weekdays >> weekday_of(facts.day) & 1) == 0) return false;
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
