// Inside modules/points: points and debts that move between the accounts of two members who are
// one. Both accounts post: what leaves the one arrives in the other, lot by lot, with class and
// last day. Used by one thread, within one Tx.
#pragma once

#include "modules/points/posting.h"

namespace guanxi::points {

/// Moves `amount` of `lot` to the same lot of the other account: back into it where that account
/// earned it, else into one that was brought.
void carry_lot(sql::Tx& tx, Posting& from, Posting::LotAt lot, Posting& to, Points amount);
/// Moves `amount` of what is owed.
void carry_debt(sql::Tx& tx, Posting& from, Posting& to, Points amount);
/// Everything that is left on the context's day, and everything that is owed.
void carry_all(sql::Tx& tx, Posting& from, Posting& to);
/// What was brought and has expired since, and expires there again: a return that would take it
/// back finds it with whom everything is.
void carry_expired(sql::Tx& tx, Posting& from, Posting& to);
/// Repays what is owed from what is free, first to expire first: nobody owes points and has some.
/// Returns how much.
Points settle(sql::Tx& tx, Posting& posting);

/// The account of whom somebody was merged into, while goods come back that this one had bought.
class Heir {
 public:
  Heir(sql::Tx& tx, Posting& theirs, Posting& own) : tx_(tx), theirs_(theirs), own_(own) {}

  /// Brings up to `wanted` of what a lot earned back into it: what is left of it, then forgiving
  /// what of it has expired. Returns how much was forgiven.
  Points bring_own(Posting::LotAt lot, Points wanted);
  /// Brings up to `wanted` from whatever else is free, as points of that sum; returns how much.
  Points bring_others(Posting::LotAt lot, Sum sum, Points wanted);
  /// Brings up to `amount` of what the heir owes: what comes back repays it first.
  void bring_debt(Points amount);
  /// Gives the heir what is there now, and what is owed.
  void pass_on();

 private:
  sql::Tx& tx_;
  Posting& theirs_;
  Posting& own_;
};

}  // namespace guanxi::points
