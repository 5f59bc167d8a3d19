// What is sent to and answered by the endpoints of merges. Their words stand in docs.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/time.h"
#include "platform/api/api.h"

namespace guanxi::merge {

struct MergeTag;
using MergeId = Id<MergeTag>;

enum class State { preview, done, undone };
BOOST_DESCRIBE_ENUM(State, preview, done, undone)

/// Why two members cannot become one.
enum class Obstacle {
  same_member,
  programme,
  not_active,
  restricted,
  risk_limit,
  points_held,
  coupons_held,
  wallet,
  paid_membership,
  households
};
BOOST_DESCRIBE_ENUM(
    Obstacle,
    same_member,
    programme,
    not_active,
    restricted,
    risk_limit,
    points_held,
    coupons_held,
    wallet,
    paid_membership,
    households
)

struct MergeMembers {
  OwnerId id, absorbed;
  std::string reason;
  bool dry_run = false;
};
BOOST_DESCRIBE_STRUCT(MergeMembers, (), (id, absorbed, reason, dry_run))

struct GetMerge {
  OwnerId id;
  MergeId merge;
};
BOOST_DESCRIBE_STRUCT(GetMerge, (), (id, merge))

struct ListMerges {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(ListMerges, (), (id))

struct UndoMerge {
  OwnerId id;
  MergeId merge;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UndoMerge, (), (id, merge, reason))

struct TierMoved {
  std::string ladder;
  std::int64_t growth = 0;
  std::string before, after;
};
BOOST_DESCRIBE_STRUCT(TierMoved, (), (ladder, growth, before, after))

struct UndoneView {
  Instant at;
  ActorId by;
  std::string reason;
  Points points_back, points_kept, owed_back;
};
BOOST_DESCRIBE_STRUCT(UndoneView, (), (at, by, reason, points_back, points_kept, owed_back))

struct MergeView {
  std::optional<MergeId> id;
  OwnerId survivor, absorbed;
  State state = State::preview;
  std::string reason;
  std::optional<std::vector<Obstacle>> obstacles;
  Points points, owed;
  std::optional<Money> stored, small_change;
  std::optional<std::vector<TierMoved>> tiers;
  std::vector<std::string> filled;
  std::optional<Instant> merged_at, undo_until;
  std::optional<ActorId> merged_by;
  std::optional<UndoneView> undone;
};
BOOST_DESCRIBE_STRUCT(
    MergeView,
    (),
    (id,
     survivor,
     absorbed,
     state,
     reason,
     obstacles,
     points,
     owed,
     stored,
     small_change,
     tiers,
     filled,
     merged_at,
     undo_until,
     merged_by,
     undone)
)

struct MergeList {
  std::vector<MergeView> items;
};
BOOST_DESCRIBE_STRUCT(MergeList, (), (items))

}  // namespace guanxi::merge

#include "flows/merge/docs.h"  // IWYU pragma: export
