#include "modules/wallet/lots.h"

#include <algorithm>

#include "base/allocate.h"
#include "base/rounding.h"

namespace guanxi::wallet {

Takes take(std::span<const Recharge> recharges, Money amount) {
  GX_CHECK(!amount.is_negative());
  Takes result{{}, amount};
  for (std::size_t i = 0; i < recharges.size() && !result.missing.is_zero(); ++i) {
    const Recharge& recharge = recharges[i];
    const Money part = std::min(recharge.remaining(), result.missing);
    if (part.is_zero()) continue;
    const Money principal = principal_of(recharge.terms(), recharge.spent() + part) -
                            principal_of(recharge.terms(), recharge.spent());
    // Holds because a payout always empties a recharge, so that what is there later came back along
    // the same line.
    GX_CHECK(principal <= recharge.principal.remaining);
    GX_CHECK(part - principal <= recharge.bonus.remaining);
    result.takes.push_back({i, principal, part - principal});
    result.missing -= part;
  }
  return result;
}

Take give_back(const Recharge& recharge, Money amount) {
  const Money principal = principal_of(recharge.terms(), recharge.spent()) -
                          principal_of(recharge.terms(), recharge.spent() - amount);
  return {0, principal, amount - principal};
}

std::vector<Money> undiscounted_shares(std::span<const Take> takes, Money undiscounted) {
  std::vector<std::int64_t> weights;
  for (const Take& part : takes) weights.push_back(part.amount().minor());
  return allocate(undiscounted, weights);
}

std::vector<Money> restore(std::span<PaymentPart> parts, Money amount) {
  std::vector<std::int64_t> weights;
  for (const PaymentPart& part : parts) weights.push_back(part.left().minor());
  auto shares = allocate(amount, weights);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    PaymentPart& part = parts[i];
    part.restored += shares[i];
    GX_CHECK(!part.left().is_negative());
    // Rounded in the consumer's favour; the last return brings it to the whole.
    part.undiscounted_restored = {
        divide(
            Int128{part.undiscounted.minor()} * part.restored.minor(),
            part.amount.minor(),
            Rounding::ceil
        ),
        part.amount.currency()};
  }
  return shares;
}

PayoutPart plan_part(const Recharge& recharge, Money undiscounted, Fault fault) {
  const Money zero = Money::zero(undiscounted.currency());
  const Lot& principal = recharge.principal;
  const Fault cause = recharge.ended_by.value_or(fault);
  const Money owed = owed_back(recharge.terms(), recharge.spent(), undiscounted, cause);
  PayoutPart part;
  part.recharge = recharge;
  part.undiscounted = undiscounted;
  part.paid_out = std::max(zero, owed - principal.paid_out);
  part.waived = std::max(zero, part.paid_out - principal.remaining);
  part.kept = std::max(zero, principal.remaining - part.paid_out);
  part.forfeited = recharge.bonus.remaining;
  GX_CHECK(part.waived <= principal.kept);
  return part;
}

}  // namespace guanxi::wallet
