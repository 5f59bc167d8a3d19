// What pricing sees of a sale.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

/// An item's place among the goods.
pricing::BasketLine sold_of(const catalog::Item* item);
/// As promotions know it.
pricing::Channel channel_of(sales::Channel channel);
/// The bit of a kind of tender; 0: promotions do not ask for it.
unsigned tender_bit(sales::TenderKind kind);
/// A bit for each kind of tender that the customer pays with.
unsigned tenders_of(const std::vector<SaleTender>& tenders);
/// The basket of a plan whose buyer and tier are known. `priced_at`: whose rules count – the sale's
/// moment, or that of the quote it holds fast.
pricing::Basket basket_of(
    sql::Tx& tx,
    const SalePlan& plan,
    const std::vector<LineFacts>& lines,
    unsigned tenders,
    Instant priced_at
);

}  // namespace guanxi::checkout
