// Inside modules/wallet: a settlement as the endpoints show it. Any thread.
#pragma once

#include "modules/wallet/api_programme_types.h"
#include "modules/wallet/scope.h"
#include "modules/wallet/settlement.h"

namespace guanxi::wallet {

inline std::vector<ServedView> served_views(
    const org::Snapshot& organisation, const Settlement& found
) {
  const auto code = [&](auto id) { return Scope::code_of(organisation, org::UnitId(id.value())); };
  std::vector<ServedView> shown;
  for (const Served& served : found.served) {
    const org::UnitId serving = company_of(organisation, served.served_at);
    shown.push_back(
        {code(served.recharged_at),
         code(served.company),
         code(served.served_at),
         code(serving),
         serving == served.company,
         served.principal,
         served.bonus,
         served.paid_out}
    );
  }
  return shown;
}

inline std::vector<TakenView> taken_views(
    const org::Snapshot& organisation, const Settlement& found
) {
  std::vector<TakenView> shown;
  for (const Taken& taken : found.taken) {
    shown.push_back(
        {Scope::code_of(organisation, org::UnitId(taken.store.value())),
         taken.recharged,
         taken.granted,
         taken.voided,
         taken.voided_bonus,
         taken.kept,
         taken.forfeited,
         taken.change_saved,
         taken.change_spent,
         taken.change_paid_out}
    );
  }
  return shown;
}

}  // namespace guanxi::wallet
