// The SQL of merges of wallets.
#include "modules/wallet/store.h"

namespace guanxi::wallet::store {

namespace {

const sql::Query copy_recharge_sql{
    "INSERT INTO wallet_recharges (owner_id, recharge_id, principal, bonus, offer_id, store_id, "
    "company_id, paid_by, reference, recharged_at, actor_id, ended_by) "
    "SELECT CAST($2 AS BIGINT), r.recharge_id, r.principal, r.bonus, r.offer_id, r.store_id, "
    "r.company_id, r.paid_by, CASE WHEN EXISTS (SELECT 1 FROM wallet_recharges x "
    "WHERE x.owner_id = $2 AND x.paid_by = r.paid_by AND x.reference = r.reference) THEN NULL "
    "ELSE r.reference END, r.recharged_at, r.actor_id, r.ended_by FROM wallet_recharges r "
    "WHERE r.owner_id = $1 AND r.recharge_id = $3 "
    "ON CONFLICT (owner_id, recharge_id) DO UPDATE SET ended_by = excluded.ended_by"};

#define GX_PART_REST "payment_id, lot_id, amount, undiscounted, restored, undiscounted_restored"

const sql::Query copy_parts_sql{"INSERT INTO wallet_payments (owner_id, " GX_PART_REST
                                ") SELECT CAST($2 AS BIGINT), " GX_PART_REST
                                " FROM wallet_payments WHERE owner_id = $1 AND lot_id = $3"};
const sql::Query delete_parts_sql{
    "DELETE FROM wallet_payments WHERE owner_id = $1 AND lot_id = $2"};
const sql::Query change_parts_sql{
    "SELECT payment_id, amount - restored FROM wallet_payments WHERE owner_id = $1 AND lot_id = 0 "
    "ORDER BY payment_id"};
const sql::Query copy_change_part_sql{
    "INSERT INTO wallet_payments (owner_id, " GX_PART_REST
    ") SELECT CAST($2 AS BIGINT), " GX_PART_REST
    " FROM wallet_payments WHERE owner_id = $1 AND payment_id = $3 AND lot_id = 0"};
const sql::Query delete_change_part_sql{
    "DELETE FROM wallet_payments WHERE owner_id = $1 AND payment_id = $2 AND lot_id = 0"};

#undef GX_PART_REST

}  // namespace

void copy_recharge(sql::Tx& tx, OwnerId from, OwnerId to, std::int64_t recharge) {
  tx.exec(copy_recharge_sql, from, to, recharge);
}

void move_parts(sql::Tx& tx, OwnerId from, OwnerId to, std::int64_t recharge) {
  tx.exec(copy_parts_sql, from, to, recharge);
  tx.exec(delete_parts_sql, from, recharge);
}

std::vector<ChangePart> change_parts(sql::Tx& tx, OwnerId owner) {
  return tx.list<ChangePart>(change_parts_sql, owner);
}

void move_change_part(sql::Tx& tx, OwnerId from, OwnerId to, std::int64_t payment) {
  tx.exec(copy_change_part_sql, from, to, payment);
  tx.exec(delete_change_part_sql, from, payment);
}

}  // namespace guanxi::wallet::store
