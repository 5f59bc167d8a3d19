#include "modules/wallet/store.h"

#include "modules/wallet/words.h"

namespace guanxi::wallet::store {

namespace {

const sql::Query insert_account_sql{
    "INSERT INTO wallet_accounts (owner_id, programme_id, currency, state, named, principal, "
    "bonus, "
    "small_change, seq, head_entry_id, head_hash, posted_at, opened_at) "
    "VALUES ($1, $2, $3, 'open', 0, 0, 0, 0, 0, 0, $4, 0, $5) ON CONFLICT (owner_id) DO NOTHING"};
const sql::Query find_account_sql{
    "SELECT owner_id, programme_id, currency, state, named, principal, bonus, small_change, "
    "change_company_id, seq, head_entry_id, head_hash, posted_at FROM wallet_accounts WHERE "
    "owner_id = $1"};
const sql::Query update_account_sql{
    "UPDATE wallet_accounts SET state = $1, named = $2, principal = $3, bonus = $4, "
    "small_change = $5, change_company_id = $6, seq = $7, head_entry_id = $8, head_hash = $9, "
    "posted_at = $10 WHERE owner_id = $11 AND seq = $12"};

#define GX_RECHARGES                                                                         \
  "SELECT r.recharge_id, r.recharged_at, r.store_id, r.company_id, r.offer_id, r.ended_by, " \
  "p.original, p.remaining, p.spent, p.paid_out, p.kept, b.original, b.remaining, b.spent, " \
  "b.paid_out, "                                                                             \
  "b.kept FROM wallet_recharges r "                                                          \
  "JOIN wallet_lots p ON p.owner_id = r.owner_id AND p.lot_id = r.recharge_id "              \
  "AND p.asset = 'principal' "                                                               \
  "JOIN wallet_lots b ON b.owner_id = r.owner_id AND b.lot_id = r.recharge_id "              \
  "AND b.asset = 'bonus' WHERE r.owner_id = $1 "

const sql::Query open_recharges_sql{GX_RECHARGES
                                    "AND p.remaining + b.remaining > 0 ORDER BY r.recharge_id"};
// A contract that went to somebody else with a merge leaves its row and empty lots.
const sql::Query find_recharge_sql{GX_RECHARGES "AND r.recharge_id = $2 AND p.original > 0"};
const sql::Query all_recharges_sql{GX_RECHARGES "ORDER BY r.recharge_id"};

#undef GX_RECHARGES

const sql::Query insert_recharge_sql{
    "INSERT INTO wallet_recharges (owner_id, recharge_id, principal, bonus, offer_id, store_id, "
    "company_id, paid_by, reference, recharged_at, actor_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
    "ON CONFLICT DO NOTHING"};  // of the same id, or of the same payment
const sql::Query insert_lot_sql{
    "INSERT INTO wallet_lots (owner_id, lot_id, asset, original, remaining, spent, paid_out, kept) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};
const sql::Query update_lot_sql{
    "UPDATE wallet_lots SET remaining = $1, spent = $2, paid_out = $3, kept = $4, original = $10 "
    "WHERE owner_id = $5 AND lot_id = $6 AND asset = $7 AND remaining = $8 AND spent = $9"};
const sql::Query end_recharge_sql{
    "UPDATE wallet_recharges SET ended_by = $3 "
    "WHERE owner_id = $1 AND recharge_id = $2 AND ended_by IS NULL"};

const sql::Query release_reference_sql{
    "UPDATE wallet_recharges SET reference = NULL WHERE owner_id = $1 AND recharge_id = $2"};
const sql::Query how_paid_sql{
    "SELECT paid_by, reference FROM wallet_recharges WHERE owner_id = $1 AND recharge_id = $2"};

const sql::Query insert_part_sql{
    "INSERT INTO wallet_payments (owner_id, payment_id, lot_id, amount, undiscounted, restored, "
    "undiscounted_restored) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query update_part_sql{
    "UPDATE wallet_payments SET restored = $1, undiscounted_restored = $2 "
    "WHERE owner_id = $3 AND payment_id = $4 AND lot_id = $5"};
const sql::Query parts_sql{
    "SELECT lot_id, amount, undiscounted, restored, undiscounted_restored FROM wallet_payments "
    "WHERE owner_id = $1 AND payment_id = $2 ORDER BY lot_id"};
const sql::Query undiscounted_spent_sql{
    "SELECT CAST(COALESCE(SUM(undiscounted - undiscounted_restored), 0) AS BIGINT) "
    "FROM wallet_payments WHERE owner_id = $1 AND lot_id = $2"};

struct AccountRow {
  OwnerId owner;
  ProgrammeId programme;
  Currency currency;
  AccountState state;
  bool named;
  std::int64_t principal, bonus, change;
  org::UnitId change_company;
  std::int64_t seq, head_entry_id;
  sql::Digest head_hash;
  Instant posted_at;
};

struct RechargeRow {
  std::int64_t id;
  Instant recharged_at;
  StoreId store;
  org::UnitId company;
  std::optional<std::int64_t> offer;
  std::optional<Fault> ended_by;
  std::int64_t p_original, p_remaining, p_spent, p_paid_out, p_kept;
  std::int64_t b_original, b_remaining, b_spent, b_paid_out, b_kept;
};

Recharge recharge_of(const RechargeRow& row, Currency currency) {
  const auto money = [&](std::int64_t minor) { return Money(minor, currency); };
  return {
      .id = row.id,
      .recharged_at = row.recharged_at,
      .store = row.store,
      .company = row.company,
      .offer = row.offer,
      .principal =
          {money(row.p_original),
           money(row.p_remaining),
           money(row.p_spent),
           money(row.p_paid_out),
           money(row.p_kept)},
      .bonus =
          {money(row.b_original),
           money(row.b_remaining),
           money(row.b_spent),
           money(row.b_paid_out),
           money(row.b_kept)},
      .ended_by = row.ended_by};
}

struct PartRow {
  std::int64_t lot_id, amount, undiscounted, restored, undiscounted_restored;
};

}  // namespace

void insert_account(
    sql::Tx& tx, OwnerId owner, ProgrammeId programme, Currency currency, Instant now
) {
  tx.exec(insert_account_sql, owner, programme, currency, sql::Digest{}, now);
}

std::optional<Account> find_account(sql::Tx& tx, OwnerId owner) {
  const auto row = tx.find<AccountRow>(find_account_sql, owner);
  if (!row) return std::nullopt;
  return Account{
      .owner = row->owner,
      .programme = row->programme,
      .currency = row->currency,
      .state = row->state,
      .named = row->named,
      .principal = {row->principal, row->currency},
      .bonus = {row->bonus, row->currency},
      .change = {row->change, row->currency},
      .change_company = row->change_company,
      .seq = row->seq,
      .head_entry_id = row->head_entry_id,
      .head_hash = row->head_hash,
      .posted_at = row->posted_at};
}

bool update_account(sql::Tx& tx, const Account& before, const Account& after) {
  GX_CHECK(before.owner == after.owner);
  return tx.exec(
             update_account_sql,
             after.state,
             after.named,
             after.principal.minor(),
             after.bonus.minor(),
             after.change.minor(),
             after.change_company,
             after.seq,
             after.head_entry_id,
             after.head_hash,
             after.posted_at,
             before.owner,
             before.seq
         ) == 1;
}

std::vector<Recharge> open_recharges(sql::Tx& tx, const Account& account) {
  std::vector<Recharge> found;
  for (const RechargeRow& row : tx.list<RechargeRow>(open_recharges_sql, account.owner)) {
    found.push_back(recharge_of(row, account.currency));
  }
  return found;
}

std::optional<Recharge> find_recharge(sql::Tx& tx, const Account& account, std::int64_t id) {
  const auto row = tx.find<RechargeRow>(find_recharge_sql, account.owner, id);
  if (!row) return std::nullopt;
  return recharge_of(*row, account.currency);
}

std::vector<Recharge> all_recharges(sql::Tx& tx, const Account& account) {
  std::vector<Recharge> found;
  for (const RechargeRow& row : tx.list<RechargeRow>(all_recharges_sql, account.owner)) {
    found.push_back(recharge_of(row, account.currency));
  }
  return found;
}

bool insert_recharge(sql::Tx& tx, const Context& context, const NewRecharge& recharge) {
  return tx.exec(
             insert_recharge_sql,
             context.owner,
             context.cause.id,
             recharge.principal.minor(),
             recharge.bonus.minor(),
             recharge.offer,
             context.store,
             recharge.company,
             recharge.paid_by,
             recharge.reference,
             context.posted_at,
             context.actor
         ) == 1;
}

void insert_lots(sql::Tx& tx, OwnerId owner, const Recharge& recharge) {
  const auto insert = [&](Asset asset, const Lot& lot) {
    tx.exec(
        insert_lot_sql,
        owner,
        recharge.id,
        asset,
        lot.original.minor(),
        lot.remaining.minor(),
        lot.spent.minor(),
        lot.paid_out.minor(),
        lot.kept.minor()
    );
  };
  insert(Asset::principal, recharge.principal);
  insert(Asset::bonus, recharge.bonus);
}

bool update_lots(sql::Tx& tx, OwnerId owner, const Recharge& before, const Recharge& after) {
  GX_CHECK(before.id == after.id);
  const auto update = [&](Asset asset, const Lot& was, const Lot& is) {
    return tx.exec(
               update_lot_sql,
               is.remaining.minor(),
               is.spent.minor(),
               is.paid_out.minor(),
               is.kept.minor(),
               owner,
               after.id,
               asset,
               was.remaining.minor(),
               was.spent.minor(),
               is.original.minor()
           ) == 1;
  };
  return update(Asset::principal, before.principal, after.principal) &&
         update(Asset::bonus, before.bonus, after.bonus);
}

void end_recharge(sql::Tx& tx, OwnerId owner, std::int64_t recharge, Fault fault) {
  tx.exec(end_recharge_sql, owner, recharge, fault);
}

void release_reference(sql::Tx& tx, OwnerId owner, std::int64_t recharge) {
  tx.exec(release_reference_sql, owner, recharge);
}

HowPaid how_paid(sql::Tx& tx, OwnerId owner, std::int64_t recharge) {
  return tx.get<HowPaid>(how_paid_sql, owner, recharge);
}

void insert_part(sql::Tx& tx, OwnerId owner, std::int64_t payment, const PaymentPart& part) {
  tx.exec(
      insert_part_sql,
      owner,
      payment,
      part.lot_id,
      part.amount.minor(),
      part.undiscounted.minor(),
      part.restored.minor(),
      part.undiscounted_restored.minor()
  );
}

void update_part(sql::Tx& tx, OwnerId owner, std::int64_t payment, const PaymentPart& part) {
  const std::int64_t changed = tx.exec(
      update_part_sql,
      part.restored.minor(),
      part.undiscounted_restored.minor(),
      owner,
      payment,
      part.lot_id
  );
  GX_CHECK(changed == 1);
}

std::vector<PaymentPart> parts(sql::Tx& tx, const Account& account, std::int64_t payment) {
  std::vector<PaymentPart> found;
  const auto money = [&](std::int64_t minor) { return Money(minor, account.currency); };
  for (const PartRow& row : tx.list<PartRow>(parts_sql, account.owner, payment)) {
    found.push_back(
        {row.lot_id,
         money(row.amount),
         money(row.undiscounted),
         money(row.restored),
         money(row.undiscounted_restored)}
    );
  }
  return found;
}

Money undiscounted_spent(sql::Tx& tx, const Account& account, std::int64_t recharge) {
  return {tx.get<std::int64_t>(undiscounted_spent_sql, account.owner, recharge), account.currency};
}

}  // namespace guanxi::wallet::store
