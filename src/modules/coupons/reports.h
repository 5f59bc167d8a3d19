// What became of a template's coupons, by day and store, counted from the books when it is asked
// for. Threads: functions of the caller's Tx; any thread.
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

/// A day on which something happened to coupons of a template.
struct TemplateDay {
  TemplateId id;
  Date day;
  auto operator<=>(const TemplateDay&) const = default;
};
/// Of one coupon: issued, used, returned.
std::vector<TemplateDay> days_of(sql::Tx& tx, OwnerId owner, CouponId coupon);
/// Of all coupons that the sale used.
std::vector<TemplateDay> days_of(sql::Tx& tx, OwnerId owner, ReceiptId sale);
/// Every template there is, with its programme, by id, behind `after`.
struct TemplateOf {
  TemplateId id;
  ProgrammeId programme;
};
std::vector<TemplateOf> templates_after(sql::Tx& tx, TemplateId after, int limit);
std::optional<TemplateOf> find_template_of(sql::Tx& tx, TemplateId id);

}  // namespace guanxi::coupons
