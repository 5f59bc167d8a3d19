// The words, limits and examples of the structs in api_types.h. Included by it; read that one
// first.
#pragma once

#include "modules/memberships/api_types.h"

namespace guanxi::api {

namespace membership_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field code{
    .name = "code",
    .text = {"方案编码", "Code of the plan"},
    .max = 32,
    .example = R"("PLUS")",
    .chars = Chars::code};
inline constexpr Field plan{
    .name = "plan",
    .text = {"方案编码", "Code of the plan"},
    .max = 32,
    .example = R"("PLUS")",
    .chars = Chars::code};
inline constexpr Field plan_version{
    .name = "plan_version", .text = {"方案版本", "Version of the plan"}};
inline constexpr Field member{
    .name = "id", .text = {"会员编号", "Member id"}, .example = R"("301234567890123456")"};
inline constexpr Field content{.name = "content", .text = {"方案内容", "What the plan says"}};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因", "Why"},
    .max = 500,
    .example = R"("opening of paid membership")"};
inline constexpr Field paid{
    .name = "paid",
    .text = {"已付金额，须等于方案价格", "What was paid; the plan's price exactly"},
    .min = 1,
    .max = memberships::limits::price_max,
    .example = R"({"amount":19900,"currency":"CNY"})"};
inline constexpr Field reference{
    .name = "reference",
    .text =
        {"支付单号；在一个计划中只能付一次",
         "Number of the payment elsewhere; it pays once in a programme"},
    .min = 1,
    .max = 64,
    .example = R"("4200001234")"};
inline constexpr Field until{
    .name = "until", .text = {"最后一天", "The last day"}, .example = R"("2027-08-14")"};
}  // namespace membership_fields

