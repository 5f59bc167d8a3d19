// Whether a member has bought before. Reads only; functions of the caller's Tx, any thread.
#pragma once

#include <cstdint>

#include "modules/sales/sales.h"

namespace guanxi::checkout {

/// Whether a sale to the member stands that was posted before that receipt, under any name the
/// member has had. Their journals know, which are read backwards as far as it takes: mostly a few
/// entries.
bool has_bought(sql::Tx& tx, OwnerId member, ReceiptId before = ReceiptId(INT64_MAX));

}  // namespace guanxi::checkout
