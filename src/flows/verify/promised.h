// What came with sales against the receipts: gifts and coupons that promotions gave, what came back
// of them with refunds, and the money that was kept back for the rest. Inside flows/verify.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

void compare_promised(sql::Tx& tx, Report& report);

}  // namespace guanxi::verify
