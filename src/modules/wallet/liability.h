// Inside modules/wallet: what stored value and small change members are owed at the end of days,
// by the legal person that owes it and the store of recharge, and what moved it. Reads only; any
// thread.
//
// What is left in lots and accounts now, less what the journal moved since: `verify` proves that
// these agree, so every figure follows from the journal alone. The cost is the lots of the
// programme once and the entries since the first day asked for; nothing is kept beside the books
// that could disagree with them.
//
// Small change has no lots and belongs to no store: it stands with the legal person that owes it,
// without a store.
#pragma once

#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/time.h"
#include "modules/org/org.h"
#include "platform/sql/sql.h"

namespace guanxi::wallet {

/// Minor units. Of principal: closing = opening + recharged − paid + restored − paid_out − kept
/// − voided; of bonus: + granted − paid_bonus + restored_bonus − forfeited − voided_bonus; of small
/// change: + saved − handed_out − change_paid + change_restored − change_paid_out.
struct Movements {
  std::int64_t recharged = 0, granted = 0;
  std::int64_t paid = 0, paid_bonus = 0, restored = 0, restored_bonus = 0;
  std::int64_t paid_out = 0, kept = 0, forfeited = 0;  // kept: less what was waived
  std::int64_t voided = 0, voided_bonus = 0;
  std::int64_t saved = 0, handed_out = 0, change_paid = 0, change_restored = 0, change_paid_out = 0;
  std::int64_t of_principal() const {
    return recharged - paid + restored - paid_out - kept - voided;
  }
  std::int64_t of_bonus() const {
    return granted - paid_bonus + restored_bonus - forfeited - voided_bonus;
  }
  std::int64_t of_change() const {
    return saved - handed_out - change_paid + change_restored - change_paid_out;
  }
  bool operator==(const Movements&) const = default;
};

struct LiabilityRow {
  org::UnitId company;                                // 0: not known
  StoreId store;                                      // of recharge; none: small change
  std::int64_t principal = 0, bonus = 0, change = 0;  // owed as the day ends
  Movements moved;
};
struct LiabilityOfDay {
  Date day;
  std::vector<LiabilityRow> rows;  // by company and store; nothing owed and moved: no row
};
/// Of the accounts of one programme, a day after the other, by the day of posting in `zone`.
std::vector<LiabilityOfDay> liability_of_days(
    sql::Tx& tx, ProgrammeId programme, const TimeZone& zone, Date from, Date to
);

}  // namespace guanxi::wallet
