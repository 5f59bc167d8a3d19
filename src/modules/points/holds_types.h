// The requests and answers of the endpoints of holds, with their documentation. Private to the
// module.
#pragma once

#include "modules/points/api_types.h"
#include "modules/points/holds.h"

namespace guanxi::points {

struct HoldPoints {
  OwnerId id;
  Points points;
  std::string reason;
  std::optional<std::string> store;
  std::optional<int> minutes;
  std::optional<proofs::Proof> proof;
};
BOOST_DESCRIBE_STRUCT(HoldPoints, (), (id, points, reason, store, minutes, proof))

struct ListHolds {
  OwnerId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListHolds, (), (id, limit, cursor))

struct GetHold {
  OwnerId id;
  HoldId hold;
};
BOOST_DESCRIBE_STRUCT(GetHold, (), (id, hold))

struct CaptureHold {
  OwnerId id;
  HoldId hold;
  std::optional<Points> points;
};
BOOST_DESCRIBE_STRUCT(CaptureHold, (), (id, hold, points))

struct ReleaseHold {
  OwnerId id;
  HoldId hold;
};
BOOST_DESCRIBE_STRUCT(ReleaseHold, (), (id, hold))

struct HoldView {
  HoldId id;
  OwnerId member;
  HoldState state = HoldState::open;
  Points points;
  Points captured;
  std::string reason;
  std::optional<std::string> store;
  Instant held_at, deadline;
  std::optional<Instant> settled_at;
  std::optional<RedemptionId> redemption;
};
BOOST_DESCRIBE_STRUCT(
    HoldView,
    (),
    (id, member, state, points, captured, reason, store, held_at, deadline, settled_at, redemption)
)

struct HoldResult {
  HoldView hold;
  Points balance, held;
};
BOOST_DESCRIBE_STRUCT(HoldResult, (), (hold, balance, held))

}  // namespace guanxi::points

namespace guanxi::api {

inline constexpr Field points_hold_field{
    .name = "hold", .text = {"积分冻结的编号", "The hold's id"}, .example = R"("314159265358979")"};

template <>
struct Doc<points::HoldState> {
  static constexpr const char* name = "PointsHoldState";
  static constexpr Text text{"积分冻结的状态", "What became of a hold"};
  static constexpr Field values[] = {
      {.name = "open", .text = {"冻结中", "Open"}},
      {.name = "captured", .text = {"已使用", "Captured: spent, wholly or in part"}},
      {.name = "released", .text = {"已解除", "Released"}},
      {.name = "expired", .text = {"到时自动解除", "Over at its deadline"}},
  };
};

template <>
struct Doc<points::HoldPoints> {
  static constexpr Text text{"冻结积分", "Hold points"};
  static constexpr Field fields[] = {
      points_member_field,
      {.name = "points",
       .text = {"冻结多少积分", "How many"},
       .min = 1,
       .max = points::redeemed_at_once_max,
       .example = "150"},
      {.name = "reason",
       .text = {"用途，不要写个人信息", "What for; no personal data"},
       .min = 1,
       .max = 200,
       .example = R"("兑换保温杯")"},
      {.name = "store",
       .text =
           {"办理门店的编码；权限限于部分门店的操作者必填",
            "Code of the store; an actor limited to some stores has to name one"},
       .min = 1,
       .max = 32,
       .example = R"("S001")",
       .chars = Chars::code},
      {.name = "minutes",
       .text =
           {"多少分钟后自动解除；不给则按会员计划的参数",
            "After how many minutes it ends by itself; absent: as the programme says"},
       .min = 1,
       .max = programmes::limits::hold_minutes_max,
       .example = "15"},
      proof_field,
  };
};

template <>
struct Doc<points::ListHolds> {
  static constexpr Text text{"查询积分冻结", "List the holds of a member"};
  static constexpr const char* name = "ListPointsHolds";
  static constexpr Field fields[] = {points_member_field, limit_field, cursor_field};
};

template <>
struct Doc<points::GetHold> {
  static constexpr Text text{"查询一笔积分冻结", "Read a hold"};
  static constexpr const char* name = "GetPointsHold";
  static constexpr Field fields[] = {points_member_field, points_hold_field};
};

template <>
struct Doc<points::CaptureHold> {
  static constexpr Text text{"使用冻结的积分", "Capture a hold"};
  static constexpr const char* name = "CapturePointsHold";
  static constexpr Field fields[] = {
      points_member_field,
      points_hold_field,
      {.name = "points",
       .text =
           {"使用其中多少，其余解除；不给则全部",
            "How many of them, the rest is released; absent: all"},
       .min = 1,
       .max = points::redeemed_at_once_max,
       .example = "150"},
  };
};

template <>
struct Doc<points::ReleaseHold> {
  static constexpr Text text{"解除一笔积分冻结", "Release a hold"};
  static constexpr const char* name = "ReleasePointsHold";
  static constexpr Field fields[] = {points_member_field, points_hold_field};
};

template <>
struct Doc<points::HoldView> {
  static constexpr const char* name = "PointsHold";
  static constexpr Text text{"一笔积分冻结", "A hold on points"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Id"}},
      {.name = "member", .text = {"会员编号", "The member"}},
      {.name = "state", .text = {"状态", "What became of it"}},
      {.name = "points", .text = {"冻结的积分", "Points held"}},
      {.name = "captured", .text = {"其中已使用的", "Of these, spent"}},
      {.name = "reason", .text = {"用途", "What for"}},
      {.name = "store", .text = {"门店编码", "The store's code"}},
      {.name = "held_at", .text = {"冻结时间", "When it began"}},
      {.name = "deadline", .text = {"自动解除的时间", "When it ends by itself"}},
      {.name = "settled_at", .text = {"使用或解除的时间", "When it ended"}},
      {.name = "redemption",
       .text = {"积分使用的编号，撤销时使用", "What they were spent on; a reversal names it"}},
  };
};

template <>
struct Doc<points::HoldResult> {
  static constexpr const char* name = "PointsHoldResult";
  static constexpr Text text{"积分冻结及其后的账户", "A hold and the account afterwards"};
  static constexpr Field fields[] = {
      {.name = "hold", .text = {"积分冻结", "The hold"}},
      {.name = "balance", .text = {"余额，含冻结的积分", "The balance, with what is held"}},
      {.name = "held", .text = {"账户共冻结的积分", "All that is held"}},
  };
};

}  // namespace guanxi::api
