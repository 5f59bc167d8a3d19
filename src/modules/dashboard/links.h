// Inside modules/dashboard: links between purchases, and periods taken apart. Pure.
#pragma once

#include <map>
#include <vector>

#include "modules/dashboard/dashboard.h"

namespace guanxi::dashboard {

enum class Span { day, month };
BOOST_DESCRIBE_ENUM(Span, day, month)

/// A part of a period: days, or whole months by their first days.
struct Piece {
  Span span = Span::day;
  Date from, to;
  bool operator==(const Piece&) const = default;
};
/// As many whole months as there are, and the days around them.
std::vector<Piece> pieces_of(const Period& period);
Date first_of_month(Date day);

struct LinkKey {
  int back = 1;
  Date day, before;
  auto operator<=>(const LinkKey&) const = default;
};
using Links = std::map<LinkKey, std::int64_t>;
/// The days of a member's purchases around one: up to two on each side, in their order.
struct Neighbours {
  std::vector<Date> before, after;
};
/// By how much the links change when the purchase of `day` comes (sign 1) or goes (−1).
Links moved_links(const Neighbours& around, Date day, int sign);

}  // namespace guanxi::dashboard
