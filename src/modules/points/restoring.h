// Inside modules/points: points that were spent go back to the lots they came from. Used by one
// thread, within one Tx.
#pragma once

#include "modules/points/posting.h"

namespace guanxi::points {

/// What a sale or a redemption took from lots, what it took last first. Walks back from the head:
/// such entries are younger than their cause's id, so the walk ends there at the latest.
std::vector<Entry> find_spent(sql::Tx& tx, const Account& account, Cause cause);

/// Gives `amount` of what the entry took back to its lot: what is owed is repaid from it, and
/// what has expired since expires at once. Adds to `sums`.
void enter_restored(
    sql::Tx& tx, Posting& posting, const Entry& spent, Points amount, Restored& sums
);

}  // namespace guanxi::points
