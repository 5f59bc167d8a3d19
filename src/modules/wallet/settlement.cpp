#include "modules/wallet/settlement.h"

namespace guanxi::wallet {

namespace {

#define GX_SUM(condition) "CAST(SUM(CASE WHEN " condition " THEN e.amount ELSE 0 END) AS BIGINT)"
#define GX_NET(plus, minus) \
  "CAST(SUM(CASE WHEN " plus " THEN e.amount WHEN " minus " THEN -e.amount ELSE 0 END) AS BIGINT)"

const sql::Query served_sql{
    "SELECT r.store_id, r.company_id, e.store_id, " GX_NET(
        "e.asset = 'principal' AND e.reason = 'paid'",
        "e.asset = 'principal' AND e.reason = 'restored'"
    ) ", " GX_NET("e.asset = 'bonus' AND e.reason = 'paid'",
                  "e.asset = 'bonus' AND e.reason = 'restored'") ", "
    GX_SUM("e.reason = 'paid_out'") " "
    "FROM wallet_entries e "
    "JOIN wallet_accounts a ON a.owner_id = e.owner_id "
    "JOIN wallet_recharges r ON r.owner_id = e.owner_id AND r.recharge_id = e.lot_id "
    "WHERE e.posted_at >= $1 AND e.posted_at < $2 AND a.programme_id = $3 "
    "AND e.reason IN ('paid', 'restored', 'paid_out') "
    "GROUP BY r.store_id, r.company_id, e.store_id "
    "ORDER BY r.company_id, r.store_id, e.store_id"};

const sql::Query taken_sql{
    "SELECT e.store_id, " GX_NET("e.reason = 'recharged'",
                                 "e.reason = 'voided' AND e.asset = 'principal'") ", "
    GX_NET("e.reason = 'granted'", "e.reason = 'voided' AND e.asset = 'bonus'") ", "
    GX_SUM("e.reason = 'voided' AND e.asset = 'principal'") ", "
    GX_SUM("e.reason = 'voided' AND e.asset = 'bonus'") ", "
    GX_NET("e.reason = 'kept'", "e.reason = 'waived'") ", "
    GX_SUM("e.reason = 'forfeited'") ", "
    GX_NET("e.reason = 'saved'", "e.reason = 'handed_out'") ", "
    GX_NET("e.asset = 'change' AND e.reason = 'paid'",
           "e.asset = 'change' AND e.reason = 'restored'") ", "
    GX_SUM("e.asset = 'change' AND e.reason = 'paid_out'") " "
    "FROM wallet_entries e JOIN wallet_accounts a ON a.owner_id = e.owner_id "
    "WHERE e.posted_at >= $1 AND e.posted_at < $2 AND a.programme_id = $3 AND e.amount > 0 "
    "AND (e.asset = 'change' OR e.reason NOT IN ('paid', 'restored', 'paid_out')) "
    "AND e.cause_kind NOT IN ('merge', 'merge_undo') "
    "GROUP BY e.store_id ORDER BY e.store_id"};

#undef GX_SUM
#undef GX_NET

struct ServedRow {
  StoreId recharged_at;
  org::UnitId company;
  StoreId served_at;
  std::int64_t principal, bonus, paid_out;
};
struct TakenRow {
  StoreId store;
  std::int64_t recharged, granted, voided, voided_bonus, kept, forfeited, change_saved,
      change_spent, change_paid_out;
};

}  // namespace

Settlement settle(sql::Tx& tx, ProgrammeId programme, Currency currency, Instant from, Instant to) {
  Settlement settlement;
  const auto money = [&](std::int64_t minor) { return Money(minor, currency); };
  for (const ServedRow& row : tx.list<ServedRow>(served_sql, from, to, programme)) {
    settlement.served.push_back(
        {row.recharged_at,
         row.company,
         row.served_at,
         money(row.principal),
         money(row.bonus),
         money(row.paid_out)}
    );
  }
  for (const TakenRow& row : tx.list<TakenRow>(taken_sql, from, to, programme)) {
    settlement.taken.push_back(
        {row.store,
         money(row.recharged),
         money(row.granted),
         money(row.voided),
         money(row.voided_bonus),
         money(row.kept),
         money(row.forfeited),
         money(row.change_saved),
         money(row.change_spent),
         money(row.change_paid_out)}
    );
  }
  return settlement;
}

}  // namespace guanxi::wallet
