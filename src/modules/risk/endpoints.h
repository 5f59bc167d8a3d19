// The HTTP endpoints of risk. What they work with outlives them.
#pragma once

#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/risk/risk.h"
#include "platform/api/idempotency.h"
#include "platform/jobs/jobs.h"

namespace guanxi::risk {

struct Desk {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const members::Members& members;
  Risk& risk;
  const api::FirstAnswers& first_answers;
};

/// /v1/risk and below.
void add_endpoints(api::Api& api, const Desk& desk);
/// "risk.runs" works on what was asked for; "risk.forget" deletes old deeds. Both in small pieces.
void add_jobs(jobs::Scheduler& jobs, sql::Database& db, Risk& risk);

}  // namespace guanxi::risk
