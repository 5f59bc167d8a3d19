// The words, limits and examples of the structs in types.h. Included by it; read that one first.
#pragma once

#include "flows/replay/types.h"

namespace guanxi::api {

namespace replay_fields {
constexpr Field said(const char* name, const char* zh, const char* en) {
  return {.name = name, .text = {zh, en}};
}
inline constexpr Field run{
    .name = "id", .text = {"回放编号", "The replay"}, .example = R"("7234567890123")"};
inline constexpr Field of_programme{
    .name = "programme",
    .text = {"计划编码", "Code of the programme"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field from_day{
    .name = "from",
    .text = {"第一天（计划所在时区）", "The first day, in the programme's zone"},
    .example = R"("2026-01-01")"};
inline constexpr Field to_day{
    .name = "to", .text = {"最后一天，含", "The last day, included"}, .example = R"("2026-12-31")"};
inline constexpr Field rules{
    .name = "rules",
    .text =
        {"试的规则；同编码的取代规则库里的",
         "Rules to try; each stands for the book's of its code"},
    .max_items = 1'000,
    .has_default = true};
inline constexpr Field parameters{
    .name = "parameters",
    .text = {"定价参数；不给则用现行的", "Parameters of pricing; left out: those in force now"}};
inline constexpr Field alone{
    .name = "alone",
    .text = {"只用这些规则，不看规则库", "These rules alone, without those of the book"},
    .example = "false",
    .has_default = true};
inline constexpr Field any_day{
    .name = "any_day",
    .text =
        {"不看所试规则的起止日期，好像一直有效",
         "As if the rules to try had no first and no last day"},
    .example = "false",
    .has_default = true};
inline constexpr Field before = said("before", "当时", "As it was");
inline constexpr Field after = said("after", "按所试规则", "By the rules that are tried");
}  // namespace replay_fields

template <>
struct Doc<replay::RunState> {
  static constexpr const char* name = "ReplayState";
  static constexpr Text text{"回放的状态", "How far a replay is"};
  static constexpr Field values[] = {
      {.name = "waiting", .text = {"等待", "Waiting"}},
      {.name = "running", .text = {"进行中", "Running"}},
      {.name = "done", .text = {"完成", "Done"}},
      {.name = "failed", .text = {"失败，见 reason", "Failed: reason says why"}}};
};
template <>
struct Doc<replay::Draft> {
  static constexpr const char* name = "ReplayDraft";
  static constexpr Text text{"试的是什么", "What is tried"};
  static constexpr Field fields[] = {
      replay_fields::rules,
      replay_fields::parameters,
      replay_fields::alone,
      replay_fields::any_day};
};
template <>
struct Doc<replay::RequestReplay> {
  static constexpr Text text{"用别的规则重算过去的小票", "Past receipts by other rules"};
  static constexpr Field fields[] = {
      replay_fields::of_programme,
      replay_fields::from_day,
      replay_fields::to_day,
      replay_fields::rules,
      {.name = "drafts",
       .text =
           {"规则库里的草稿或已提交规则，一并试算",
            "Rules of the book, drafts say, to try as well"},
       .max_items = 1'000,
       .example = R"("7234567890123")",
       .has_default = true},
      replay_fields::parameters,
      replay_fields::alone,
      replay_fields::any_day};
  static constexpr const char* example =
      R"({"programme":"MAIN","from":"2026-01-01","to":"2026-01-31","rules":[{"kind":"promotion","code":"TENTH","name_zh":"九折","name_en":"A tenth off","reward":{"kind":"percent_off","rate":"0.9"}}]})";
};
template <>
struct Doc<replay::GetReplay> {
  static constexpr Text text{"查询回放", "Asks for a replay"};
  static constexpr Field fields[] = {replay_fields::run};
};
template <>
struct Doc<replay::ListReplays> {
  static constexpr Text text{"查询回放列表", "Asks for replays"};
  static constexpr Field fields[] = {replay_fields::of_programme, limit_field, cursor_field};
};

template <>
struct Doc<replay::SideView> {
  static constexpr const char* name = "ReplaySide";
  static constexpr Text text{"一边的合计", "The sums of one side"};
  static constexpr Field fields[] = {
      replay_fields::said("revenue", "净收入", "What is paid, without what came back"),
      replay_fields::said("discount", "规则优惠合计", "What rules take off"),
      replay_fields::said("gifts", "赠品件数", "Pieces given as gifts"),
      replay_fields::said("gift_value", "赠品申报价值", "Their declared value"),
      replay_fields::said("coupons", "返券张数", "Coupons given"),
      replay_fields::said("base_points", "基础积分（A 类）", "Base points, class A"),
      replay_fields::said(
          "multiple_points", "促销倍数加的积分", "What promotions' multiples add to them"
      ),
      replay_fields::said(
          "liability",
          "这些积分按计划积分价格的负债",
          "What these points are worth at the programme's price of points"
      )};
};
template <>
struct Doc<replay::DiscountOf> {
  static constexpr const char* name = "ReplayDiscountOf";
  static constexpr Text text{"优惠来自哪种规则", "What kind of rule takes it off"};
  static constexpr Field values[] = {
      {.name = "member_rate", .text = {"卡或等级折扣", "The rate of card or tier"}},
      {.name = "document", .text = {"会员折扣单", "A discount document"}},
      {.name = "promotion", .text = {"促销", "A promotion"}},
      {.name = "rounding", .text = {"抹零", "Rounding off"}},
      {.name = "unknown", .text = {"规则库里找不到的规则", "A rule that the book no longer has"}}};
};
template <>
struct Doc<replay::RuleSum> {
  static constexpr const char* name = "ReplayRuleSum";
  static constexpr Text text{"一条规则的优惠", "What a rule takes off"};
  static constexpr Field fields[] = {
      replay_fields::said("kind", "种类", "Its kind"),
      replay_fields::said(
          "code", "编码；卡等级折扣和抹零为空", "Its code; empty for rates and rounding"
      ),
      replay_fields::said("receipts_before", "当时用到的小票数", "Receipts that had it"),
      replay_fields::said("receipts_after", "会用到的小票数", "Receipts that would have it"),
      replay_fields::before,
      replay_fields::after};
};
template <>
struct Doc<replay::BearerSum> {
  static constexpr const char* name = "ReplayBearerSum";
  static constexpr Text text{"一方承担的优惠", "What a party bears"};
  static constexpr Field fields[] = {
      replay_fields::said(
          "party",
          "承担方，与 GET /v1/pricing/shares 相同：mall、party:…、counter:…",
          "Who, as in GET /v1/pricing/shares: mall, party:…, counter:…"
      ),
      replay_fields::before,
      replay_fields::after};
};
template <>
struct Doc<replay::SegmentBy> {
  static constexpr const char* name = "ReplaySegmentBy";
  static constexpr Text text{"按什么分组", "What receipts are told apart by"};
  static constexpr Field values[] = {
      {.name = "member", .text = {"会员 yes 与非会员 no", "Members, yes, and others, no"}},
      {.name = "store", .text = {"门店", "The store"}},
      {.name = "card_type", .text = {"卡类型，仅会员", "The card's type, of members"}},
      {.name = "tier", .text = {"当时等级，仅会员", "The tier at that time, of members"}},
      {.name = "large_category", .text = {"大类，按行", "The large category, of lines"}}};
};
template <>
struct Doc<replay::SegmentView> {
  static constexpr const char* name = "ReplaySegment";
  static constexpr Text text{"一组里的赢家和输家", "Who wins and who loses of a segment"};
  static constexpr Field fields[] = {
      replay_fields::said("by", "分组依据", "What it is a segment by"),
      replay_fields::said("code", "编码；空为没有", "Its code; empty: none"),
      replay_fields::said("count", "小票数，大类为行数", "Receipts, of categories lines"),
      replay_fields::before,
      replay_fields::after,
      replay_fields::said("winners", "变便宜的个数", "Those that cost less"),
      replay_fields::said("won", "共便宜多少", "By how much together"),
      replay_fields::said("losers", "变贵的个数", "Those that cost more"),
      replay_fields::said("lost", "共贵多少", "By how much together")};
};
template <>
struct Doc<replay::TierMoveSum> {
  static constexpr const char* name = "ReplayTierMove";
  static constexpr Text text{"等级会变的会员", "Members who would have another tier"};
  static constexpr Field fields[] = {
      replay_fields::said("from", "按现在的成长值", "By their growth as it is"),
      replay_fields::said("to", "按试算的成长值", "By what it would be"),
      replay_fields::said("members", "人数", "How many")};
};
template <>
struct Doc<replay::GrowthSum> {
  static constexpr const char* name = "ReplayGrowth";
  static constexpr Text text{"成长值的变化", "How growth would change"};
  static constexpr Field fields[] = {
      replay_fields::said("ladder", "等级体系", "The ladder that decides rates"),
      replay_fields::said("members", "成长值有变化的会员", "Members whose growth would be another"),
      replay_fields::before,
      replay_fields::after,
      replay_fields::said("moves", "谁会变等级", "Who would have another tier")};
};
template <>
struct Doc<replay::ReceiptChange> {
  static constexpr const char* name = "ReplayReceipt";
  static constexpr Text text{"变化最大的小票", "A receipt that changes much"};
  static constexpr Field fields[] = {
      replay_fields::said("receipt", "小票编号", "The receipt"),
      replay_fields::before,
      replay_fields::after};
};
template <>
struct Doc<replay::ReplayReport> {
  static constexpr Text text{"回放的结果", "What a replay found"};
  static constexpr Field fields[] = {
      replay_fields::said("receipts", "小票数", "Receipts"),
      replay_fields::said("lines", "行数", "Their lines"),
      replay_fields::said("priced_by_till", "其中由收银机定价的", "Of them priced by the till"),
      replay_fields::said("cheaper", "变便宜的小票", "Receipts that cost less"),
      replay_fields::said("dearer", "变贵的小票", "Receipts that cost more"),
      replay_fields::said(
          "restricted",
          "含专享商品、不会售予其顾客的小票",
          "Receipts with exclusive goods that their customer could not have bought"
      ),
      replay_fields::said(
          "inexact", "候选组合太多、未全部比较的小票", "Receipts where not every choice was weighed"
      ),
      replay_fields::said(
          "till_discount",
          "收银机自行让利合计",
          "What tills that named the price took off themselves"
      ),
      replay_fields::said(
          "coupon_discount",
          "当时用券抵扣，两边相同",
          "What coupons took off: the same on both sides"
      ),
      replay_fields::before,
      replay_fields::after,
      replay_fields::said("rules", "按规则的优惠", "Discount by rule"),
      replay_fields::said("bearers", "按承担方的优惠", "Discount by who bears it"),
      replay_fields::said("segments", "按组的赢家和输家", "Winners and losers by segment"),
      replay_fields::said("growth", "成长值；没有等级体系则无", "Growth; absent without a ladder"),
      replay_fields::said("most_won", "便宜最多的小票", "The receipts that save most"),
      replay_fields::said("most_lost", "贵最多的小票", "The receipts that cost more by most")};
};
template <>
struct Doc<replay::ReplaySummary> {
  static constexpr Text text{"一次回放", "A replay"};
  static constexpr Field fields[] = {
      replay_fields::run,
      replay_fields::of_programme,
      replay_fields::from_day,
      replay_fields::to_day,
      replay_fields::said("state", "状态", "How far it is"),
      replay_fields::said("receipts", "已看过的小票", "Receipts looked at so far"),
      replay_fields::said("total", "小票总数", "Receipts in all"),
      replay_fields::said("requested_at", "要求的时间", "When it was asked for"),
      replay_fields::said("requested_by", "要求的人", "Who asked"),
      replay_fields::said(
          "ended_at", "结束时间；九十天后删除", "When it ended; kept for ninety days"
      )};
};
template <>
struct Doc<replay::ReplayView> {
  static constexpr const char* name = "Replay";
  static constexpr Text text{"一次回放和它的结果", "A replay with what it found"};
  static constexpr Field fields[] = {
      replay_fields::run,
      replay_fields::of_programme,
      replay_fields::from_day,
      replay_fields::to_day,
      replay_fields::said("state", "状态", "How far it is"),
      replay_fields::said("receipts", "已看过的小票", "Receipts looked at so far"),
      replay_fields::said("total", "小票总数", "Receipts in all"),
      replay_fields::said("requested_at", "要求的时间", "When it was asked for"),
      replay_fields::said("requested_by", "要求的人", "Who asked"),
      replay_fields::said(
          "ended_at", "结束时间；九十天后删除", "When it ended; kept for ninety days"
      ),
      replay_fields::said("draft", "试的是什么", "What is tried"),
      replay_fields::said("report", "结果；完成后才有", "What it found, once it is done"),
      replay_fields::said(
          "reason",
          "失败的原因：错误码与位置",
          "Of one that failed why: the code of an error, and where"
      )};
};

}  // namespace guanxi::api
