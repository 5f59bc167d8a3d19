// Inside modules/tiers: what its endpoints work with, and the parts of its API. All of it outlives
// the Api.
#pragma once

#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/tiers.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::tiers {

struct Desk {
  sql::Database& db;
  IdGenerator& ids;
  Ladders& ladders;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const members::Members& members;
  const api::FirstAnswers& first_answers;
};

/// By code. Errors: tier_ladder_not_found (fact ladder), also for a programme one has nothing to do
/// with.
Result<Ladder> load_ladder(
    sql::Tx& tx, const Desk& desk, const api::Call& call, const std::string& code
);

void add_ladder_endpoints(api::Api& api, const Desk& desk);      // ladders_api.cpp
void add_simulation_endpoints(api::Api& api, const Desk& desk);  // simulations_api.cpp
void add_standing_endpoints(api::Api& api, const Desk& desk);    // standing_api.cpp
/// /v1/tier-ladders, /v1/members/{id}/tier and below.
void add_endpoints(api::Api& api, const Desk& desk);

}  // namespace guanxi::tiers
