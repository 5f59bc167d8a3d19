#include "flows/merge/verify.h"

#include <algorithm>

#include "flows/merge/store.h"
#include "modules/members/members.h"
#include "modules/points/points.h"
#include "modules/wallet/wallet.h"

namespace guanxi::merge {

void verify(sql::Tx& tx, const std::function<void(OwnerId owner, std::string what)>& fault) {
  const std::vector<store::Merge> merges = store::all_done(tx);
  for (const store::Merge& merge : merges) {
    if (members::merged_into_of(tx, merge.absorbed) != merge.survivor) {
      fault(merge.absorbed, "is merged and does not point to the survivor");
    }
    const auto account = points::find_account(tx, merge.absorbed);
    const bool empty = account && account->state == points::AccountState::closed &&
                       account->balance.is_zero() && account->owed.is_zero() &&
                       account->held.is_zero();
    if (!empty) fault(merge.absorbed, "is merged and its points are not with the survivor");
    const auto wallet = wallet::find_account(tx, merge.absorbed);
    if (wallet && (!wallet->stored().is_zero() || !wallet->change.is_zero())) {
      fault(merge.absorbed, "is merged and its wallet is not with the survivor");
    }
  }
  const std::int64_t standing = std::ssize(merges);
  if (const auto pointing = members::count_merged(tx); pointing != standing) {
    fault(
        OwnerId(),
        std::to_string(pointing) + " members are merged, and " + std::to_string(standing) +
            " merges stand"
    );
  }
}

bool was_merged(sql::Tx& tx, OwnerId from, OwnerId into) {
  // Merges are never deleted; who was merged twice is looked at along both.
  std::vector<OwnerId> seen{from};
  for (std::size_t at = 0; at < seen.size(); ++at) {
    for (const OwnerId next : store::survivors_of(tx, seen[at])) {
      if (next == into) return true;
      if (std::ranges::find(seen, next) == seen.end()) seen.push_back(next);
    }
  }
  return false;
}

}  // namespace guanxi::merge
