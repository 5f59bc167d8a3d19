// A tier for as long as something else lasts – a paid membership –, as a grant beside others.
// Functions of the caller's Tx; any thread.
#pragma once

#include "modules/members/members.h"
#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

struct Lent {
  LadderId ladder;
  std::string tier;
  Date until;  // the last day
};
/// What it is done for, and by whom.
struct LendingFor {
  std::int64_t cause_id = 0;
  std::string note;
  ActorId actor;
  Today today;
};
/// Gives the tier until that day included, beside what else is granted or lent. Errors:
/// tier_ladder_off, tier_not_found, conflict.
Outcome lend(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    const members::Member& member,
    const Lent& lent,
    const LendingFor& what
);
/// Ends one grant of that tier until that day, if there is one. Errors: conflict.
Outcome end_lending(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    const members::Member& member,
    const Lent& lent,
    const LendingFor& what
);

}  // namespace guanxi::tiers
