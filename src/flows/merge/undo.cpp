// Reading merges, and taking one back.
#include "flows/duplicates/duplicates.h"
#include "flows/merge/following.h"
#include "flows/merge/merge.h"
#include "flows/merge/show.h"
#include "modules/audit/audit.h"
#include "modules/households/households.h"
#include "modules/matching/pairs.h"
#include "modules/points/merging.h"
#include "modules/wallet/merging.h"

namespace guanxi::merge {
namespace {

using api::Reply;

constexpr int merges_of_member_max = 100;

}  // namespace

Result<store::Merge> Merging::find(sql::Tx& tx, const api::Call& call, OwnerId member, MergeId id)
    const {
  GX_TRY_VOID(load(tx, call, member, "/id"));
  auto merge = store::find(tx, id);
  if (!merge || (merge->survivor != member && merge->absorbed != member)) {
    return ErrorCode::merge_not_found;
  }
  return *std::move(merge);
}

Result<MergeView> Merging::get(const api::Call& call, const GetMerge& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<MergeView> {
    GX_TRY(merge, find(tx, call, request.id, request.merge));
    return view_of(merge);
  });
}

Result<MergeList> Merging::list(const api::Call& call, const ListMerges& request) const {
  return house_.db.read([&](sql::Tx& tx) -> Result<MergeList> {
    GX_TRY_VOID(load(tx, call, request.id, "/id"));
    MergeList list;
    for (const store::Merge& merge : store::list(tx, request.id, merges_of_member_max)) {
      list.items.push_back(view_of(merge));
    }
    return list;
  });
}

Result<MergeView> Merging::take_back(sql::Tx& tx, const api::Call& call, const UndoMerge& request)
    const {
  GX_TRY(merge, find(tx, call, request.id, request.merge));
  if (merge.state == State::undone) {
    return fail(ErrorCode::merge_not_possible, {}, {{"reason", "@merge_undone"}});
  }
  if (call.now > merge.undo_until) {
    return fail(ErrorCode::merge_undo_too_late, {}, {{"until", merge.undo_until.to_string()}});
  }
  const auto survivor = house_.members.find(tx, merge.survivor);
  const auto absorbed = house_.members.find(tx, merge.absorbed);
  GX_CHECK_WHY(survivor && absorbed, "a merge of nobody");
  // Who was merged further, or left, has nothing to give back before that is undone.
  if (survivor->state == members::State::closed || absorbed->merged_into != merge.survivor) {
    return fail(ErrorCode::merge_not_possible, {}, {{"reason", "@merge_survivor_gone"}});
  }
  // The later one may have been settled from what this one brought.
  if (store::has_younger(tx, merge)) {
    return fail(ErrorCode::merge_not_possible, {}, {{"reason", "@merge_younger"}});
  }
  const ActorId by = call.actor.id;
  const wallet::Merge money{merge.id.value(), merge.absorbed, merge.survivor, call.now, by};
  if (!wallet::may_undo_merge(tx, money)) {
    return fail(ErrorCode::merge_not_possible, {}, {{"reason", "@merge_wallet_used"}});
  }
  const std::vector<std::string> words = split(merge.filled);
  if (!memberships::may_return(tx, merge.survivor, passed_memberships(words))) {
    return fail(ErrorCode::merge_not_possible, {}, {{"reason", "@merge_membership_renewed"}});
  }
  const Date today = today_of(merge.programme, call.now);
  GX_TRY(
      returned,
      points::post_merge_undo(
          tx, house_.ids, {merge.id.value(), merge.absorbed, merge.survivor, call.now, by, today}
      )
  );
  std::vector<OwnerId> selves = members::merged_into(tx, merge.absorbed);
  selves.push_back(merge.absorbed);
  GX_TRY_VOID(wallet::post_merge_undo(tx, house_.ids, money, selves));
  GX_TRY(
      tiers,
      tiers::undo_merge(
          tx,
          house_.ids,
          house_.ladders,
          {merge.id.value(),
           {absorbed->id, absorbed->joined_on},
           {survivor->id, survivor->joined_on},
           {call.now, today},
           by}
      )
  );
  households::return_place(
      tx,
      house_.ids,
      merge.absorbed,
      merge.survivor,
      merge.merged_at,
      request.reason,
      call,
      call.now
  );
  GX_TRY_VOID(empty(tx, {*survivor, *absorbed}, words, by, call.now));
  GX_TRY_VOID(unfollow(tx, {*survivor, *absorbed}, merge.id, words, today, by, call.now));
  GX_TRY_VOID(house_.members.unmerge(tx, absorbed->id, absorbed->version, by, call.now));
  GX_TRY_VOID(duplicates::decide_if_known(
      tx,
      house_.ids,
      {merge.survivor, merge.absorbed},
      matching::Decision::open,
      request.reason,
      by,
      call.now
  ));
  merge.state = State::undone;
  merge.undone_at = call.now;
  merge.undone_by = by;
  merge.undo_reason = request.reason;
  merge.points_back = points::total_of(returned.points);
  merge.points_kept = points::total_of(returned.kept) + returned.expired;
  merge.owed_back = returned.owed;
  if (!store::undo(tx, merge)) return ErrorCode::conflict;
  tell(tx, house_.ids, "member.merge_undone", merge, call.now);
  record(tx, call, merge, "member_merge_undone", request.reason, shown_fields(merge.filled));
  MergeView view = view_of(merge);
  view.tiers = shown(tiers);
  return view;
}

Result<Reply<MergeView>> Merging::undo(const api::Call& call, const UndoMerge& request) const {
  return house_.answers.once<MergeView>(
      house_.db,
      call,
      "undo_merge",
      200,
      [&](sql::Tx& tx) -> Result<Reply<MergeView>> {
        GX_TRY(view, take_back(tx, call, request));
        return Reply<MergeView>{.body = std::move(view)};
      }
  );
}

}  // namespace guanxi::merge
