// What happens to standings without growth, as jobs: periods and grants end, a new version of a
// ladder is followed, members are told before a period ends, and a version is simulated before it
// is switched on. Each costs by what is due, and goes on where it was stopped. Everything a job
// does takes effect on any access by itself as well; it posts it for members nobody asks for.
//
// Threads: as jobs run.
#pragma once

#include "modules/programmes/programmes.h"
#include "modules/tiers/tiers.h"
#include "platform/jobs/jobs.h"

namespace guanxi::tiers {

/// What the jobs work with. All of it outlives them.
struct Work {
  sql::Database& db;
  IdGenerator& ids;
  Ladders& ladders;
  const programmes::Programmes& programmes;
  ActorId system;
};

/// Posts what is due: periods that ended with their grace, grants that ran out, anniversaries.
Outcome end_due(const Work& work, jobs::Context& context);
/// Outbox event "tier.ending", once for each period: its end is near and the tier would be lost.
Outcome tell_ends(const Work& work, jobs::Context& context);
/// Brings everybody to the version of their ladder that is in force.
Outcome follow_ladders(const Work& work, jobs::Context& context);
/// Works on the oldest simulation that was asked for, to its end.
Outcome simulate_next(const Work& work, jobs::Context& context);

}  // namespace guanxi::tiers
