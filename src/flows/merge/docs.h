// The words, limits and examples of the structs in types.h. Included by it; read that one first.
#pragma once

#include "flows/merge/types.h"

namespace guanxi::api {

namespace merge_fields {
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field survivor{
    .name = "id",
    .text = {"保留的会员编号", "Id of the member who stays"},
    .example = R"("301234567890123456")"};
inline constexpr Field merge{
    .name = "merge", .text = {"合并编号", "The merge's id"}, .example = R"("314159265358979")"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"理由，不要写个人信息", "Why; no personal data"},
    .min = 1,
    .max = 500,
    .example = R"("本人到店，两个手机号都是她的")",
    .chars = Chars::lines};
}  // namespace merge_fields

template <>
struct Doc<merge::State> {
  static constexpr const char* name = "MergeState";
  static constexpr Text text{"合并的状态", "Where a merge stands"};
  static constexpr Field values[] = {
      {.name = "preview", .text = {"只是预览", "Only a preview"}},
      {.name = "done", .text = {"已合并", "Done"}},
      {.name = "undone", .text = {"已撤销", "Undone"}},
  };
};

template <>
struct Doc<merge::Obstacle> {
  static constexpr const char* name = "MergeObstacle";
  static constexpr Text text{"不能合并的原因", "Why two members cannot be merged"};
  static constexpr Field values[] = {
      {.name = "same_member", .text = {"同一个会员", "They are one member already"}},
      {.name = "programme", .text = {"属于不同的会员计划", "They are of two programmes"}},
      {.name = "not_active", .text = {"有一位不是正常状态", "One of them is not active"}},
      {.name = "restricted",
       .text = {"有一位要求限制处理", "One of them asked that data is only kept"}},
      {.name = "risk_limit",
       .text = {"有一位正被风控规则限制", "A risk rule is stopping one of them"}},
      {.name = "points_held",
       .text = {"被合并会员有冻结的积分", "Points of the one to be merged are held"}},
      {.name = "coupons_held",
       .text =
           {"被合并会员有正在使用的优惠券", "A coupon of the one to be merged is held for a sale"}},
      {.name = "wallet",
       .text =
           {"两位的零钱属于不同公司，或币种不同；请先用完或退还其中一份",
            "Small change of both is owed by two companies, or the currencies differ: use one of "
            "them up or pay it out first"}},
      {.name = "paid_membership",
       .text =
           {"被合并会员的付费会员方案，保留的会员也有或有过",
            "The paid membership of the one to be merged is of a plan that the survivor has, or "
            "had, "
            "too"}},
      {.name = "households",
       .text =
           {"两位都在家庭中；请先将其中一位移出家庭",
            "Both are in a household; one has to leave first"}},
  };
};

template <>
struct Doc<merge::MergeMembers> {
  static constexpr Text text{"合并两位会员", "Merge two members"};
  static constexpr Field fields[] = {
      merge_fields::survivor,
      {.name = "absorbed",
       .text = {"被合并的会员编号", "Id of the member who is merged into the other"},
       .example = R"("301234567890123457")"},
      merge_fields::reason,
      {.name = "dry_run",
       .text = {"只预览，不合并", "Only tell what would happen"},
       .has_default = true}};
};
template <>
struct Doc<merge::GetMerge> {
  static constexpr Text text{"查询一次合并", "Asks for a merge"};
  static constexpr Field fields[] = {merge_fields::member, merge_fields::merge};
};
template <>
struct Doc<merge::ListMerges> {
  static constexpr Text text{"查询会员的合并", "Asks for a member's merges"};
  static constexpr Field fields[] = {merge_fields::member};
};
template <>
struct Doc<merge::UndoMerge> {
  static constexpr Text text{"撤销一次合并", "Undo a merge"};
  static constexpr Field fields[] = {
      merge_fields::member, merge_fields::merge, merge_fields::reason};
};

template <>
struct Doc<merge::TierMoved> {
  static constexpr const char* name = "MergedTier";
  static constexpr Text text{"等级体系上的变化", "What a merge did on a ladder"};
  static constexpr Field fields[] = {
      {.name = "ladder", .text = {"等级体系编码", "Code of the ladder"}},
      {.name = "growth", .text = {"带来或收回的成长值", "Growth that came, or went again"}},
      {.name = "before", .text = {"之前的等级", "The tier before"}},
      {.name = "after", .text = {"之后的等级", "The tier afterwards"}},
  };
};
template <>
struct Doc<merge::UndoneView> {
  static constexpr const char* name = "MergeUndone";
  static constexpr Text text{"合并的撤销", "How a merge was undone"};
  static constexpr Field fields[] = {
      {.name = "at", .text = {"时刻", "When"}},
      {.name = "by", .text = {"由谁", "Who"}},
      {.name = "reason", .text = {"理由", "Why"}},
      {.name = "points_back", .text = {"退回的积分", "Points that went back"}},
      {.name = "points_kept",
       .text =
           {"合并后已使用、冻结或过期，不再退回的积分",
            "Points spent, held or expired since: they did not go back"}},
      {.name = "owed_back", .text = {"退回的欠分", "Debt that went back"}},
  };
};
template <>
struct Doc<merge::MergeView> {
  static constexpr const char* name = "Merge";
  static constexpr Text text{"一次会员合并", "A merge of two members"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"合并编号；预览没有", "The merge's id; none in a preview"}},
      {.name = "survivor", .text = {"保留的会员", "The member who stays"}},
      {.name = "absorbed", .text = {"被合并的会员", "The member who was merged"}},
      {.name = "state", .text = {"状态", "Where it stands"}},
      {.name = "reason", .text = {"理由", "Why"}},
      {.name = "obstacles",
       .text = {"预览：不能合并的原因；空则可以", "In a preview: what forbids it; empty: nothing"}},
      {.name = "points", .text = {"转移的积分", "Points that move"}},
      {.name = "owed", .text = {"转移的欠分", "Debt of points that moves"}},
      {.name = "stored",
       .text = {"转移的储值余额；没有则不出现", "Stored value that moves; absent if none does"}},
      {.name = "small_change",
       .text = {"转移的零钱；没有则不出现", "Small change that moves; absent if none does"}},
      {.name = "tiers",
       .text =
           {"等级的变化；只在预览与操作的结果中", "Of tiers; in a preview and where it is done"}},
      {.name = "filled",
       .text =
           {"以被合并会员的资料补充的字段，以及随之转移的入会日期、付费会员、积分单据、员工备注",
            "Fields that were empty and are filled from the other, and what followed besides: the "
            "day of joining, paid memberships, points documents, the note on staff"}},
      {.name = "merged_at", .text = {"合并时刻", "When it was done"}},
      {.name = "undo_until", .text = {"可撤销到何时", "Until when it can be undone"}},
      {.name = "merged_by", .text = {"由谁合并", "Who did it"}},
      {.name = "undone", .text = {"撤销情况", "How it was undone"}},
  };
};
template <>
struct Doc<merge::MergeList> {
  static constexpr Text text{"合并列表", "Merges of a member"};
  static constexpr Field fields[] = {{.name = "items", .text = {"最新在前", "The newest first"}}};
};

}  // namespace guanxi::api
