// How often a member has had an occasion that is limited (Occasion::times_per_member). A use is
// read before a sale is posted and written with it: whoever reads it after the account and posts
// to that account in the same transaction finds the account's seq moved (conflict) if somebody else
// used it meanwhile. That is the only guard, and it is exact: every sale posts to the account.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/occasions.h"

namespace guanxi::points {

/// How often the member has used the occasion, under any version, in the period that `day` lies in.
/// `except` (0: none) does not count: a sale that comes back in the same transaction.
std::int64_t uses_in_period(
    sql::Tx& tx, OwnerId owner, const Occasion& occasion, Date day, std::int64_t except
);

/// A sale that had a limited occasion.
struct Use {
  OwnerId owner;
  std::string code;
  Date used_on;  // the day of the sale
  std::int64_t receipt = 0;
  bool operator==(const Use&) const = default;
};
void add_use(sql::Tx& tx, const Use& use);
/// The whole sale has come back in `refund`: the use does not count any more. Errors: conflict
/// (there is none, or it was given back before).
Outcome give_use_back(sql::Tx& tx, const Use& use, std::int64_t refund);

/// For holding them against receipts, in order of receipt and code.
struct RecordedUse {
  std::int64_t receipt = 0;
  OwnerId owner;
  std::string code;
  Date used_on;
  bool given_back = false;
};
void each_use(sql::Tx& tx, const std::function<void(const RecordedUse&)>& visit);

}  // namespace guanxi::points
