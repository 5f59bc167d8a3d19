// The requests and answers of the endpoints of risk, with their documentation. Private to the
// module.
#pragma once

#include "modules/risk/risk.h"
#include "platform/api/api.h"

namespace guanxi::risk {

struct ThresholdView {
  Threshold name = Threshold::receipts_day;
  std::int64_t value = 0;
};
BOOST_DESCRIBE_STRUCT(ThresholdView, (), (name, value))

struct RuleView {
  Rule rule = Rule::card_often;
  std::int64_t version = 0;
  Mode mode = Mode::watch;
  std::vector<ThresholdView> thresholds;
  std::string text;
  std::optional<std::string> reason;
  std::optional<Instant> created_at;
  std::optional<ActorId> created_by;
};
BOOST_DESCRIBE_STRUCT(
    RuleView, (), (rule, version, mode, thresholds, text, reason, created_at, created_by)
)
struct RuleList {
  std::vector<RuleView> items;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (items))
struct ListRules {
  std::string programme;
};
BOOST_DESCRIBE_STRUCT(ListRules, (), (programme))
struct ListRuleVersions {
  std::string rule, programme;
};
BOOST_DESCRIBE_STRUCT(ListRuleVersions, (), (rule, programme))
struct PutRule {
  std::string rule, programme;
  Mode mode = Mode::watch;
  std::vector<ThresholdView> thresholds;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PutRule, (), (rule, programme, mode, thresholds, reason))

enum class SubjectKind { member, till, actor };
BOOST_DESCRIBE_ENUM(SubjectKind, member, till, actor)

struct FindingView {
  FindingId id;
  std::string programme;
  Rule rule = Rule::card_often;
  std::int64_t rule_version = 0;
  SubjectKind subject = SubjectKind::member;
  std::optional<OwnerId> member;
  std::optional<std::string> store, till, cashier;
  std::optional<ActorId> actor;
  Date from, day;
  Threshold threshold = Threshold::receipts_day;
  std::int64_t allowed = 0, measured = 0, count = 0;
  std::vector<std::string> evidence;
  State state = State::open;
  std::optional<Instant> limited_until, lifted_at;
  std::optional<ActorId> lifted_by;
  Instant found_at;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(
    FindingView,
    (),
    (id,
     programme,
     rule,
     rule_version,
     subject,
     member,
     store,
     till,
     cashier,
     actor,
     from,
     day,
     threshold,
     allowed,
     measured,
     count,
     evidence,
     state,
     limited_until,
     lifted_at,
     lifted_by,
     found_at,
     decided_at,
     decided_by,
     reason)
)
struct ListFindings {
  std::string programme;
  std::optional<State> state;
  std::optional<Rule> rule;
  std::optional<OwnerId> member;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListFindings, (), (programme, state, rule, member, limit, cursor))
struct GetFinding {
  FindingId id;
};
BOOST_DESCRIBE_STRUCT(GetFinding, (), (id))
enum class Verdict { confirmed, dismissed };
BOOST_DESCRIBE_ENUM(Verdict, confirmed, dismissed)
struct DecideFinding {
  FindingId id;
  Verdict decision = Verdict::confirmed;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(DecideFinding, (), (id, decision, reason))
struct LiftLimit {
  FindingId id;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(LiftLimit, (), (id, reason))

struct StaffView {
  OwnerId member;
  std::string programme, employee, reason;
  Instant since;
  ActorId noted_by;
};
BOOST_DESCRIBE_STRUCT(StaffView, (), (member, programme, employee, reason, since, noted_by))
struct PutStaff {
  OwnerId member;
  std::string employee, reason;
};
BOOST_DESCRIBE_STRUCT(PutStaff, (), (member, employee, reason))
struct RemoveStaff {
  OwnerId member;
};
BOOST_DESCRIBE_STRUCT(RemoveStaff, (), (member))
struct ListStaff {
  std::string programme;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListStaff, (), (programme, limit, cursor))

struct RequestRun {
  std::string programme;
  std::optional<Date> from;
};
BOOST_DESCRIBE_STRUCT(RequestRun, (), (programme, from))
struct GetRun {
  RunId id;
};
BOOST_DESCRIBE_STRUCT(GetRun, (), (id))
struct RunView {
  RunId id;
  std::string programme;
  Date from;
  std::int64_t members = 0, found = 0;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(
    RunView, (), (id, programme, from, members, found, requested_at, requested_by, ended_at)
)

}  // namespace guanxi::risk

#include "modules/risk/api_docs.h"  // IWYU pragma: export
