// Reading: lots as of a day, the statement, and which causes it names.
#include <algorithm>

#include "modules/points/points.h"
#include "modules/points/store.h"

namespace guanxi::points {

std::vector<Lot> open_lots(sql::Tx& tx, OwnerId owner, Date today) {
  return store::open_lots(tx, owner, today);
}

std::vector<Lot> due_lots(sql::Tx& tx, const Account& account, Date today) {
  if (!expiry_due(account, today)) return {};
  auto lots = store::due_lots(tx, account.owner, today);
  std::erase_if(lots, [](const Lot& lot) { return lot.remaining == lot.held; });
  return lots;
}

Points balance_on(sql::Tx& tx, const Account& account, Date today) {
  Points balance = account.balance;
  for (const Lot& lot : due_lots(tx, account, today)) balance -= lot.remaining - lot.held;
  return balance;
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
