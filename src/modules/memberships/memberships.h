// Paid membership 付费会员: plans that are sold for a term, what members bought of them, renewal
// 续费, cancelling, and the end. A plan comes in versions that are never edited; a term is paid
// under the version of its day. While a membership lasts – its grace included – it gives a tier
// through the one grant of the member's standing.
//
//   bought ─▶ running ──until + grace──▶ ended
//               │ ▲                         │
//     cancelled ┘ └──────── bought anew ────┘
//
// A membership whose end has passed is over on any access; a job posts it and tells before the end.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/members/members.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/tiers.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
class FirstAnswers;
}  // namespace guanxi::api
namespace guanxi::org {
class Org;
}

namespace guanxi::memberships {

enum class PlanState { active, retired };
BOOST_DESCRIBE_ENUM(PlanState, active, retired)

struct Plan {
  ProgrammeId programme;
  std::string code;
  std::int64_t version = 0;
  PlanState state = PlanState::active;
  std::string name_zh, name_en;
  std::int64_t price = 0;  // minor units of the programme's currency
  int months = 12;
  std::optional<tiers::LadderId> ladder;  // of the tier it gives; none: it gives no tier
  std::string tier;
  int renewal_days = 30;           // before the end, from when on it can be renewed
  int grace_days = 0;              // behind it: the tier stays, a renewal goes on from the end
  std::vector<int> reminder_days;  // before the end, the longest first
  int refund_days = 0;             // a term that was not used goes back within so many; 0: never
  std::string reason;
  Instant created_at;
  ActorId created_by;
};

namespace limits {
inline constexpr std::int64_t price_max = 100'000'000;
inline constexpr int months_max = 120, days_max = 365, reminders_max = 5;
}  // namespace limits

/// The newest version of a plan.
std::optional<Plan> find_plan(sql::Tx& tx, ProgrammeId programme, std::string_view code);
std::optional<Plan> find_plan(
    sql::Tx& tx, ProgrammeId programme, std::string_view code, std::int64_t version
);
/// Every version, by code, the newest first.
std::vector<Plan> plans_of(sql::Tx& tx, ProgrammeId programme);
/// The first version of a code, or the next one if `plan.version` is the newest; the same content
/// makes none. Errors, each with its pointer: stale_version, membership_plan_retired, out_of_range,
/// too_many, unknown_value (reminders not falling), those of names, codes and reasons.
Result<Plan> put_plan(sql::Tx& tx, Plan plan, ActorId by, Instant now);
/// A last version, that is not sold any more; what runs goes on to its end. Errors:
/// membership_plan_not_found, membership_plan_retired, stale_version, those of check_reason.
Result<Plan> retire_plan(
    sql::Tx& tx,
    ProgrammeId programme,
    std::string_view code,
    std::int64_t version,
    const std::string& reason,
    ActorId by,
    Instant now
);

enum class State { running, ended, cancelled };
BOOST_DESCRIBE_ENUM(State, running, ended, cancelled)
enum class PaymentKind { bought, renewed };
BOOST_DESCRIBE_ENUM(PaymentKind, bought, renewed)

inline constexpr int not_told = 99'999;

struct Membership {
  OwnerId owner;
  std::string plan;
  ProgrammeId programme;
  std::int64_t plan_version = 0;
  State state = State::running;
  Date since, until;
  std::int64_t payments = 0;
  Date due_on = Date::never;  // a reminder, or the end
  int told_days = not_told;   // the shortest notice given of this end
};
struct Payment {
  OwnerId owner;
  std::int64_t id = 0;
  std::string plan;
  std::int64_t number = 0;  // 1, 2, 3 … of the member and plan
  std::int64_t plan_version = 0;
  PaymentKind kind = PaymentKind::bought;
  Date from, until;
  std::int64_t paid = 0;
  std::string reference;
  Instant paid_at;
  ActorId paid_by;
  std::optional<Instant> cancelled_at;
  std::optional<ActorId> cancelled_by;
  std::optional<std::string> cancelled_why;
  std::int64_t refunded = 0;
};

// ---- pure rules ----

/// The last day on which it still counts, grace included.
inline Date last_day(const Plan& plan, Date until) { return until.plus_days(plan.grace_days); }
/// The next day with something to do: the first reminder shorter than `told_days`, else the end.
Date next_due(const Plan& plan, Date until, int told_days);
/// The shortest notice whose day has come; not_told: none.
int notice_due(const Plan& plan, Date until, Date today);
struct Term {
  PaymentKind kind = PaymentKind::bought;
  Date from, until;
};
/// What a payment made today pays for: behind the end of what runs or is in grace, else from today.
Term term_of(const Plan& plan, const std::optional<Date>& runs_until, Date today);

// ---- actions, each in the caller's transaction ----

struct Desk {
  IdGenerator& ids;
  const tiers::Ladders& ladders;
  const programmes::Programmes& programmes;
};
struct Purchase {
  std::string plan;
  Money paid;
  std::string reference;  // the payment's number elsewhere: pays once in a programme
};
struct Bought {
  Membership membership;
  Payment payment;
};
/// Sells a first term, or a new one after the last has ended. Errors, at /plan, /paid, /reference:
/// membership_plan_not_found, membership_plan_retired, membership_state (one is running),
/// membership_price_differs, code_taken (the reference paid before); member_frozen, member_closed;
/// tier_ladder_off, tier_not_found; conflict; no_parameters_in_force.
Result<Bought> buy(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    const Purchase& purchase,
    ActorId by,
    Instant now
);
/// Another term: behind the end while it runs or is in grace, else from today. Errors: those of
/// buy; membership_not_found (never bought), membership_state (earlier than the plan's window).
Result<Bought> renew(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    const Purchase& purchase,
    ActorId by,
    Instant now
);
/// Takes the last term back: all that was paid for it is to be returned where it is within the
/// plan's days and not used – it has not begun, or the member has bought nothing since –, nothing
/// with `without_refund`. `number`: the term that is meant, if somebody said so. Where an earlier
/// term still runs, that one counts again; else it is over. Errors: membership_not_found,
/// membership_state (not running), not_eligible with the fact reason.
Result<Bought> cancel(
    sql::Tx& tx,
    const Desk& desk,
    const members::Member& member,
    std::string_view plan,
    std::optional<std::int64_t> number,
    bool without_refund,
    const std::string& reason,
    ActorId by,
    Instant now
);

/// The member leaves: what runs is over, without a refund, and nothing more is told before an end.
void end_all(sql::Tx& tx, IdGenerator& ids, OwnerId owner, Instant now);

// ---- merges of two members ----

/// A membership that one of the two who become one has paid for.
struct Passed {
  std::string plan;
  std::int64_t payments = 0;  // that were not taken back
};
/// Those of `from` that count today. nullopt: `to` has, or had, one of the same plan, and their
/// payments would have to be told apart.
std::optional<std::vector<Passed>> may_pass(sql::Tx& tx, OwnerId from, OwnerId to, Date today);
/// Each with all its payments. What it lends of a tier is the matter of tiers::merge.
void pass(sql::Tx& tx, OwnerId from, OwnerId to, const std::vector<Passed>& memberships);
/// Whether they still are as they were passed: no term was paid for or taken back
/// since.
bool may_return(sql::Tx& tx, OwnerId from, const std::vector<Passed>& memberships);

// ---- reading ----

bool is_running(sql::Tx& tx, OwnerId owner);
/// By plan, as of `today`: what is past its end says so.
std::vector<Membership> memberships_of(sql::Tx& tx, OwnerId owner, Date today);
/// The newest first.
std::vector<Payment> payments_of(sql::Tx& tx, OwnerId owner);
struct Ending {
  Date until;
  OwnerId owner;
  std::string plan;
};
/// What runs and ends in [from, to], by day, behind `after`.
std::vector<Ending> ending(
    sql::Tx& tx, ProgrammeId programme, Date from, Date to, const Ending& after, int limit
);

/// What its endpoints work with. All outlive the Api.
struct Office {
  sql::Database& db;
  IdGenerator& ids;
  const tiers::Ladders& ladders;
  const programmes::Programmes& programmes;
  const org::Org& org;
  const members::Members& members;
  const api::FirstAnswers& answers;
};
/// /v1/programmes/{programme}/membership-plans and memberships, /v1/members/{id}/memberships.
void add_endpoints(api::Api& api, const Office& office);

}  // namespace guanxi::memberships
