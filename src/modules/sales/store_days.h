// A store's days in numbers, fed from the outbox (consumer "sale_store_days"): reports read it,
// reconciliation reads the receipts themselves.
#pragma once

#include <optional>
#include <vector>

#include "modules/sales/sales.h"
#include "platform/outbox/outbox.h"

namespace guanxi::sales {

struct StoreDay {
  Date business_date;
  std::int64_t sales = 0, sales_amount = 0, member_sales = 0, refunds = 0, refund_amount = 0;
  Points points_earned;
};
std::vector<StoreDay> store_days(sql::Tx& tx, StoreId store, Date from, Date to);

/// Where a receipt was posted; nullopt: there is none.
std::optional<StoreId> store_of(sql::Tx& tx, ReceiptId receipt, OwnerId owner);

/// Applies "receipt.posted" and "receipt.attributed" events, a batch in one transaction with its
/// cursor.
outbox::Consumer store_days_consumer();

}  // namespace guanxi::sales
