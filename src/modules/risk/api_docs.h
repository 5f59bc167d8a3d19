// The documentation of the types of this module's endpoints. Included by api_types.h.
#pragma once

#include "modules/risk/api_types.h"

namespace guanxi::api {

namespace risk_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field rule_code{
    .name = "rule",
    .text = {"规则，例如 card_often", "The rule, such as card_often"},
    .min = 1,
    .max = 32,
    .example = R"("card_often")",
    .chars = Chars::code};
inline constexpr Field rule{.name = "rule", .text = {"规则", "The rule"}};
inline constexpr Field mode{
    .name = "mode",
    .text =
        {"off：不看；watch：只记录；limit：并限制该会员当日积分与消费会员资产",
         "off; watch: findings only; limit: the member neither earns nor spends that day as well"},
    .example = R"("watch")"};
inline constexpr Field thresholds{
    .name = "thresholds",
    .text =
        {"门槛：仍允许的数值；未给出的用默认值",
         "What is still allowed; a threshold not given has its default"},
    .max_items = 8,
    .example = R"([{"name":"receipts_day","value":6}])"};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，留存备查", "Why; it is kept"},
    .min = 1,
    .max = 500,
    .example = R"("国庆活动")",
    .chars = Chars::lines};
inline constexpr Field member{
    .name = "member", .text = {"会员编号", "The member's id"}, .example = R"("42")"};
inline constexpr Field finding{.name = "id", .text = {"风控记录编号", "The finding's id"}};
inline constexpr Field employee{
    .name = "employee",
    .text = {"工号，与收银员字段一致", "The employee's number, as tills write the cashier"},
    .min = 1,
    .max = 64,
    .example = R"("E07")"};
}  // namespace risk_fields

