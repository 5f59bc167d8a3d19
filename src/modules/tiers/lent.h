// A tier for as long as something else lasts – a paid membership –, through the one grant that a
// standing has. Functions of the caller's Tx; any thread.
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
/// Gives the tier until that day included, in the place of what was lent before. A lower tier that
/// was granted otherwise makes way; the same one that is granted for longer stays. Errors:
/// tier_ladder_off, tier_not_found; tier_not_above (fact tier) where a higher one is granted at the
/// time; conflict.
Outcome lend(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    const members::Member& member,
    const Lent& lent,
    const LendingFor& what
);
/// Ends it today, if that tier until that day is what is granted. Errors: conflict.
Outcome end_lending(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    const members::Member& member,
    const Lent& lent,
    const LendingFor& what
);

}  // namespace guanxi::tiers
