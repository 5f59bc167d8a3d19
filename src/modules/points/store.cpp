#include "modules/points/store.h"

#include "modules/points/chain.h"
#include "modules/points/words.h"
#include "platform/sql/enum_column.h"

namespace guanxi::points::store {

namespace {

#define GX_ACCOUNT_COLUMNS                                                           \
  "owner_id, programme_id, state, balance, a, b, c, d, e, f, redeemed, owed, held, " \
  "seq, head_entry_id, head_hash, posted_at, next_expiry, pending_until"

const sql::Query insert_account_sql{
    "INSERT INTO points_accounts (owner_id, programme_id, state, balance, a, b, c, d, e, f, "
    "redeemed, owed, held, next_expiry, seq, head_entry_id, head_hash, posted_at, opened_at) "
    "VALUES ($1, $2, 'open', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $3, 0, 0, $4, 0, $5) "
    "ON CONFLICT (owner_id) DO NOTHING"};
const sql::Query find_account_sql{"SELECT " GX_ACCOUNT_COLUMNS
                                  " FROM points_accounts WHERE owner_id = $1"};
const sql::Query accounts_after_sql{
    "SELECT " GX_ACCOUNT_COLUMNS
    " FROM points_accounts WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"};
const sql::Query count_accounts_sql{"SELECT COUNT(*) FROM points_accounts"};
#define GX_ACCOUNT_SETS                                                               \
  "UPDATE points_accounts SET balance = $1, a = $2, b = $3, c = $4, d = $5, e = $6, " \
  "f = $7, redeemed = $8, owed = $9, held = $10, seq = $11, head_entry_id = $12, "    \
  "head_hash = $13, posted_at = $14"
#define GX_ACCOUNT_GUARD " WHERE owner_id = $15 AND seq = $16 AND state = $17"
const sql::Query update_account_sql{GX_ACCOUNT_SETS GX_ACCOUNT_GUARD};
// Most postings do not move next_expiry, and leave its index alone; nor pending_until.
const sql::Query update_account_and_days_sql{
    GX_ACCOUNT_SETS ", next_expiry = $18, pending_until = $19" GX_ACCOUNT_GUARD};
#undef GX_ACCOUNT_SETS
#undef GX_ACCOUNT_GUARD
const sql::Query set_state_sql{"UPDATE points_accounts SET state = $2 WHERE owner_id = $1"};
const sql::Query accounts_due_sql{
    "SELECT next_expiry, owner_id FROM points_accounts "
    "WHERE next_expiry < $3 AND (next_expiry, owner_id) > ($1, $2) "
    "ORDER BY next_expiry, owner_id LIMIT $4"};

#define GX_LOT_COLUMNS                                                                  \
  "expires_on, lot_id, class, original, remaining, held, expired, forgiven, reversed, " \
  "usable_from, cause_kind"

const sql::Query find_lot_sql{
    "SELECT " GX_LOT_COLUMNS
    " FROM points_lots "
    "WHERE owner_id = $1 AND expires_on = $2 AND lot_id = $3 AND class = $4"};
const sql::Query open_lots_sql{
    "SELECT " GX_LOT_COLUMNS
    " FROM points_lots WHERE owner_id = $1 AND expires_on >= $2 AND remaining > 0 "
    "ORDER BY expires_on, lot_id, class"};
const sql::Query open_lots_after_sql{
    "SELECT " GX_LOT_COLUMNS
    " FROM points_lots WHERE owner_id = $1 AND (expires_on, lot_id, class) > ($2, $3, $4) AND "
    "remaining > 0 ORDER BY expires_on, lot_id, class LIMIT $5"};
const sql::Query due_lots_sql{
    "SELECT " GX_LOT_COLUMNS
    " FROM points_lots WHERE owner_id = $1 AND expires_on < $2 AND remaining > 0 "
    "ORDER BY expires_on, lot_id, class"};
const sql::Query first_open_day_sql{
    "SELECT expires_on FROM points_lots "
    "WHERE owner_id = $1 AND expires_on >= $2 AND remaining > 0 ORDER BY expires_on LIMIT 1"};
const sql::Query pending_sql{
    "SELECT CAST(COALESCE(SUM(remaining), 0) AS BIGINT) FROM points_lots "
    "WHERE owner_id = $1 AND expires_on >= $2 AND usable_from > $2 AND remaining > 0"};
const sql::Query lots_usable_after_sql{"SELECT " GX_LOT_COLUMNS
                                       " FROM points_lots WHERE owner_id = $1 AND usable_from > $2 "
                                       "ORDER BY expires_on, lot_id, class"};
const sql::Query insert_lot_sql{"INSERT INTO points_lots (owner_id, " GX_LOT_COLUMNS
                                ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                                "ON CONFLICT (owner_id, expires_on, lot_id, class) DO NOTHING"};
const sql::Query update_lot_sql{
    "UPDATE points_lots SET original = $1, remaining = $2, held = $3, expired = $4, forgiven = $5, "
    "reversed = $6 WHERE owner_id = $7 AND expires_on = $8 AND lot_id = $9 AND class = $10"};

const sql::Query brought_and_expired_sql{
    "SELECT " GX_LOT_COLUMNS
    " FROM points_lots WHERE owner_id = $1 AND brought = 1 AND expired > forgiven "
    "ORDER BY expires_on, lot_id, class"};
const sql::Query is_brought_sql{
    "SELECT brought FROM points_lots "
    "WHERE owner_id = $1 AND expires_on = $2 AND lot_id = $3 AND class = $4"};
const sql::Query mark_brought_sql{
    "UPDATE points_lots SET brought = 1 "
    "WHERE owner_id = $1 AND expires_on = $2 AND lot_id = $3 AND class = $4"};

const sql::Query insert_entry_sql{
    "INSERT INTO points_entries (entry_id, owner_id, seq, prev_entry_id, posted_at, occurred_at, "
    "cause_kind, cause_id, reason, class, debit, credit, amount, expires_on, lot_id, lot_class, "
    "balance, actor_id, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15, $16, $17, $18, $19)"};
// Each step is a look-up by primary key: the journal has no index by owner, its chain is one.
const sql::Query walk_sql{
    "WITH RECURSIVE walk AS ("
    "SELECT e.*, CAST(1 AS BIGINT) AS step FROM points_entries e WHERE e.entry_id = $2 AND "
    "e.owner_id = $1 "
    "UNION ALL "
    "SELECT e.*, w.step + 1 FROM walk w "
    "JOIN points_entries e ON e.entry_id = w.prev_entry_id AND e.owner_id = $1 WHERE w.step < $3) "
    "SELECT entry_id, seq, prev_entry_id, posted_at, occurred_at, cause_kind, cause_id, reason, "
    "class, debit, credit, amount, balance, expires_on, lot_id, lot_class, actor_id "
    "FROM walk ORDER BY step"};
const sql::Query last_before_sql{
    "WITH RECURSIVE walk AS ("
    "SELECT prev_entry_id, posted_at, seq, hash, balance FROM points_entries "
    "WHERE entry_id = $2 AND owner_id = $1 "
    "UNION ALL "
    "SELECT e.prev_entry_id, e.posted_at, e.seq, e.hash, e.balance FROM walk w "
    "JOIN points_entries e ON e.entry_id = w.prev_entry_id AND e.owner_id = $1 "
    "WHERE w.posted_at >= $3) "
    "SELECT seq, hash, balance FROM walk WHERE posted_at < $3 ORDER BY seq DESC LIMIT 1"};

const sql::Query insert_redemption_sql{
    "INSERT INTO points_redemptions (redemption_id, owner_id, points, reason, store_id, posted_at, "
    "actor_id) VALUES ($1, $2, $3, $4, $5, $6, $7)"};
const sql::Query find_redemption_sql{
    "SELECT redemption_id, owner_id, points, reason, store_id, posted_at, actor_id "
    "FROM points_redemptions WHERE redemption_id = $1 AND owner_id = $2"};

const sql::Query each_account_sql{
    "SELECT owner_id, balance, a, b, c, d, e, f, redeemed, owed, held, seq, head_entry_id, "
    "posted_at, next_expiry, pending_until, head_hash FROM points_accounts "
    "WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"};
const sql::Query each_entry_sql{
    "SELECT entry_id, owner_id, seq, prev_entry_id, posted_at, occurred_at, cause_kind, cause_id, "
    "reason, class, debit, credit, amount, expires_on, lot_id, lot_class, balance, actor_id, hash "
    "FROM points_entries WHERE owner_id > $1 AND owner_id <= $2 ORDER BY entry_id, owner_id"};
const sql::Query each_lot_sql{"SELECT owner_id, " GX_LOT_COLUMNS
                              ", brought FROM points_lots WHERE owner_id > $1 AND owner_id <= $2 "
                              "ORDER BY owner_id, expires_on, lot_id, class"};

#define GX_ROOT_COLUMNS "root_id, covers_to, accounts, entries, balance, digest, hash, created_at"

const sql::Query last_root_sql{"SELECT " GX_ROOT_COLUMNS
                               " FROM points_roots ORDER BY root_id DESC LIMIT 1"};
const sql::Query find_root_sql{"SELECT " GX_ROOT_COLUMNS " FROM points_roots WHERE root_id = $1"};
const sql::Query each_root_sql{"SELECT " GX_ROOT_COLUMNS " FROM points_roots ORDER BY root_id"};
const sql::Query insert_root_sql{"INSERT INTO points_roots (" GX_ROOT_COLUMNS
                                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"};

#undef GX_ACCOUNT_COLUMNS
#undef GX_LOT_COLUMNS
#undef GX_ROOT_COLUMNS

struct EntryRow {
  std::int64_t entry_id, seq, prev_entry_id;
  Instant posted_at, occurred_at;
  CauseKind cause_kind;
  std::int64_t cause_id;
  Reason reason;
  Sum sum;
  House debit, credit;
  Points amount, balance;
  std::int64_t expires_on, lot_id;
  std::string lot_class;
  ActorId actor;
};

Entry entry_of(const EntryRow& row) {
  Entry entry{
      .entry_id = row.entry_id,
      .seq = row.seq,
      .prev_entry_id = row.prev_entry_id,
      .posted_at = row.posted_at,
      .occurred_at = row.occurred_at,
      .cause = {row.cause_kind, row.cause_id},
      .reason = row.reason,
      .sum = row.sum,
      .debit = row.debit,
      .credit = row.credit,
      .amount = row.amount,
      .balance = row.balance,
      .expires_on = std::nullopt,
      .lot_id = row.lot_id,
      .lot_class = std::nullopt,
      .actor = row.actor};
  if (row.expires_on != 0) {
    entry.expires_on = Date::from_yyyymmdd(row.expires_on);
    entry.lot_class = parse_word<Class>(row.lot_class);
    GX_CHECK(entry.expires_on.has_value() && entry.lot_class.has_value());
  }
  return entry;
}

std::int64_t stored_day(const Entry& entry) {
  return entry.expires_on ? entry.expires_on->yyyymmdd() : 0;
}
std::string_view stored_lot_class(const Entry& entry) {
  return entry.lot_class ? word(*entry.lot_class) : std::string_view();
}

}  // namespace

void insert_account(sql::Tx& tx, OwnerId owner, ProgrammeId programme, Instant now) {
  tx.exec(insert_account_sql, owner, programme, Date::never, sql::Digest{}, now);
}

std::optional<Account> find_account(sql::Tx& tx, OwnerId owner) {
  return tx.find<Account>(find_account_sql, owner);
}

bool update_account(sql::Tx& tx, const Account& before, const Account& after) {
  GX_CHECK(before.owner == after.owner);
  const auto update = [&](const sql::Query& query, auto... more) {
    return tx.exec(
        query,
        after.balance,
        after.a,
        after.b,
        after.c,
        after.d,
        after.e,
        after.f,
        after.redeemed,
        after.owed,
        after.held,
        after.seq,
        after.head_entry_id,
        after.head_hash,
        after.posted_at,
        before.owner,
        before.seq,
        before.state,
        more...
    );
  };
  if (after.next_expiry == before.next_expiry && after.pending_until == before.pending_until) {
    return update(update_account_sql) == 1;
  }
  return update(update_account_and_days_sql, after.next_expiry, after.pending_until) == 1;
}

bool set_state(sql::Tx& tx, OwnerId owner, AccountState state) {
  return tx.exec(set_state_sql, owner, state) == 1;
}

std::vector<Due> accounts_due(sql::Tx& tx, const Due& after, Date today, int limit) {
  return tx.list<Due>(accounts_due_sql, after.next_expiry, after.owner, today, limit);
}

std::vector<Account> accounts_after(sql::Tx& tx, OwnerId after, int limit) {
  return tx.list<Account>(accounts_after_sql, after, limit);
}

std::int64_t count_accounts(sql::Tx& tx) { return tx.get<std::int64_t>(count_accounts_sql); }

std::optional<Lot> find_lot(sql::Tx& tx, OwnerId owner, const LotKey& key) {
  return tx.find<Lot>(find_lot_sql, owner, key.expires_on, key.lot_id, key.klass);
}

std::vector<Lot> open_lots(sql::Tx& tx, OwnerId owner, Date today) {
  return tx.list<Lot>(open_lots_sql, owner, today);
}

std::vector<Lot> open_lots_after(sql::Tx& tx, OwnerId owner, const LotKey& after, int limit) {
  return tx.list<Lot>(
      open_lots_after_sql, owner, after.expires_on, after.lot_id, after.klass, limit
  );
}

std::vector<Lot> due_lots(sql::Tx& tx, OwnerId owner, Date today) {
  return tx.list<Lot>(due_lots_sql, owner, today);
}

Date first_open_day(sql::Tx& tx, OwnerId owner, Date today) {
  return tx.find<Date>(first_open_day_sql, owner, today).value_or(Date::never);
}

Points pending(sql::Tx& tx, OwnerId owner, Date today) {
  return tx.get<Points>(pending_sql, owner, today);
}

std::vector<Lot> lots_usable_after(sql::Tx& tx, OwnerId owner, Date day) {
  return tx.list<Lot>(lots_usable_after_sql, owner, day);
}

bool insert_lot(sql::Tx& tx, OwnerId owner, const Lot& lot) {
  return tx.exec(
             insert_lot_sql,
             owner,
             lot.expires_on,
             lot.lot_id,
             lot.klass,
             lot.original,
             lot.remaining,
             lot.held,
             lot.expired,
             lot.forgiven,
             lot.reversed,
             lot.usable_from,
             lot.cause
         ) == 1;
}

void update_lot(sql::Tx& tx, OwnerId owner, const Lot& lot) {
  const std::int64_t changed = tx.exec(
      update_lot_sql,
      lot.original,
      lot.remaining,
      lot.held,
      lot.expired,
      lot.forgiven,
      lot.reversed,
      owner,
      lot.expires_on,
      lot.lot_id,
      lot.klass
  );
  GX_CHECK(changed == 1);
}

std::vector<Lot> brought_and_expired(sql::Tx& tx, OwnerId owner) {
  return tx.list<Lot>(brought_and_expired_sql, owner);
}

bool is_brought(sql::Tx& tx, OwnerId owner, const LotKey& key) {
  return tx.find<std::int64_t>(is_brought_sql, owner, key.expires_on, key.lot_id, key.klass) == 1;
}

void mark_brought(sql::Tx& tx, OwnerId owner, const LotKey& key) {
  tx.exec(mark_brought_sql, owner, key.expires_on, key.lot_id, key.klass);
}

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
      entry.sum,
      entry.debit,
      entry.credit,
      entry.amount,
      stored_day(entry),
      entry.lot_id,
      stored_lot_class(entry),
      entry.balance,
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
       .klass = word(entry.sum),
       .debit = word(entry.debit),
       .credit = word(entry.credit),
       .amount = entry.amount.value(),
       .expires_on = stored_day(entry),
       .lot_id = entry.lot_id,
       .lot_class = stored_lot_class(entry),
       .balance = entry.balance.value(),
       .actor = entry.actor.value()}
  );
}

