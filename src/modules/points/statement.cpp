#include "modules/points/statement.h"

#include <algorithm>

#include "modules/points/posting.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {

namespace {

constexpr Sum every_sum[] = {Sum::a, Sum::b, Sum::c, Sum::d, Sum::e, Sum::f, Sum::redeemed};

/// By how much an entry moves its sum. What is redeemed grows as the member is debited.
Points sum_moved(const Entry& entry) {
  const Points moved = Transfer{entry.debit, entry.credit}.moved(entry.amount);
  return entry.sum == Sum::redeemed ? -moved : moved;
}

void count(ClassStatement& of, Reason reason, Points moved) {
  if (moved.is_zero()) return;
  const auto known = std::ranges::find(of.movements, reason, &Movement::reason);
  if (known == of.movements.end()) {
    of.movements.push_back({reason, moved});
  } else {
    known->points += moved;
  }
}

bool is_of(const std::vector<Lot>& lots, const Entry& entry) {
  return entry.expires_on && std::ranges::any_of(lots, [&](const Lot& lot) {
           return store::key_of(lot) ==
                  store::LotKey{*entry.expires_on, entry.lot_id, *entry.lot_class};
         });
}

/// By how much an entry moved what is left of its lot.
Points left_by(const Entry& entry) {
  Lot moved;
  apply(moved, entry.reason, entry.sum, entry.amount);
  return moved.remaining;
}

}  // namespace

// Backwards from what the account says now: first to the end of the time, then to its beginning.
Statement statement_of(
    sql::Tx& tx, const Account& account, Instant from, Instant until, Date last
) {
  Statement statement;
  const std::vector<Lot> later = store::lots_usable_after(tx, account.owner, last);
  for (const Lot& lot : later) statement.pending += lot.remaining;
  Account now = account;
  for (const Sum sum : every_sum) {
    const Points closing = sum_in(now, sum);
    statement.classes.push_back({sum, closing, closing, {}});
  }
  walk_back(tx, account, 0, [&](const Entry& entry) {
    if (entry.posted_at < from) return false;
    ClassStatement& of = statement.classes[static_cast<std::size_t>(entry.sum)];
    const Points moved = sum_moved(entry);
    of.opening -= moved;
    if (entry.posted_at >= until) {
      of.closing -= moved;
      if (is_of(later, entry)) statement.pending -= left_by(entry);
    } else {
      count(of, entry.reason, moved);
    }
    return true;
  });
  for (ClassStatement& of : statement.classes) {
    std::ranges::sort(of.movements, {}, &Movement::reason);
    const bool redeemed = of.sum == Sum::redeemed;
    statement.opening += redeemed ? -of.opening : of.opening;
    statement.closing += redeemed ? -of.closing : of.closing;
  }
  return statement;
}

}  // namespace guanxi::points
