// Inside flows/checkout: promotions that are limited, and the price as it is kept with its receipt.
// Any thread.
#pragma once

#include "flows/checkout/checkout.h"
#include "modules/pricing/uses.h"

namespace guanxi::checkout {

/// Prices the plan's basket by what is left of the limits; reads for those promotions only that
/// apply. Comes after the buyer's account was read, see modules/pricing/uses.h. `returned`: see
/// plan_with_credit.
void price_within_limits(sql::Tx& tx, SalePlan& plan, ReceiptId returned);

/// The multiples of a sale that is given to its buyer, within what is left of the limits: what it
/// took of promotions' counters as it was sold it does not take again. The price stands.
void multiply_within_limits(sql::Tx& tx, SalePlan& plan, const pricing::Quote& had);
/// Class B of the plan's sale. Where a promotion that has fewer points left than it would give
/// stands in the way of others that give more, they count in its place: plan.priced and the
/// receipt's notes say so. The price stands.
Multiplied multiply(SalePlan& plan, const points::Earned& earned);

/// Writes the uses that come with it, takes of the counters, and says so. Errors: conflict.
Outcome use_later(sql::Tx& tx, const SalePlan& plan, sales::Receipt& receipt);
/// What the kept price says of what was found out with the buyer there, anew, and the points of
/// promotions that the sale used without; its rows are the buyer's by now. Errors: conflict.
Outcome keep_later(sql::Tx& tx, const SalePlan& plan);

/// What the receipt uses of limited promotions: said in its notes, before it is written.
void note_promotion_uses(const SalePlan& plan, sales::Receipt& receipt);
/// Says in the receipt and in the price which promotions had fewer points left than they would
/// give.
void note_promotions_cut(SalePlan& plan);
/// What caps cut of class B, which was `before`, is cut of each promotion in proportion.
void share_caps(SalePlan& plan, Points before);
/// Writes the uses and the price as it can be explained.
void keep_price(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt);
/// Takes of counters that all stores share: with the last that a sale writes. Errors: conflict.
Outcome take_promotions(sql::Tx& tx, const SalePlan& plan, const sales::Receipt& receipt);

/// The words of such a note; nullopt: it is none.
std::optional<std::string> promotion_words(const sales::Note& note, bool zh);

}  // namespace guanxi::checkout
