// The HTTP endpoints of the dashboard: permission dashboard:read. Who is limited to stores names
// one of them; a ranking shows them those they may see.
#pragma once

#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"

namespace guanxi::dashboard {

/// What the endpoints share. All of it outlives them.
struct Desk {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const tiers::Ladders& ladders;
};

/// /v1/dashboard and below.
void add_endpoints(api::Api& api, const Desk& desk);

}  // namespace guanxi::dashboard
