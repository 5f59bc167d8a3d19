// Inside modules/wallet: which lots a payment takes from, where a return goes, and what a payout
// does to a recharge. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "modules/wallet/wallet.h"

namespace guanxi::wallet {

struct Take {
  std::size_t recharge;  // index into the recharges given
  Money principal, bonus;
  Money amount() const { return principal + bonus; }
  bool operator==(const Take&) const = default;
};
struct Takes {
  std::vector<Take> takes;
  Money missing;  // what the recharges did not have
};
/// Takes `amount` (> 0) from recharges in their order, of each principal and bonus in the ratio of
/// principal_of.
Takes take(std::span<const Recharge> recharges, Money amount);
/// Principal and bonus of the `amount` that comes back to a recharge.
Take give_back(const Recharge& recharge, Money amount);

/// One recharge's or small change's share of a payment.
struct PaymentPart {
  std::int64_t lot_id = 0;  // 0: small change
  Money amount, undiscounted, restored, undiscounted_restored;
  Money left() const { return amount - restored; }
  bool operator==(const PaymentPart&) const = default;
};
/// What was paid without a discount, over the takes of a payment; each at least its take.
std::vector<Money> undiscounted_shares(std::span<const Take> takes, Money undiscounted);
/// Moves `amount` (at most what is left of all) back into the parts, in the proportion of what is
/// left of each. Returns how much for each.
std::vector<Money> restore(std::span<PaymentPart> parts, Money amount);

/// What paying out does to one recharge of which `undiscounted` was used.
PayoutPart plan_part(const Recharge& recharge, Money undiscounted, Fault fault);

}  // namespace guanxi::wallet
