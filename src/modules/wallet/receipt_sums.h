// What the journal says of each receipt – what it paid from the wallet or gave back, what change it
// saved or handed out –, for holding other books against ours. Reads only; any thread.
#pragma once

#include <functional>

#include "base/id.h"
#include "platform/sql/sql.h"

namespace guanxi::wallet {

/// In minor units. What was paid less what was restored, what was saved less what was handed out:
/// a sale's are positive, those of a refund or void negative.
struct ReceiptSum {
  std::int64_t receipt = 0;
  OwnerId owner;
  std::int64_t stored = 0;  // principal and bonus
  std::int64_t bonus = 0;
  std::int64_t change = 0;
  std::int64_t saved = 0;
};
/// In order of receipt and owner; a receipt that did not touch the wallet does not appear.
void each_receipt_sum(sql::Tx& tx, const std::function<void(const ReceiptSum&)>& visit);

}  // namespace guanxi::wallet
