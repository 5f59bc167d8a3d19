// What stores owe one another for a day: who recharged, who served. From the journal, so that it is
// right by what verify proves. Within one legal person this is a matter of accounts between its
// stores; across legal persons (with a licence only) it is a debt. Reads only; any thread.
#pragma once

#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/time.h"
#include "modules/org/org.h"
#include "platform/sql/sql.h"

namespace guanxi::wallet {

/// Value that was paid in at one store and used at another, or at the same.
struct Served {
  StoreId recharged_at;
  org::UnitId company;  // that took the money, as it was then
  StoreId served_at;
  // Used less what came back: negative where more came back on that day.
  Money principal, bonus;
  Money paid_out;  // principal given back as money
};

/// What one store took in and gave, apart from serving.
struct Taken {
  StoreId store;
  Money recharged, granted;    // without what is void again
  Money voided, voided_bonus;  // recharges of that time and taken back: not in the two above
  Money kept, forfeited;       // by payouts, less what was waived
  Money change_saved;          // less what voids handed out again
  Money change_spent, change_paid_out;
};

struct Settlement {
  std::vector<Served> served;  // by company, recharging and serving store
  std::vector<Taken> taken;    // by store
};

/// Of the accounts of one programme, from entries posted in [from, to).
Settlement settle(sql::Tx& tx, ProgrammeId programme, Currency currency, Instant from, Instant to);

}  // namespace guanxi::wallet
