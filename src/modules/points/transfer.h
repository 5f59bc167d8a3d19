// Inside modules/points: what one entry of the journal means. Postings and `verify` share these
// rules, so that accounts and lots follow from the journal alone. Pure; any thread.
//
// clang-format off
//   reason     debit → credit       sum          lot                      owed   held
//   earned     issued → member      class +      original +, remaining +
//   granted    issued → member      class +      original +, remaining +                a document that gives
//   repaid     issued → member      class +      original +               −             an earning that pays a debt
//   repaid     sold → member        f +          original +               −             points bought outright that do
//   repaid     redeemed → member    redeemed −                            −             a restored redemption that does
//   reversed   member → issued      class −      remaining −                            a return takes points back
//   deducted   member → issued      class −      remaining −                            a document does
//   owed       member → issued      class −                               +             … that the member no longer has
//   purchased  sold → member        f +          original +, remaining +                … and buys instead; `reversed` follows. Or bought outright
//   refunded   member → sold        f −          remaining −                            what was bought outright goes back for its money
//   reinstated issued → member      class +      remaining +                            what was reversed comes back to its lot
//   forgiven   expired → member     class +      remaining +, forgiven +                … that had expired; `reversed` follows
//   redeemed   member → redeemed    redeemed +   remaining −
//   restored   redeemed → member    redeemed −   remaining +
//   expired    member → expired     class −      remaining −, expired +
//   held       member → member                   held +                          +      set aside
//   released   member → member                   held −                          −      … and no longer
//   settled    member → member                   remaining −              −             released or received points pay a debt
//   given      member → transferred class −      remaining −                            to another member; of a return, back again
//   received   transferred → member class +      original +, remaining +                from another member
//   returned   transferred → member class +      remaining +                            what was given comes back to its lot
//   unsettled  member → member                   remaining +              +             … and no longer: a merge is undone
//   merged_out  member → merged   class −      remaining −                            points leave for another account
//   merged_in   merged → member   class +      original +, remaining +                … and arrive in a lot of their own
//   merged_back merged → member   class +      remaining +                            … or in the lot that earned them
//   debt_out    merged → member   class +                                     −        a debt leaves
//   debt_in     member → merged   class −                                     +        … and arrives
// clang-format on
//
// "class" is the class that was earned; the lot may be of another one, when a return takes class A
// points out of a lot of class B. balance moves by + amount when the member is credited, − amount
// when debited.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct Transfer {
  House debit = House::member;
  House credit = House::member;
  bool to_member() const { return credit == House::member; }
  /// By how much the member's balance moves.
  Points moved(Points amount) const {
    if (debit == credit) return {};
    return to_member() ? amount : -amount;
  }
  bool operator==(const Transfer&) const = default;
};

/// The two ends of an entry. nullopt where the reason does not move that sum ('earned' never moves
/// redeemed).
std::optional<Transfer> transfer_of(Reason reason, Sum sum);

Sum sum_of(Class klass);
Points& sum_in(Account& account, Sum sum);

/// By how much what is owed moves.
Points owed_by(Reason reason, Points amount);
/// Moves the account's sums, its balance and what it owes. The transfer must exist.
void apply(Account& account, Reason reason, Sum sum, Points amount);
/// Moves the lot the entry names.
void apply(Lot& lot, Reason reason, Sum sum, Points amount);

}  // namespace guanxi::points
