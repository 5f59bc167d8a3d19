// The rollups.
#include "modules/dashboard/store.h"

#include "platform/sql/enum_column.h"

namespace guanxi::dashboard::store {
namespace {

#define GX_SUMS                                                                      \
  "sales, sales_amount, returns, return_amount, member_return_amount, purchases, "   \
  "purchase_amount, joined, departed, coupons_issued, coupons_used, coupon_amount, " \
  "coupon_back_amount, coupon_sales_amount"
#define GX_SUM(column) "CAST(COALESCE(SUM(" column "), 0) AS BIGINT)"
#define GX_ALL_SUMS                                                                            \
  GX_SUM("sales")                                                                              \
  ", " GX_SUM("sales_amount") ", " GX_SUM("returns") ", " GX_SUM("return_amount"               \
  ) ", " GX_SUM("member_return_amount") ", " GX_SUM("purchases") ", " GX_SUM("purchase_amount" \
  ) ", " GX_SUM("joined") ", " GX_SUM("departed") ", " GX_SUM("coupons_issued"                 \
  ) ", " GX_SUM("coupons_used") ", " GX_SUM("coupon_amount") ", " GX_SUM("coupon_back_amount"  \
  ) ", " GX_SUM("coupon_sales_amount")
#define GX_ADD(column) column " = dashboard_sums." column " + excluded." column

const sql::Query add_sums_sql{
    "INSERT INTO dashboard_sums (programme_id, store_id, span, day, " GX_SUMS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
    "ON CONFLICT (programme_id, store_id, span, day) DO UPDATE SET " GX_ADD("sales"
    ) ", " GX_ADD("sales_amount") ", " GX_ADD("returns") ", " GX_ADD("return_amount"
    ) ", " GX_ADD("member_return_amount") ", " GX_ADD("purchases") ", " GX_ADD("purchase_amount"
    ) ", " GX_ADD("joined") ", " GX_ADD("departed") ", " GX_ADD("coupons_issued"
    ) ", " GX_ADD("coupons_used") ", " GX_ADD("coupon_amount") ", " GX_ADD("coupon_back_amount"
    ) ", " GX_ADD("coupon_sales_amount")};
const sql::Query add_links_sql{
    "INSERT INTO dashboard_links (programme_id, store_id, back, span, day, before_day, purchases) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT (programme_id, store_id, back, span, day, before_day) "
    "DO UPDATE SET purchases = dashboard_links.purchases + excluded.purchases"};
const sql::Query add_tier_sql{
    "INSERT INTO dashboard_tier_sums (ladder_id, store_id, tier, members) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (ladder_id, store_id, tier) "
    "DO UPDATE SET members = dashboard_tier_sums.members + excluded.members"};

#define GX_OF_SCOPE " FROM dashboard_sums WHERE programme_id = $1 AND store_id = $2 AND span = $3 "
const sql::Query days_sql{"SELECT day, " GX_SUMS GX_OF_SCOPE
                          "AND day BETWEEN $4 AND $5 ORDER BY day"};
const sql::Query sums_sql{"SELECT " GX_ALL_SUMS GX_OF_SCOPE "AND day BETWEEN $4 AND $5"};
const sql::Query add_store_sql{
    "INSERT INTO dashboard_stores (programme_id, store_id) VALUES ($1, $2) "
    "ON CONFLICT (programme_id, store_id) DO NOTHING"};
// CROSS JOIN keeps the order.
const sql::Query stores_sql{
    "SELECT k.store_id, " GX_ALL_SUMS
    " FROM dashboard_stores k CROSS JOIN dashboard_sums s WHERE k.programme_id = $1 "
    "AND s.programme_id = k.programme_id AND s.store_id = k.store_id AND s.span = $2 "
    "AND s.day BETWEEN $3 AND $4 GROUP BY k.store_id"};
const sql::Query moved_sql{"SELECT " GX_SUM("joined") ", " GX_SUM("departed") GX_OF_SCOPE
                           "AND day >= $4 AND day < $5"};
const sql::Query purchases_sql{"SELECT " GX_SUM("purchases") GX_OF_SCOPE
                               "AND day BETWEEN $4 AND $5"};
// Each day's links are entered where they begin to count: a range of days alone would read all that
// lie between, and a join may do that too.
const sql::Query links_sql{
    "SELECT CAST(COALESCE(SUM((SELECT SUM(l.purchases) FROM dashboard_links l "
    "WHERE l.programme_id = $1 AND l.store_id = $2 AND l.back = $6 AND l.span = $3 "
    "AND l.day = s.day AND l.before_day >= $7)), 0) AS BIGINT) FROM dashboard_sums s "
    "WHERE s.programme_id = $1 AND s.store_id = $2 AND s.span = $3 AND s.day BETWEEN $4 AND $5"};
const sql::Query tier_sums_sql{
    "SELECT tier, members FROM dashboard_tier_sums WHERE ladder_id = $1 AND store_id = $2 "
    "AND members <> 0 ORDER BY tier"};

const sql::Query each_sums_sql{"SELECT programme_id, span, day, store_id, " GX_SUMS
                               " FROM dashboard_sums"};
const sql::Query each_links_sql{
    "SELECT programme_id, store_id, back, span, day, before_day, purchases FROM dashboard_links"};
const sql::Query each_tier_sum_sql{
    "SELECT ladder_id, store_id, tier, members FROM dashboard_tier_sums"};

#undef GX_SUMS
#undef GX_SUM
#undef GX_ALL_SUMS
#undef GX_ADD
#undef GX_OF_SCOPE

#define GX_COLUMNS                                                                           \
  std::int64_t sales, sales_amount, returns, return_amount, member_return_amount, purchases, \
      purchase_amount, joined, departed, coupons_issued, coupons_used, coupon_amount,        \
      coupon_back_amount, coupon_sales_amount
struct SumsColumns {
  GX_COLUMNS;
};
struct DayColumns {
  Date day;
  GX_COLUMNS;
};
struct StoreColumns {
  StoreId store;
  GX_COLUMNS;
};
struct KeyedColumns {
  ProgrammeId programme;
  Span span;
  Date day;
  StoreId store;
  GX_COLUMNS;
};
#undef GX_COLUMNS

template <class Row>
Sums sums_of(const Row& row) {
  return {
      row.sales,
      row.sales_amount,
      row.returns,
      row.return_amount,
      row.member_return_amount,
      row.purchases,
      row.purchase_amount,
      row.joined,
      row.departed,
      row.coupons_issued,
      row.coupons_used,
      row.coupon_amount,
      row.coupon_back_amount,
      row.coupon_sales_amount};
}

}  // namespace

void add_sums(
    sql::Tx& tx, ProgrammeId programme, Span span, Date day, StoreId store, const Sums& more
) {
  tx.exec(
      add_sums_sql,
      programme,
      store,
      span,
      day,
      more.sales,
      more.sales_amount,
      more.returns,
      more.return_amount,
      more.member_return_amount,
      more.purchases,
      more.purchase_amount,
      more.joined,
      more.departed,
      more.coupons_issued,
      more.coupons_used,
      more.coupon_amount,
      more.coupon_back_amount,
      more.coupon_sales_amount
  );
}

void add_store(sql::Tx& tx, ProgrammeId programme, StoreId store) {
  tx.exec(add_store_sql, programme, store);
}

void add_links(
    sql::Tx& tx, const Scope& scope, int back, Span span, Date day, Date before, std::int64_t more
) {
  tx.exec(add_links_sql, scope.programme, scope.store, back, span, day, before, more);
}

void add_tier(
    sql::Tx& tx, tiers::LadderId ladder, StoreId store, std::string_view tier, std::int64_t more
) {
  tx.exec(add_tier_sql, ladder, store, tier, more);
}

std::vector<DaySums> days(sql::Tx& tx, const Scope& scope, Date from, Date to) {
  std::vector<DaySums> rows;
  tx.each<DayColumns>(
      days_sql,
      [&](const DayColumns& row) {
        rows.push_back({row.day, sums_of(row)});
      },
      scope.programme,
      scope.store,
      Span::day,
      from,
      to
  );
  return rows;
}

Sums sums(sql::Tx& tx, const Scope& scope, const Piece& piece) {
  const auto row = tx.find<SumsColumns>(
      sums_sql, scope.programme, scope.store, piece.span, piece.from, piece.to
  );
  return row ? sums_of(*row) : Sums();
}

std::vector<StoreSums> stores(sql::Tx& tx, ProgrammeId programme, const Piece& piece) {
  std::vector<StoreSums> rows;
  tx.each<StoreColumns>(
      stores_sql,
      [&](const StoreColumns& row) {
        rows.push_back({row.store, sums_of(row)});
      },
      programme,
      piece.span,
      piece.from,
      piece.to
  );
  return rows;
}

Moved moved_before(sql::Tx& tx, const Scope& scope, Span span, Date from, Date before) {
  const auto moved = tx.find<Moved>(moved_sql, scope.programme, scope.store, span, from, before);
  return moved.value_or(Moved());
}

std::int64_t purchases(sql::Tx& tx, const Scope& scope, Date from, Date to) {
  return tx.get<std::int64_t>(purchases_sql, scope.programme, scope.store, Span::day, from, to);
}

std::int64_t links(sql::Tx& tx, const Scope& scope, int back, const Piece& piece, Date since) {
  return tx.get<std::int64_t>(
      links_sql, scope.programme, scope.store, piece.span, piece.from, piece.to, back, since
  );
}

std::vector<TierSum> tier_sums(sql::Tx& tx, tiers::LadderId ladder, StoreId store) {
  return tx.list<TierSum>(tier_sums_sql, ladder, store);
}

void each_sums(sql::Tx& tx, const std::function<void(const SumsRow&)>& visit) {
  tx.each<KeyedColumns>(each_sums_sql, [&](const KeyedColumns& row) {
    visit({row.programme, row.span, row.day, row.store, sums_of(row)});
  });
}

void each_links(sql::Tx& tx, const std::function<void(const LinksRow&)>& visit) {
  tx.each<LinksRow>(each_links_sql, [&](const LinksRow& row) { visit(row); });
}

void each_tier_sum(sql::Tx& tx, const std::function<void(const TierSumRow&)>& visit) {
  tx.each<TierSumRow>(each_tier_sum_sql, [&](const TierSumRow& row) { visit(row); });
}

}  // namespace guanxi::dashboard::store