template <>
struct Doc<risk::ThresholdView> {
  static constexpr const char* name = "RiskThreshold";
  static constexpr Text text{"门槛", "A threshold"};
  static constexpr const char* example = R"({"name":"receipts_day","value":8})";
  static constexpr Field fields[] = {
      {.name = "name", .text = {"门槛名称", "Which threshold"}, .example = R"("receipts_day")"},
      {.name = "value",
       .text = {"仍允许的数值；金额为分", "What is still allowed; amounts in minor units"},
       .min = 0,
       .example = "8"}};
};
template <>
struct Doc<risk::RuleView> {
  static constexpr const char* name = "RiskRule";
  static constexpr Text text{"风控规则的一版", "A version of a rule"};
  static constexpr Field fields[] = {
      risk_fields::rule,
      {.name = "version", .text = {"版本；0 为默认", "The version; 0: the defaults"}},
      risk_fields::mode,
      risk_fields::thresholds,
      {.name = "text", .text = {"规则说明", "What the rule looks for"}},
      risk_fields::reason,
      {.name = "created_at", .text = {"建立时间", "When it was made"}},
      {.name = "created_by", .text = {"建立者的编号", "Who made it"}}};
};
template <>
struct Doc<risk::RuleList> {
  static constexpr const char* name = "RiskRuleList";
  static constexpr Text text{"风控规则", "Rules"};
  static constexpr Field fields[] = {{.name = "items", .text = {"规则", "The rules"}}};
};
template <>
struct Doc<risk::ListRules> {
  static constexpr const char* name = "ListRiskRules";
  static constexpr Text text{"查询风控规则", "List the rules of a programme"};
  static constexpr Field fields[] = {risk_fields::programme};
};
template <>
struct Doc<risk::ListRuleVersions> {
  static constexpr const char* name = "ListRiskRuleVersions";
  static constexpr Text text{"查询一条规则的全部版本", "List the versions of a rule"};
  static constexpr Field fields[] = {risk_fields::rule_code, risk_fields::programme};
};
template <>
struct Doc<risk::PutRule> {
  static constexpr const char* name = "PutRiskRule";
  static constexpr Text text{"规则的全部内容", "A rule as it shall be"};
  static constexpr Field fields[] = {
      risk_fields::rule_code,
      risk_fields::programme,
      risk_fields::mode,
      risk_fields::thresholds,
      risk_fields::reason};
};
template <>
struct Doc<risk::FindingView> {
  static constexpr const char* name = "RiskFinding";
  static constexpr Text text{"风控记录", "A finding"};
  static constexpr Field fields[] = {
      risk_fields::finding,
      risk_fields::programme,
      risk_fields::rule,
      {.name = "rule_version", .text = {"规则版本", "The rule's version"}},
      {.name = "subject", .text = {"关于谁", "Whom it is about"}},
      risk_fields::member,
      {.name = "store", .text = {"门店编码", "Store code"}},
      {.name = "till", .text = {"收银机编码", "Till code"}},
      {.name = "cashier", .text = {"收银员", "The cashier"}},
      {.name = "actor", .text = {"经办人的编号", "The actor"}},
      {.name = "from", .text = {"时段的第一天", "The first day of the window"}},
      {.name = "day", .text = {"最近一次的日期", "The day of the newest deed"}},
      {.name = "threshold", .text = {"超过的门槛", "The threshold that was passed"}},
      {.name = "allowed", .text = {"允许的数值", "What was allowed"}},
      {.name = "measured", .text = {"实际的数值", "What was measured"}},
      {.name = "count", .text = {"涉及的单据数，只增不减", "Deeds it rests on; it only grows"}},
      {.name = "evidence",
       .text =
           {"最近至多 50 张单据的编号：小票、积分单据、充值",
            "The newest of them, at most 50: ids of receipts, points documents or recharges"}},
      {.name = "state", .text = {"状态", "Its state"}},
      {.name = "limited_until", .text = {"限制到何时", "Until when the member is limited"}},
      {.name = "lifted_at", .text = {"何时解除限制", "When the limit was lifted"}},
      {.name = "lifted_by", .text = {"谁解除的", "Who lifted it"}},
      {.name = "found_at", .text = {"发现时间", "When it was found"}},
      {.name = "decided_at", .text = {"何时认定", "When it was decided"}},
      {.name = "decided_by", .text = {"谁认定的", "Who decided"}},
      {.name = "reason", .text = {"认定或解除的原因", "Why, of the decision or the lifting"}}};
};
template <>
struct Doc<risk::ListFindings> {
  static constexpr const char* name = "ListRiskFindings";
  static constexpr Text text{"查询风控记录", "List findings"};
  static constexpr Field fields[] = {
      risk_fields::programme,
      {.name = "state", .text = {"只要这种状态", "Of this state only"}, .example = R"("open")"},
      {.name = "rule", .text = {"只要这条规则", "Of this rule only"}, .example = R"("card_often")"},
      {.name = "member", .text = {"只要这位会员", "Of this member only"}, .example = R"("42")"},
      limit_field,
      cursor_field};
};
template <>
struct Doc<risk::GetFinding> {
  static constexpr const char* name = "GetRiskFinding";
  static constexpr Text text{"查询风控记录", "Read a finding"};
  static constexpr Field fields[] = {risk_fields::finding};
};
template <>
struct Doc<risk::DecideFinding> {
  static constexpr const char* name = "DecideRiskFinding";
  static constexpr Text text{"认定", "The decision on a finding"};
  static constexpr Field fields[] = {
      risk_fields::finding,
      {.name = "decision",
       .text = {"属实，或排除", "It is abuse, or it is not"},
       .example = R"("dismissed")"},
      risk_fields::reason};
};
template <>
struct Doc<risk::LiftLimit> {
  static constexpr const char* name = "LiftRiskLimit";
  static constexpr Text text{"解除限制", "Why a limit is lifted"};
  static constexpr Field fields[] = {risk_fields::finding, risk_fields::reason};
};
template <>
struct Doc<risk::StaffView> {
  static constexpr const char* name = "RiskStaff";
  static constexpr Text text{"员工会员", "A member who works here"};
  static constexpr Field fields[] = {
      risk_fields::member,
      risk_fields::programme,
      risk_fields::employee,
      risk_fields::reason,
      {.name = "since", .text = {"登记时间", "Since when it is noted"}},
      {.name = "noted_by", .text = {"登记者的编号", "Who noted it"}}};
};
template <>
struct Doc<risk::PutStaff> {
  static constexpr const char* name = "PutRiskStaff";
  static constexpr Text text{"登记员工会员", "Notes that a member works here"};
  static constexpr Field fields[] = {
      risk_fields::member, risk_fields::employee, risk_fields::reason};
};
template <>
struct Doc<risk::RemoveStaff> {
  static constexpr const char* name = "RemoveRiskStaff";
  static constexpr Text text{"取消员工登记", "Notes that a member no longer works here"};
  static constexpr Field fields[] = {risk_fields::member};
};
template <>
struct Doc<risk::ListStaff> {
  static constexpr const char* name = "ListRiskStaff";
  static constexpr Text text{"查询员工会员", "List members who work here"};
  static constexpr Field fields[] = {risk_fields::programme, limit_field, cursor_field};
};
template <>
struct Doc<risk::RequestRun> {
  static constexpr const char* name = "RequestRiskRun";
  static constexpr Text text{"重新检查", "Asks for another look"};
  static constexpr const char* example = R"({"programme":"MAIN"})";
  static constexpr Field fields[] = {
      risk_fields::programme,
      {.name = "from",
       .text =
           {"从哪一天起；默认为保留期内全部",
            "From which day on; by default all that is kept, about 100 days"},
       .example = R"("2026-03-01")"}};
};
template <>
struct Doc<risk::GetRun> {
  static constexpr const char* name = "GetRiskRun";
  static constexpr Text text{"查询检查进度", "Read how far a run is"};
  static constexpr Field fields[] = {{.name = "id", .text = {"检查编号", "The run's id"}}};
};
template <>
struct Doc<risk::RunView> {
  static constexpr const char* name = "RiskRun";
  static constexpr Text text{"一次检查", "A run"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"检查编号", "The run's id"}},
      risk_fields::programme,
      {.name = "from", .text = {"从哪一天起", "From which day on"}},
      {.name = "members", .text = {"已检查的会员数", "Members looked at so far"}},
      {.name = "found", .text = {"新发现的记录数", "New findings"}},
      {.name = "requested_at", .text = {"发起时间", "When it was asked for"}},
      {.name = "requested_by", .text = {"发起者的编号", "Who asked"}},
      {.name = "ended_at", .text = {"结束时间", "When it ended"}}};
};

}  // namespace guanxi::api
