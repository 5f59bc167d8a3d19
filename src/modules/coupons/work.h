// What happens to coupons by the clock, as jobs: what is past its last day is written down as
// expired, members are told before it, codes that were ordered are made, and lists of members are
// gone through. Each costs what is due. All go on where they stopped.
//
// Threads: as jobs run.
#pragma once

#include "modules/coupons/coupons.h"
#include "platform/jobs/jobs.h"

namespace guanxi::coupons {

/// What the jobs work with. All of it outlives them.
struct Work {
  sql::Database& db;
  IdGenerator& ids;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const crypto::KeyRing& keys;
};

/// Outbox event "coupon.expired".
Outcome expire_due(const Work& work, jobs::Context& context);
/// Outbox event "coupon.ending", once for a coupon, as long before as the programme gives notice.
Outcome tell_endings(const Work& work, jobs::Context& context);
/// Codes of batches that are being made.
Outcome make_codes(const Work& work, jobs::Context& context);
/// Coupons of lists that are running.
Outcome follow_lists(const Work& work, jobs::Context& context);

}  // namespace guanxi::coupons
