// What happens to memberships by the clock, as a job: members are told before the end, once for
// each of the plan's days, and what is over is ended. The cost is that of what is due. The tier
// ends by its own grant, whether the job runs or not.
//
// Threads: as jobs run.
#pragma once

#include "modules/programmes/programmes.h"
#include "platform/jobs/jobs.h"
#include "platform/sql/sql.h"

namespace guanxi::memberships {

/// What the job works with. All of it outlives it.
struct Work {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
};

/// Outbox events "membership.ending" (facts plan, until, days) and "membership.ended".
Outcome follow_ends(const Work& work, jobs::Context& context);

}  // namespace guanxi::memberships
