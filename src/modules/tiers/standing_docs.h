// The words, limits and examples of the structs in standing_types.h. Included by it; read that one
// first.
#pragma once

#include "modules/tiers/standing_types.h"

namespace guanxi::api {

namespace tier_fields {
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "The member"}, .example = R"("7234567890123")"};
inline constexpr Field simulation{
    .name = "id", .text = {"试算编号", "The simulation"}, .example = R"("7234567890123")"};
constexpr Field coded(const char* name, const char* zh, const char* en, const char* example) {
  return {
      .name = name,
      .text = {zh, en},
      .min = 1,
      .max = 32,
      .example = example,
      .chars = Chars::code};
}
inline constexpr Field of_ladder =
    coded("ladder", "等级体系编码", "Code of the ladder", R"("CLUB")");
inline constexpr Field of_tier = coded("tier", "等级编码", "Code of the tier", R"("GOLD")");
constexpr Field said(const char* name, const char* zh, const char* en) {
  return {.name = name, .text = {zh, en}};
}
}  // namespace tier_fields

template <>
struct Doc<tiers::EntryKind> {
  static constexpr const char* name = "GrowthKind";
  static constexpr Text text{"分录的种类", "What an entry is"};
  static constexpr Field values[] = {
      {.name = "sale", .text = {"消费", "A sale"}},
      {.name = "refund", .text = {"退货收回", "Taken back by a refund"}},
      {.name = "void_sale", .text = {"作废收回", "Taken back by a void"}},
      {.name = "behaviour", .text = {"行为", "A behaviour"}},
      {.name = "tenure", .text = {"会龄", "An anniversary of joining"}},
      {.name = "kept", .text = {"期末保级", "Kept at the end of a period"}},
      {.name = "lost", .text = {"期末降级", "Lost at the end of a period"}},
      {.name = "granted", .text = {"人工授予", "Granted by hand"}},
      {.name = "purchased", .text = {"购买", "Bought"}},
      {.name = "grant_ended", .text = {"授予或购买到期", "A grant or purchase ran out"}},
      {.name = "ladder", .text = {"等级体系变更", "A new version of the ladder"}},
      {.name = "merged",
       .text = {"会员合并带来或收回", "Came with a merged member, or went again"}},
      {.name = "opening",
       .text = {"期初成长值，或其收回", "Grown in another system, or that taken back"}},
      {.name = "refund_without_receipt",
       .text = {"无小票退货收回", "Taken back by a return without the receipt"}},
      {.name = "refund_without_receipt_void",
       .text = {"无小票退货作废，恢复", "Such a return was voided"}}};
};

template <>
struct Doc<tiers::GetStanding> {
  static constexpr const char* name = "GetMemberTier";
  static constexpr Text text{"查询会员等级", "Asks for a member's tier"};
  static constexpr Field fields[] = {tier_fields::member};
};
template <>
struct Doc<tiers::ListGrowth> {
  static constexpr Text text{"查询成长值明细", "Asks for entries of growth"};
  static constexpr Field fields[] = {
      tier_fields::member, tier_fields::of_ladder, limit_field, cursor_field};
};
template <>
struct Doc<tiers::GrantTier> {
  static constexpr Text text{"人工授予等级", "A tier to be granted by hand"};
  static constexpr Field fields[] = {
      tier_fields::member,
      tier_fields::of_ladder,
      tier_fields::of_tier,
      {.name = "until",
       .text = {"最后一天", "The last day it is good for"},
       .example = R"("2099-12-31")"},
      tier_fields::reason};
};
template <>
struct Doc<tiers::EndGrant> {
  static constexpr const char* name = "EndTierGrant";
  static constexpr Text text{"提前结束授予的等级", "A granted tier to be ended before its day"};
  static constexpr Field fields[] = {
      tier_fields::member, tier_fields::of_ladder, tier_fields::of_tier, tier_fields::reason};
};
template <>
struct Doc<tiers::BuyTier> {
  static constexpr Text text{"购买等级", "A tier that is bought"};
  static constexpr Field fields[] = {
      tier_fields::member,
      tier_fields::of_ladder,
      tier_fields::of_tier,
      {.name = "paid",
       .text = {"已付金额，须等于等级的价格", "What was paid; the tier's price"},
       .min = 1,
       .max = tiers::limits::amount_max,
       .example = R"({"amount":29900,"currency":"CNY"})"},
      {.name = "reference",
       .text = {"支付单号", "Number of the payment elsewhere"},
       .min = 1,
       .max = 64,
       .example = R"("4200001234")"}};
};
template <>
struct Doc<tiers::EnterBehaviour> {
  static constexpr Text text{"登记一次行为", "A behaviour that happened"};
  static constexpr Field fields[] = {
      tier_fields::member,
      tier_fields::of_ladder,
      tier_fields::coded("behaviour", "行为编码", "Code of the behaviour", R"("REVIEW")")};
};

