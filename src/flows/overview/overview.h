// The whole of a member at a glance: facts, identities, cards, balances, what comes and ends soon,
// tiers, paid memberships, the household, last purchases, and a timeline of everything that
// happened, newest first. Reads only, and shows to each caller what his permissions and stores let
// him see; what another store did appears without its particulars.
//
// Threads: Overview may be used from any thread.
#pragma once

#include "flows/enrol/enrol.h"

namespace guanxi::overview {

struct OverviewView;  // types.h
struct ListTimeline;
struct TimelineItem;

/// What it reads. All outlive it.
struct House {
  sql::Database& db;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const enrol::Enrol& enrol;
  const tiers::Ladders& ladders;
  const crypto::KeyRing& keys;
};

class Overview {
 public:
  explicit Overview(const House& house) : house_(house) {}

  /// In one call what a desk shows first, with the head of the timeline. Errors: member_not_found.
  Result<OverviewView> overview(const api::Call& call, const enrol::MemberPath& request) const;
  /// Errors: member_not_found, bad_cursor.
  Result<api::Page<TimelineItem>> timeline(const api::Call& call, const ListTimeline& request)
      const;

 private:
  Result<members::Member> load(sql::Tx& tx, const api::Call& call, OwnerId id) const;

  House house_;
};

/// GET /v1/members/{id}/overview and /timeline. `overview` outlives `api`.
void add_endpoints(api::Api& api, const Overview& overview);

}  // namespace guanxi::overview
