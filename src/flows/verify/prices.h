// Receipts against the books of pricing: their kept prices, and what they used of limited
// promotions. Inside flows/verify.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

void compare_prices(sql::Tx& tx, Report& report);

}  // namespace guanxi::verify
