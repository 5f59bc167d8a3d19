#include "modules/points/restoring.h"

#include <algorithm>

namespace guanxi::points {

std::vector<Entry> find_spent(sql::Tx& tx, const Account& account, Cause cause) {
  std::vector<Entry> found;
  walk_back(tx, account, cause.id, [&](const Entry& entry) {
    const bool ours = entry.reason == Reason::redeemed && entry.cause == cause;
    if (ours) found.push_back(entry);
    return ours || found.empty();  // one posting: its entries stand together
  });
  return found;
}

void enter_restored(
    sql::Tx& tx, Posting& posting, const Entry& spent, Points amount, Restored& sums
) {
  GX_CHECK(spent.expires_on.has_value() && spent.lot_class.has_value());
  const auto lot = posting.load_lot(tx, *spent.expires_on, spent.lot_id, *spent.lot_class);
  GX_CHECK(lot.has_value());
  sums.restored += amount;
  const Points repaid = std::min(amount, posting.account().owed);
  if (!repaid.is_zero()) posting.enter(Reason::repaid, Sum::redeemed, repaid, *lot);
  if (repaid < amount) posting.enter(Reason::restored, Sum::redeemed, amount - repaid, *lot);
  sums.repaid += repaid;
  sums.expired += posting.expire_lot(*lot);
}

}  // namespace guanxi::points
