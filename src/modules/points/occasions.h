// Occasions: when a sale earns more. One either multiplies (class B: the member's birthday, a
// member day) or gives points on top (class C: water bought on the birthday), and says when, where
// and for whom. An occasion is never edited: a change is the next version under its code, in force
// from an instant on, and a receipt keeps the name of what applied. Which of them a sale has is
// decided by pure rules from facts; how much they give is decided in earn_rules.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modules/points/points.h"

namespace guanxi::points {

enum class OccasionKind { multiple, gift };
BOOST_DESCRIBE_ENUM(OccasionKind, multiple, gift)
enum class OccasionState { active, retired };
BOOST_DESCRIBE_ENUM(OccasionState, active, retired)
enum class OccasionPeriod { day, month, year, ever };
BOOST_DESCRIBE_ENUM(OccasionPeriod, day, month, year, ever)
enum class OccasionBirthday { any, day, month };  // any: no matter
BOOST_DESCRIBE_ENUM(OccasionBirthday, any, day, month)

struct Occasion {
  std::int64_t id = 0;
  ProgrammeId programme;
  std::string code;
  int version = 0;
  OccasionState state = OccasionState::active;
  OccasionKind kind = OccasionKind::multiple;
  std::string name;  // what the member reads
  Rate multiple;     // kind multiple: > 1
  Points points;     // kind gift: > 0
  Instant starts_at;
  std::optional<Instant> ends_at;  // none: until the next version starts
  // All of these must hold, by the programme's calendar and clock:
  int weekdays = 127;                     // bit 0: Monday … bit 6: Sunday
  int from_minute = 0, to_minute = 1440;  // of the day, the end excluded
  OccasionBirthday birthday = OccasionBirthday::any;
  std::vector<StoreId> stores;           // one of these; empty: any
  std::vector<std::int64_t> card_types;  // the presented card's; empty: any
  std::vector<std::string> items;        // one of these is bought; empty: any
  std::string reason;                    // why this version was made
  Instant created_at;
  ActorId created_by;
  // How often one member has it in a period of the programme's calendar, under whatever version of
  // its code; 0: any number of times. A birthday lies in one year, whichever day or month of it
  // counts: "year" is once for each birthday, also for who moves it.
  int times_per_member = 0;
  OccasionPeriod period = OccasionPeriod::ever;
};

/// What of a sale an occasion turns on.
struct OccasionFacts {
  Date day;  // in the programme's zone
  int minute = 0;
  StoreId store;
  std::optional<std::int64_t> card_type;
  std::optional<Date> birthday;
  std::vector<std::string> items;  // codes
};
/// Whether the occasion's conditions hold; that it is in force is known already. Somebody born on
/// 29 February celebrates on the 28th in other years.
bool applies(const Occasion& occasion, const OccasionFacts& facts);

struct Gains {
  std::vector<Occasion> multiples;  // that apply, the highest first: it is the one that counts
  std::vector<Occasion> gifts;      // all that apply
  std::vector<Occasion> used_up;    // that would apply, but for how often the member has had them

  Rate multiple() const { return multiples.empty() ? Rate::one() : multiples.front().multiple; }
  Points given() const;
};
/// By code where multiples are equal.
Gains gains_of(std::vector<Occasion> in_force, const OccasionFacts& facts);

namespace limits {
inline constexpr std::int64_t occasion_multiple_max = 100;
inline constexpr std::int64_t occasion_points_max = 1'000'000;
inline constexpr int occasion_times_max = 1'000;
}  // namespace limits

/// The first version of a code, or the next one; id, version and creation are filled in. Errors:
/// points_occasion_retired; out_of_range at /starts_at in the past or not after the last version's,
/// at /ends_at unless after starts_at; conflict if somebody adds one at the same moment.
Result<Occasion> add_occasion(
    sql::Tx& tx, IdGenerator& ids, Occasion occasion, ActorId by, Instant now
);
/// Adds a last version that is retired from `now` on. Errors: points_occasion_not_found,
/// points_occasion_retired, conflict.
Result<Occasion> retire_occasion(
    sql::Tx& tx,
    IdGenerator& ids,
    ProgrammeId programme,
    std::string_view code,
    std::string_view reason,
    ActorId by,
    Instant now
);
/// Every version, by code, the newest first.
std::vector<Occasion> occasions(sql::Tx& tx, ProgrammeId programme);
/// Likewise of all programmes.
std::vector<Occasion> every_occasion(sql::Tx& tx);
std::int64_t count_occasions(sql::Tx& tx);  // versions: grows with each change
/// Of one programme's versions, ordered like these, what is in force at `when`: of each code the
/// version that started last, unless it has ended.
std::vector<Occasion> in_force_at(const std::vector<Occasion>& versions, Instant when);

}  // namespace guanxi::points
