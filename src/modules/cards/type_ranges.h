// Ranges of numbers against one another. Inside modules/cards only.
#pragma once

#include "modules/cards/types_store.h"

namespace guanxi::cards {

/// Errors: card_range_overlaps at `pointer` where a number of `wanted` could be of a range that is
/// there. `except`: a range that gives way to the new one.
Outcome check_free(
    sql::Tx& tx,
    const NumberRange& wanted,
    const std::string& pointer,
    std::optional<store::RangeId> except = std::nullopt
);

}  // namespace guanxi::cards
