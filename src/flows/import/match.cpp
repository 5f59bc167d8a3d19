#include "flows/import/match.h"

#include <algorithm>

namespace guanxi::import {
namespace {

/// Takes what `lines` still want out of `sale`; true when nothing is wanted any more.
bool take_from(
    const sales::Receipt& sale, const std::vector<const UnitLine*>& lines, Matched& matched
) {
  Match match{sale.id, {}, {}};
  std::vector<Quantity> left;
  for (const sales::Line& line : sale.lines) left.push_back(line.quantity - line.refunded_quantity);
  bool complete = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t at = 0; at < sale.lines.size() && matched.found[i] < lines[i]->quantity;
         ++at) {
      if (sale.lines[at].item_code != lines[i]->item || left[at] == Quantity()) continue;
      const Quantity taken = std::min(left[at], lines[i]->quantity - matched.found[i]);
      left[at] -= taken;
      matched.found[i] += taken;
      match.parts.push_back({i, taken});
      const int number = sale.lines[at].line;
      const auto same =
          std::find_if(match.lines.begin(), match.lines.end(), [&](const refund::Wanted& wanted) {
            return wanted.line == number;
          });
      if (same == match.lines.end()) {
        match.lines.push_back({number, taken});
      } else {
        same->quantity += taken;
      }
    }
    complete = complete && matched.found[i] == lines[i]->quantity;
  }
  if (!match.lines.empty()) matched.sales.push_back(std::move(match));
  return complete;
}

}  // namespace

Matched match_sale(const sales::Receipt& sale, const std::vector<const UnitLine*>& lines) {
  Matched matched;
  matched.found.resize(lines.size());
  if (sale.kind == sales::Kind::sale && sale.state == sales::State::posted)
    take_from(sale, lines, matched);
  return matched;
}

Matched match_sales(
    sql::Tx& tx, OwnerId owner, const Unit& unit, const std::vector<const UnitLine*>& lines
) {
  static constexpr points::CauseKind sales_only[] = {points::CauseKind::sale};
  Matched matched;
  matched.found.resize(lines.size());
  std::int64_t from_entry = 0;
  do {
    const points::Causes page = points::causes(tx, owner, sales_only, from_entry, 50);
    for (const points::Cause& cause : page.causes) {
      const auto sale = sales::find(tx, ReceiptId(cause.id), owner);
      GX_CHECK_WHY(sale.has_value(), "a journal entry without its receipt");
      if (sale->occurred_at > unit.occurred_at || sale->state != sales::State::posted) continue;
      if (take_from(*sale, lines, matched)) return matched;
    }
    from_entry = page.next_entry;
  } while (from_entry != 0);
  return matched;
}

}  // namespace guanxi::import
