#include "modules/points/merging.h"

#include <algorithm>

#include "modules/points/carrying.h"
#include "modules/points/lots.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {
namespace {

/// The two accounts of a merge, and a posting on each.
class Pair {
 public:
  Pair(const Account& one, const Account& other, const Merge& merge, CauseKind kind)
      : absorbed_account_(one),
        survivor_account_(other),
        absorbed_context_(context_of(one, merge, kind)),
        survivor_context_(context_of(other, merge, kind)),
        absorbed(absorbed_account_, absorbed_context_),
        survivor(survivor_account_, survivor_context_) {}
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  /// Both post, so that both guards move and both statements tell of it.
  Outcome write(sql::Tx& tx, IdGenerator& ids) {
    for (Posting* const one : {&absorbed, &survivor}) {
      if (!moved_) one->enter_nothing(Reason::merged_out, Sum::a);
      GX_TRY_VOID(one->write(tx, ids));
    }
    return ok();
  }
  void note_moved() { moved_ = true; }
  const Account& absorbed_before() const { return absorbed_account_; }
  const Account& survivor_before() const { return survivor_account_; }

 private:
  static Context context_of(const Account& account, const Merge& merge, CauseKind kind) {
    return {
        .owner = account.owner,
        .cause = {kind, merge.id},
        .occurred_at = merge.now,
        .posted_at = merge.now,
        .actor = merge.actor,
        .expected_seq = account.seq,
        .today = merge.today};
  }

  const Account absorbed_account_, survivor_account_;
  const Context absorbed_context_, survivor_context_;
  bool moved_ = false;

 public:
  Posting absorbed, survivor;
};

struct Accounts {
  Account absorbed, survivor;
};
Result<Accounts> load_both(sql::Tx& tx, const Merge& merge) {
  const auto absorbed = store::find_account(tx, merge.absorbed);
  const auto survivor = store::find_account(tx, merge.survivor);
  if (!absorbed || !survivor) return ErrorCode::account_not_found;
  return Accounts{*absorbed, *survivor};
}

Carried carry(sql::Tx& tx, Pair& pair) {
  pair.absorbed.expire_due(tx);
  pair.survivor.expire_due(tx);
  Carried carried;
  for (const Posting::LotAt at : pair.absorbed.load_open_lots(tx)) {
    const Lot& lot = pair.absorbed.lot(at);
    carried.points[static_cast<std::size_t>(lot.klass)] += free_of(lot);
  }
  carried.owed = pair.absorbed.account().owed;
  carry_all(tx, pair.absorbed, pair.survivor);
  carry_expired(tx, pair.absorbed, pair.survivor);
  carried.settled = settle(tx, pair.survivor);
  carried.balance = pair.survivor.account().balance;
  const bool moved = !total_of(carried.points).is_zero() || !carried.owed.is_zero();
  if (moved) pair.note_moved();
  return carried;
}

/// What a merge entered on the survivor's account, the newest first.
std::vector<Entry> entries_of(sql::Tx& tx, const Account& survivor, std::int64_t merge) {
  std::vector<Entry> found;
  walk_back(tx, survivor, merge, [&](const Entry& entry) {
    const bool ours = entry.cause == Cause{CauseKind::merge, merge};
    if (ours && !entry.amount.is_zero()) found.push_back(entry);
    return true;
  });
  return found;
}

/// By how much what the merged member owes has grown since: returns of its sales left it, and it
/// went to the survivor.
Points owed_since(sql::Tx& tx, const Account& absorbed, std::int64_t merge) {
  Points owed;
  walk_back(tx, absorbed, merge, [&](const Entry& entry) {
    if (entry.cause == Cause{CauseKind::merge, merge}) return true;
    if (entry.reason == Reason::debt_out) owed += entry.amount;
    if (entry.reason == Reason::debt_in) owed -= entry.amount;
    return true;
  });
  return std::max(owed, Points());
}

/// Moves a lot's points back as far as they are still there. What has expired goes back as well and
/// expires there: a return that takes those points back must find them where the sale is.
void return_lot(sql::Tx& tx, Pair& pair, const Entry& brought, Returned& returned) {
  const auto klass = static_cast<std::size_t>(*brought.lot_class);
  const auto at =
      pair.survivor.load_lot(tx, *brought.expires_on, brought.lot_id, *brought.lot_class);
  GX_CHECK_WHY(at.has_value(), "a merge brought points into a lot that is not there");
  const Lot& lot = pair.survivor.lot(*at);
  const Points left = std::min(free_of(lot), brought.amount);
  if (!left.is_zero()) {
    carry_lot(tx, pair.survivor, *at, pair.absorbed, left);
    pair.note_moved();
  }
  returned.points[klass] += left;
  // A lot that the survivor has earned may have had points of its own that expired.
  const Points gone = brought.reason == Reason::merged_in ? lot.expired - lot.forgiven : Points();
  const Points expired = std::min(gone, brought.amount - left);
  if (!expired.is_zero()) {
    pair.survivor.enter(Reason::forgiven, sum_of(lot.klass), expired, *at);
    carry_lot(tx, pair.survivor, *at, pair.absorbed, expired);
    const auto home =
        pair.absorbed.load_lot(tx, *brought.expires_on, brought.lot_id, *brought.lot_class);
    GX_CHECK(home.has_value());
    pair.absorbed.expire_lot(*home);
    pair.note_moved();
  }
  returned.expired += expired;
  returned.kept[klass] += brought.amount - left - expired;
}

}  // namespace

