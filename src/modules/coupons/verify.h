// Whether coupons are what their books say. Called by the flow of verification in its snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "modules/coupons/coupons.h"
#include "platform/sql/sql.h"

namespace guanxi::coupons {

struct Report {
  std::int64_t coupons = 0, uses = 0, codes = 0;
  std::int64_t amount = 0, undone = 0;  // minor units: what uses took off, what of it was refunded
  std::int64_t faults_found = 0;
  std::vector<std::string> faults;  // the first of them, by ids
};
/// Checks: of every coupon face = balance + drawn - returned + gone, and its state against its
/// balance and uses; of every use undone and returned against its returns; stock against coupons
/// and batches; members' counters against coupons and merges; pick-ups against uses; batches
/// against their codes, and claimed codes against their coupons; coupons that came with a sale
/// against what it gave; what triggers and lists issued and refused against coupons and rows.
Report verify(sql::Tx& tx);

/// For holding them against receipts: what was used at sales, by receipt and coupon.
struct UsedAtSale {
  ReceiptId receipt;
  OwnerId owner;
  CouponId coupon;
  std::int64_t amount = 0;
  bool over = false;  // wholly refunded
};
void each_use_at_sale(sql::Tx& tx, const std::function<void(const UsedAtSale&)>& visit);

}  // namespace guanxi::coupons
