// Receipts in a line each, for whoever counts them. Reads only; functions of the caller's Tx, any
// thread.
#pragma once

#include <functional>

#include "modules/sales/sales.h"

namespace guanxi::sales {

struct Head {
  ReceiptId id;
  OwnerId owner;
  Kind kind = Kind::sale;
  StoreId store;
  Date business_date;
  ProgrammeId programme;
  std::int64_t payable = 0;
  bool is_member = false;             // as it is by now, see attribution.h
  std::optional<ReceiptId> original;  // refunds and voids
  bool with_coupon = false;           // sales
};
/// Who knows the owner says so: on a store spread over machines only the owner's is then asked.
std::optional<Head> find_head(sql::Tx& tx, ReceiptId id, OwnerId owner);
std::optional<Head> find_head(sql::Tx& tx, ReceiptId id);
/// In the order of receipts, those behind `after`.
std::vector<Head> heads_after(sql::Tx& tx, ReceiptId after, int limit);
void each_head(sql::Tx& tx, const std::function<void(const Head&)>& visit);

}  // namespace guanxi::sales
