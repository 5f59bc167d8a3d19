// The requests and answers of replays. Their words stand in docs.h, which is included at the end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modules/pricing/rule_life.h"
#include "modules/pricing/terms_docs.h"
#include "platform/api/api.h"

namespace guanxi::replay {

struct RunTag;
using RunId = Id<RunTag>;

enum class RunState { waiting, running, done, failed };
BOOST_DESCRIBE_ENUM(RunState, waiting, running, done, failed)

/// What is tried.
struct Draft {
  std::vector<pricing::RuleTerms> rules;
  std::optional<pricing::ParameterTerms> parameters;
  bool alone = false;
  bool any_day = false;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (rules, parameters, alone, any_day))

struct RequestReplay {
  std::string programme;
  Date from, to;
  std::vector<pricing::RuleTerms> rules;
  std::vector<pricing::RuleId> drafts;
  std::optional<pricing::ParameterTerms> parameters;
  bool alone = false;
  bool any_day = false;
};
BOOST_DESCRIBE_STRUCT(
    RequestReplay, (), (programme, from, to, rules, drafts, parameters, alone, any_day)
)

struct GetReplay {
  RunId id;
};
BOOST_DESCRIBE_STRUCT(GetReplay, (), (id))

struct ListReplays {
  std::string programme;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListReplays, (), (programme, limit, cursor))

// ---- the report ----

struct SideView {
  Money revenue, discount;
  std::int64_t gifts = 0;
  Money gift_value;
  std::int64_t coupons = 0;
  Points base_points, multiple_points;
  Money liability;
};
BOOST_DESCRIBE_STRUCT(
    SideView,
    (),
    (revenue, discount, gifts, gift_value, coupons, base_points, multiple_points, liability)
)

enum class DiscountOf { member_rate, document, promotion, rounding, unknown };
BOOST_DESCRIBE_ENUM(DiscountOf, member_rate, document, promotion, rounding, unknown)

struct RuleSum {
  DiscountOf kind = DiscountOf::promotion;
  std::string code;
  std::int64_t receipts_before = 0, receipts_after = 0;
  Money before, after;
};
BOOST_DESCRIBE_STRUCT(RuleSum, (), (kind, code, receipts_before, receipts_after, before, after))

struct BearerSum {
  std::string party;
  Money before, after;
};
BOOST_DESCRIBE_STRUCT(BearerSum, (), (party, before, after))

enum class SegmentBy { member, store, card_type, tier, large_category };
BOOST_DESCRIBE_ENUM(SegmentBy, member, store, card_type, tier, large_category)

struct SegmentView {
  SegmentBy by = SegmentBy::store;
  std::string code;
  std::int64_t count = 0;
  Money before, after;
  std::int64_t winners = 0;
  Money won;
  std::int64_t losers = 0;
  Money lost;
};
BOOST_DESCRIBE_STRUCT(SegmentView, (), (by, code, count, before, after, winners, won, losers, lost))

struct TierMoveSum {
  std::string from, to;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(TierMoveSum, (), (from, to, members))

struct GrowthSum {
  std::string ladder;
  std::int64_t members = 0, before = 0, after = 0;
  std::vector<TierMoveSum> moves;
};
BOOST_DESCRIBE_STRUCT(GrowthSum, (), (ladder, members, before, after, moves))

struct ReceiptChange {
  ReceiptId receipt;
  Money before, after;
};
BOOST_DESCRIBE_STRUCT(ReceiptChange, (), (receipt, before, after))

struct ReplayReport {
  std::int64_t receipts = 0, lines = 0, priced_by_till = 0;
  std::int64_t cheaper = 0, dearer = 0, restricted = 0, inexact = 0;
  Money till_discount, coupon_discount;
  SideView before, after;
  std::vector<RuleSum> rules;
  std::vector<BearerSum> bearers;
  std::vector<SegmentView> segments;
  std::optional<GrowthSum> growth;
  std::vector<ReceiptChange> most_won, most_lost;
};
BOOST_DESCRIBE_STRUCT(
    ReplayReport,
    (),
    (receipts,
     lines,
     priced_by_till,
     cheaper,
     dearer,
     restricted,
     inexact,
     till_discount,
     coupon_discount,
     before,
     after,
     rules,
     bearers,
     segments,
     growth,
     most_won,
     most_lost)
)

struct ReplaySummary {
  RunId id;
  std::string programme;
  Date from, to;
  RunState state = RunState::waiting;
  std::int64_t receipts = 0, total = 0;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(
    ReplaySummary,
    (),
    (id, programme, from, to, state, receipts, total, requested_at, requested_by, ended_at)
)

struct ReplayView : ReplaySummary {
  Draft draft;
  std::optional<ReplayReport> report;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(ReplayView, (ReplaySummary), (draft, report, reason))

}  // namespace guanxi::replay

#include "flows/replay/docs.h"
