// Inside flows/checkout: coupons at a sale. Any thread.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

/// Each coupon that is presented counts, or the sale is refused and none is used. Errors:
/// coupon_not_applicable at /coupons/<place>, with the reason in words.
Outcome check_coupons(const SalePlan& plan, api::Language language);
/// What the coupons of the sale are worth to whoever judges proofs; 0 where none takes anything
/// off.
proofs::Spending spent_on_coupons(const SalePlan& plan);
/// For the quote: each coupon as check_coupons would judge it, and the proof that the sale would
/// ask for beyond `proven`.
std::vector<QuotedCoupon> quoted_coupons(const SalePlan& plan, api::Language language);
CouponProof proof_for_coupons(const SalePlan& plan, const std::optional<proofs::Proven>& proven);
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