template <>
struct Doc<tiers::NextTier> {
  static constexpr Text text{"下一个等级", "The next tier"};
  static constexpr Field fields[] = {
      tier_fields::of_tier,
      tier_fields::said("name", "名称", "Its name"),
      tier_fields::said("threshold", "达到所需的成长值", "Growth that reaches it"),
      tier_fields::said("missing", "还差多少", "How much is missing")};
};
template <>
struct Doc<tiers::KeepView> {
  static constexpr const char* name = "TierKeep";
  static constexpr Text text{"保级", "What keeps the tier"};
  static constexpr Field fields[] = {
      tier_fields::said("from", "周期第一天", "First day of the period"),
      tier_fields::said("until", "周期最后一天", "Its last day"),
      tier_fields::said("decided_on", "哪天决定（含宽限）", "When it is decided, after the grace"),
      tier_fields::said("needed", "保级所需", "Growth that keeps it"),
      tier_fields::said("missing", "还差多少", "How much is missing"),
      tier_fields::said("otherwise", "期末的等级，若不再增长", "The tier then if nothing grows")};
};
template <>
struct Doc<tiers::GrantView> {
  static constexpr const char* name = "TierGrant";
  static constexpr Text text{"授予或购买的等级", "A tier granted or bought"};
  static constexpr Field fields[] = {
      tier_fields::of_tier, tier_fields::said("until", "最后一天", "Its last day")};
};
template <>
struct Doc<tiers::TierStanding> {
  static constexpr Text text{"会员在一个等级体系中的位置", "Where a member stands on a ladder"};
  static constexpr Field fields[] = {
      tier_fields::of_ladder,
      tier_fields::version,
      tier_fields::of_tier,
      tier_fields::said("name", "等级名称", "The tier's name"),
      tier_fields::said("tier_by_growth", "按成长值的等级", "The tier by growth alone"),
      tier_fields::said("since", "从何时起；没有成长值则无", "Since when; absent before growth"),
      tier_fields::said("growth", "计入的成长值", "Growth that counts"),
      tier_fields::said("growth_from", "从哪天起计", "From which day on it counts"),
      tier_fields::said("next", "下一个等级；最高则无", "The next tier; absent at the top"),
      tier_fields::said("keep", "保级；最低则无", "What keeps it; absent for the lowest"),
      tier_fields::said("granted", "授予或购买；没有则无", "A grant or purchase, if any"),
      tier_fields::said(
          "granted_later", "更低但更久的授予", "Lower ones that last longer, for when it ends"
      ),
      tier_fields::said("discount_rate", "折扣率", "Discount rate"),
      tier_fields::said("points_multiple", "身份积分倍数", "Multiple of identity points"),
      tier_fields::said("gifts", "礼遇", "Gifts"),
      tier_fields::said("exclusives", "专享", "Exclusives"),
      tier_fields::said("text", "逐条说明", "The same in words")};
};
template <>
struct Doc<tiers::MemberTier> {
  static constexpr Text text{"会员等级", "A member's tiers"};
  static constexpr Field fields[] = {
      tier_fields::said("member", "会员编号", "The member"),
      tier_fields::said("ladders", "各等级体系", "Each ladder in force")};
};
template <>
struct Doc<tiers::GrowthView> {
  static constexpr const char* name = "GrowthEntry";
  static constexpr Text text{"一条成长值分录", "An entry of growth"};
  static constexpr Field fields[] = {
      tier_fields::said("seq", "序号", "Its number"),
      tier_fields::said("posted_at", "入账时间", "When it was posted"),
      tier_fields::said("occurred_at", "发生时间", "When it occurred"),
      tier_fields::said("counts_on", "计入哪天", "The day it counts for"),
      tier_fields::said("kind", "种类", "What it is"),
      tier_fields::said("cause", "起因的编号", "What caused it"),
      tier_fields::said("receipt", "哪张销售单的成长值", "The sale whose growth it is"),
      tier_fields::said("growth", "成长值", "Growth"),
      tier_fields::said("tier_before", "之前的等级", "The tier before"),
      tier_fields::said("tier_after", "之后的等级", "The tier after"),
      tier_fields::said("note", "行为编码、原因或支付单号", "Behaviour, reason or payment"),
      tier_fields::said("actor", "操作人", "Who")};
};

