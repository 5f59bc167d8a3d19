#include "modules/wallet/receipt_sums.h"

namespace guanxi::wallet {

namespace {

#define GX_PAID(condition)                               \
  "CAST(SUM(CASE WHEN reason = 'paid' AND " condition    \
  " THEN amount WHEN reason = 'restored' AND " condition \
  " THEN -amount ELSE 0 END) "                           \
  "AS BIGINT)"

const sql::Query receipt_sums_sql{"SELECT cause_id, owner_id, " GX_PAID("asset <> 'change'"
) ", " GX_PAID("asset = 'bonus'") ", " GX_PAID("asset = 'change'"
) ", "
  "CAST(SUM(CASE WHEN reason = 'saved' THEN amount WHEN reason = 'handed_out' THEN -amount "
  "ELSE 0 END) AS BIGINT) FROM wallet_entries "
  "WHERE cause_kind IN ('sale', 'refund', 'void_sale', 'change') "
  "GROUP BY cause_id, owner_id ORDER BY cause_id, owner_id"};

#undef GX_PAID

}  // namespace

void each_receipt_sum(sql::Tx& tx, const std::function<void(const ReceiptSum&)>& visit) {
  tx.each<ReceiptSum>(receipt_sums_sql, [&](const ReceiptSum& sum) { visit(sum); });
}

}  // namespace guanxi::wallet
