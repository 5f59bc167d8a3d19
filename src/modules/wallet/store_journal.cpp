// The SQL of the journal and of what was noted with it.
#include "modules/wallet/chain.h"
#include "modules/wallet/store.h"
#include "modules/wallet/words.h"

namespace guanxi::wallet::store {

namespace {

const sql::Query insert_entry_sql{
    "INSERT INTO wallet_entries (entry_id, owner_id, seq, prev_entry_id, posted_at, occurred_at, "
    "cause_kind, cause_id, reason, asset, debit, credit, amount, lot_id, balance, store_id, "
    "actor_id, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, $17, $18)"};
// Each step is a look-up by primary key: the journal has no index by owner, its chain is one.
const sql::Query walk_sql{
    "WITH RECURSIVE walk AS ("
    "SELECT e.*, CAST(1 AS BIGINT) AS step FROM wallet_entries e WHERE e.entry_id = $2 AND "
    "e.owner_id = $1 "
    "UNION ALL "
    "SELECT e.*, w.step + 1 FROM walk w "
    "JOIN wallet_entries e ON e.entry_id = w.prev_entry_id AND e.owner_id = $1 WHERE w.step < $3) "
    "SELECT entry_id, seq, prev_entry_id, posted_at, occurred_at, cause_kind, cause_id, reason, "
    "asset, debit, credit, amount, lot_id, balance, store_id, actor_id FROM walk ORDER BY step"};

const sql::Query insert_document_sql{
    "INSERT INTO wallet_documents (owner_id, cause_kind, cause_id, store_id, note, posted_at, "
    "actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT (owner_id, cause_kind, cause_id) DO NOTHING"};
const sql::Query find_note_sql{
    "SELECT note FROM wallet_documents "
    "WHERE owner_id = $1 AND cause_kind = $2 AND cause_id = $3"};
const sql::Query insert_payout_sql{
    "INSERT INTO wallet_payouts (owner_id, payout_id, fault, method, reference, principal, "
    "small_change, kept, forfeited, store_id, paid_out_at, actor_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};

struct EntryRow {
  std::int64_t entry_id, seq, prev_entry_id;
  Instant posted_at, occurred_at;
  CauseKind cause_kind;
  std::int64_t cause_id;
  Reason reason;
  Asset asset;
  House debit, credit;
  std::int64_t amount, lot_id, balance;
  StoreId store;
  ActorId actor;
};

}  // namespace

void insert_entry(sql::Tx& tx, OwnerId owner, const Entry& entry, const sql::Digest& hash) {
  tx.exec(
      insert_entry_sql,
      entry.entry_id,
      owner,
      entry.seq,
      entry.prev_entry_id,
      entry.posted_at,
      entry.occurred_at,
      entry.cause.kind,
      entry.cause.id,
      entry.reason,
      entry.asset,
      entry.debit,
      entry.credit,
      entry.amount.minor(),
      entry.lot_id,
      entry.balance.minor(),
      entry.store,
      entry.actor,
      hash
  );
}

sql::Digest hash_entry(const sql::Digest& before, OwnerId owner, const Entry& entry) {
  return entry_hash(
      before,
      {.owner = owner.value(),
       .entry_id = entry.entry_id,
       .seq = entry.seq,
       .prev_entry_id = entry.prev_entry_id,
       .posted_at = entry.posted_at.micros(),
       .occurred_at = entry.occurred_at.micros(),
       .cause_kind = word(entry.cause.kind),
       .cause_id = entry.cause.id,
       .reason = word(entry.reason),
       .asset = word(entry.asset),
       .debit = word(entry.debit),
       .credit = word(entry.credit),
       .amount = entry.amount.minor(),
       .lot_id = entry.lot_id,
       .balance = entry.balance.minor(),
       .store = entry.store.value(),
       .actor = entry.actor.value()}
  );
}

std::vector<Entry> walk(sql::Tx& tx, const Account& account, std::int64_t from_entry, int limit) {
  std::vector<Entry> entries;
  tx.each<EntryRow>(
      walk_sql,
      [&](EntryRow&& row) {
        entries.push_back(
            {.entry_id = row.entry_id,
             .seq = row.seq,
             .prev_entry_id = row.prev_entry_id,
             .posted_at = row.posted_at,
             .occurred_at = row.occurred_at,
             .cause = {row.cause_kind, row.cause_id},
             .reason = row.reason,
             .asset = row.asset,
             .debit = row.debit,
             .credit = row.credit,
             .amount = {row.amount, account.currency},
             .lot_id = row.lot_id,
             .balance = {row.balance, account.currency},
             .store = row.store,
             .actor = row.actor}
        );
      },
      account.owner,
      from_entry,
      limit
  );
  return entries;
}

bool insert_document(sql::Tx& tx, const Context& context) {
  return tx.exec(
             insert_document_sql,
             context.owner,
             context.cause.kind,
             context.cause.id,
             context.store,
             context.note,
             context.posted_at,
             context.actor
         ) == 1;
}

std::optional<std::string> find_note(sql::Tx& tx, OwnerId owner, const Cause& cause) {
  return tx.find<std::string>(find_note_sql, owner, cause.kind, cause.id);
}

void insert_payout(
    sql::Tx& tx,
    const Context& context,
    const Payout& payout,
    Fault fault,
    PayoutMethod method,
    const std::optional<std::string>& reference
) {
  tx.exec(
      insert_payout_sql,
      context.owner,
      context.cause.id,
      fault,
      method,
      reference,
      payout.principal.minor(),
      payout.change.minor(),
      payout.kept.minor(),
      payout.forfeited.minor(),
      context.store,
      context.posted_at,
      context.actor
  );
}

}  // namespace guanxi::wallet::store
