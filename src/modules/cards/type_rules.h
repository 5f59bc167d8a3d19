// What the parameters of a card type may be, and how they read in the log of changes. Pure. Inside
// modules/cards only; check() of a whole type is in card_types.h.
#pragma once

#include "modules/cards/card_types.h"
#include "modules/cards/ranges.h"

namespace guanxi::cards {

NumberRange range_of(const CardTerms& terms);

/// How rates are stored: exact, as they have at most 9 decimals.
std::int64_t billionths(Rate rate);
Rate rate_of_billionths(std::int64_t value);

struct FieldText {
  const char* field;
  std::optional<std::string> text;
};
/// Every field in a fixed order.
std::vector<FieldText> texts_of(const CardTypeInput& input);

}  // namespace guanxi::cards
