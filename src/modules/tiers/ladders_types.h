// The requests and answers of the endpoints of ladders, with their documentation. Inside
// modules/tiers.
#pragma once

#include "modules/tiers/ladder_docs.h"

namespace guanxi::tiers {

struct AddLadder {
  std::string programme, code;
  Terms terms;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AddLadder, (), (programme, code, terms, reason))

struct PutLadder {
  std::string code;
  Terms terms;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutLadder, (), (code, terms, reason))

struct GetLadder {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(GetLadder, (), (code))

struct SwitchOnLadder {
  std::string code, reason;
};
BOOST_DESCRIBE_STRUCT(SwitchOnLadder, (), (code, reason))

struct ListLadderChanges {
  std::string code;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListLadderChanges, (), (code, limit, cursor))

struct LadderView {
  LadderId id;
  std::string programme, code;
  std::int64_t version = 1;
  std::optional<std::int64_t> in_force;
  Terms terms;
  Instant changed_at;
  ActorId changed_by;
};
BOOST_DESCRIBE_STRUCT(
    LadderView, (), (id, programme, code, version, in_force, terms, changed_at, changed_by)
)
struct LadderList {
  std::vector<LadderView> items;
};
BOOST_DESCRIBE_STRUCT(LadderList, (), (items))

struct LadderChangeView {
  std::int64_t version = 0;
  std::string field;
  std::optional<std::string> before, after;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};
BOOST_DESCRIBE_STRUCT(
    LadderChangeView, (), (version, field, before, after, reason, changed_at, changed_by)
)

struct LadderRules {
  std::string code;
  std::int64_t version = 0;
  Instant effective_from;
  std::vector<std::string> zh, en;
};
BOOST_DESCRIBE_STRUCT(LadderRules, (), (code, version, effective_from, zh, en))

}  // namespace guanxi::tiers

namespace guanxi::api {

namespace tier_fields {
inline constexpr Field ladder_code = code(
    "等级体系编码：字母、数字、- _ .", "Code of the ladder: letters, digits, - _ and .", R"("CLUB")"
);
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，留存备查", "Why; it is kept"},
    .max = 500,
    .example = R"("2026 年等级调整")",
    .chars = Chars::lines};
inline constexpr Field terms{
    .name = "terms", .text = {"参数；一次给全", "What it says, all of it"}};
inline constexpr Field version{
    .name = "version", .text = {"版本号", "The version"}, .example = "1"};
}  // namespace tier_fields

template <>
struct Doc<tiers::AddLadder> {
  static constexpr const char* name = "AddTierLadder";
  static constexpr Text text{"新增等级体系", "A ladder of tiers to add"};
  static constexpr Field fields[] = {
      tier_fields::programme, tier_fields::ladder_code, tier_fields::terms, tier_fields::reason};
};
template <>
struct Doc<tiers::PutLadder> {
  static constexpr const char* name = "PutTierLadder";
  static constexpr Text text{"等级体系的全部内容", "A ladder as it shall be"};
  static constexpr Field fields[] = {
      tier_fields::ladder_code, tier_fields::terms, tier_fields::reason};
};
template <>
struct Doc<tiers::GetLadder> {
  static constexpr const char* name = "GetTierLadder";
  static constexpr Text text{"查询一个等级体系", "Asks for a ladder"};
  static constexpr Field fields[] = {tier_fields::ladder_code};
};
template <>
struct Doc<tiers::SwitchOnLadder> {
  static constexpr const char* name = "SwitchOnTierLadder";
  static constexpr Text text{"启用最新版本", "Switches the newest version on"};
  static constexpr Field fields[] = {tier_fields::ladder_code, tier_fields::reason};
};
template <>
struct Doc<tiers::ListLadderChanges> {
  static constexpr const char* name = "ListTierLadderChanges";
  static constexpr Text text{"查询变更日志", "Asks for the log of changes"};
  static constexpr Field fields[] = {tier_fields::ladder_code, limit_field, cursor_field};
};

template <>
struct Doc<tiers::LadderView> {
  static constexpr const char* name = "TierLadder";
  static constexpr Text text{"等级体系", "A ladder of tiers"};
  static constexpr Field fields[] = {
      {.name = "id", .text = {"编号", "Its id"}},
      tier_fields::programme,
      tier_fields::ladder_code,
      {.name = "version", .text = {"最新版本", "The newest version"}},
      {.name = "in_force",
       .text = {"启用中的版本；没有则未启用", "The version in force; absent: none yet"}},
      {.name = "terms", .text = {"最新版本的参数", "What the newest version says"}},
      {.name = "changed_at", .text = {"最近变更时间", "When it changed last"}},
      {.name = "changed_by", .text = {"最近变更人", "Who changed it last"}}};
};
template <>
struct Doc<tiers::LadderList> {
  static constexpr const char* name = "TierLadderList";
  static constexpr Text text{"等级体系列表", "The ladders"};
  static constexpr Field fields[] = {{.name = "items", .text = {"等级体系", "Ladders"}}};
};
template <>
struct Doc<tiers::LadderChangeView> {
  static constexpr const char* name = "TierLadderChange";
  static constexpr Text text{"一个字段的一次变更", "A change of one field"};
  static constexpr Field fields[] = {
      {.name = "version", .text = {"变更后的版本", "The version it made"}},
      {.name = "field", .text = {"字段", "The field"}, .example = R"("tiers/GOLD/threshold")"},
      {.name = "before", .text = {"改前", "Before"}},
      {.name = "after", .text = {"改后", "After"}},
      {.name = "reason", .text = {"原因", "Why"}},
      {.name = "changed_at", .text = {"时间", "When"}},
      {.name = "changed_by", .text = {"操作人", "Who"}}};
};
template <>
struct Doc<tiers::LadderRules> {
  static constexpr const char* name = "TierRules";
  static constexpr Text text{"给会员看的等级规则", "The rules of a ladder for members"};
  static constexpr Field fields[] = {
      {.name = "code", .text = {"等级体系编码", "Code of the ladder"}},
      {.name = "version", .text = {"版本号", "The version"}},
      {.name = "effective_from", .text = {"从何时起", "Since when"}},
      {.name = "zh", .text = {"中文，逐条", "In Chinese, rule by rule"}},
      {.name = "en", .text = {"英文，逐条", "In English, rule by rule"}}};
};

}  // namespace guanxi::api
