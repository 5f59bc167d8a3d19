#include "modules/wallet/rules.h"

#include <algorithm>
#include <array>

#include "base/rounding.h"

namespace guanxi::wallet {

namespace {

constexpr Money yuan(std::int64_t amount) { return {amount * 100, Currency::cny}; }

constexpr std::array packs{RulePack{
    .name = "cn-2012-9",
    .named_max = yuan(5000),
    .unnamed_max = yuan(1000),
    .cash_payout_max = yuan(100),
    .buyer_years = 5}};

}  // namespace

const RulePack* rules_for(Currency currency) {
  const auto found = std::ranges::find_if(packs, [&](const RulePack& pack) {
    return pack.named_max.currency() == currency;
  });
  return found == packs.end() ? nullptr : found;
}

Money principal_of(const Terms& terms, Money spent) {
  const Money total = terms.total();
  GX_CHECK(!spent.is_negative() && spent <= total);
  return {
      divide(
          Int128{terms.principal.minor()} * spent.minor(),
          std::max<std::int64_t>(total.minor(), 1),
          Rounding::floor
      ),
      total.currency()};
}

Money owed_back(const Terms& terms, Money spent, Money undiscounted, Fault fault) {
  GX_CHECK(undiscounted >= spent);
  if (fault == Fault::merchant) return terms.principal - principal_of(terms, spent);
  return std::max(Money::zero(spent.currency()), terms.principal - undiscounted);
}

Result<Money> change_to_save(Money balance, Money amount, const ChangeRule& rule, bool part) {
  GX_CHECK(!amount.is_negative() && !amount.is_zero());
  if (!rule.on) return ErrorCode::change_off;
  const Money fits = std::max(Money::zero(balance.currency()), rule.cap - balance);
  if (amount <= fits) return amount;
  if (part && !fits.is_zero()) return fits;
  return fail(
      ErrorCode::change_cap_reached,
      {},
      {{"cap", rule.cap.to_string()}, {"balance", balance.to_string()}, {"fits", fits.to_string()}}
  );
}

}  // namespace guanxi::wallet
