#include "app/demo_calendar.h"

#include <cstdint>

namespace guanxi::app::demo {
namespace {

/// Chinese New Year's days, yyyymmdd (Purple Mountain Observatory).
constexpr std::int64_t new_years[] = {
    20180216, 20190205, 20200125, 20210212, 20220201, 20230122, 20240210,
    20250129, 20260217, 20270206, 20280126, 20290213, 20300203, 20310123,
    20320211, 20330131, 20340219, 20350208, 20360128, 20370215,
};

int spring_festival(Date date) {
  constexpr int shopping_days = 14, closed_days = 2, quiet_days = 10;
  for (const std::int64_t number : new_years) {
    const int after = Date::from_yyyymmdd(number)->days_until(date);
    if (after >= -shopping_days && after < -1) return 1700;
    if (after == -1) return 900;  // the reunion dinner is at home
    if (after >= 0 && after < closed_days) return 300;
    if (after >= closed_days && after < quiet_days) return 750;
  }
  return 1000;
}

int shopping_day(Date date) {
  const int day = date.month() * 100 + date.day();
  if (day == 1111) return 3200;
  if (day >= 1108 && day <= 1112) return 1500;
  if (day == 618) return 2100;
  if (day >= 616 && day <= 619) return 1300;
  if (day == 1212) return 1500;
  if (day >= 1001 && day <= 1007) return 1600;
  if (day >= 501 && day <= 505) return 1400;
  if (day == 308 || day == 520) return 1400;
  return 1000;
}

}  // namespace

int busyness(Date date) {
  constexpr int months[] = {1080, 920, 950, 960, 1010, 1000, 940, 930, 1020, 1060, 1050, 1120};
  constexpr int weekdays[] = {1420, 820, 800, 820, 860, 1060, 1480};  // from Sunday
  constexpr int sunday_to_thursday = 4;                               // 1970-01-01 was a Thursday
  const auto weekday = static_cast<std::size_t>((Date().days_until(date) + sunday_to_thursday) % 7);
  std::int64_t busy = months[date.month() - 1];
  busy = busy * weekdays[weekday] / 1000;
  busy = busy * spring_festival(date) / 1000;
  return static_cast<int>(busy * shopping_day(date) / 1000);
}

int second_of_visit(Random& random) {
  constexpr unsigned hours[] = {5, 8, 11, 8, 7, 8, 9, 11, 13, 12, 7, 1};  // percent, from 10:00
  constexpr int opens = 10;
  std::uint64_t drawn = random.below(100);
  int hour = opens;
  for (const unsigned percent : hours) {
    if (drawn < percent) break;
    drawn -= percent;
    ++hour;
  }
  return hour * 3600 + static_cast<int>(random.below(3600));
}

}  // namespace guanxi::app::demo
