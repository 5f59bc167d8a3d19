// A member's standing with every number explained, for who shows it: the tiers' own endpoints and
// the member's desk. view_of is pure; the others read in the caller's Tx. Any thread.
#pragma once

#include "modules/members/members.h"
#include "modules/tiers/standing_types.h"
#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

TierStanding view_of(const Progress& progress, bool zh);

/// Brought up to the day, nothing written.
Progress progress_of(
    sql::Tx& tx,
    const Ladders& ladders,
    const members::Member& member,
    LadderId ladder,
    const std::optional<Standing>& standing,
    const Today& today
);
/// On each ladder of the member's programme that is in force, by its code.
std::vector<TierStanding> shown_standings(
    sql::Tx& tx, const Ladders& ladders, const members::Member& member, const Today& today, bool zh
);

}  // namespace guanxi::tiers
