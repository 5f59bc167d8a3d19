// The requests and answers of the endpoints of the rule book, with their documentation. Inside
// modules/pricing.
#pragma once

#include "modules/pricing/file_docs.h"
#include "modules/pricing/rule_life.h"
#include "modules/pricing/terms_docs.h"
#include "platform/api/api.h"

namespace guanxi::pricing {

struct CheckRule {
  std::string programme;
  RuleTerms rule;
};
BOOST_DESCRIBE_STRUCT(CheckRule, (), (programme, rule))
struct CheckedRule {
  BookKind kind = BookKind::promotion;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(CheckedRule, (), (kind, code))

struct AddRule {
  std::string programme;
  RuleTerms rule;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(AddRule, (), (programme, rule, reason))

struct PutRule {
  RuleId id;
  RuleTerms rule;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(PutRule, (), (id, rule, reason))

struct GetRule {
  RuleId id;
};
BOOST_DESCRIBE_STRUCT(GetRule, (), (id))

struct MoveRule {
  RuleId id;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(MoveRule, (), (id, reason))

struct EndRule {
  RuleId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(EndRule, (), (id, reason))

struct ListRules {
  std::string programme;
  std::optional<BookKind> kind;
  std::optional<RuleState> state;
  std::optional<std::string> code;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRules, (), (programme, kind, state, code, limit, cursor))

/// Without its baskets: GET /v1/pricing/lint has them.
struct RuleFinding {
  Severity severity = Severity::warning;
  FindingKind kind = FindingKind::over;
  std::vector<std::string> rules;
  std::string words;
};
BOOST_DESCRIBE_STRUCT(RuleFinding, (), (severity, kind, rules, words))

struct RuleView {
  RuleId id;
  std::string programme;
  BookKind kind = BookKind::promotion;
  std::string code;
  std::int64_t revision = 1;
  RuleState state = RuleState::draft;
  std::int64_t version = 1;
  RuleTerms rule;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> submitted_at, audited_at;
  std::optional<ActorId> audited_by;
  std::optional<Instant> ended_at;
  std::optional<ActorId> ended_by;
  std::optional<std::string> reason;
  std::optional<RuleId> superseded_by;
  std::optional<std::vector<RuleFinding>> findings;
};
BOOST_DESCRIBE_STRUCT(
    RuleView,
    (),
    (id,
     programme,
     kind,
     code,
     revision,
     state,
     version,
     rule,
     created_at,
     created_by,
     submitted_at,
     audited_at,
     audited_by,
     ended_at,
     ended_by,
     reason,
     superseded_by,
     findings)
)

struct RuleInList {
  RuleId id;
  BookKind kind = BookKind::promotion;
  std::string code;
  std::int64_t revision = 1;
  RuleState state = RuleState::draft;
  std::int64_t version = 1;
  std::string name_zh, name_en;
  std::optional<Date> last_day;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> submitted_at, audited_at;
  std::optional<ActorId> audited_by;
  std::optional<Instant> ended_at;
  std::optional<RuleId> superseded_by;
};
BOOST_DESCRIBE_STRUCT(
    RuleInList,
    (),
    (id,
     kind,
     code,
     revision,
     state,
     version,
     name_zh,
     name_en,
     last_day,
     created_at,
     created_by,
     submitted_at,
     audited_at,
     audited_by,
     ended_at,
     superseded_by)
)

struct ListRuleHistory {
  RuleId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListRuleHistory, (), (id, limit, cursor))
struct RuleFieldChange {
  std::string field;
  std::optional<std::string> before, after;
};
BOOST_DESCRIBE_STRUCT(RuleFieldChange, (), (field, before, after))
struct RuleStep {
  Instant at;
  ActorId actor;
  std::string action;
  std::vector<RuleFieldChange> changes;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RuleStep, (), (at, actor, action, changes, reason))

}  // namespace guanxi::pricing

namespace guanxi::api {

template <>
struct Doc<pricing::BookKind> {
  static constexpr const char* name = "BookRuleKind";
  static constexpr Text text{"规则的种类", "Kind of a pricing rule"};
  static constexpr Field values[] = {
      {.name = "document", .text = {"会员折扣单", "Discount document"}},
      {.name = "restriction", .text = {"专享购", "Exclusive goods"}},
      {.name = "promotion", .text = {"促销", "Promotion"}},
      {.name = "coupon", .text = {"券的优惠规则", "What a coupon is good for"}}};
};
template <>
struct Doc<pricing::RuleState> {
  static constexpr const char* name = "PricingRuleState";
  static constexpr Text text{"规则的状态", "State of a pricing rule"};
  static constexpr Field values[] = {
      {.name = "draft", .text = {"草稿", "Draft"}},
      {.name = "submitted", .text = {"待审核", "Submitted"}},
      {.name = "audited", .text = {"已审核，按其条件生效", "Audited: in force as it says"}},
      {.name = "rejected", .text = {"已驳回", "Rejected"}},
      {.name = "withdrawn", .text = {"已撤回", "Withdrawn"}},
      {.name = "ended", .text = {"已终止或被新版取代", "Ended, or superseded"}}};
};

namespace pricing_book_fields {
inline constexpr Field programme{
    .name = "programme",
    .text = {"会员计划编码", "Programme code"},
    .min = 1,
    .max = 32,
    .example = R"("MAIN")",
    .chars = Chars::code};
inline constexpr Field rule{.name = "rule", .text = {"规则内容", "What the rule says"}};
inline constexpr Field note{
    .name = "reason",
    .text = {"原因，留存备查", "Why; it is kept"},
    .max = 500,
    .example = R"("五月促销")",
    .chars = Chars::lines};
inline constexpr Field reason{
    .name = "reason",
    .text = {"原因，必填，留存备查", "Why; it must be said and is kept"},
    .max = 500,
    .example = R"("价格有误")",
    .chars = Chars::lines};
inline constexpr Field id{
    .name = "id", .text = {"规则编号", "Id of the rule"}, .example = R"("42")"};
inline constexpr Field kind{.name = "kind", .text = {"种类", "Kind"}, .example = R"("promotion")"};
inline constexpr Field state{.name = "state", .text = {"状态", "State"}, .example = R"("audited")"};
inline constexpr Field code{.name = "code", .text = {"编码", "Code"}};
inline constexpr Field revision{
    .name = "revision", .text = {"同一编码的第几版", "Which revision of its code"}};
inline constexpr Field version{
    .name = "version", .text = {"版本号，每一步加一", "One more with every step"}};
inline constexpr Field created_at{
    .name = "created_at", .text = {"起草时间", "When it was drafted"}};
inline constexpr Field created_by{.name = "created_by", .text = {"制单人", "Its author"}};
inline constexpr Field submitted_at{
    .name = "submitted_at", .text = {"提交时间", "When it was submitted"}};
inline constexpr Field audited_at{
    .name = "audited_at",
    .text = {"审核时间，从此生效", "When it was audited; in force from then on"}};
inline constexpr Field audited_by{.name = "audited_by", .text = {"审核人", "Who audited it"}};
inline constexpr Field ended_at{
    .name = "ended_at",
    .text = {
        "驳回、撤回、终止或被取代的时间", "When it was rejected, withdrawn, ended or superseded"}};
inline constexpr Field superseded_by{
    .name = "superseded_by",
    .text = {"取代它的新版", "The next revision, whose audit ended this one"}};
}  // namespace pricing_book_fields

template <>
struct Doc<pricing::CheckRule> {
  static constexpr const char* name = "CheckPricingRule";
  static constexpr Text text{"试校验一条规则", "A rule to check"};
  static constexpr Field fields[] = {pricing_book_fields::programme, pricing_book_fields::rule};
  static constexpr const char* example =
      R"({"programme":"MAIN","rule":{"kind":"promotion","code":"MAY-200-20","name_zh":"五月满 200 减 20","name_en":"May: 20 off 200","threshold":{"amount":{"amount":20000,"currency":"CNY"}},"reward":{"kind":"money_off","amount":{"amount":2000,"currency":"CNY"}}}})";
};
template <>
struct Doc<pricing::CheckedRule> {
  static constexpr const char* name = "CheckedPricingRule";
  static constexpr Text text{"没有错误的规则", "A rule without fault"};
  static constexpr Field fields[] = {pricing_book_fields::kind, pricing_book_fields::code};
};
template <>
struct Doc<pricing::AddRule> {
  static constexpr const char* name = "AddPricingRule";
  static constexpr Text text{"起草一条规则", "A rule to draft"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme, pricing_book_fields::rule, pricing_book_fields::note};
  static constexpr const char* example =
      R"({"programme":"MAIN","rule":{"kind":"promotion","code":"MAY-200-20","name_zh":"五月满 200 减 20","name_en":"May: 20 off 200","threshold":{"amount":{"amount":20000,"currency":"CNY"}},"reward":{"kind":"money_off","amount":{"amount":2000,"currency":"CNY"}}},"reason":"五月促销"})";
};
template <>
struct Doc<pricing::PutRule> {
  static constexpr const char* name = "PutPricingRule";
  static constexpr Text text{"草稿的全部内容", "A draft as it shall be"};
  static constexpr Field fields[] = {
      pricing_book_fields::id, pricing_book_fields::rule, pricing_book_fields::note};
};
template <>
struct Doc<pricing::GetRule> {
  static constexpr const char* name = "GetPricingRule";
  static constexpr Text text{"查询一条规则", "Asks for a rule"};
  static constexpr Field fields[] = {pricing_book_fields::id};
};
template <>
struct Doc<pricing::MoveRule> {
  static constexpr const char* name = "MovePricingRule";
  static constexpr Text text{"规则的下一步", "The next step of a rule"};
  static constexpr Field fields[] = {pricing_book_fields::id, pricing_book_fields::note};
};
template <>
struct Doc<pricing::EndRule> {
  static constexpr const char* name = "EndPricingRule";
  static constexpr Text text{"驳回、撤回或终止", "Rejects, withdraws or ends a rule"};
  static constexpr Field fields[] = {pricing_book_fields::id, pricing_book_fields::reason};
};
template <>
struct Doc<pricing::ListRules> {
  static constexpr const char* name = "ListPricingRules";
  static constexpr Text text{"查询规则", "Asks for rules"};
  static constexpr Field fields[] = {
      pricing_book_fields::programme,
      pricing_book_fields::kind,
      pricing_book_fields::state,
      {.name = "code",
       .text = {"编码的开头", "How the code begins"},
       .min = 1,
       .max = pricing::limits::code_length,
       .example = R"("MAY-")",
       .chars = Chars::code},
      limit_field,
      cursor_field};
};
template <>
struct Doc<pricing::RuleFinding> {
  static constexpr Text text{"规则检查的一条发现", "Something that the linter found of a rule"};
  static constexpr Field fields[] = {
      {.name = "severity", .text = {"轻重", "How grave it is"}},
      {.name = "kind", .text = {"种类", "Kind"}},
      {.name = "rules", .text = {"涉及的规则", "The rules it is about"}},
      {.name = "words", .text = {"说明", "In words"}}};
};
template <>
struct Doc<pricing::RuleView> {
  static constexpr const char* name = "PricingRule";
  static constexpr Text text{"一条规则", "A rule of the book"};
  static constexpr Field fields[] = {
      pricing_book_fields::id,
      pricing_book_fields::programme,
      pricing_book_fields::kind,
      pricing_book_fields::code,
      pricing_book_fields::revision,
      pricing_book_fields::state,
      pricing_book_fields::version,
      pricing_book_fields::rule,
      pricing_book_fields::created_at,
      pricing_book_fields::created_by,
      pricing_book_fields::submitted_at,
      pricing_book_fields::audited_at,
      pricing_book_fields::audited_by,
      pricing_book_fields::ended_at,
      {.name = "ended_by", .text = {"由谁", "By whom"}},
      {.name = "reason", .text = {"为什么", "Why"}},
      pricing_book_fields::superseded_by,
      {.name = "findings",
       .text = {
           "检查发现：与生效中的规则放在一起看；仅待审核的规则有，不阻止审核；提交时也看商品目录，"
           "之后查"
           "询不看",
           "What the linter finds of it among the rules in force; of submitted rules only, and "
           "no obstacle; with the goods of the catalogue as it is submitted, not as it is read"}}};
};
template <>
struct Doc<pricing::RuleInList> {
  static constexpr const char* name = "PricingRuleInList";
  static constexpr Text text{"列表里的规则，不含内容", "A rule in a list, without what it says"};
  static constexpr Field fields[] = {
      pricing_book_fields::id,
      pricing_book_fields::kind,
      pricing_book_fields::code,
      pricing_book_fields::revision,
      pricing_book_fields::state,
      pricing_book_fields::version,
      {.name = "name_zh", .text = {"中文名称", "Name in Chinese"}},
      {.name = "name_en", .text = {"英文名称", "Name in English"}},
      {.name = "last_day", .text = {"条件里的最后一天", "The last day of its conditions"}},
      pricing_book_fields::created_at,
      pricing_book_fields::created_by,
      pricing_book_fields::submitted_at,
      pricing_book_fields::audited_at,
      pricing_book_fields::audited_by,
      pricing_book_fields::ended_at,
      pricing_book_fields::superseded_by};
};
template <>
struct Doc<pricing::ListRuleHistory> {
  static constexpr const char* name = "ListPricingRuleHistory";
  static constexpr Text text{"查询规则的经过", "Asks what became of a rule"};
  static constexpr Field fields[] = {pricing_book_fields::id, limit_field, cursor_field};
};
template <>
struct Doc<pricing::RuleFieldChange> {
  static constexpr const char* name = "PricingRuleFieldChange";
  static constexpr Text text{"一个字段的变更", "A change of one field"};
  static constexpr Field fields[] = {
      {.name = "field", .text = {"字段路径", "Path of the field"}, .example = R"("conditions/to")"},
      {.name = "before", .text = {"改前", "Before"}},
      {.name = "after", .text = {"改后", "After"}}};
};
template <>
struct Doc<pricing::RuleStep> {
  static constexpr const char* name = "PricingRuleStep";
  static constexpr Text text{"规则的一步", "A step in the life of a rule"};
  static constexpr Field fields[] = {
      {.name = "at", .text = {"时间", "When"}},
      {.name = "actor", .text = {"操作人", "Who"}},
      {.name = "action",
       .text = {"发生了什么", "What happened"},
       .example = R"("pricing_rule_audited")"},
      {.name = "changes",
       .text =
           {"逐字段；差异太多的字段只有名称，内容见各版规则",
            "Field by field; of a field with too many differences the name, the rest stands in the "
            "revisions"}},
      {.name = "reason", .text = {"原因", "Why"}}};
};
}  // namespace guanxi::api
