// A member's identities as they are shown, without their values. A function of the caller's Tx; any
// thread.
#pragma once

#include "flows/enrol/identity_types.h"

namespace guanxi::enrol {

/// Those of now, then those given up; behind them, named, those of whom was merged into the member.
std::vector<IdentityView> identities_of(
    sql::Tx& tx, const members::Members& members, const crypto::KeyRing& keys, OwnerId member
);

}  // namespace guanxi::enrol
