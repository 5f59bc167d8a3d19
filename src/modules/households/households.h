// Households: two or more members of one programme who belong together, so that they may give one
// another points – by explicit transfers only (flows/transfer); nothing is pooled. One of them is
// the head. A member is in one household at a time; who was in which from when to when stays. What
// a programme allows stands in its terms, in versions.
//
// A household of one is over: when the last but one leaves, it is dissolved. When the head leaves,
// whoever joined first among the rest is the head. Who is closed, erased or restricted leaves; the
// flows that do so call leave().
//
// Not the family of modules/profiles: that is a list of relatives, who need not be members.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/points.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/audit/audit.h"
#include "modules/members/members.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::org {
class Org;
}
namespace guanxi::programmes {
class Programmes;
}
namespace guanxi::proofs {
class Proofs;
}

namespace guanxi::households {

struct HouseholdTag;
using HouseholdId = Id<HouseholdTag>;

enum class State { open, dissolved };
BOOST_DESCRIBE_ENUM(State, open, dissolved)
/// How a membership of a household ended.
enum class Ending { left, removed, dissolved, closed, erased, restricted, merged };
BOOST_DESCRIBE_ENUM(Ending, left, removed, dissolved, closed, erased, restricted, merged)

inline constexpr int members_max_max = 20;
inline constexpr std::int64_t transfer_points_max = 1'000'000'000;
inline constexpr int age_days_max = 3650;

/// A version of a programme's terms. 0: no such limit.
struct Terms {
  ProgrammeId programme;
  std::int64_t version = 0;  // 0: the defaults, nobody has said anything yet
  int members_max = 6;
  bool transfers = false;           // whether points may be given at all
  Points points_min{1};             // of one transfer
  Points day_points_max{10'000};    // of what one member gives on a day …
  Points month_points_max{50'000};  // … and in a calendar month
  int age_days_min = 0;             // younger points cannot travel
  std::string reason;
  Instant created_at;
  ActorId created_by;
};
/// Those in force: the newest version, or the defaults.
Terms terms_of(sql::Tx& tx, ProgrammeId programme);
/// The next version, in force at once, for whom has seen `terms.version`. Written to the audit
/// trail. Errors: stale_version.
Result<Terms> put_terms(sql::Tx& tx, Terms terms, const audit::By& by, Instant now);

struct Household {
  HouseholdId id;
  ProgrammeId programme;
  State state = State::open;
  Instant created_at;
  ActorId created_by;
  std::optional<Instant> dissolved_at;
  std::optional<ActorId> dissolved_by;
};
struct Membership {
  OwnerId member;
  std::int64_t id = 0;  // in the order of joining
  HouseholdId household;
  bool is_head = false;  // is, or was to the end
  Instant joined_at;
  ActorId joined_by;
  std::optional<Instant> left_at;
  std::optional<ActorId> left_by;
  std::optional<Ending> ending;
};

std::optional<Household> find(sql::Tx& tx, HouseholdId id);
/// Where the member is now.
std::optional<Membership> membership_of(sql::Tx& tx, OwnerId member);
/// All that ever belonged to it, in the order of joining.
std::vector<Membership> members_of(sql::Tx& tx, HouseholdId id);
/// The household that both are in now. Errors: not_in_household.
Result<HouseholdId> shared(sql::Tx& tx, OwnerId one, OwnerId other);

/// A new household; the first is its head. All of one programme, two at least and each once.
/// Errors: household_full with the fact `max`; at /head or /members/0/member:
/// already_in_household.
Result<Household> create(
    sql::Tx& tx,
    IdGenerator& ids,
    const std::vector<members::Member>& members,
    const audit::By& by,
    Instant now
);
/// Errors: household_not_found (dissolved too), household_full, already_in_household at /member.
Result<Membership> join(
    sql::Tx& tx,
    IdGenerator& ids,
    HouseholdId household,
    const members::Member& member,
    const audit::By& by,
    Instant now
);
/// Ends the member's membership, wherever it is; nullopt: there was none. What follows for the
/// others stands above.
std::optional<Membership> leave(
    sql::Tx& tx,
    OwnerId member,
    Ending ending,
    std::string_view reason,
    const audit::By& by,
    Instant now
);
/// The member's place, the head's or not, becomes that of `heir`, who is the same person (a merge)
/// and in no household. False: there was none.
bool pass_place(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId member,
    OwnerId heir,
    std::string_view reason,
    const audit::By& by,
    Instant now
);
/// Gives the place back that `heir` has had from `member` since that instant, if so.
void return_place(
    sql::Tx& tx,
    IdGenerator& ids,
    OwnerId member,
    OwnerId heir,
    Instant since,
    std::string_view reason,
    const audit::By& by,
    Instant now
);
/// Errors: household_not_found (dissolved too).
Outcome dissolve(
    sql::Tx& tx, HouseholdId household, std::string_view reason, const audit::By& by, Instant now
);

/// What verify() finds wrong: a member in two households, an open one with fewer than two members,
/// not one head, or members of a dissolved one.
std::vector<std::string> verify(sql::Tx& tx);

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const proofs::Proofs& proofs;
  const api::FirstAnswers& answers;
};
/// /v1/households, /v1/members/{id}/household and /v1/programmes/{programme}/household-terms.
/// Permissions households:read, households:write, households:configure.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::households
