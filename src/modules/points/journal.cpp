// Reading: lots as of a day, the statement, and which causes it names.
#include <algorithm>

#include "modules/points/posting.h"
#include "modules/points/store.h"

namespace guanxi::points {

std::vector<Lot> open_lots(sql::Tx& tx, OwnerId owner, Date today) {
  return store::open_lots(tx, owner, today);
}

namespace {

Context reading(const Account& account, Date today, Instant now) {
  Context context;
  context.owner = account.owner;
  context.occurred_at = context.posted_at = now;
  context.expected_seq = account.seq;
  context.today = today;
  return context;
}

}  // namespace

// A posting that is never written: what it would find is what there is.
Account as_of(sql::Tx& tx, const Account& account, Date today, Instant now) {
  const Context context = reading(account, today, now);
  Posting posting(account, context);
  posting.expire_due(tx);
  return posting.account();
}

Points usable_of(sql::Tx& tx, const Account& account, Date today, Instant now) {
  const Account seen = as_of(tx, account, today, now);
  const bool pending = account.pending_until && *account.pending_until > today;
  return seen.balance - seen.held - (pending ? store::pending(tx, account.owner, today) : Points());
}

Outcome plan_spending(sql::Tx& tx, const Account& account, Points amount, Date today, Instant now) {
  GX_CHECK(amount > Points(0));
  const Context context = reading(account, today, now);
  Posting posting(account, context);
  posting.expire_due(tx);
  GX_TRY_VOID(check_spendable(posting.account()));
  const auto found = find_free(tx, posting, amount);
  if (found) return ok();
  // The lots may have been read after somebody else's posting: then the account is not theirs.
  Points left;
  for (const auto at : posting.load_open_lots(tx)) left += posting.lot(at).remaining;
  if (left != posting.account().balance) return ErrorCode::conflict;
  return found.error();
}

Standing standing_of(sql::Tx& tx, const Account& account, Date today, Instant now) {
  const Context context = reading(account, today, now);
  Posting posting(account, context);
  posting.expire_due(tx);
  Standing standing{posting.account(), {}};
  for (const auto at : posting.load_open_lots(tx)) {
    const Lot& lot = posting.lot(at);
    if (!lot.remaining.is_zero()) standing.open.push_back(lot);
  }
  return standing;
}

void walk_back(
    sql::Tx& tx,
    const Account& account,
    std::int64_t after,
    const std::function<bool(const Entry&)>& visit
) {
  constexpr int page = 64;
  for (std::int64_t next = account.head_entry_id; next > after;) {
    const auto entries = store::walk(tx, account.owner, next, page);
    GX_CHECK(!entries.empty());
    for (const Entry& entry : entries) {
      if (entry.entry_id <= after || !visit(entry)) return;
    }
    next = entries.back().prev_entry_id;
  }
}

std::vector<Entry> journal(sql::Tx& tx, OwnerId owner, std::int64_t from_entry, int limit) {
  if (limit <= 0) return {};
  if (from_entry == 0) {
    const auto account = store::find_account(tx, owner);
    if (!account || account->seq == 0) return {};
    from_entry = account->head_entry_id;
  }
  return store::walk(tx, owner, from_entry, limit);
}

Causes causes(
    sql::Tx& tx, OwnerId owner, std::span<const CauseKind> kinds, std::int64_t from_entry, int limit
) {
  constexpr int page = 64;
  Causes found;
  auto entries = journal(tx, owner, from_entry, page);
  while (!entries.empty()) {
    for (const Entry& entry : entries) {
      if (std::ranges::find(kinds, entry.cause.kind) == kinds.end()) continue;
      // A cause's entries are of one posting and stand together, so comparing with the last one is
      // enough.
      if (!found.causes.empty() && found.causes.back() == entry.cause) continue;
      if (std::ssize(found.causes) == limit) {
        found.next_entry = entry.entry_id;
        return found;
      }
      found.causes.push_back(entry.cause);
    }
    const std::int64_t next = entries.back().prev_entry_id;
    if (next == 0) break;
    entries = journal(tx, owner, next, page);
  }
  return found;
}

}  // namespace guanxi::points
