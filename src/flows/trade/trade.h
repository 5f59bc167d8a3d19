// Coupons for points 积分换券: the points, the stock and the coupon move in one transaction, with
// the proof that it is the member who spends; undone on the same day while the coupon is not used.
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

namespace guanxi::trade {

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

/// /v1/members/{id}/coupons/for-points and below. Permission points:redeem.
void add_endpoints(api::Api& api, const House& house);

}  // namespace guanxi::trade