template <>
struct Doc<memberships::PlanState> {
  static constexpr const char* name = "MembershipPlanState";
  static constexpr Text text{"方案状态", "State of a plan"};
  static constexpr Field values[] = {
      {.name = "active", .text = {"在售", "On sale"}},
      {.name = "retired", .text = {"已停用", "Not sold any more"}}};
};
template <>
struct Doc<memberships::State> {
  static constexpr const char* name = "MembershipState";
  static constexpr Text text{"付费会员的状态", "State of a paid membership"};
  static constexpr Field values[] = {
      {.name = "running", .text = {"有效（含宽限期）", "It counts, grace included"}},
      {.name = "ended", .text = {"已到期", "Its end has passed"}},
      {.name = "cancelled", .text = {"已取消", "It was taken back"}}};
};
template <>
struct Doc<memberships::PaymentKind> {
  static constexpr const char* name = "MembershipPaymentKind";
  static constexpr Text text{"付费的种类", "Which payment"};
  static constexpr Field values[] = {
      {.name = "bought", .text = {"购买", "A term of its own"}},
      {.name = "renewed", .text = {"续费", "Behind the term before"}}};
};
template <>
struct Doc<memberships::PlanContent> {
  static constexpr const char* name = "MembershipPlanContent";
  static constexpr Text text{"付费会员方案的内容", "What a plan of paid membership says"};
  static constexpr Field fields[] = {
      {.name = "name_zh",
       .text = {"中文名称", "Chinese name"},
       .max = 100,
       .example = R"("悦享会员")"},
      {.name = "name_en", .text = {"英文名称", "English name"}, .max = 100, .example = R"("Plus")"},
      {.name = "price",
       .text = {"一期的价格", "Price of a term"},
       .min = 1,
       .max = memberships::limits::price_max,
       .example = R"({"amount":19900,"currency":"CNY"})"},
      {.name = "months",
       .text = {"一期几个月", "Months of a term"},
       .min = 1,
       .max = memberships::limits::months_max,
       .example = "12",
       .has_default = true},
      {.name = "ladder",
       .text =
           {"所给等级的等级体系编码；与 tier 同填或同不填",
            "Code of the ladder whose tier it gives; with tier, or neither"},
       .max = 32,
       .chars = Chars::code},
      {.name = "tier",
       .text = {"有效期内享有的等级", "The tier it gives while it lasts"},
       .max = 32,
       .chars = Chars::code},
      {.name = "renewal_days",
       .text = {"到期前几天起可续费", "From so many days before the end on it can be renewed"},
       .min = 0,
       .max = memberships::limits::days_max,
       .example = "60",
       .has_default = true},
      {.name = "grace_days",
       .text =
           {"宽限天数：等级保留，续费从原到期日接续",
            "Days of grace: the tier stays, and a renewal goes on from the end"},
       .min = 0,
       .max = memberships::limits::days_max,
       .example = "15",
       .has_default = true},
      {.name = "reminder_days",
       .text =
           {"到期前几天提醒，从长到短",
            "So many days before the end the member is told, the longest first"},
       .min = 0,
       .max = memberships::limits::days_max,
       .max_items = memberships::limits::reminders_max,
       .example = "[30,7,1]",
       .has_default = true},
      {.name = "refund_days",
       .text =
           {"付费后几天内、未使用可全额退；0 为不退",
            "A term that was not used is returned in full within so many days; 0: never"},
       .min = 0,
       .max = memberships::limits::days_max,
       .example = "7",
       .has_default = true}};
};
template <>
struct Doc<memberships::ListPlans> {
  static constexpr const char* name = "ListMembershipPlans";
  static constexpr Text text{"一个会员计划的方案", "The plans of a programme"};
  static constexpr Field fields[] = {membership_fields::programme};
};
template <>
struct Doc<memberships::PutPlan> {
  static constexpr const char* name = "PutMembershipPlan";
  static constexpr Text text{"方案或其下一版", "A plan, or its next version"};
  static constexpr Field fields[] = {
      membership_fields::programme,
      membership_fields::code,
      membership_fields::content,
      membership_fields::reason};
};
template <>
struct Doc<memberships::RetirePlan> {
  static constexpr const char* name = "RetireMembershipPlan";
  static constexpr Text text{"停用方案", "The end of a plan's sale"};
  static constexpr Field fields[] = {
      membership_fields::programme, membership_fields::code, membership_fields::reason};
};
template <>
struct Doc<memberships::PlanView> {
  static constexpr const char* name = "MembershipPlan";
  static constexpr Text text{"付费会员方案的一版", "A version of a plan of paid membership"};
  static constexpr Field fields[] = {
      membership_fields::programme,
      membership_fields::code,
      {.name = "version", .text = {"版本", "Version"}},
      {.name = "state", .text = {"状态", "State"}},
      membership_fields::content,
      membership_fields::reason,
      {.name = "created_at", .text = {"生效时间", "In force since"}},
      {.name = "created_by", .text = {"由谁修改", "By whom (identifier)"}}};
};
template <>
struct Doc<memberships::PlanList> {
  static constexpr const char* name = "MembershipPlanList";
  static constexpr Text text{
      "各方案的各版，最新的在前", "Every version of the plans, the newest first"};
  static constexpr Field fields[] = {{.name = "items", .text = {"各版", "The versions"}}};
};
template <>
struct Doc<memberships::GetMemberships> {
  static constexpr const char* name = "GetMemberships";
  static constexpr Text text{"一位会员", "One member"};
  static constexpr Field fields[] = {membership_fields::member};
};
template <>
struct Doc<memberships::BuyMembership> {
  static constexpr const char* name = "BuyMembership";
  static constexpr Text text{"购买或续费一期", "A term that is paid for"};
  static constexpr Field fields[] = {
      membership_fields::member,
      membership_fields::plan,
      membership_fields::paid,
      membership_fields::reference};
};
template <>
struct Doc<memberships::CancelMembership> {
  static constexpr const char* name = "CancelMembership";
  static constexpr Text text{"取消最近付费的一期", "Taking back the term that was paid last"};
  static constexpr Field fields[] = {
      membership_fields::member,
      membership_fields::plan,
      membership_fields::reason,
      {.name = "without_refund",
       .text = {"放弃退款", "Nothing is returned"},
       .example = "true",
       .has_default = true},
      {.name = "number",
       .text =
           {"要取消的是第几期；不是最近付费的一期则拒绝，避免重复取消",
            "Which term is meant; refused unless it is the one paid last, so that asking twice "
            "does "
            "not take back two"},
       .example = "1"}};
};
template <>
struct Doc<memberships::MembershipView> {
  static constexpr const char* name = "Membership";
  static constexpr Text text{"会员的一个付费会员资格", "A paid membership of a member"};
  static constexpr Field fields[] = {
      membership_fields::plan,
      membership_fields::plan_version,
      {.name = "state", .text = {"状态", "State"}},
      {.name = "since", .text = {"连续有效的首日", "The first day without a gap"}},
      membership_fields::until,
      {.name = "grace_until", .text = {"宽限至；有效时才有", "Grace included; while it counts"}},
      {.name = "renewable_from",
       .text = {"何时起可续费；有效时才有", "From when on it can be renewed; while it counts"}}};
};
template <>
struct Doc<memberships::PaymentView> {
  static constexpr const char* name = "MembershipPayment";
  static constexpr Text text{"付费的一期", "A term that was paid"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Identifier"}},
      membership_fields::plan,
      membership_fields::plan_version,
      {.name = "kind", .text = {"购买或续费", "Bought or renewed"}},
      {.name = "from", .text = {"首日", "The first day"}},
      membership_fields::until,
      membership_fields::paid,
      membership_fields::reference,
      {.name = "paid_at", .text = {"付费时间", "When"}},
      {.name = "paid_by", .text = {"由谁办理", "By whom (identifier)"}},
      {.name = "cancelled_at", .text = {"取消时间", "When it was taken back"}},
      {.name = "cancelled_why", .text = {"取消原因", "Why"}},
      {.name = "refunded", .text = {"应退金额", "What is to be returned of it"}}};
};
template <>
struct Doc<memberships::MembershipList> {
  static constexpr const char* name = "MembershipList";
  static constexpr Text text{
      "会员的付费会员资格与付费记录", "A member's paid memberships and payments"};
  static constexpr Field fields[] = {
      {.name = "items", .text = {"按方案", "By plan"}},
      {.name = "payments", .text = {"付费记录，最新的在前", "What was paid, the newest first"}}};
};
template <>
struct Doc<memberships::MembershipAnswer> {
  static constexpr const char* name = "MembershipAnswer";
  static constexpr Text text{"资格与这一期", "The membership and the term"};
  static constexpr Field fields[] = {
      {.name = "membership", .text = {"资格", "Where it stands"}},
      {.name = "payment", .text = {"这一期", "The term"}}};
};
template <>
struct Doc<memberships::ListEnding> {
  static constexpr const char* name = "ListEndingMemberships";
  static constexpr Text text{"将到期的付费会员", "Memberships that end soon"};
  static constexpr Field fields[] = {
      membership_fields::programme, membership_fields::until, limit_field, cursor_field};
};
template <>
struct Doc<memberships::EndingView> {
  static constexpr const char* name = "EndingMembership";
  static constexpr Text text{"将到期的一个", "One that ends"};
  static constexpr Field fields[] = {
      {.name = "member", .text = {"会员编号", "Member id"}},
      membership_fields::plan,
      membership_fields::until};
};

}  // namespace guanxi::api