std::vector<Entry> walk(sql::Tx& tx, OwnerId owner, std::int64_t from_entry, int limit) {
  std::vector<Entry> entries;
  tx.each<EntryRow>(
      walk_sql, [&](EntryRow&& row) { entries.push_back(entry_of(row)); }, owner, from_entry, limit
  );
  return entries;
}

std::optional<ChainPoint> last_before(
    sql::Tx& tx, OwnerId owner, std::int64_t from_entry, Instant before
) {
  return tx.find<ChainPoint>(last_before_sql, owner, from_entry, before);
}

void insert_redemption(sql::Tx& tx, const Redemption& redemption) {
  tx.exec(
      insert_redemption_sql,
      redemption.redemption_id,
      redemption.owner,
      redemption.points,
      redemption.reason,
      redemption.store,
      redemption.posted_at,
      redemption.actor
  );
}

std::optional<Redemption> find_redemption(sql::Tx& tx, std::int64_t redemption_id, OwnerId owner) {
  return tx.find<Redemption>(find_redemption_sql, redemption_id, owner);
}

void each_account(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t limit,
    const std::function<void(const RawAccount&)>& visit
) {
  tx.each<RawAccount>(each_account_sql, visit, after, limit);
}

void each_entry(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawEntry&)>& visit
) {
  tx.each<RawEntry>(each_entry_sql, visit, after, to);
}

void each_lot(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawLot&)>& visit
) {
  tx.each<RawLot>(each_lot_sql, visit, after, to);
}

std::optional<RawRoot> last_root(sql::Tx& tx) { return tx.find<RawRoot>(last_root_sql); }

std::optional<RawRoot> find_root(sql::Tx& tx, std::int64_t root_id) {
  return tx.find<RawRoot>(find_root_sql, root_id);
}

void each_root(sql::Tx& tx, const std::function<void(const RawRoot&)>& visit) {
  tx.each<RawRoot>(each_root_sql, visit);
}

void insert_root(sql::Tx& tx, const RawRoot& root) {
  tx.exec(
      insert_root_sql,
      root.root_id,
      root.covers_to,
      root.accounts,
      root.entries,
      root.balance,
      root.digest,
      root.hash,
      root.created_at
  );
}

}  // namespace guanxi::points::store
