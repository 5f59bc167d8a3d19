// The coupons of two members who become one, and of a merge that is undone. What can still be used
// goes to the survivor, as coupons of its own with the same last day; what was used stays with whom
// it happened to, so that refunds find it. How many of a template were issued is summed. See
// docs/adr/0016.
//
// Threads: functions of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct Merge {
  std::int64_t id = 0;
  OwnerId absorbed, survivor;
  Act act;
};

/// Coupons that are held for a sale now: they stand in the way of a merge.
std::int64_t held_of(sql::Tx& tx, OwnerId owner, Date today, Instant now);
/// How many would go: reads only.
std::int64_t plan_merge(sql::Tx& tx, const Merge& merge);
/// Carries what can be used, and sums the counters once. May be repeated: whatever a refund has
/// given back to `absorbed` since is carried too. Returns how many went. Errors: conflict.
Result<std::int64_t> post_merge(sql::Tx& tx, IdGenerator& ids, const Merge& merge);

struct Uncarried {
  std::int64_t back = 0;  // coupons that are the merged member's again
  std::int64_t kept = 0;  // used, given, ended or held since: stay with the survivor
};
/// Takes back what is still whole of what the merge carried, and what it added to the counters.
/// Errors: conflict.
Result<Uncarried> post_merge_undo(sql::Tx& tx, const Merge& merge);

}  // namespace guanxi::coupons
