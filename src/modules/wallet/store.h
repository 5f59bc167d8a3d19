// Inside modules/wallet: the SQL of accounts, recharges and their lots, payments, the journal,
// documents and payouts (offers and licences: offers_store.h). Guards are in the WHERE clauses;
// whoever calls decides what a missed guard means. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "modules/wallet/lots.h"
#include "modules/wallet/wallet.h"

namespace guanxi::wallet::store {

// ---- accounts ----

void insert_account(
    sql::Tx& tx, OwnerId owner, ProgrammeId programme, Currency currency, Instant now
);
std::optional<Account> find_account(sql::Tx& tx, OwnerId owner);
/// Writes `after` where the row still has the seq of `before`; false: it has not, nothing changed.
bool update_account(sql::Tx& tx, const Account& before, const Account& after);

// ---- recharges ----

/// Those with something left, the oldest first.
std::vector<Recharge> open_recharges(sql::Tx& tx, const Account& account);
/// Also those that are no longer here: their lots are empty.
std::vector<Recharge> all_recharges(sql::Tx& tx, const Account& account);
std::optional<Recharge> find_recharge(sql::Tx& tx, const Account& account, std::int64_t id);
/// False if the recharge exists already.
bool insert_recharge(sql::Tx& tx, const Context& context, const NewRecharge& recharge);
void insert_lots(sql::Tx& tx, OwnerId owner, const Recharge& recharge);
/// Writes the lots of `after` where they still are those of `before`; false: they are not.
bool update_lots(sql::Tx& tx, OwnerId owner, const Recharge& before, const Recharge& after);
/// A payment whose recharge is void may be recharged anew: its reference stands in the audit trail.
void release_reference(sql::Tx& tx, OwnerId owner, std::int64_t recharge);
struct HowPaid {
  std::string paid_by;
  std::optional<std::string> reference;
};
HowPaid how_paid(sql::Tx& tx, OwnerId owner, std::int64_t recharge);
/// Notes the cause of a recharge's first payout.
void end_recharge(sql::Tx& tx, OwnerId owner, std::int64_t recharge, Fault fault);

// ---- merges ----

/// The recharge as it stands in `from`'s books into `to`'s, without lots; once. A reference that
/// `to` has already is left out.
void copy_recharge(sql::Tx& tx, OwnerId from, OwnerId to, std::int64_t recharge);
/// What was paid with a recharge goes to where it goes.
void move_parts(sql::Tx& tx, OwnerId from, OwnerId to, std::int64_t recharge);
struct ChangePart {
  std::int64_t payment = 0, left = 0;  // left: not come back
};
/// What was paid with small change.
std::vector<ChangePart> change_parts(sql::Tx& tx, OwnerId owner);
/// Nothing where `from` has no such payment.
void move_change_part(sql::Tx& tx, OwnerId from, OwnerId to, std::int64_t payment);

// ---- payments ----

void insert_part(sql::Tx& tx, OwnerId owner, std::int64_t payment, const PaymentPart& part);
void update_part(sql::Tx& tx, OwnerId owner, std::int64_t payment, const PaymentPart& part);
std::vector<PaymentPart> parts(sql::Tx& tx, const Account& account, std::int64_t payment);
/// What was bought with a recharge and not brought back, at the price without a discount.
Money undiscounted_spent(sql::Tx& tx, const Account& account, std::int64_t recharge);

// ---- journal ----

void insert_entry(sql::Tx& tx, OwnerId owner, const Entry& entry, const sql::Digest& hash);
/// What is hashed for an entry as a posting writes it.
sql::Digest hash_entry(const sql::Digest& before, OwnerId owner, const Entry& entry);
/// Newest first, walking the chain from `from_entry`.
std::vector<Entry> walk(sql::Tx& tx, const Account& account, std::int64_t from_entry, int limit);

// ---- documents ----

/// False if the cause was posted already.
bool insert_document(sql::Tx& tx, const Context& context);
std::optional<std::string> find_note(sql::Tx& tx, OwnerId owner, const Cause& cause);
void insert_payout(
    sql::Tx& tx,
    const Context& context,
    const Payout& payout,
    Fault fault,
    PayoutMethod method,
    const std::optional<std::string>& reference
);

}  // namespace guanxi::wallet::store
