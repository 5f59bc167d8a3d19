// Inside flows/checkout, and for who gives a sale to a member later: what comes with a sale besides
// its goods – gifts, and coupons that a promotion promised. Only where the engine priced: a till
// that priced by itself says what it gave. Any thread.
#pragma once

#include "flows/checkout/checkout.h"
#include "modules/sales/gifts.h"

namespace guanxi::checkout {

/// The gifts of the plan's price.
std::vector<sales::Gift> planned_gifts(sql::Tx& tx, const SalePlan& plan);
void note_gifts(const std::vector<sales::Gift>& gifts, sales::Receipt& receipt);

/// Gives the coupons that the plan's price promised and says in the receipt which, or why not; a
/// coupon that cannot be given fails no sale. `refunded`: of the sale's payable, before it was the
/// member's. Errors: conflict.
Outcome give_promised_coupons(
    sql::Tx& tx,
    IdGenerator& ids,
    const SalePlan& plan,
    sales::Receipt& receipt,
    std::int64_t refunded,
    const coupons::Act& act
);

/// For the answer; nullopt: there were none.
std::optional<std::vector<ReceiptGift>> gifts_in(const sales::Receipt& receipt);
std::optional<std::vector<ReceiptCoupon>> coupons_in(const sales::Receipt& receipt);
/// The words of such a note; nullopt: it is none.
std::optional<std::string> gift_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
);

}  // namespace guanxi::checkout
