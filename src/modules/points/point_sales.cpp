#include "modules/points/point_sales.h"

#include <algorithm>

#include "base/naming.h"
#include "modules/payments/payments.h"
#include "modules/points/point_sales_store.h"
#include "modules/points/posting.h"
#include "platform/outbox/outbox.h"

namespace guanxi::points {
namespace {

constexpr int year_days = 365;  // a limit counts so many days back, today among them

#define GX_SALE_COLUMNS                                                                    \
  "owner_id, sale_id, programme_id, points, paid, reference, store_id, sold_on, sold_at, " \
  "sold_by, voided_at, voided_by, voided_why"

const sql::Query insert_points_sale{
    "INSERT INTO points_sales (owner_id, sale_id, programme_id, points, paid, reference, store_id, "
    "sold_on, sold_at, sold_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
const sql::Query void_points_sale{
    "UPDATE points_sales SET voided_at = $3, voided_by = $4, voided_why = $5 "
    "WHERE owner_id = $1 AND sale_id = $2 AND voided_at IS NULL"};
const sql::Query select_points_sale{"SELECT " GX_SALE_COLUMNS
                                    " FROM points_sales WHERE owner_id = $1 AND sale_id = $2"};
const sql::Query select_points_sales_of{
    "SELECT " GX_SALE_COLUMNS
    " FROM points_sales WHERE owner_id = $1 AND sale_id < $2 ORDER BY sale_id DESC LIMIT $3"};
const sql::Query select_points_sales_in{
    "SELECT " GX_SALE_COLUMNS
    " FROM points_sales WHERE programme_id = $1 AND sale_id < $2 "
    "AND (CAST($3 AS BIGINT) = 0 OR store_id = $3) ORDER BY sale_id DESC LIMIT $4"};
const sql::Query select_every_points_sale{"SELECT " GX_SALE_COLUMNS
                                          " FROM points_sales ORDER BY owner_id, sale_id"};
const sql::Query sum_sold_since{
    "SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM points_sales "
    "WHERE owner_id = $1 AND sold_on > $2 AND voided_at IS NULL"};
const sql::Query each_owner_sold_sql{
    "SELECT owner_id, CAST(SUM(points) AS BIGINT) FROM points_sales "
    "WHERE voided_at IS NULL AND owner_id > $1 AND owner_id <= $2 "
    "GROUP BY owner_id ORDER BY owner_id"};

#undef GX_SALE_COLUMNS

Outcome check_year(sql::Tx& tx, const PointsSale& sale, const programmes::Parameters& parameters) {
  const std::int64_t max = parameters.points_sale_member_year_max;
  if (max == 0) return ok();
  const auto before =
      tx.find<std::int64_t>(sum_sold_since, sale.owner, sale.sold_on.plus_days(-year_days)).value();
  const std::int64_t left = std::max<std::int64_t>(max - before, 0);
  if (sale.points.value() <= left) return ok();
  return fail(
      ErrorCode::points_limit_exceeded,
      "/points",
      {{"limit", "points_sale_member_year_max"},
       {"why", "@points_sale_member_year_max"},
       {"left", std::to_string(left)}}
  );
}

void tell(
    sql::Tx& tx, IdGenerator& ids, std::string_view kind, const PointsSale& sale, Instant now
) {
  std::string facts = R"({"programme":)" + std::to_string(sale.programme.value());
  facts += R"(,"points":)" + std::to_string(sale.points.value());
  facts += R"(,"paid":)" + std::to_string(sale.paid) + "}";
  outbox::append(tx, ids, kind, sale.owner, sale.id.value(), now, facts);
}

}  // namespace

Result<Money> sale_price(Points points, const programmes::Version& programme) {
  const programmes::Parameters& parameters = programme.parameters;
  if (parameters.points_sale_price == 0) {
    return fail(ErrorCode::points_not_for_sale, "/points", {{"parameter", "points_sale_price"}});
  }
  const std::int64_t step = parameters.points_sale_step;
  if (points.value() < step || points.value() % step != 0) {
    return fail(
        ErrorCode::out_of_range,
        "/points",
        {{"min", std::to_string(step)},
         {"multiple", std::to_string(step)},
         {"why", "@points_sale_step"}}
    );
  }
  return Money(
      divide(Int128{points.value()} * parameters.points_sale_price, 1000, Rounding::ceil),
      programme.currency
  );
}

Result<PointsSold> post_points_sale(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    PointsSale sale,
    const programmes::Version& programme
) {
  GX_CHECK(context.cause == (Cause{CauseKind::points_sale, sale.id.value()}));
  GX_CHECK(context.owner == sale.owner);
  GX_TRY(price, sale_price(sale.points, programme));
  if (sale.paid != price.minor()) {
    return fail(ErrorCode::points_price_differs, "/paid", {{"price", price.to_string()}});
  }
  GX_TRY(account, load_account(tx, context));
  GX_TRY_VOID(check_open(account));
  sale.programme = programme.programme;
  sale.sold_on = context.today;
  GX_TRY_VOID(check_year(tx, sale, programme.parameters));
  Posting posting(account, context);
  posting.expire_due(tx);
  const Date last = expiry_date(context.today, programme.parameters);
  const auto lot = posting.add_lot(last, sale.id.value(), Class::f);
  const Points repaid = std::min(sale.points, posting.account().owed);
  if (!repaid.is_zero()) posting.enter(Reason::repaid, Sum::f, repaid, lot);
  if (repaid < sale.points) posting.enter(Reason::purchased, Sum::f, sale.points - repaid, lot);
  GX_TRY_VOID(payments::take(
      tx, {sale.programme, sale.reference, sale.owner, payments::Pays::points, sale.id.value()}
  ));
  GX_TRY(after, posting.write(tx, ids));
  sale.sold_at = context.posted_at;
  sale.sold_by = context.actor;
  tx.exec(
      insert_points_sale,
      sale.owner,
      sale.id,
      sale.programme,
      sale.points,
      sale.paid,
      sale.reference,
      sale.store,
      sale.sold_on,
      sale.sold_at,
      sale.sold_by
  );
  tell(tx, ids, points_sold, sale, context.posted_at);
  return PointsSold{std::move(sale), after, repaid};
}

Result<PointsSold> post_points_sale_void(
    sql::Tx& tx, IdGenerator& ids, const Context& context, PointsSale sale, const std::string& why
) {
  GX_CHECK(context.cause == (Cause{CauseKind::points_sale_void, sale.id.value()}));
  GX_TRY_VOID(check_reason(why));
  if (sale.voided_at) return fail(ErrorCode::already_voided, "/sale");
  if (context.today != sale.sold_on) {
    return fail(
        ErrorCode::void_after_business_day, "/sale", {{"expected", sale.sold_on.to_string()}}
    );
  }
  GX_TRY(account, load_account(tx, context));
  Posting posting(account, context);
  posting.expire_due(tx);
  const auto open = posting.load_open_lots(tx);
  const auto mine = std::ranges::find_if(open, [&](Posting::LotAt at) {
    const Lot& lot = posting.lot(at);
    return lot.klass == Class::f && lot.lot_id == sale.id.value();
  });
  const Points left =
      mine == open.end() ? Points() : posting.lot(*mine).remaining - posting.lot(*mine).held;
  if (left < sale.points) {
    return fail(
        ErrorCode::not_enough_points,
        "/sale",
        {{"balance", std::to_string(left.value())}, {"needed", std::to_string(sale.points.value())}}
    );
  }
  posting.enter(Reason::refunded, Sum::f, sale.points, *mine);
  GX_TRY(after, posting.write(tx, ids));
  sale.voided_at = context.posted_at;
  sale.voided_by = context.actor;
  sale.voided_why = why;
  if (tx.exec(
          void_points_sale, sale.owner, sale.id, sale.voided_at, sale.voided_by, sale.voided_why
      ) != 1) {
    return ErrorCode::conflict;
  }
  payments::release(tx, sale.programme, sale.reference);
  tell(tx, ids, points_sale_voided, sale, context.posted_at);
  return PointsSold{std::move(sale), after, Points()};
}

std::optional<PointsSale> find_points_sale(sql::Tx& tx, OwnerId owner, PointsSaleId id) {
  return tx.find<PointsSale>(select_points_sale, owner, id);
}

std::vector<PointsSale> points_sales_of(
    sql::Tx& tx, OwnerId owner, std::optional<PointsSaleId> before, int limit
) {
  return tx.list<PointsSale>(
      select_points_sales_of, owner, before.value_or(PointsSaleId(INT64_MAX)), limit
  );
}

std::vector<PointsSale> points_sales_in(
    sql::Tx& tx,
    ProgrammeId programme,
    std::optional<StoreId> store,
    std::optional<PointsSaleId> before,
    int limit
) {
  return tx.list<PointsSale>(
      select_points_sales_in,
      programme,
      before.value_or(PointsSaleId(INT64_MAX)),
      store.value_or(StoreId()),
      limit
  );
}

void each_points_sale(sql::Tx& tx, const std::function<void(const PointsSale&)>& visit) {
  tx.each<PointsSale>(select_every_points_sale, visit);
}

namespace store {

void each_owner_sold(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawSold&)>& visit
) {
  tx.each<RawSold>(each_owner_sold_sql, visit, after, to);
}

}  // namespace store
}  // namespace guanxi::points
