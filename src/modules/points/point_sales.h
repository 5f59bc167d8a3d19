// Points that members buy outright (class F), at the programme's price: to have enough for a gift,
// say. What is owed is repaid from them first. Until the end of its day, and as long as none of the
// points was used, a sale can be voided, and the money given back.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct PointsSaleTag;
using PointsSaleId = Id<PointsSaleTag>;

struct PointsSale {
  OwnerId owner;
  PointsSaleId id;
  ProgrammeId programme;
  Points points;
  std::int64_t paid = 0;  // minor units of the programme's currency
  std::string reference;  // the payment's number elsewhere: pays once in a programme
  std::optional<StoreId> store;
  Date sold_on;  // of the programme
  Instant sold_at;
  ActorId sold_by;
  std::optional<Instant> voided_at;
  std::optional<ActorId> voided_by;
  std::optional<std::string> voided_why;
};

/// points × points_sale_price ÷ 1000, rounded up. Errors, at /points: points_not_for_sale;
/// out_of_range (no `multiple` of the step).
Result<Money> sale_price(Points points, const programmes::Version& programme);

struct PointsSold {
  PointsSale sale;
  Account account;  // afterwards
  Points repaid;    // of the points, what paid a debt
};
/// Posts a sale; context.cause is {points_sale, sale.id}. Errors: those of sale_price;
/// points_price_differs at /paid; points_limit_exceeded at /points (of a year); code_taken at
/// /reference; conflict, account_not_found, account_closed, account_frozen.
Result<PointsSold> post_points_sale(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    PointsSale sale,
    const programmes::Version& programme
);
/// Takes the points back; context.cause is {points_sale_void, sale.id}. Frozen and closed accounts
/// take it. Errors: conflict, account_not_found, already_voided, void_after_business_day,
/// not_enough_points (some of them were used, held or repaid a debt).
Result<PointsSold> post_points_sale_void(
    sql::Tx& tx, IdGenerator& ids, const Context& context, PointsSale sale, const std::string& why
);

std::optional<PointsSale> find_points_sale(sql::Tx& tx, OwnerId owner, PointsSaleId id);
/// Older than `before` (none: the newest), newest first.
std::vector<PointsSale> points_sales_of(
    sql::Tx& tx, OwnerId owner, std::optional<PointsSaleId> before, int limit
);
/// Of a programme and, if named, a store.
std::vector<PointsSale> points_sales_in(
    sql::Tx& tx,
    ProgrammeId programme,
    std::optional<StoreId> store,
    std::optional<PointsSaleId> before,
    int limit
);
/// All, by owner and id: for holding other books against ours.
void each_points_sale(sql::Tx& tx, const std::function<void(const PointsSale&)>& visit);

/// News in the outbox; subject: the sale. {"programme":1,"points":500,"paid":5000}
inline constexpr std::string_view points_sold = "points.sold";
inline constexpr std::string_view points_sale_voided = "points.sale_voided";

}  // namespace guanxi::points
