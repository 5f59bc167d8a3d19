#include "modules/coupons/reports.h"

#include <map>

namespace guanxi::coupons {
namespace {

const sql::Query issued_days_sql{
    "SELECT issued_on, store_id, COUNT(*) FROM coupons "
    "WHERE template_id = $1 AND issued_on >= $2 AND issued_on <= $3 "
    "AND cause NOT IN ('gift', 'merge') GROUP BY issued_on, store_id"};
const sql::Query used_days_sql{
    "SELECT used_on, store_id, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM coupon_uses "
    "WHERE template_id = $1 AND used_on >= $2 AND used_on <= $3 GROUP BY used_on, store_id"};
const sql::Query returned_days_sql{
    "SELECT returned_on, store_id, COUNT(*), CAST(SUM(amount) AS BIGINT) FROM coupon_returns "
    "WHERE template_id = $1 AND returned_on >= $2 AND returned_on <= $3 "
    "GROUP BY returned_on, store_id"};
const sql::Query ended_days_sql{
    "SELECT ended_on, store_id, COUNT(*), CAST(SUM(gone) AS BIGINT) FROM coupons "
    "WHERE template_id = $1 AND ended_on >= $2 AND ended_on <= $3 AND state = $4 "
    "GROUP BY ended_on, store_id"};
const sql::Query days_of_coupon_sql{
    "SELECT template_id, issued_on FROM coupons WHERE owner_id = $1 AND coupon_id = $2 "
    "UNION SELECT template_id, used_on FROM coupon_uses WHERE owner_id = $1 AND coupon_id = $2 "
    "UNION SELECT r.template_id, r.returned_on FROM coupon_uses u JOIN coupon_returns r "
    "ON r.owner_id = u.owner_id AND r.use_id = u.use_id "
    "WHERE u.owner_id = $1 AND u.coupon_id = $2"};
const sql::Query days_of_sale_sql{
    "SELECT template_id, used_on FROM coupon_uses WHERE owner_id = $1 AND receipt_id = $2 "
    "UNION SELECT r.template_id, r.returned_on FROM coupon_uses u JOIN coupon_returns r "
    "ON r.owner_id = u.owner_id AND r.use_id = u.use_id "
    "WHERE u.owner_id = $1 AND u.receipt_id = $2"};
const sql::Query templates_after_sql{
    "SELECT template_id, programme_id FROM coupon_templates WHERE template_id > $1 "
    "ORDER BY template_id LIMIT $2"};
const sql::Query template_of_sql{
    "SELECT template_id, programme_id FROM coupon_templates WHERE template_id = $1"};

struct CountRow {
  Date day;
  std::optional<StoreId> store;
  std::int64_t count;
};
struct SumRow {
  Date day;
  std::optional<StoreId> store;
  std::int64_t count, amount;
};

}  // namespace

std::vector<DayFigures> report(sql::Tx& tx, TemplateId id, Date from, Date until) {
  std::map<std::pair<Date, std::optional<StoreId>>, DayFigures> days;
  const auto at = [&](Date day, std::optional<StoreId> store) -> DayFigures& {
    DayFigures& figures = days[{day, store}];
    figures.day = day;
    figures.store = store;
    return figures;
  };
  for (const CountRow& row : tx.list<CountRow>(issued_days_sql, id, from, until)) {
    at(row.day, row.store).issued = row.count;
  }
  for (const SumRow& row : tx.list<SumRow>(used_days_sql, id, from, until)) {
    DayFigures& figures = at(row.day, row.store);
    figures.redeemed = row.count;
    figures.amount = row.amount;
  }
  for (const SumRow& row : tx.list<SumRow>(returned_days_sql, id, from, until)) {
    DayFigures& figures = at(row.day, row.store);
    figures.returned = row.count;
    figures.returned_amount = row.amount;
  }
  for (const SumRow& row : tx.list<SumRow>(ended_days_sql, id, from, until, "expired")) {
    DayFigures& figures = at(row.day, row.store);
    figures.expired = row.count;
    figures.expired_amount = row.amount;
  }
  for (const SumRow& row : tx.list<SumRow>(ended_days_sql, id, from, until, "withdrawn")) {
    at(row.day, row.store).withdrawn = row.count;
  }
  std::vector<DayFigures> all;
  for (const auto& [key, figures] : days) all.push_back(figures);
  return all;
}

std::vector<TemplateDay> days_of(sql::Tx& tx, OwnerId owner, CouponId coupon) {
  return tx.list<TemplateDay>(days_of_coupon_sql, owner, coupon);
}

std::vector<TemplateDay> days_of(sql::Tx& tx, OwnerId owner, ReceiptId sale) {
  return tx.list<TemplateDay>(days_of_sale_sql, owner, sale);
}

std::vector<TemplateOf> templates_after(sql::Tx& tx, TemplateId after, int limit) {
  return tx.list<TemplateOf>(templates_after_sql, after, limit);
}

std::optional<TemplateOf> find_template_of(sql::Tx& tx, TemplateId id) {
  return tx.find<TemplateOf>(template_of_sql, id);
}

}  // namespace guanxi::coupons
