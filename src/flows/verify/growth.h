// Receipts against the journals of growth. Part of flows/verify.
#pragma once

#include "flows/verify/verify.h"

namespace guanxi::verify {

/// What a receipt says it gave or took must be what the journals say of it.
void compare_growth(sql::Tx& tx, Report& report);

}  // namespace guanxi::verify
