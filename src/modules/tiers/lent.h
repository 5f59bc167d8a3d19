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
/// Gives the tier until that day included, in the place of what was lent before. What is granted as
/// high for as long is enough. Errors: tier_ladder_off, tier_not_found, conflict.
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
