#include "modules/points/roots.h"

#include <algorithm>

#include "modules/points/chain.h"
#include "modules/points/store.h"
#include "platform/crypto/crypto.h"

namespace guanxi::points {

namespace {

constexpr int accounts_per_snapshot = 5000;

// Adds the next accounts in owner order; false when there are none left.
bool add_heads(sql::Tx& tx, Instant covers_to, OwnerId& after, HeadsFold& fold) {
  const auto accounts = store::accounts_after(tx, after, accounts_per_snapshot);
  for (const Account& account : accounts) {
    after = account.owner;
    if (account.seq == 0) continue;
    store::ChainPoint point{account.seq, account.head_hash, account.balance};
    if (account.posted_at >= covers_to) {
      const auto earlier = store::last_before(tx, account.owner, account.head_entry_id, covers_to);
      if (!earlier) continue;  // its first entry came later
      point = *earlier;
    }
    fold.add(account.owner, point.seq, point.balance, point.hash);
  }
  return !accounts.empty();
}

Root root_of(const store::RawRoot& raw) {
  const auto digest = crypto::digest_of(raw.digest.data);
  const auto hash = crypto::digest_of(raw.hash.data);
  GX_CHECK(digest.has_value() && hash.has_value());
  return {
      .root_id = raw.root_id,
      .covers_to = Instant::from_micros(raw.covers_to),
      .heads = {raw.accounts, raw.entries, Points(raw.balance), *digest},
      .hash = *hash,
      .created_at = Instant::from_micros(raw.created_at)};
}

sql::Bytes bytes(const sql::Digest& digest) { return {std::string(crypto::bytes_of(digest))}; }

}  // namespace

bool HeadsFold::wants(const sql::Table& table) { return table.name == "points_accounts"; }

void HeadsFold::add_row(const sql::Table& accounts, const sql::RowView& row) {
  const auto column = [&](std::string_view name) {
    const auto found = std::ranges::find(accounts.columns, name, &sql::TableColumn::name);
    GX_CHECK_WHY(found != accounts.columns.end(), "no column " + std::string(name));
    return static_cast<int>(found - accounts.columns.begin());
  };
  add(OwnerId(row.integer(column("owner_id"))),
      row.integer(column("seq")),
      Points(row.integer(column("balance"))),
      sql::Column<sql::Digest>::read(row, column("head_hash")));
}

void HeadsFold::add(OwnerId owner, std::int64_t seq, Points balance, const sql::Digest& head_hash) {
  if (seq == 0) return;
  ++heads_.accounts;
  heads_.entries += seq;
  heads_.balance += balance;
  heads_.digest = fold_head(heads_.digest, owner, seq, head_hash);
}

std::optional<Root> last_root(sql::Tx& tx) {
  const auto raw = store::last_root(tx);
  if (!raw) return std::nullopt;
  return root_of(*raw);
}

std::optional<Root> make_due_root(
    sql::Database& db, IdGenerator& ids, Instant now, const std::function<bool()>& should_stop
) {
  constexpr std::int64_t hour = 3'600'000'000;
  const std::int64_t latest = now.plus_seconds(-root_lag_seconds).micros();
  return make_root(db, ids, Instant::from_micros(latest - latest % hour), now, should_stop);
}

std::optional<Root> make_root(
    sql::Database& db,
    IdGenerator& ids,
    Instant covers_to,
    Instant now,
    const std::function<bool()>& should_stop
) {
  GX_CHECK(covers_to.plus_seconds(root_lag_seconds) <= now);
  const auto is_covered = [&](sql::Tx& tx) {
    const auto last = last_root(tx);
    return last && last->covers_to >= covers_to;
  };
  if (db.read(is_covered)) return std::nullopt;

  HeadsFold fold;
  OwnerId after;
  while (db.read([&](sql::Tx& tx) { return add_heads(tx, covers_to, after, fold); })) {
    if (should_stop && should_stop()) return std::nullopt;
  }
  const Heads& heads = fold.heads();

  // Only now, in the writer: another process may have made this root meanwhile.
  const auto made = db.write([&](sql::Tx& tx) -> Result<std::optional<Root>> {
    const auto last = last_root(tx);
    if (last && last->covers_to >= covers_to) return std::optional<Root>();
    Root root{
        .root_id = std::max(ids.next(), last ? last->root_id + 1 : 1),
        .covers_to = covers_to,
        .heads = heads,
        .created_at = now};
    root.hash = root_hash(
        last ? last->hash : sql::Digest{},
        {.root_id = root.root_id,
         .covers_to = covers_to.micros(),
         .accounts = heads.accounts,
         .entries = heads.entries,
         .balance = heads.balance.value(),
         .digest = heads.digest,
         .created_at = now.micros()}
    );
    store::insert_root(
        tx,
        {.root_id = root.root_id,
         .covers_to = covers_to.micros(),
         .accounts = heads.accounts,
         .entries = heads.entries,
         .balance = heads.balance.value(),
         .digest = bytes(heads.digest),
         .hash = bytes(root.hash),
         .created_at = now.micros()}
    );
    return std::optional<Root>(root);
  });
  return *made;
}

std::optional<RecomputedRoot> recompute_root(sql::Tx& tx, std::int64_t root_id) {
  const auto raw = store::find_root(tx, root_id);
  if (!raw) return std::nullopt;
  RecomputedRoot result{root_of(*raw), {}};
  HeadsFold fold;
  OwnerId after;
  while (add_heads(tx, result.stored.covers_to, after, fold)) {
  }
  result.now = fold.heads();
  return result;
}

}  // namespace guanxi::points
