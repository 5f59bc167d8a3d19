// Transfers: points that one member of a household gives another. Each part keeps its class and its
// last day: it leaves a lot of the giver's (`given`) and comes into one of the receiver's
// (`received`, lot_id: the transfer), on both chains, in the caller's transaction. Who belongs to
// whom is for modules/households, and flows/transfer brings the two together.
//
// Only what the giver could spend travels, the first to expire first. What is owed bars giving;
// with the receiver it is repaid first, as by any earning. A return of goods asks the giver for
// what the sale earned, wherever the points are by then.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct PointsTransferTag;
using PointsTransferId = Id<PointsTransferTag>;

/// What a programme allows; 0: no such limit.
struct TransferLimits {
  bool on = false;
  Points least{1};       // of one transfer
  Points day_max;        // of what one member gives on a day, without what came back
  Points month_max;      // … in a calendar month
  int age_days_min = 0;  // points posted less than so many days ago cannot travel
};
/// Errors: points_transfer_limit with the fact `limit` (transfers: switched off; points_min,
/// day_points_max or month_points_max) and what is `left`.
Outcome check_transfer(
    const TransferLimits& limits, Points points, Points given_today, Points given_this_month
);

/// Part of what is given: from lots of that class and, if it is named, that last day.
struct Choice {
  Class klass = Class::a;
  std::optional<Date> expires_on;
  Points points;
};

struct PointsTransfer {
  PointsTransferId id;
  OwnerId giver, receiver;
  std::int64_t household = 0;
  Points points;
  std::optional<std::string> note;
  std::optional<StoreId> store;
  Date given_on;  // the programme's day whose limits it counts for
  Instant given_at;
  ActorId given_by;
  Points returned;  // of points, taken back
  std::optional<Instant> returned_at;
  std::optional<ActorId> returned_by;
  std::optional<std::string> returned_why;
};

/// The two ends of a posting. Both contexts have the same cause, day and instants.
struct Ends {
  Context giver, receiver;
};
struct Travelled {
  Class klass = Class::a;
  Date expires_on;
  Points points;
};
struct TransferPosted {
  Account giver, receiver;
  Points moved;
  Points settled;                // of these, what paid a debt
  std::vector<Travelled> parts;  // by last day and class
};

/// Gives transfer.points, chosen by `choices` (none: whatever expires first), and writes the
/// transfer down. context.cause is {transfer, id}. Errors: conflict, account_not_found,
/// account_closed, account_frozen (at /to of the receiver), points_owed, not_enough_points (at the
/// choice), those of check_transfer at /points.
Result<TransferPosted> post_transfer(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ends& ends,
    const PointsTransfer& transfer,
    std::span<const Choice> choices,
    const TransferLimits& limits
);

/// Takes back what the receiver still has of it, free, in the lots that it came in; each part goes
/// to the lot it left, and there pays what is owed. Once, on the day of the transfer; frozen and
/// closed accounts take it. context.cause is {transfer_return, id}. Errors: conflict,
/// account_not_found, void_after_business_day, already_voided, not_enough_points (nothing is left).
Result<TransferPosted> post_transfer_return(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ends& ends,
    const PointsTransfer& transfer,
    std::string_view why
);

std::optional<PointsTransfer> find_transfer(sql::Tx& tx, OwnerId giver, PointsTransferId id);
/// What a member gave and received, older than `before` (none: the newest), newest first.
std::vector<PointsTransfer> transfers_of(
    sql::Tx& tx, OwnerId member, std::optional<PointsTransferId> before, int limit
);

}  // namespace guanxi::points
