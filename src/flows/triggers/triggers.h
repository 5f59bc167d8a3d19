// Triggers: the way from what happens to a member to the coupons that are issued for it. A consumer
// of the outbox hears of enrolments, tiers and sales; a job finds whose birthday it is. Both ask
// modules/coupons which triggers there are and fire them; what refuses one member a coupon is
// written down and stops nobody else.
//
// Threads: as consumers of the outbox and jobs run.
#pragma once

#include "modules/coupons/triggers.h"
#include "modules/members/members.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"
#include "platform/jobs/jobs.h"
#include "platform/outbox/outbox.h"

namespace guanxi::triggers {

/// What they work with. All of it outlives them.
struct House {
  sql::Database& db;
  IdGenerator& ids;
  const members::Members& members;
  const programmes::Programmes& programmes;
  const tiers::Ladders& ladders;
  ActorId system;
};

/// Consumer "coupon_triggers". A member whom an import brings has not enrolled, nor risen to a tier
/// that came along, and what was bought before a trigger was made is no first purchase for it. What
/// news come to is read beside the writer; coupons are issued one member at a time.
outbox::Consumer consumer(const House& house);

/// So many days of a standstill are made up for.
inline constexpr int catch_up_days = 31;
/// Birthdays that a trigger has not gone through yet, day by day; costs what is due. A day that was
/// not finished is gone through again, and whoever has their coupon gets no other. A trigger that
/// is stopped meanwhile, or its template, issues nothing more.
Outcome follow_birthdays(const House& house, jobs::Context& context);

}  // namespace guanxi::triggers
