// Class B of a sale: each line at the highest multiple that it has, of the member's occasion or of
// a promotion, rounded down once for the receipt; and what promotions give of it that may give only
// so many points. It is never less than what the occasion gives alone. Pure; any thread.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "modules/points/points.h"
#include "modules/pricing/engine/quote.h"

namespace guanxi::checkout {

/// Of a promotion, beyond what the member's occasion alone would give for the same goods.
struct PromotionPoints {
  std::int64_t rule = 0;
  Points full;    // by its multiple
  Points within;  // of that: the rest of its limits, where that is less
  Points given;   // of that: what the caps of the member and the programme leave
};
struct Multiplied {
  Points total;
  std::vector<PromotionPoints> of_promotions;
};
Multiplied multiplied(
    const points::Earned& earned,
    Rate of_occasion,
    std::span<const pricing::PricedLine> lines,
    std::span<const pricing::Allowance> allowances
);

/// Prices the same sale within the basket's allowances, to which it may add; nullopt where more
/// than its points would be another.
using PriceAgain = std::function<std::optional<pricing::Quote>(pricing::Basket& basket)>;
struct MostMultiplied {
  Multiplied b;
  /// Where a promotion is left out that has fewer points left than others give in its place: the
  /// price without it, within these allowances.
  std::optional<pricing::Quote> instead;
  std::vector<pricing::Allowance> allowances;
};
/// What gives the most of class B: the promotions of `lines`, or others in place of those that give
/// only the rest of their limits. `basket` is what `lines` were priced of.
MostMultiplied most_multiplied(
    const points::Earned& earned,
    Rate of_occasion,
    std::span<const pricing::PricedLine> lines,
    const pricing::Basket& basket,
    const PriceAgain& again
);

}  // namespace guanxi::checkout
