// Inside flows/checkout: coupons at a sale. Any thread.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

/// Each coupon that is presented counts, or the sale is refused and none is used. Errors:
/// coupon_not_applicable at /coupons/<place>, with the reason in words.
Outcome check_coupons(const SalePlan& plan, api::Language language);
/// Says in the receipt that is to be posted which coupons it uses.
void note_coupons(const SalePlan& plan, sales::Receipt& receipt);
/// Uses them. Errors: conflict where one is not what the plan saw any more.
Outcome use_coupons(
    sql::Tx& tx, IdGenerator& ids, const SalePlan& plan, const sales::Receipt& receipt
);

/// The words of such a note; nullopt: it is none.
std::optional<std::string> coupon_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
);

}  // namespace guanxi::checkout
