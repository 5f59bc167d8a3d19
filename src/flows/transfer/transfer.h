// Transfers of points inside a household: who belongs together (modules/households), what the
// programme's terms of households allow, the giver's proof, and the posting on both accounts
// (modules/points/transfers.h), in one transaction.
//
// Two transfers that cross each other are planned and written one after the other: a posting that
// finds another entry than its plan is run again by its idempotency key.
//
// Threads: House is a value; its parts may be used from any thread.
#pragma once

#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/proofs/proofs.h"
#include "modules/risk/risk.h"
#include "platform/api/api.h"
#include "platform/api/idempotency.h"

namespace guanxi::transfer {

/// What the endpoints work with. All outlive the Api.
struct House {
  sql::Database& db;
  IdGenerator& ids;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const proofs::Proofs& proofs;
  const risk::Risk& risk;
  const api::FirstAnswers& answers;
};

/// /v1/members/{id}/points/transfers and below. Permissions households:read, households:transfer
/// and households:reverse.
void add_endpoints(api::Api& api, const House& house);

}  // namespace guanxi::transfer
