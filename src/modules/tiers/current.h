// By which version of its ladder a standing is judged. Function of the caller's Tx; any thread.
#pragma once

#include "modules/tiers/tiers.h"

namespace guanxi::tiers {

/// The one in force, or the newer one that another process posted it under, of which this one has
/// yet to hear. Null: none is in force and nothing was posted.
VersionPtr current_version(
    sql::Tx& tx,
    const Ladders& ladders,
    LadderId ladder,
    const std::optional<Standing>& standing,
    Instant now
);

}  // namespace guanxi::tiers
