#include "modules/wallet/verify_store.h"

namespace guanxi::wallet::store {

namespace {

const sql::Query each_account_sql{
    "SELECT owner_id, state, named, principal, bonus, small_change, seq, head_entry_id, posted_at, "
    "head_hash FROM wallet_accounts WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"};
const sql::Query each_lot_sql{
    "SELECT owner_id, lot_id, asset, original, remaining, spent, paid_out, kept FROM wallet_lots "
    "WHERE owner_id > $1 AND owner_id <= $2 ORDER BY owner_id, lot_id, asset"};
const sql::Query each_recharge_sql{
    "SELECT owner_id, recharge_id, principal, bonus FROM wallet_recharges "
    "WHERE owner_id > $1 AND owner_id <= $2 ORDER BY owner_id, recharge_id"};
const sql::Query each_entry_sql{
    "SELECT entry_id, owner_id, seq, prev_entry_id, posted_at, occurred_at, cause_kind, cause_id, "
    "reason, asset, debit, credit, amount, lot_id, balance, store_id, actor_id, hash "
    "FROM wallet_entries WHERE owner_id > $1 AND owner_id <= $2 ORDER BY entry_id, owner_id"};
const sql::Query each_part_sql{
    "SELECT owner_id, payment_id, lot_id, amount, undiscounted, restored, undiscounted_restored "
    "FROM wallet_payments WHERE owner_id > $1 AND owner_id <= $2 "
    "ORDER BY owner_id, payment_id, lot_id"};
const sql::Query each_payout_sql{
    "SELECT owner_id, payout_id, principal, small_change, kept, forfeited FROM wallet_payouts "
    "WHERE owner_id > $1 AND owner_id <= $2 ORDER BY owner_id, payout_id"};
const sql::Query each_documents_sql{
    "SELECT owner_id, COUNT(*) FROM wallet_documents WHERE owner_id > $1 AND owner_id <= $2 "
    "GROUP BY owner_id ORDER BY owner_id"};

}  // namespace

void each_account(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t limit,
    const std::function<void(const RawAccount&)>& visit
) {
  tx.each<RawAccount>(each_account_sql, visit, after, limit);
}

void each_lot(sql::Tx& tx, Owners owners, const std::function<void(const RawLot&)>& visit) {
  tx.each<RawLot>(each_lot_sql, visit, owners.after, owners.to);
}

void each_recharge(
    sql::Tx& tx, Owners owners, const std::function<void(const RawRecharge&)>& visit
) {
  tx.each<RawRecharge>(each_recharge_sql, visit, owners.after, owners.to);
}

void each_entry(sql::Tx& tx, Owners owners, const std::function<void(const RawEntry&)>& visit) {
  tx.each<RawEntry>(each_entry_sql, visit, owners.after, owners.to);
}

void each_part(sql::Tx& tx, Owners owners, const std::function<void(const RawPart&)>& visit) {
  tx.each<RawPart>(each_part_sql, visit, owners.after, owners.to);
}

void each_payout(sql::Tx& tx, Owners owners, const std::function<void(const RawPayout&)>& visit) {
  tx.each<RawPayout>(each_payout_sql, visit, owners.after, owners.to);
}

void each_documents(sql::Tx& tx, Owners owners, const std::function<void(const RawCount&)>& visit) {
  tx.each<RawCount>(each_documents_sql, visit, owners.after, owners.to);
}

}  // namespace guanxi::wallet::store
