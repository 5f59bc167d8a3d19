// Inside flows/checkout: the occasions of classes B and C that a buyer has. Any thread.
#pragma once

#include "flows/checkout/checkout.h"

namespace guanxi::checkout {

/// Those in force when the sale happened, by its receipt and buyer.
points::Gains gains_at(const points::OccasionBook& occasions, const SalePlan& plan);
/// Says in the receipt which of them applied, and which multiple lost against a higher one.
void note_gains(sales::Receipt& receipt, const points::Gains& gains);
/// The words of such a note; nullopt: it is none.
std::optional<std::string> occasion_words(
    const sales::Receipt& receipt, const sales::Note& note, bool zh
);

}  // namespace guanxi::checkout