Points total_of(const ByClass& points) {
  Points sum;
  for (const Points one : points) sum += one;
  return sum;
}

Points held_of(sql::Tx& tx, OwnerId owner, Date today, Instant now) {
  const auto account = store::find_account(tx, owner);
  return account ? as_of(tx, *account, today, now).held : Points();
}

Result<Carried> plan_merge(sql::Tx& tx, const Merge& merge) {
  GX_TRY(both, load_both(tx, merge));
  Pair pair(both.absorbed, both.survivor, merge, CauseKind::merge);
  return carry(tx, pair);
}

Result<Carried> post_merge(sql::Tx& tx, IdGenerator& ids, const Merge& merge) {
  GX_TRY(both, load_both(tx, merge));
  Pair pair(both.absorbed, both.survivor, merge, CauseKind::merge);
  const Carried carried = carry(tx, pair);
  GX_CHECK_WHY(pair.absorbed.account().held.is_zero(), "a merge of points that are held");
  GX_TRY_VOID(pair.write(tx, ids));
  GX_TRY_VOID(set_account_state(tx, merge.absorbed, AccountState::closed));
  return carried;
}

Result<Returned> post_merge_undo(sql::Tx& tx, IdGenerator& ids, const Merge& merge) {
  GX_TRY(both, load_both(tx, merge));
  Pair pair(both.absorbed, both.survivor, merge, CauseKind::merge_undo);
  pair.absorbed.expire_due(tx);
  pair.survivor.expire_due(tx);
  const std::vector<Entry> entries = entries_of(tx, pair.survivor_before(), merge.id);
  Returned returned;
  Points owed = owed_since(tx, pair.absorbed_before(), merge.id);
  for (const Entry& entry : entries) {
    if (entry.reason == Reason::debt_in) owed += entry.amount;
    if (entry.reason != Reason::settled) continue;
    const auto lot = pair.survivor.load_lot(tx, *entry.expires_on, entry.lot_id, *entry.lot_class);
    GX_CHECK(lot.has_value());
    pair.survivor.enter(Reason::unsettled, entry.sum, entry.amount, *lot);
    pair.survivor.expire_lot(*lot);
  }
  returned.owed = std::min(owed, pair.survivor.account().owed);
  returned.repaid = owed - returned.owed;
  if (!returned.owed.is_zero()) pair.note_moved();
  carry_debt(tx, pair.survivor, pair.absorbed, returned.owed);
  for (const Entry& entry : entries) {
    const bool came = entry.reason == Reason::merged_in || entry.reason == Reason::merged_back;
    if (came) return_lot(tx, pair, entry, returned);
  }
  settle(tx, pair.survivor);
  settle(tx, pair.absorbed);
  GX_TRY_VOID(pair.write(tx, ids));
  GX_TRY_VOID(set_account_state(tx, merge.absorbed, AccountState::open));
  return returned;
}

}  // namespace guanxi::points
