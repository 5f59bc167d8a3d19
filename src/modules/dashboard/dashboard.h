// The dashboard 经营看板: how a programme, or one of its stores, does in any period – members who
// joined, bought, came again or were lost, what was sold to them and to others, coupons – from
// rollups, so that no figure reads a receipt. What others count already is read from them: points
// from modules/points (days.h).
//
// What counts, and when. The day of a sale or a return is its business day.
// - A sale that was voided was none. A return counts on its own day, with or without the receipt;
//   the purchase stays one: the member came. So a day that is over changes by three things only:
//   receipts that come late, sales that are given to a member later (they are that member's on the
//   day they were made), and merges.
// - Who was merged is the survivor, in the past as well: their purchases are one person's. An undo
//   parts them again. A store's new members are those who joined there.
//
// The formulas, as retail and customer analytics have them (stated in the API too):
//   members            joined through the day − closed through the day
//   growth rate        (joined − closed) ÷ members before the period
//   active             members with ≥ 1 purchase in the period
//   repeat rate        members with ≥ 2 purchases in the period ÷ members with ≥ 1
//   lost (N days)      members who bought in the N days before the last N, and not in the last N;
//                      churn rate: ÷ all who bought in those N days before
//   member share       net sales to members ÷ net sales; net: sales − returns
//   average receipt    sales ÷ number of sales, before returns (ATV, 客单价)
//   coupon ROI         paid in sales with a coupon, less their returns ÷ what the coupons took off,
//                      less what returns undid of it
// Any period of up to period_days_max days is exact. Each store's active and repeat members are of
// that store's purchases alone, so that stores do not add up to the programme.
//
// How periods are counted without a look at each member: a purchase is linked to its member's last
// one and to the one before that. Of the purchases of a period those whose link 1 begins before it
// are their members' first in it, and those whose link 2 does are the first or second. So
//   active = purchases − links 1 within the period
//   repeat = links 1 within the period − links 2 within the period.
//
// Functions of the caller's Tx; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "modules/tiers/ladders.h"
#include "platform/sql/sql.h"

namespace guanxi::dashboard {

inline constexpr int period_days_max = 366;
inline constexpr int lost_days_max = 366;
/// Links that are longer are in no period, nor in the two windows of who is lost.
inline constexpr int link_days_max = 2 * lost_days_max;

/// A day or more of a store in numbers, or of all of them. In the order of the columns.
struct Sums {
  std::int64_t sales = 0, sales_amount = 0;  // without voided ones
  std::int64_t returns = 0, return_amount = 0, member_return_amount = 0;
  std::int64_t purchases = 0, purchase_amount = 0;  // of the sales: members'
  std::int64_t joined = 0, departed = 0;
  std::int64_t coupons_issued = 0, coupons_used = 0;
  std::int64_t coupon_amount = 0, coupon_back_amount = 0;
  std::int64_t coupon_sales_amount = 0;

  Sums& operator+=(const Sums& other);
  bool operator==(const Sums&) const = default;
  std::int64_t net_amount() const { return sales_amount - return_amount; }
  std::int64_t member_net_amount() const { return purchase_amount - member_return_amount; }
};

struct Scope {
  ProgrammeId programme;
  StoreId store = {};  // 0: all stores
};
struct Period {
  Date from, to;  // both inside
  int days() const { return from.days_until(to) + 1; }
  bool operator==(const Period&) const = default;
};
/// Pure: whole months have as many months before them, anything else as many days.
Period previous_of(const Period& period);

struct DaySums {
  Date day;
  Sums sums;
};
/// Of every day of the period, those without any included.
std::vector<DaySums> days_of(sql::Tx& tx, const Scope& scope, const Period& period);
Sums sums_of(sql::Tx& tx, const Scope& scope, const Period& period);
/// Of each store that has any.
std::map<StoreId, Sums> stores_of(sql::Tx& tx, ProgrammeId programme, const Period& period);

/// Who joined through that day and is not closed by then.
std::int64_t members_on(sql::Tx& tx, const Scope& scope, Date day);
struct Buyers {
  std::int64_t active = 0, repeat = 0;
};
/// `sums` are those of the period.
Buyers buyers_of(sql::Tx& tx, const Scope& scope, const Period& period, const Sums& sums);
struct Lost {
  std::int64_t lost = 0, before = 0;  // of `before`, who bought in the window before
};
/// As of the end of that day; 1 … lost_days_max days.
Lost lost_on(sql::Tx& tx, const Scope& scope, Date day, int days);

struct TierSum {
  std::string tier;
  std::int64_t members = 0;
};
/// Members of today by tier, the lowest first: of every tier of the version, and of those that were
/// in older versions while somebody has them.
std::vector<TierSum> tiers_of(sql::Tx& tx, const tiers::Version& ladder, StoreId store);

/// Whether what was there before there were figures is all counted.
bool is_complete(sql::Tx& tx);

// ---- who makes a figure ----

enum class MadeOf { joined, active, repeat, lost };
BOOST_DESCRIBE_ENUM(MadeOf, joined, active, repeat, lost)

struct Asked {
  MadeOf figure = MadeOf::active;
  ProgrammeId programme;
  Period period;
  std::vector<StoreId> stores;  // to look in, by id; joined: one, or all of the programme if empty
  bool of_store = false;        // purchases in the store alone count
  int lost_days = 90;
};
/// Where a list goes on: behind this one.
struct Place {
  StoreId store;
  Date day;
  std::int64_t id = 0;  // of the receipt; joined: of the member
};
struct Maker {
  OwnerId member;
  Place place;        // where and when: joined, or bought
  ReceiptId receipt;  // joined: none
};
/// Each member once: by the day of joining, else by store, day and receipt of the first purchase in
/// the period (active), the second (repeat) or the last before they were lost.
std::vector<Maker> makers_of(
    sql::Tx& tx, const Asked& asked, const std::optional<Place>& after, int limit
);

}  // namespace guanxi::dashboard
