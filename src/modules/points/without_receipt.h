// Points of a refund without a receipt: no sale is known that earned them, so what such a sale
// would earn the member today is taken, from whatever lots there are. Undone on its day, all of it
// comes back to where it came from.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct TakenBack {
  Points a = {}, e = {};
};
/// What post_taking_back would do: reads only; see plan_reversal. Errors: refund_needs_points.
Result<Reversal> plan_taking_back(
    sql::Tx& tx,
    const Account& account,
    const TakenBack& taken,
    Date today,
    Instant now,
    const programmes::Version& programme
);
/// Takes each class from the lots that are free, first to expire first, pending ones too; what they
/// do not have goes by the programme's shortfall policy. One that takes nothing is posted too.
/// context.cause is {refund_without_receipt, the receipt}. Errors: conflict, account_not_found,
/// refund_needs_points.
Result<Reversal> post_taking_back(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    const TakenBack& taken,
    const programmes::Version& programme
);
/// Undoes it: what lots gave comes back to them – expired at once where their last day is over –,
/// what was bought is given back for its money, and what was left owed is owed no more; what of
/// that was repaid meanwhile comes back as points in lots of their own, until `expires_on`. Points
/// repay what is owed for other reasons first. context.cause is {refund_without_receipt_void, the
/// void}. `heir`: as in post_redemption_reversal. Frozen and closed accounts take it. Errors:
/// conflict, account_not_found, not_found (this owner's journal has no such refund).
Result<Restored> post_taking_back_undone(
    sql::Tx& tx,
    IdGenerator& ids,
    const Context& context,
    std::int64_t refund,
    Date expires_on,
    const Context* heir = nullptr
);

}  // namespace guanxi::points
