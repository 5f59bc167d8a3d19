// What is counted: purchases, members, tiers, coupons; how far the walks are; who makes a figure.
#include "modules/dashboard/store.h"
#include "platform/sql/enum_column.h"

namespace guanxi::dashboard::store {
namespace {

#define GX_PURCHASE "owner_id, day, receipt_id, programme_id, store_id, sold_to, amount"
const sql::Query insert_purchase_sql{"INSERT INTO dashboard_purchases (" GX_PURCHASE
                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7) "
                                     "ON CONFLICT (owner_id, day, receipt_id) DO NOTHING"};
const sql::Query erase_purchase_sql{
    "DELETE FROM dashboard_purchases WHERE owner_id = $1 AND day = $2 AND receipt_id = $3"};
const sql::Query find_purchase_sql{
    "SELECT " GX_PURCHASE
    " FROM dashboard_purchases WHERE store_id = $1 AND day = $2 AND receipt_id = $3"};
const sql::Query purchases_of_sql{
    "SELECT " GX_PURCHASE
    " FROM dashboard_purchases WHERE owner_id = $1 AND sold_to = $2 ORDER BY day, receipt_id"};
const sql::Query each_purchase_sql{"SELECT " GX_PURCHASE
                                   " FROM dashboard_purchases ORDER BY owner_id, day, receipt_id"};
#undef GX_PURCHASE
const sql::Query days_before_sql{
    "SELECT day FROM dashboard_purchases WHERE owner_id = $1 AND (day, receipt_id) < ($2, $3) "
    "ORDER BY day DESC, receipt_id DESC LIMIT 2"};
// The store is computed, lest SQLite goes through all its purchases instead of the owner's.
const sql::Query days_before_in_sql{
    "SELECT day FROM dashboard_purchases WHERE owner_id = $1 AND (day, receipt_id) < ($2, $3) "
    "AND store_id + 0 = $4 ORDER BY day DESC, receipt_id DESC LIMIT 2"};
const sql::Query days_after_sql{
    "SELECT day FROM dashboard_purchases WHERE owner_id = $1 AND (day, receipt_id) > ($2, $3) "
    "ORDER BY day, receipt_id LIMIT 2"};
const sql::Query days_after_in_sql{
    "SELECT day FROM dashboard_purchases WHERE owner_id = $1 AND (day, receipt_id) > ($2, $3) "
    "AND store_id + 0 = $4 ORDER BY day, receipt_id LIMIT 2"};

#define GX_MEMBER "SELECT owner_id, programme_id, joined_on, store_id, departed_on FROM "
const sql::Query find_member_sql{GX_MEMBER "dashboard_members WHERE owner_id = $1"};
const sql::Query each_member_sql{GX_MEMBER "dashboard_members ORDER BY owner_id"};
#undef GX_MEMBER
const sql::Query put_member_sql{
    "INSERT INTO dashboard_members (owner_id, programme_id, joined_on, store_id, departed_on) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (owner_id) DO UPDATE SET "
    "programme_id = excluded.programme_id, joined_on = excluded.joined_on, "
    "store_id = excluded.store_id, departed_on = excluded.departed_on"};
const sql::Query erase_member_sql{"DELETE FROM dashboard_members WHERE owner_id = $1"};

const sql::Query tiers_of_sql{
    "SELECT owner_id, ladder_id, store_id, tier FROM dashboard_tiers WHERE owner_id = $1 "
    "ORDER BY ladder_id"};
const sql::Query each_tier_sql{
    "SELECT owner_id, ladder_id, store_id, tier FROM dashboard_tiers ORDER BY owner_id, ladder_id"};
const sql::Query put_tier_sql{
    "INSERT INTO dashboard_tiers (owner_id, ladder_id, store_id, tier) VALUES ($1, $2, $3, $4)"};
const sql::Query erase_tiers_sql{"DELETE FROM dashboard_tiers WHERE owner_id = $1"};

#define GX_COUPONS "template_id, day, store_id, programme_id, issued, used, amount, back_amount"
const sql::Query coupon_days_sql{
    "SELECT " GX_COUPONS
    " FROM dashboard_coupon_days WHERE template_id = $1 AND day BETWEEN $2 AND $3"};
const sql::Query each_coupon_day_sql{"SELECT " GX_COUPONS " FROM dashboard_coupon_days"};
const sql::Query put_coupon_day_sql{"INSERT INTO dashboard_coupon_days (" GX_COUPONS
                                    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
#undef GX_COUPONS
const sql::Query erase_coupon_days_sql{
    "DELETE FROM dashboard_coupon_days WHERE template_id = $1 AND day BETWEEN $2 AND $3"};

const sql::Query walked_sql{"SELECT through FROM dashboard_walks WHERE walk = $1"};
const sql::Query put_walked_sql{"UPDATE dashboard_walks SET through = $1 WHERE walk = $2"};
const sql::Query forget_sums_sql{"DELETE FROM dashboard_sums"};
const sql::Query forget_stores_sql{"DELETE FROM dashboard_stores"};
const sql::Query forget_links_sql{"DELETE FROM dashboard_links"};
const sql::Query forget_purchases_sql{"DELETE FROM dashboard_purchases"};
const sql::Query forget_members_sql{"DELETE FROM dashboard_members"};
const sql::Query forget_tiers_sql{"DELETE FROM dashboard_tiers"};
const sql::Query forget_tier_sums_sql{"DELETE FROM dashboard_tier_sums"};
const sql::Query forget_coupons_sql{"DELETE FROM dashboard_coupon_days"};
const sql::Query forget_walks_sql{"UPDATE dashboard_walks SET through = 0"};

// $1 store, $2 first day, $3 last day, behind ($4, $5), $6: 0, or the store whose purchases alone
// count, $7 how many.
#define GX_MADE                                                                          \
  "SELECT p.owner_id, p.store_id, p.day, p.receipt_id FROM dashboard_purchases p WHERE " \
  "p.store_id = $1 AND p.day BETWEEN $2 AND $3 AND (p.day, p.receipt_id) > ($4, $5) "
#define GX_EARLIER "FROM dashboard_purchases q WHERE q.owner_id = p.owner_id AND q.day >= "
#define GX_BEFORE                                       \
  " AND (q.day, q.receipt_id) < (p.day, p.receipt_id) " \
  "AND (CAST($6 AS BIGINT) = 0 OR q.store_id = $6)"
#define GX_PAGE " ORDER BY p.day, p.receipt_id LIMIT $7"
const sql::Query active_sql{GX_MADE "AND NOT EXISTS (SELECT 1 " GX_EARLIER "$8" GX_BEFORE
                                    ")" GX_PAGE};
const sql::Query repeat_sql{GX_MADE "AND (SELECT COUNT(*) FROM (SELECT 1 AS one " GX_EARLIER
                                    "$8" GX_BEFORE " LIMIT 2) AS e) = 1" GX_PAGE};
// The last purchase up to the day $8: none came after it.
const sql::Query lost_sql{
    GX_MADE
    "AND NOT EXISTS (SELECT 1 FROM dashboard_purchases q WHERE q.owner_id = p.owner_id AND "
    "q.day <= $8 AND (q.day, q.receipt_id) > (p.day, p.receipt_id) "
    "AND (CAST($6 AS BIGINT) = 0 OR q.store_id = $6))" GX_PAGE};
#undef GX_MADE
#undef GX_EARLIER
#undef GX_BEFORE
#undef GX_PAGE
const sql::Query joiners_sql{
    "SELECT owner_id, store_id, joined_on, CAST(0 AS BIGINT) FROM dashboard_members "
    "WHERE programme_id = $1 AND joined_on BETWEEN $2 AND $3 AND (joined_on, owner_id) > ($4, $5) "
    "AND (CAST($6 AS BIGINT) = 0 OR store_id = $6) ORDER BY joined_on, owner_id LIMIT $7"};

}  // namespace

bool insert(sql::Tx& tx, const Purchase& p) {
  return tx.exec(
             insert_purchase_sql,
             p.owner,
             p.day,
             p.receipt,
             p.programme,
             p.store,
             p.sold_to,
             p.amount
         ) == 1;
}

bool erase(sql::Tx& tx, const Purchase& p) {
  return tx.exec(erase_purchase_sql, p.owner, p.day, p.receipt) == 1;
}

std::optional<Purchase> find_purchase(sql::Tx& tx, StoreId store, Date day, ReceiptId receipt) {
  return tx.find<Purchase>(find_purchase_sql, store, day, receipt);
}

std::vector<Purchase> purchases_of(sql::Tx& tx, OwnerId owner, OwnerId sold_to) {
  return tx.list<Purchase>(purchases_of_sql, owner, sold_to);
}

std::vector<Date> days_before(sql::Tx& tx, const Purchase& p, StoreId store) {
  if (!store) return tx.list<Date>(days_before_sql, p.owner, p.day, p.receipt);
  return tx.list<Date>(days_before_in_sql, p.owner, p.day, p.receipt, store);
}

std::vector<Date> days_after(sql::Tx& tx, const Purchase& p, StoreId store) {
  if (!store) return tx.list<Date>(days_after_sql, p.owner, p.day, p.receipt);
  return tx.list<Date>(days_after_in_sql, p.owner, p.day, p.receipt, store);
}

std::optional<CountedMember> find_member(sql::Tx& tx, OwnerId owner) {
  return tx.find<CountedMember>(find_member_sql, owner);
}

void put_member(sql::Tx& tx, const CountedMember& m) {
  tx.exec(put_member_sql, m.owner, m.programme, m.joined_on, m.store, m.departed_on);
}

void erase_member(sql::Tx& tx, OwnerId owner) { tx.exec(erase_member_sql, owner); }

std::vector<CountedTier> tiers_of(sql::Tx& tx, OwnerId owner) {
  return tx.list<CountedTier>(tiers_of_sql, owner);
}

void put_tier(sql::Tx& tx, const CountedTier& tier) {
  tx.exec(put_tier_sql, tier.owner, tier.ladder, tier.store, tier.tier);
}

void erase_tiers(sql::Tx& tx, OwnerId owner) { tx.exec(erase_tiers_sql, owner); }

std::vector<CountedCoupons> coupon_days(sql::Tx& tx, coupons::TemplateId id, Date from, Date to) {
  return tx.list<CountedCoupons>(coupon_days_sql, id, from, to);
}

void put_coupon_day(sql::Tx& tx, const CountedCoupons& c) {
  tx.exec(
      put_coupon_day_sql,
      c.id,
      c.day,
      c.store,
      c.programme,
      c.issued,
      c.used,
      c.amount,
      c.back_amount
  );
}

void erase_coupon_days(sql::Tx& tx, coupons::TemplateId id, Date from, Date to) {
  tx.exec(erase_coupon_days_sql, id, from, to);
}

std::int64_t walked(sql::Tx& tx, Walk walk) { return tx.get<std::int64_t>(walked_sql, walk); }

void put_walked(sql::Tx& tx, Walk walk, std::int64_t through) {
  tx.exec(put_walked_sql, through, walk);
}

void forget(sql::Tx& tx) {
  for (const sql::Query* query :
       {&forget_sums_sql,
        &forget_stores_sql,
        &forget_links_sql,
        &forget_purchases_sql,
        &forget_members_sql,
        &forget_tiers_sql,
        &forget_tier_sums_sql,
        &forget_coupons_sql,
        &forget_walks_sql}) {
    tx.exec(*query);
  }
}

std::vector<MakerRow> makers(
    sql::Tx& tx, const Asked& asked, StoreId in, const Place& after, int limit
) {
  const StoreId alone = asked.of_store ? in : StoreId();
  Date from = asked.period.from, to = asked.period.to, edge = from;
  const sql::Query* query = &active_sql;
  if (asked.figure == MadeOf::repeat) query = &repeat_sql;
  if (asked.figure == MadeOf::lost) {
    query = &lost_sql;
    edge = asked.period.to;
    to = edge.plus_days(-asked.lost_days);
    from = edge.plus_days(1 - 2 * asked.lost_days);
  }
  return tx.list<MakerRow>(*query, in, from, to, after.day, after.id, alone, limit, edge);
}

std::vector<MakerRow> joiners(
    sql::Tx& tx, const Asked& asked, StoreId in, const Place& after, int limit
) {
  return tx.list<MakerRow>(
      joiners_sql,
      asked.programme,
      asked.period.from,
      asked.period.to,
      after.day,
      after.id,
      in,
      limit
  );
}

void each_purchase(sql::Tx& tx, const std::function<void(const Purchase&)>& visit) {
  tx.each<Purchase>(each_purchase_sql, [&](const Purchase& row) { visit(row); });
}

void each_member(sql::Tx& tx, const std::function<void(const CountedMember&)>& visit) {
  tx.each<CountedMember>(each_member_sql, [&](const CountedMember& row) { visit(row); });
}

void each_tier(sql::Tx& tx, const std::function<void(const CountedTier&)>& visit) {
  tx.each<CountedTier>(each_tier_sql, [&](const CountedTier& row) { visit(row); });
}

void each_coupon_day(sql::Tx& tx, const std::function<void(const CountedCoupons&)>& visit) {
  tx.each<CountedCoupons>(each_coupon_day_sql, [&](const CountedCoupons& row) { visit(row); });
}

}  // namespace guanxi::dashboard::store
