// Inside modules/tiers: a member's standing with every number explained. Pure.
#pragma once

#include "modules/tiers/standing_types.h"
#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

TierStanding view_of(const Progress& progress, bool zh);

}  // namespace guanxi::tiers
