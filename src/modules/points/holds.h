// Holds: points set aside for something that is not finished yet, then captured (spent), released,
// or over at their deadline by themselves. What is held counts in the balance and cannot be spent,
// taken back by a return or expire: a hold outlives the last day of its lots until its own
// deadline. Callers post inside their own transaction; guards and errors as in points.h.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct HoldTag;
using HoldId = Id<HoldTag>;

enum class HoldState { open, captured, released, expired };
BOOST_DESCRIBE_ENUM(HoldState, open, captured, released, expired)

struct Hold {
  HoldId id;
  OwnerId owner;
  Points points;
  std::string reason;
  std::optional<StoreId> store;
  HoldState state = HoldState::open;
  Instant deadline;                        // over from this instant on
  Points captured;                         // of points, spent; the rest was released
  std::optional<std::int64_t> redemption;  // captured: what they were spent on
  Instant held_at;
  ActorId held_by;
  std::optional<Instant> settled_at;
  std::optional<ActorId> settled_by;
};

/// Sets points (> 0) aside, first to expire first. `hold` says what for and until when;
/// context.cause is {hold, hold.id}, made by `ids` before. Errors: those of post_redemption.
Result<Account> post_hold(sql::Tx& tx, IdGenerator& ids, const Context& context, const Hold& hold);

struct Captured {
  Account account;
  Hold hold;
};
/// Spends `amount` (all of it if absent; out_of_range beyond) of what an open hold keeps and
/// releases the rest. context.cause is {redemption, id}: post_redemption_reversal gives it back.
/// Errors: conflict, account_not_found, account_closed, account_frozen, points_owed,
/// hold_not_found, hold_not_open with its `state`.
Result<Captured> post_capture(
    sql::Tx& tx, IdGenerator& ids, const Context& context, HoldId hold, std::optional<Points> amount
);
/// Lets go of all an open hold keeps. What is owed is repaid from it; what is past its last day
/// expires at once. context.cause is {hold, id}. In any state of the account. Errors: conflict,
/// account_not_found, hold_not_found, hold_not_open.
Result<Captured> post_release(sql::Tx& tx, IdGenerator& ids, const Context& context, HoldId hold);

/// As of `now`: one past its deadline has expired, whether somebody posted that or not.
std::optional<Hold> find_hold(sql::Tx& tx, OwnerId owner, HoldId hold, Instant now);
/// An owner's holds older than `before` (0: from the newest), newest first.
std::vector<Hold> holds_of(sql::Tx& tx, OwnerId owner, HoldId before, Instant now, int limit);
/// Owners after `after` with an open hold past its deadline, in id order.
std::vector<OwnerId> owners_with_due_holds(sql::Tx& tx, OwnerId after, Instant now, int limit);

}  // namespace guanxi::points
