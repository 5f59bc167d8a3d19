// Inside the engine: steps 1 to 3 of one line, by the control parameter E3.
#pragma once

#include "modules/pricing/engine/tables.h"

namespace guanxi::pricing {

/// price × quantity × rate in minor units, half-up, rounded once.
std::int64_t amount_at(UnitPrice price, Quantity quantity, Rate rate, Currency currency);

/// What a line's document and rates say, before 折上折.
struct MemberTerms {
  MemberPrice::Source source = MemberPrice::Source::none;
  std::int64_t document = 0;
  Rate rate;
  std::optional<UnitPrice> price;
  bool stacks = true;
};
/// The member price of a line, with its branch. On equality the shop's own discount is the one that
/// is reported. `start` and `stack_rate` are the card type's.
struct MemberAmount {
  std::int64_t amount = 0;
  MemberPrice how;
};
MemberAmount member_amount(
    const BasketLine& line,
    Currency currency,
    Stacking stacking,
    const MemberTerms& terms,
    Rate start,
    Rate stack_rate
);

/// Prices all lines as far as the member price: quote.lines, the totals, concessions and what was
/// considered.
void price_members(
    const Index::Tables& tables, const Basket& basket, Detail detail, int weekday, Quote& quote
);

}  // namespace guanxi::pricing
