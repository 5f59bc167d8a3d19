#include "modules/dashboard/links.h"

#include <algorithm>

namespace guanxi::dashboard {
namespace {

void add_links(Links& links, const std::vector<Date>& days, std::size_t from, int sign) {
  for (std::size_t i = from; i < days.size(); ++i) {
    for (std::size_t back = 1; back <= 2 && back <= i; ++back) {
      const Date before = days[i - back];
      if (before.days_until(days[i]) < link_days_max)
        links[{static_cast<int>(back), days[i], before}] += sign;
    }
  }
}

}  // namespace

Date first_of_month(Date day) { return *Date::of(day.year(), day.month(), 1); }

std::vector<Piece> pieces_of(const Period& period) {
  std::vector<Piece> pieces;
  Date at = period.from;
  if (at.day() != 1) {
    const Date end = std::min(at.month_end_after(0), period.to);
    pieces.push_back({Span::day, at, end});
    at = end.plus_days(1);
  }
  const bool to_is_end = period.to == period.to.month_end_after(0);
  const Date rest = to_is_end ? period.to.plus_days(1) : first_of_month(period.to);
  if (at < rest) {
    pieces.push_back({Span::month, at, first_of_month(rest.plus_days(-1))});
    at = rest;
  }
  if (at <= period.to) pieces.push_back({Span::day, at, period.to});
  return pieces;
}

Links moved_links(const Neighbours& around, Date day, int sign) {
  std::vector<Date> without = around.before, with = around.before;
  with.push_back(day);
  for (const Date later : around.after) {
    without.push_back(later);
    with.push_back(later);
  }
  Links links;
  add_links(links, with, around.before.size(), sign);
  add_links(links, without, around.before.size(), -sign);
  std::erase_if(links, [](const auto& one) { return one.second == 0; });
  return links;
}

}  // namespace guanxi::dashboard
