// The requests and answers about members' tiers and about simulations, with their documentation.
// Inside modules/tiers.
#pragma once

#include "modules/tiers/ladders_types.h"
#include "modules/tiers/simulations.h"

namespace guanxi::tiers {

struct GrowthCauseTag;
using GrowthCauseId = Id<GrowthCauseTag>;

struct GetStanding {
  OwnerId id;
};
BOOST_DESCRIBE_STRUCT(GetStanding, (), (id))

struct ListGrowth {
  OwnerId id;
  std::string ladder;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListGrowth, (), (id, ladder, limit, cursor))

struct GrantTier {
  OwnerId id;
  std::string ladder, tier;
  Date until;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(GrantTier, (), (id, ladder, tier, until, reason))

struct EndGrant {
  OwnerId id;
  std::string ladder, tier, reason;
};
BOOST_DESCRIBE_STRUCT(EndGrant, (), (id, ladder, tier, reason))

struct BuyTier {
  OwnerId id;
  std::string ladder, tier;
  Money paid;
  std::string reference;
};
BOOST_DESCRIBE_STRUCT(BuyTier, (), (id, ladder, tier, paid, reference))

struct EnterBehaviour {
  OwnerId id;
  std::string ladder, behaviour;
};
BOOST_DESCRIBE_STRUCT(EnterBehaviour, (), (id, ladder, behaviour))

struct NextTier {
  std::string tier, name;
  std::int64_t threshold = 0, missing = 0;
};
BOOST_DESCRIBE_STRUCT(NextTier, (), (tier, name, threshold, missing))

struct KeepView {
  Date from, until, decided_on;
  std::int64_t needed = 0, missing = 0;
  std::string otherwise;
};
BOOST_DESCRIBE_STRUCT(KeepView, (), (from, until, decided_on, needed, missing, otherwise))

struct GrantView {
  std::string tier;
  Date until;
};
BOOST_DESCRIBE_STRUCT(GrantView, (), (tier, until))

struct TierStanding {
  std::string ladder;
  std::int64_t version = 0;
  std::string tier, name, tier_by_growth;
  std::optional<Instant> since;
  std::int64_t growth = 0;
  Date growth_from;
  std::optional<NextTier> next;
  std::optional<KeepView> keep;
  std::optional<GrantView> granted;
  std::vector<GrantView> granted_later;
  Rate discount_rate, points_multiple;
  std::vector<Benefit> gifts, exclusives;
  std::vector<std::string> text;
};
BOOST_DESCRIBE_STRUCT(
    TierStanding,
    (),
    (ladder,
     version,
     tier,
     name,
     tier_by_growth,
     since,
     growth,
     growth_from,
     next,
     keep,
     granted,
     granted_later,
     discount_rate,
     points_multiple,
     gifts,
     exclusives,
     text)
)
struct MemberTier {
  OwnerId member;
  std::vector<TierStanding> ladders;
};
BOOST_DESCRIBE_STRUCT(MemberTier, (), (member, ladders))

struct GrowthView {
  std::int64_t seq = 0;
  Instant posted_at, occurred_at;
  Date counts_on;
  EntryKind kind = EntryKind::sale;
  std::optional<GrowthCauseId> cause;
  std::optional<ReceiptId> receipt;
  std::int64_t growth = 0;
  std::string tier_before, tier_after;
  std::optional<std::string> note;
  ActorId actor;
};
BOOST_DESCRIBE_STRUCT(
    GrowthView,
    (),
    (seq,
     posted_at,
     occurred_at,
     counts_on,
     kind,
     cause,
     receipt,
     growth,
     tier_before,
     tier_after,
     note,
     actor)
)

struct RequestSimulation {
  std::string code;
};
BOOST_DESCRIBE_STRUCT(RequestSimulation, (), (code))
struct GetSimulation {
  SimulationId id;
};
BOOST_DESCRIBE_STRUCT(GetSimulation, (), (id))
struct ListMoves {
  SimulationId id;
  int limit = api::page_limit_default;
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(ListMoves, (), (id, limit, cursor))

struct MatrixCell {
  std::string now, then, later_now, later_then;
  std::int64_t members = 0;
};
BOOST_DESCRIBE_STRUCT(MatrixCell, (), (now, then, later_now, later_then, members))
struct SimulationView {
  SimulationId id;
  std::string ladder;
  std::int64_t version = 0;
  Date as_of;
  std::int64_t members = 0, total = 0;
  bool done = false;
  std::vector<MatrixCell> matrix;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at;
};
BOOST_DESCRIBE_STRUCT(
    SimulationView,
    (),
    (id, ladder, version, as_of, members, total, done, matrix, requested_at, requested_by, ended_at)
)
struct MoveView {
  OwnerId member;
  std::int64_t growth = 0;
  std::string now, then, later_now, later_then;
};
BOOST_DESCRIBE_STRUCT(MoveView, (), (member, growth, now, then, later_now, later_then))

}  // namespace guanxi::tiers

#include "modules/tiers/standing_docs.h"  // IWYU pragma: export
