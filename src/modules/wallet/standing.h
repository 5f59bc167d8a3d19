// Inside modules/wallet: what every posting asks of its account before it does anything.
#pragma once

#include "modules/wallet/wallet.h"

namespace guanxi::wallet {

/// The account as it is now, which must be the one the plan saw. Errors: wallet_not_found,
/// conflict.
Result<Account> load_account(sql::Tx& tx, const Context& context);
/// Errors: wallet_frozen.
Outcome check_open(const Account& account);
/// Errors: wallet_limit_exceeded.
Outcome check_limit(const Account& account, const RulePack& rules, const NewRecharge& recharge);
/// Whether value that `company` owes (none: not known) may be used at `place`.
inline bool usable_at(const Place& place, org::UnitId company) {
  return place.licensed || !company || company == place.company;
}
/// Small change of another legal person. Errors: change_of_another_company, with the fact
/// `balance`.
Outcome check_change_at(const Account& account, const Place& place);

}  // namespace guanxi::wallet
