// What became of a template's coupons, by day and store, counted from the books when it is asked
// for. Inside modules/coupons only. Threads: functions of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct DayFigures {
  Date day;
  std::optional<StoreId> store;
  std::int64_t issued = 0;
  std::int64_t redeemed = 0, amount = 0;           // uses, and what they took off
  std::int64_t returned = 0, returned_amount = 0;  // refunds of them
  std::int64_t expired = 0, expired_amount = 0;    // the day behind the last; balances
  std::int64_t withdrawn = 0;
};
/// By day and store; without a store first.
std::vector<DayFigures> report(sql::Tx& tx, TemplateId id, Date from, Date until);

}  // namespace guanxi::coupons
