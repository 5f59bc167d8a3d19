// What ends soon: the list of points whose last day is near, for people to look at, and the notice
// of it, once for each member and day, as news in the outbox. Both cost what ends soon costs, not
// what all accounts do. Called by the app's nightly job and our endpoint.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/points/points.h"

namespace guanxi::points {

struct Ending {
  OwnerId owner;
  Date expires_on;
  Points points;  // what is left of all lots that end on this day, held ones too
  bool told = false;
};
struct Endings {
  std::vector<Ending> endings;  // account by account, each by day
  std::optional<Due> next;      // where to go on; nullopt: that was all
};
/// What of a programme's points ends from `today` through `until`, of at most `accounts` accounts
/// behind `after`. One of them may have nothing after all.
Endings endings(
    sql::Tx& tx, ProgrammeId programme, const Due& after, Date today, Date until, int accounts
);
/// Notes that the member was told, and tells it in the outbox; false if that was done before. One
/// that others note at the same moment conflicts in the store and is run again there.
bool tell_ending(
    sql::Tx& tx, IdGenerator& ids, ProgrammeId programme, const Ending& ending, Instant now
);

/// When the owner was told of what ends on that day; nullopt: not yet.
std::optional<Instant> told_at(sql::Tx& tx, OwnerId owner, Date expires_on);

/// Subject: the member. {"programme":1,"expires_on":"2026-12-31","points":50}
inline constexpr std::string_view points_ending = "points.ending";

}  // namespace guanxi::points
