// Inside modules/pricing: how amounts, prices and names are written.
#pragma once

#include "modules/pricing/words.h"

namespace guanxi::pricing {

std::string amount_words(std::int64_t minor, Currency currency, bool zh);  // "20.00 元", "20.00"
std::string price_words(UnitPrice price, Currency currency, bool zh);
std::string quoted(const std::string& name, bool zh);

}  // namespace guanxi::pricing
