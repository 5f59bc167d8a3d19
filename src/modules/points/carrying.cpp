#include "modules/points/carrying.h"

#include <algorithm>

#include "modules/points/lots.h"
#include "modules/points/store.h"
#include "modules/points/transfer.h"

namespace guanxi::points {
namespace {

/// An entry names a lot. A debt has none: it is carried in one that never has anything.
Posting::LotAt carrier(sql::Tx& tx, Posting& posting) {
  const std::int64_t cause = posting.context().cause.id;
  const auto known = posting.load_lot(tx, Date::never, cause, Class::a);
  const auto at = known ? *known : posting.add_lot(Date::never, cause, Class::a);
  posting.note_brought(at);
  return at;
}

}  // namespace

void carry_lot(sql::Tx& tx, Posting& from, Posting::LotAt lot, Posting& to, Points amount) {
  const Lot moved = from.lot(lot);
  const Sum sum = sum_of(moved.klass);
  from.enter(Reason::merged_out, sum, amount, lot);
  const auto known = to.load_lot(tx, moved.expires_on, moved.lot_id, moved.klass);
  const bool earned_there =
      known && !store::is_brought(tx, to.account().owner, store::key_of(to.lot(*known)));
  if (earned_there) return to.enter(Reason::merged_back, sum, amount, *known);
  to.enter(Reason::merged_in, sum, amount, known ? *known : to.bring_lot(moved));
}

void carry_debt(sql::Tx& tx, Posting& from, Posting& to, Points amount) {
  if (amount.is_zero()) return;
  from.enter(Reason::debt_out, Sum::a, amount, carrier(tx, from));
  to.enter(Reason::debt_in, Sum::a, amount, carrier(tx, to));
}

void carry_all(sql::Tx& tx, Posting& from, Posting& to) {
  for (const Posting::LotAt lot : from.load_open_lots(tx)) {
    const Points free = free_of(from.lot(lot));
    if (!free.is_zero()) carry_lot(tx, from, lot, to, free);
  }
  carry_debt(tx, from, to, from.account().owed);
}

void carry_expired(sql::Tx& tx, Posting& from, Posting& to) {
  for (const Posting::LotAt at : from.load_brought_and_expired(tx)) {
    const Lot gone = from.lot(at);
    const Points amount = gone.expired - gone.forgiven;
    from.enter(Reason::forgiven, sum_of(gone.klass), amount, at);
    carry_lot(tx, from, at, to, amount);
    const auto there = to.load_lot(tx, gone.expires_on, gone.lot_id, gone.klass);
    GX_CHECK(there.has_value());
    to.expire_lot(*there);
  }
}

Points settle(sql::Tx& tx, Posting& posting) {
  Points settled;
  if (posting.account().owed.is_zero()) return settled;
  for (const Posting::LotAt lot : posting.load_open_lots(tx)) {
    const Points part = std::min(free_of(posting.lot(lot)), posting.account().owed);
    if (part.is_zero()) continue;
    posting.enter(Reason::settled, sum_of(posting.lot(lot).klass), part, lot);
    settled += part;
  }
  return settled;
}

Points Heir::bring_own(Posting::LotAt lot, Points wanted) {
  const Lot& own = own_.lot(lot);
  const auto brought = theirs_.load_lot(tx_, own.expires_on, own.lot_id, own.klass);
  if (!brought) return {};
  const Points left = std::min(free_of(theirs_.lot(*brought)), wanted);
  if (!left.is_zero()) carry_lot(tx_, theirs_, *brought, own_, left);
  const Lot& theirs = theirs_.lot(*brought);
  const Points forgiven = std::min(theirs.expired - theirs.forgiven, wanted - left);
  if (forgiven.is_zero()) return {};
  theirs_.enter(Reason::forgiven, sum_of(theirs.klass), forgiven, *brought);
  carry_lot(tx_, theirs_, *brought, own_, forgiven);
  return forgiven;
}

Points Heir::bring_others(Posting::LotAt lot, Sum sum, Points wanted) {
  Points brought;
  for (const Posting::LotAt other : theirs_.load_open_lots(tx_)) {
    const Points part = std::min(free_of(theirs_.lot(other)), wanted - brought);
    if (part.is_zero()) continue;
    theirs_.enter(Reason::merged_out, sum, part, other);
    own_.enter(Reason::merged_back, sum, part, lot);
    brought += part;
  }
  return brought;
}

void Heir::bring_debt(Points amount) {
  carry_debt(tx_, theirs_, own_, std::min(theirs_.account().owed, amount));
}

void Heir::pass_on() {
  carry_all(tx_, own_, theirs_);
  settle(tx_, theirs_);
}

}  // namespace guanxi::points
