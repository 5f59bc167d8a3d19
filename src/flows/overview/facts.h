// Inside flows/overview: what a member has, each part as the caller may see it. Used by one thread,
// within one Tx.
#pragma once

#include "flows/overview/overview.h"
#include "flows/overview/types.h"

namespace guanxi::overview {

/// Fills in points, tiers, memberships, household and identities of the view.
void add_facts(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const members::Member& member,
    const programmes::Version& programme,
    OverviewView& view
);

}  // namespace guanxi::overview
