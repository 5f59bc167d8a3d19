#include "flows/overview/facts.h"

#include <algorithm>

#include "flows/enrol/identities.h"
#include "modules/memberships/memberships.h"
#include "modules/points/points.h"
#include "modules/tiers/standing_view.h"

namespace guanxi::overview {
namespace {

bool wants_zh(const api::Call& call) { return call.language != api::Language::en; }

PointsSoon points_soon(
    sql::Tx& tx, OwnerId member, const programmes::Version& programme, Date today, Instant now
) {
  const auto account = points::find_account(tx, member);
  GX_CHECK_WHY(account.has_value(), "a member without a points account");
  PointsSoon soon;
  soon.until = today.plus_days(programme.parameters.notice_days);
  for (const points::Lot& lot : points::standing_of(tx, *account, today, now).open) {
    if (points::is_pending(lot, today)) {
      soon.pending += lot.remaining;
      if (!soon.next_usable || *lot.usable_from < soon.next_usable->day) {
        soon.next_usable = PointsOfDay{*lot.usable_from, {}};
      }
      if (*lot.usable_from == soon.next_usable->day) soon.next_usable->points += lot.remaining;
    }
    if (lot.expires_on == Date::never) continue;
    if (lot.expires_on <= soon.until) soon.expiring += lot.remaining;
    // Lots come by their last day.
    if (!soon.next_expiry) soon.next_expiry = PointsOfDay{lot.expires_on, {}};
    if (lot.expires_on == soon.next_expiry->day) soon.next_expiry->points += lot.remaining;
  }
  return soon;
}

std::vector<PaidMembership> running_of(sql::Tx& tx, OwnerId member, Date today, bool zh) {
  std::vector<PaidMembership> running;
  for (const memberships::Membership& one : memberships::memberships_of(tx, member, today)) {
    if (one.state != memberships::State::running) continue;
    const auto plan = memberships::find_plan(tx, one.programme, one.plan, one.plan_version);
    GX_CHECK_WHY(plan.has_value(), "a membership without its plan");
    running.push_back(
        {one.plan,
         zh ? plan->name_zh : plan->name_en,
         one.since,
         one.until,
         memberships::last_day(*plan, one.until),
         one.until.plus_days(-plan->renewal_days)}
    );
  }
  return running;
}

std::optional<HouseholdFacts> household_of(
    sql::Tx& tx, const members::Members& members, OwnerId member
) {
  const auto place = households::membership_of(tx, member);
  if (!place) return std::nullopt;
  HouseholdFacts facts;
  facts.id = place->household;
  for (const households::Membership& one : households::members_of(tx, place->household)) {
    if (one.left_at) continue;
    const auto person = members.find(tx, one.member);
    GX_CHECK_WHY(person.has_value(), "a household of nobody");
    HouseholdPerson shown{one.member, person->member_code, {}, one.is_head, one.joined_at};
    if (!person->name.empty()) shown.name = mask_name(person->name);
    if (one.is_head) facts.head = one.member;
    facts.members.push_back(std::move(shown));
  }
  return facts;
}

}  // namespace

void add_facts(
    sql::Tx& tx,
    const House& house,
    const api::Call& call,
    const members::Member& member,
    const programmes::Version& programme,
    OverviewView& view
) {
  const Date today = programme.zone.date_of(call.now);
  if (call.actor.may("points:read")) {
    view.points = points_soon(tx, member.id, programme, today, call.now);
  }
  if (call.actor.may("tiers:read")) {
    view.tiers =
        tiers::shown_standings(tx, house.ladders, member, {call.now, today}, wants_zh(call));
  }
  if (call.actor.may("memberships:read")) {
    view.memberships = running_of(tx, member.id, today, wants_zh(call));
  }
  if (call.actor.may("households:read")) {
    view.household = household_of(tx, house.members, member.id);
  }
  view.identities = enrol::identities_of(tx, house.members, house.keys, member.id);
}

}  // namespace guanxi::overview
