// Inside modules/points: all of its SQL. Guards are in the WHERE clauses; whoever calls decides
// what a missed guard means. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "modules/points/points.h"

namespace guanxi::points::store {

// ---- accounts ----

void insert_account(sql::Tx& tx, OwnerId owner, ProgrammeId programme, Instant now);
std::optional<Account> find_account(sql::Tx& tx, OwnerId owner);
bool set_state(sql::Tx& tx, OwnerId owner, AccountState state);  // false: no such account
/// Writes `after` where the row still has the seq and state of `before`; false: it has not, nothing
/// changed.
bool update_account(sql::Tx& tx, const Account& before, const Account& after);
/// Accounts behind `after` whose next_expiry lies before `today`, the longest due first.
std::vector<Due> accounts_due(sql::Tx& tx, const Due& after, Date today, int limit);
/// Accounts after `after` in owner order.
std::vector<Account> accounts_after(sql::Tx& tx, OwnerId after, int limit);
std::int64_t count_accounts(sql::Tx& tx);

// ---- lots; lists are in the order of use ----

struct LotKey {
  Date expires_on;
  std::int64_t lot_id = 0;
  Class klass = Class::a;
  bool operator==(const LotKey&) const = default;
};
inline LotKey key_of(const Lot& lot) { return {lot.expires_on, lot.lot_id, lot.klass}; }

std::optional<Lot> find_lot(sql::Tx& tx, OwnerId owner, const LotKey& key);
std::vector<Lot> open_lots(
    sql::Tx& tx, OwnerId owner, Date today
);  // something left, not past its last day
/// The next of them.
std::vector<Lot> open_lots_after(sql::Tx& tx, OwnerId owner, const LotKey& after, int limit);
std::vector<Lot> due_lots(
    sql::Tx& tx, OwnerId owner, Date today
);  // something left, past its last day
/// The first day on which an open lot ends; never if there is none.
Date first_open_day(sql::Tx& tx, OwnerId owner, Date today);
/// What is left of the lots that are not usable on `today`.
Points pending(sql::Tx& tx, OwnerId owner, Date today);
/// Lots that become usable after `day`, whatever is left of them.
std::vector<Lot> lots_usable_after(sql::Tx& tx, OwnerId owner, Date day);
/// False if the lot exists already.
bool insert_lot(sql::Tx& tx, OwnerId owner, const Lot& lot);
void update_lot(sql::Tx& tx, OwnerId owner, const Lot& lot);
/// Lots that a merge brought and of which something has expired that was not forgiven.
std::vector<Lot> brought_and_expired(sql::Tx& tx, OwnerId owner);
/// Whether a lot came from another account, by a merge.
bool is_brought(sql::Tx& tx, OwnerId owner, const LotKey& key);
void mark_brought(sql::Tx& tx, OwnerId owner, const LotKey& key);

// ---- journal ----

void insert_entry(sql::Tx& tx, OwnerId owner, const Entry& entry, const sql::Digest& hash);
/// What is hashed for an entry as a posting writes it.
sql::Digest hash_entry(const sql::Digest& before, OwnerId owner, const Entry& entry);
/// Newest first, walking the chain from `from_entry`.
std::vector<Entry> walk(sql::Tx& tx, OwnerId owner, std::int64_t from_entry, int limit);

/// The place in an owner's chain a root covers.
struct ChainPoint {
  std::int64_t seq = 0;
  sql::Digest hash{};
  Points balance;
};
/// The last entry of the chain from `from_entry` downwards that was posted before `before`.
std::optional<ChainPoint> last_before(
    sql::Tx& tx, OwnerId owner, std::int64_t from_entry, Instant before
);

// ---- redemptions ----

struct Redemption {
  std::int64_t redemption_id = 0;
  OwnerId owner;
  Points points;
  std::string reason;
  std::optional<StoreId> store;
  Instant posted_at;
  ActorId actor;
};
void insert_redemption(sql::Tx& tx, const Redemption& redemption);
std::optional<Redemption> find_redemption(sql::Tx& tx, std::int64_t redemption_id, OwnerId owner);

// ---- rows as they are, for verify: nothing is interpreted, so nothing can hide behind a failed
// check ----

struct RawEntry {
  std::int64_t entry_id = 0, owner = 0, seq = 0, prev_entry_id = 0, posted_at = 0, occurred_at = 0;
  std::string cause_kind;
  std::int64_t cause_id = 0;
  std::string reason, klass, debit, credit;
  std::int64_t amount = 0, expires_on = 0, lot_id = 0;
  std::string lot_class;
  std::int64_t balance = 0, actor = 0;
  sql::Bytes hash;
};
struct RawLot {
  std::int64_t owner = 0, expires_on = 0, lot_id = 0;
  std::string klass;
  std::int64_t original = 0, remaining = 0, held = 0, expired = 0, forgiven = 0, reversed = 0;
  std::optional<std::int64_t> usable_from = {};
  std::string cause_kind = {};
  std::int64_t brought = 0;
};
struct RawAccount {
  std::int64_t owner = 0;
  std::int64_t balance = 0, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, redeemed = 0, owed = 0,
               held = 0;
  std::int64_t seq = 0, head_entry_id = 0, posted_at = 0, next_expiry = 0;
  std::optional<std::int64_t> pending_until = {};
  sql::Bytes head_hash = {};
};
/// Accounts after `after` in owner order, at most `limit`.
void each_account(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t limit,
    const std::function<void(const RawAccount&)>& visit
);
/// Entries of the owners in (after, to], in the order of the primary key: entry id, then owner.
void each_entry(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawEntry&)>& visit
);
/// Lots of the owners in (after, to], by owner.
void each_lot(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawLot&)>& visit
);

// ---- roots ----

struct RawRoot {
  std::int64_t root_id = 0, covers_to = 0, accounts = 0, entries = 0, balance = 0;
  sql::Bytes digest, hash;
  std::int64_t created_at = 0;
};
std::optional<RawRoot> last_root(sql::Tx& tx);
std::optional<RawRoot> find_root(sql::Tx& tx, std::int64_t root_id);
void each_root(sql::Tx& tx, const std::function<void(const RawRoot&)>& visit);  // oldest first
void insert_root(sql::Tx& tx, const RawRoot& root);

}  // namespace guanxi::points::store
