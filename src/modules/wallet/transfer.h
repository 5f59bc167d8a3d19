// Inside modules/wallet: what one entry of the journal means. Postings and `verify` share these
// rules, so that accounts and lots follow from the journal alone. Pure; any thread.
//
//   reason      debit → credit     asset               lot
//   recharged   cash → member      principal           original +, remaining +
//   granted     granted → member   bonus               original +, remaining +
//   paid        member → sales     any                 remaining −, spent +
//   restored    sales → member     any                 remaining +, spent −    goods came back
//   saved       cash → member      change              –
//   handed_out  member → cash      change              –       the sale that saved it is void
//   paid_out    member → cash      principal, change   remaining −, paid_out +
//   kept        member → kept      principal           remaining −, kept +     consumer's side
//   waived      kept → member      principal           remaining +, kept −     … goods came back
//   forfeited   member → granted   bonus               remaining −, kept +
//   voided      member → cash      principal           remaining −, paid_out +   mistyped
//   voided      member → granted   bonus               remaining −, paid_out +
//   frozen, released, registered   member → member, nothing moves
//
// A contract goes from one member to another whole – what is left of it, and what became of the
// rest –, so that payments taken back and payouts are reckoned where it is (merging.h). Each out
// has its in on the other account:
//
//   merged_out  member → merged    any                 original −, remaining −
//   merged_in   merged → member    any                 original +, remaining +
//   spent_…     member → member    any                 original ∓, spent ∓       no money moves
//   repaid_…    member → member    principal, bonus    original ∓, paid_out ∓    …
//   kept_…      member → member    principal, bonus    original ∓, kept ∓        …
//   merged, unregistered           member → member, nothing moves
//
// Change has no lots: it is money of the member, all alike.
#pragma once

#include "modules/wallet/wallet.h"

namespace guanxi::wallet {

struct Transfer {
  House debit = House::member;
  House credit = House::member;
  bool operator==(const Transfer&) const = default;
};

/// The two ends of an entry. nullopt where the reason does not move that asset.
std::optional<Transfer> transfer_of(Reason reason, Asset asset);
/// A reason that notes something and moves nothing; its asset is principal, its amount 0.
bool moves_nothing(Reason reason);
/// What the member has more afterwards.
Money moved(const Transfer& transfer, Money amount);

Money& sum_in(Account& account, Asset asset);
Lot& lot_of(Recharge& recharge, Asset asset);  // principal or bonus
/// Moves the account's sum. The transfer must exist.
void apply(Account& account, Reason reason, Asset asset, Money amount);
/// Moves the lot the entry names.
void apply(Lot& lot, Reason reason, Money amount);

}  // namespace guanxi::wallet
