// The price of a receipt: what the rule book says of its basket, and what of it counts – the
// engine's price, or the till's own where it priced (as_sold), with the difference reported.
#pragma once

#include <optional>
#include <vector>

#include "modules/pricing/engine/engine.h"
#include "modules/sales/sales.h"

namespace guanxi::checkout {

/// A line as it was asked for.
struct LineFacts {
  pricing::BasketLine sold;
  std::optional<std::int64_t> till_amount;  // as sold: what the till charged, minor units
  bool from_catalogue = false;              // the prices are the catalogue's, not the till's
};

/// Sets list_amount and amount of the receipt's lines, its totals and what is noted of them. A till
/// that says no amount of its own sold at the shop price. Notes of rules are added where the
/// engine priced.
void set_prices(
    sales::Receipt& receipt,
    const std::vector<LineFacts>& lines,
    const pricing::Quote& quote,
    const pricing::Index& rules
);

/// Says which lines' points a promotion multiplies, in place of what was said of it before.
void note_multiples(
    sales::Receipt& receipt, const pricing::Quote& quote, const pricing::Index& rules
);

/// The words of a note that set_prices made of a rule; nullopt: it is none of those.
std::optional<std::string> price_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
);

}  // namespace guanxi::checkout