template <>
struct Doc<tiers::RequestSimulation> {
  static constexpr const char* name = "RequestTierSimulation";
  static constexpr Text text{"试算最新版本", "Simulates the newest version"};
  static constexpr Field fields[] = {tier_fields::ladder_code};
};
template <>
struct Doc<tiers::GetSimulation> {
  static constexpr const char* name = "GetTierSimulation";
  static constexpr Text text{"查询试算", "Asks for a simulation"};
  static constexpr Field fields[] = {tier_fields::simulation};
};
template <>
struct Doc<tiers::ListMoves> {
  static constexpr const char* name = "ListTierMoves";
  static constexpr Text text{"谁的等级会变", "Asks who moves"};
  static constexpr Field fields[] = {tier_fields::simulation, limit_field, cursor_field};
};
template <>
struct Doc<tiers::MatrixCell> {
  static constexpr const char* name = "TierMatrixCell";
  static constexpr Text text{"从哪到哪有多少人", "How many go from where to where"};
  static constexpr Field fields[] = {
      tier_fields::said("now", "现在的等级；空为体系未启用", "The tier now; empty: none in force"),
      tier_fields::said("then", "启用后的等级", "The tier once switched on"),
      tier_fields::said(
          "later_now",
          "期末的等级，按现行规则、不再增长",
          "At the period's end without growth, by the rules of now"
      ),
      tier_fields::said("later_then", "同上，按新规则", "The same by the new rules"),
      tier_fields::said("members", "人数", "How many")};
};
template <>
struct Doc<tiers::SimulationView> {
  static constexpr const char* name = "TierSimulation";
  static constexpr Text text{"等级试算", "A simulation of a ladder"};
  static constexpr Field fields[] = {
      tier_fields::said("id", "编号", "Its id"),
      tier_fields::of_ladder,
      tier_fields::version,
      tier_fields::said("as_of", "按哪天", "The day it is judged by"),
      tier_fields::said("members", "已看过的会员", "Members looked at so far"),
      tier_fields::said("total", "有成长值的会员总数", "Members with growth in all"),
      tier_fields::said("done", "是否完成", "Whether it is done"),
      tier_fields::said("matrix", "变动矩阵；不变的不列", "Who moves; those who stay are left out"),
      tier_fields::said("requested_at", "要求的时间", "When it was asked for"),
      tier_fields::said("requested_by", "要求的人", "Who asked"),
      tier_fields::said("ended_at", "完成时间", "When it ended")};
};
template <>
struct Doc<tiers::MoveView> {
  static constexpr const char* name = "TierMove";
  static constexpr Text text{"一个会员的变动", "A member who moves"};
  static constexpr Field fields[] = {
      tier_fields::said("member", "会员编号", "The member"),
      tier_fields::said("growth", "成长值", "Growth"),
      tier_fields::said("now", "现在的等级", "The tier now"),
      tier_fields::said("then", "启用后的等级", "The tier once switched on"),
      tier_fields::said("later_now", "期末的等级，按现行规则", "At the end, by the rules of now"),
      tier_fields::said("later_then", "期末的等级，按新规则", "At the end, by the new rules")};
};

}  // namespace guanxi::api
