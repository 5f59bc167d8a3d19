#include "flows/merge/merge.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "flows/duplicates/duplicates.h"
#include "flows/merge/show.h"
#include "modules/audit/audit.h"
#include "modules/consents/consents.h"
#include "modules/coupons/merging.h"
#include "modules/households/households.h"
#include "modules/matching/pairs.h"
#include "modules/memberships/memberships.h"
#include "modules/points/merging.h"
#include "modules/wallet/merging.h"

namespace guanxi::merge {
namespace {

using api::Reply;

constexpr std::int64_t undo_seconds = std::int64_t{undo_days} * 86'400;

Error not_possible(Obstacle obstacle) {
  const std::string word = boost::describe::enum_to_string(obstacle, "");
  return fail(
      ErrorCode::merge_not_possible, {}, {{"obstacle", word}, {"reason", "@merge_" + word}}
  );
}

/// Who refused under one of the two names has refused: withdrawals, and wishes that bind us. What
/// was given stays with whom it was asked of.
Outcome carry_refusals(
    sql::Tx& tx,
    const members::Member& absorbed,
    const members::Member& survivor,
    MergeId merge,
    ActorId by,
    Instant now
) {
  const consents::Place place{by, {}, "merge", merge.to_string()};
  for (const consents::Standing& one : consents::standings(tx, absorbed.id)) {
    const bool given = one.decision == consents::Decision::given;
    if (consents::is_wish(one.subject.purpose)) {
      if (given) {
        GX_TRY_VOID(consents::give(tx, survivor, one.subject, "", 0, place, now, now));
      }
    } else if (!given && one.subject.purpose != consents::Purpose::membership) {
      GX_TRY_VOID(consents::withdraw(tx, survivor, one.subject, place, now, now));
    }
  }
  return ok();
}

}  // namespace

Result<members::Member> Merging::load(
    sql::Tx& tx, const api::Call& call, OwnerId id, const char* pointer
) const {
  auto member = house_.members.find_seen(tx, *house_.org.snapshot(), call.actor, id);
  if (!member) return fail(ErrorCode::member_not_found, pointer);
  return *std::move(member);
}

Result<Merging::Two> Merging::load_two(
    sql::Tx& tx, const api::Call& call, const MergeMembers& request
) const {
  GX_TRY(survivor, load(tx, call, request.id, "/id"));
  GX_TRY(absorbed, load(tx, call, request.absorbed, "/absorbed"));
  return Two{std::move(survivor), std::move(absorbed)};
}

Date Merging::today_of(ProgrammeId programme, Instant now) const {
  const auto version = house_.programmes.shown(programme, now);
  GX_CHECK_WHY(version != nullptr, "a member of a programme that is not there");
  return version->zone.date_of(now);
}

std::vector<Obstacle> Merging::obstacles_of(sql::Tx& tx, const Two& two, Instant now) const {
  std::vector<Obstacle> found;
  const auto add = [&](bool is, Obstacle obstacle) {
    if (is) found.push_back(obstacle);
  };
  const members::Member& one = two.survivor;
  const members::Member& other = two.absorbed;
  if (one.id == other.id) return {Obstacle::same_member};
  if (one.programme != other.programme) return {Obstacle::programme};
  const auto active = members::State::active;
  add(one.state != active || other.state != active, Obstacle::not_active);
  const consents::Subject restriction{consents::Purpose::restriction, consents::Channel::none, {}};
  add(consents::may(tx, one, restriction, now) || consents::may(tx, other, restriction, now),
      Obstacle::restricted);
  add(house_.risk.stopping(one.id, now) || house_.risk.stopping(other.id, now),
      Obstacle::risk_limit);
  const Date today = today_of(other.programme, now);
  add(!points::held_of(tx, other.id, today, now).is_zero(), Obstacle::points_held);
  add(coupons::held_of(tx, other.id, today, now) > 0, Obstacle::coupons_held);
  add(!wallet::may_merge(tx, other.id, one.id), Obstacle::wallet);
  add(!memberships::may_pass(tx, other.id, one.id, today), Obstacle::paid_membership);
  add(households::membership_of(tx, one.id) && households::membership_of(tx, other.id),
      Obstacle::households);
  return found;
}

Result<MergeView> Merging::preview(sql::Tx& tx, const api::Call& call, const MergeMembers& request)
    const {
  GX_TRY(two, load_two(tx, call, request));
  MergeView view;
  view.survivor = two.survivor.id;
  view.absorbed = two.absorbed.id;
  view.reason = request.reason;
  view.obstacles = obstacles_of(tx, two, call.now);
  if (!view.obstacles->empty()) return view;
  const Date today = today_of(two.survivor.programme, call.now);
  GX_TRY(
      carried,
      points::plan_merge(tx, {0, two.absorbed.id, two.survivor.id, call.now, call.actor.id, today})
  );
  view.points = points::total_of(carried.points);
  view.owed = carried.owed;
  if (const auto wallet =
          wallet::plan_merge(tx, {0, two.absorbed.id, two.survivor.id, call.now, call.actor.id})) {
    if (!wallet->stored.is_zero()) view.stored = wallet->stored;
    if (!wallet->change.is_zero()) view.small_change = wallet->change;
  }
  view.tiers = shown(tiers::plan_merge(
      tx,
      house_.ladders,
      {0,
       {two.absorbed.id, two.absorbed.joined_on},
       {two.survivor.id, two.survivor.joined_on},
       {call.now, today},
       call.actor.id}
  ));
  view.filled = gaps(tx, two);
  return view;
}

void Merging::record(
    sql::Tx& tx,
    const api::Call& call,
    const store::Merge& merge,
    const char* action,
    const std::string& reason,
    const std::vector<std::string>& fields
) const {
  for (const OwnerId member : {merge.survivor, merge.absorbed}) {
    audit::Changes changes;
    const OwnerId other = member == merge.survivor ? merge.absorbed : merge.survivor;
    changes.add("with", {}, other.to_string());
    if (member == merge.survivor) {
      for (const std::string& field : fields) changes.name(field.c_str(), true);
    }
    audit::record(
        tx,
        call,
        {.action = action,
         .object_kind = "member",
         .object_id = member.to_string(),
         .member = member,
         .changes = std::move(changes),
         .reason = reason,
         .log = "/v1/members/" + member.to_string() + "/merges/" + merge.id.to_string()},
        call.now
    );
  }
}

Result<MergeView> Merging::carry_out(
    sql::Tx& tx, const api::Call& call, const MergeMembers& request
) const {
  GX_TRY(two, load_two(tx, call, request));
  if (const auto found = obstacles_of(tx, two, call.now); !found.empty()) {
    return not_possible(found.front());
  }
  const ActorId by = call.actor.id;
  const MergeId id = house_.ids.next_id<MergeTag>();
  const Date today = today_of(two.survivor.programme, call.now);
  GX_TRY(
      carried,
      points::post_merge(
          tx, house_.ids, {id.value(), two.absorbed.id, two.survivor.id, call.now, by, today}
      )
  );
  GX_TRY(
      wallet,
      wallet::post_merge(
          tx, house_.ids, {id.value(), two.absorbed.id, two.survivor.id, call.now, by}
      )
  );
  GX_TRY(
      tiers,
      tiers::merge(
          tx,
          house_.ids,
          house_.ladders,
          {id.value(),
           {two.absorbed.id, two.absorbed.joined_on},
           {two.survivor.id, two.survivor.joined_on},
           {call.now, today},
           by}
      )
  );
  GX_TRY_VOID(carry_refusals(tx, two.absorbed, two.survivor, id, by, call.now));
  households::pass_place(
      tx, house_.ids, two.absorbed.id, two.survivor.id, request.reason, call, call.now
  );
  GX_TRY(filled, fill(tx, two, by, call.now));
  GX_TRY_VOID(
      house_.members.merge(tx, two.absorbed.id, two.absorbed.version, two.survivor.id, by, call.now)
  );
  GX_TRY_VOID(duplicates::decide_if_known(
      tx,
      house_.ids,
      {two.survivor.id, two.absorbed.id},
      matching::Decision::same,
      request.reason,
      by,
      call.now
  ));
  GX_TRY(moved, follow(tx, two, id, today, by, call.now));
  filled.insert(filled.end(), moved.begin(), moved.end());
  const store::Merge merge{
      .id = id,
      .absorbed = two.absorbed.id,
      .survivor = two.survivor.id,
      .programme = two.survivor.programme,
      .state = State::done,
      .reason = request.reason,
      .points = points::total_of(carried.points),
      .owed = carried.owed,
      .filled = joined(filled),
      .merged_at = call.now,
      .merged_by = by,
      .undo_until = call.now.plus_seconds(undo_seconds),
      .undone_at = {},
      .undone_by = {},
      .undo_reason = {},
      .points_back = {},
      .points_kept = {},
      .owed_back = {},
      .stored = wallet ? wallet->stored.minor() : 0,
      .change = wallet ? wallet->change.minor() : 0,
      .currency = wallet ? wallet->stored.currency() : Currency::cny};
  store::insert(tx, merge);
  tell(tx, house_.ids, "member.merged", merge, call.now);
  record(tx, call, merge, "member_merged", request.reason, shown_fields(merge.filled));
  MergeView view = view_of(merge);
  view.tiers = shown(tiers);
  return view;
}

Result<Reply<MergeView>> Merging::merge(const api::Call& call, const MergeMembers& request) const {
  if (request.dry_run) {
    GX_TRY(view, house_.db.read([&](sql::Tx& tx) { return preview(tx, call, request); }));
    return Reply<MergeView>{.body = std::move(view), .status = 200};
  }
  return house_.answers.once<MergeView>(
      house_.db,
      call,
      "merge_members",
      201,
      [&](sql::Tx& tx) -> Result<Reply<MergeView>> {
        GX_TRY(view, carry_out(tx, call, request));
        Reply<MergeView> reply;
        reply.location =
            "/v1/members/" + view.survivor.to_string() + "/merges/" + view.id->to_string();
        reply.body = std::move(view);
        return reply;
      }
  );
}

}  // namespace guanxi::merge
