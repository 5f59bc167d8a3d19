// The growth of two members who become one, and of a merge that is undone. What the merged member
// has grown within the survivor's window is entered there on the days it counts for, and the ladder
// is run anew; who then stood higher before the merge keeps that tier until its period ends, as a
// grant. The merged member's own journal stays, so that an undo finds it, and returns of what was
// bought then take their growth back in both.
//
// Threads: functions of the caller's Tx; any thread.
#pragma once

#include "modules/tiers/current.h"

namespace guanxi::tiers {

struct Merge {
  std::int64_t id = 0;
  Who absorbed, survivor;
  Today today;
  ActorId actor;
};
/// What it did on a ladder.
struct MergedTier {
  std::string ladder{};           // code
  std::int64_t growth = 0;        // entered for the survivor; undone: taken away
  std::string before{}, after{};  // the survivor's tier, grants included
};
/// What merge() would do: reads only.
std::vector<MergedTier> plan_merge(sql::Tx& tx, const Ladders& ladders, const Merge& merge);
/// Errors: conflict.
Result<std::vector<MergedTier>> merge(
    sql::Tx& tx, IdGenerator& ids, const Ladders& ladders, const Merge& merge
);
/// Takes away what the merge, and returns since, entered for the survivor, and the grant if it
/// still stands. Errors: conflict.
Result<std::vector<MergedTier>> undo_merge(
    sql::Tx& tx, IdGenerator& ids, const Ladders& ladders, const Merge& merge
);
/// Enters for `survivor` that `growth` of what `merged` brought is no longer there: goods came
/// back. `cause` is the refund. Errors: conflict.
Outcome enter_late_return(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    LadderId ladder,
    OwnerId merged,
    const Who& survivor,
    Date counts_on,
    std::int64_t growth,
    std::int64_t cause,
    const Today& today,
    ActorId actor
);

}  // namespace guanxi::tiers
