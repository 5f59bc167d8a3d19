// Risk: abuse is found, listed and limited by rules. Deeds – receipts of members, points documents,
// recharges – come out of the outbox (flows/watch); each new one makes the rules look at its
// member, till or actor again, at what lies in their windows and at nothing else. What passes a
// threshold becomes a finding: one for each rule, subject and window, however often it is looked
// at. Somebody confirms or dismisses it.
//
// A rule watches, or it limits as well: the member then neither earns nor spends until the end of
// the day of the deed. Checkout asks a snapshot in memory; a supervisor lifts a limit. Rules of
// tills and of actors only watch.
//
// Threads: Risk may be used from any thread. stopped() reads memory only.
#pragma once

#include <boost/describe/enum.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "base/points.h"
#include "base/published.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/programmes/programmes.h"
#include "platform/sql/sql.h"

namespace guanxi::risk {

struct FindingTag;
using FindingId = Id<FindingTag>;
struct RunTag;
using RunId = Id<RunTag>;

enum class Rule {
  card_often,        // a member on many receipts within minutes or a day, or in many stores
  same_cashier,      // a member on many receipts of one cashier
  refund_share,      // much of what was sold goes back
  spend_and_return,  // the points of a sale are spent, then the goods come back
  staff_card,        // staff's own card
  late_unproved,     // a till tells late of value spent, and nothing was proved
  value_by_hand,     // one actor adds much by documents and recharges
};
BOOST_DESCRIBE_ENUM(
    Rule,
    card_often,
    same_cashier,
    refund_share,
    spend_and_return,
    staff_card,
    late_unproved,
    value_by_hand
)
inline constexpr int rule_count = 7;
enum class Mode { off, watch, limit };
BOOST_DESCRIBE_ENUM(Mode, off, watch, limit)
enum class State { open, confirmed, dismissed };
BOOST_DESCRIBE_ENUM(State, open, confirmed, dismissed)

/// Amounts are minor units.
enum class Threshold {
  receipts_day,
  stores_day,
  receipts_minutes,
  minutes,
  cashier_day,
  refund_percent,
  refunds,
  returns,
  days,
  receipts_month,
  amount_month,
  own_month,
  unproved_day,
  points_day,
  amount_day,
};
BOOST_DESCRIBE_ENUM(
    Threshold,
    receipts_day,
    stores_day,
    receipts_minutes,
    minutes,
    cashier_day,
    refund_percent,
    refunds,
    returns,
    days,
    receipts_month,
    amount_month,
    own_month,
    unproved_day,
    points_day,
    amount_day
)

struct RuleVersion {
  ProgrammeId programme;
  Rule rule = Rule::card_often;
  int version = 0;  // 0: the defaults
  Mode mode = Mode::watch;
  std::map<Threshold, std::int64_t> thresholds;
  std::string reason;
  Instant created_at;
  ActorId created_by;

  std::int64_t at(Threshold threshold) const { return thresholds.at(threshold); }
};

enum class DeedKind { sale, refund, voiding, document, recharge };
BOOST_DESCRIBE_ENUM(DeedKind, sale, refund, voiding, document, recharge)
struct Deed {
  OwnerId owner;
  Date day;
  std::int64_t id = 0;
  DeedKind kind = DeedKind::sale;
  ProgrammeId programme;
  Instant occurred_at;
  StoreId store;
  TillId till;
  std::string cashier;
  ActorId actor;
  std::int64_t amount = 0;
  Points points;
  std::int64_t original = 0;
  bool unproved = false;
  bool short_of_points = false;
};

/// What a rule sees in deeds; see Finding.
struct Suspicion {
  Rule rule = Rule::card_often;
  std::string subject;  // '' or '<store>/<cashier>'
  Date window_from, day;
  Threshold threshold = Threshold::receipts_day;
  std::int64_t allowed = 0, measured = 0;
  StoreId store;
  std::vector<std::int64_t> deeds;  // all of them, the oldest first
};

struct Finding {
  OwnerId member;  // 0: about a till or an actor
  ProgrammeId programme;
  Rule rule = Rule::card_often;
  std::string subject;
  Date window_from;
  FindingId id;
  int rule_version = 0;
  Threshold threshold = Threshold::receipts_day;
  std::int64_t allowed = 0, measured = 0, count = 0;
  Date day;
  StoreId store;
  std::string evidence;  // '17,23': the newest deeds
  State state = State::open;
  std::optional<Instant> limited_from, limited_until, lifted_at;
  std::optional<ActorId> lifted_by;
  Instant found_at, changed_at;
  std::optional<Instant> decided_at;
  std::optional<ActorId> decided_by;
  std::optional<std::string> reason;
};
inline constexpr int evidence_max = 50;

/// Outbox event, once for each finding; subject: the finding.
/// {"programme":1,"rule":"card_often","count":9,"limits":0|1}
inline constexpr std::string_view found_event = "risk.found";

/// Deeds that occurred earlier are neither looked at nor kept.
inline constexpr int days_kept = 100;

struct Run {
  RunId id;
  ProgrammeId programme;
  Date from;
  OwnerId at_owner;
  std::int64_t members = 0, found = 0;
  Instant requested_at;
  ActorId requested_by;
  std::optional<Instant> ended_at;
};

/// Who is erased is nobody's colleague any more.
void forget_staff(sql::Tx& tx, OwnerId member);

class Risk {
 public:
  /// All outlive it. The schema must be migrated.
  Risk(sql::Database& db, IdGenerator& ids, const programmes::Programmes& programmes);

  /// Keeps new deeds, looks at whom they touch and notes what is found. The same deeds again change
  /// nothing. In short transactions, so that checkouts do not wait behind it: what was begun and
  /// not ended is taken up when the deeds come again.
  Outcome take(const std::vector<Deed>& deeds, Instant now);
  /// Looks at the next members of a run, at most so many; false: there are none left. The run is
  /// moved on and noted.
  Result<bool> look_again(Run& run, int members_max, Instant now);
  /// Forgets deeds that no rule looks at any more, at most `limit`; how many.
  static std::int64_t forget(sql::Tx& tx, Instant now, int limit);

  /// The rule that keeps the member from earning and spending at this instant; nullopt: none.
  std::optional<Rule> stopping(OwnerId member, Instant at) const;
  /// Errors: stopped_by_risk_rule at `pointer`, naming the rule.
  Outcome check(OwnerId member, Instant at, const char* pointer) const;
  /// Reads the limits again: one small read. Another process may have changed them.
  void refresh(Instant now);

 private:
  struct Limit {
    Instant from, until;
    Rule rule;
  };
  using Limits = std::unordered_map<OwnerId, std::vector<Limit>>;
  struct Found {
    RuleVersion rule;
    OwnerId member;
    Suspicion suspicion;
  };
  Result<std::int64_t> note(const std::vector<Found>& found, Instant now);

  sql::Database& db_;
  IdGenerator& ids_;
  const programmes::Programmes& programmes_;
  Published<Limits> limits_{std::make_shared<const Limits>()};
};

}  // namespace guanxi::risk
