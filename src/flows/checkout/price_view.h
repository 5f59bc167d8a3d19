// The price explained, made for quotes and, from what is kept of it, for receipts.
#pragma once

#include "flows/checkout/checkout.h"
#include "flows/checkout/price_types.h"

namespace guanxi::checkout {

/// `items` are the lines' codes; `basket` has their prices and the member's rates.
PriceView price_view(
    const pricing::Quote& quote,
    const pricing::Basket& basket,
    const std::vector<std::string>& items,
    const pricing::Snapshot& rules,
    api::Language language
);
/// The word of a reason: "below_amount".
std::string_view word(pricing::Why why);

/// GET /v1/receipts/{receipt}/price.
void add_price_endpoints(api::Api& api, const House& house);

}  // namespace guanxi::checkout
