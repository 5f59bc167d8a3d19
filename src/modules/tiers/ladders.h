// Ladders of tiers: what a member can reach, by which growth, for how long, and what it gives. A
// ladder is configured in versions that are never edited: a change is the next version, a draft
// until it is switched on. A programme may have several ladders; at most one decides rates. Every
// change stands field by field in the ladder's own log and in the audit trail.
//
// Threads: Ladders may be used from any thread; a Version never changes.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/currency.h"
#include "base/id.h"
#include "base/money.h"
#include "base/rate.h"
#include "base/result.h"
#include "base/time.h"
#include "modules/audit/audit.h"
#include "platform/sql/sql.h"

namespace guanxi::tiers {

struct LadderTag;
using LadderId = Id<LadderTag>;

enum class PeriodKind { rolling, calendar, anniversary };
BOOST_DESCRIBE_ENUM(PeriodKind, rolling, calendar, anniversary)
enum class Downgrade { one_step, supported };
BOOST_DESCRIBE_ENUM(Downgrade, one_step, supported)

struct Benefit {  // a gift or an exclusive, as a named fact for those who hand it out
  std::string code, name_zh, name_en;
  bool operator==(const Benefit&) const = default;
};

struct Tier {
  std::string code, name_zh, name_en;
  std::int64_t threshold = 0;             // growth that reaches it
  std::int64_t keep = 0;                  // growth of a period that keeps it
  Rate discount_rate;                     // 0.95 pays 95 %
  Rate points_multiple = Rate::of(0, 1);  // class E, in multiples of the base
  std::vector<Benefit> gifts, exclusives;
  std::optional<Money> price;  // none: cannot be bought
  bool operator==(const Tier&) const = default;
};

struct Behaviour {
  std::string code, name_zh, name_en;
  std::int64_t growth = 0;
  bool operator==(const Behaviour&) const = default;
};

struct Sources {
  Money amount;                    // for every so much net paid, without points, coupons, bonus …
  std::int64_t amount_growth = 0;  // … so much growth
  std::int64_t visit_growth = 0;   // for the first receipt of a day
  std::int64_t tenure_growth = 0;  // on each anniversary of joining
  std::vector<Behaviour> behaviours;
  bool operator==(const Sources&) const = default;
};

struct Terms {
  std::string name_zh, name_en;
  bool decides_rates = true;
  PeriodKind period = PeriodKind::calendar;
  std::optional<int> period_months;  // rolling only
  int grace_days = 0;
  Downgrade downgrade = Downgrade::one_step;
  int purchase_months = 12;  // how long a tier that was bought lasts
  Sources sources;
  std::vector<Tier> tiers;  // the lowest first, which everybody has
  bool operator==(const Terms&) const = default;
};

namespace limits {
inline constexpr std::int64_t growth_max = 1'000'000'000'000;
inline constexpr std::int64_t growth_each_max = 1'000'000;  // for a unit of amount, a visit …
inline constexpr std::int64_t amount_max = 1'000'000'000;   // minor units
inline constexpr int months_max = 120;
inline constexpr int grace_days_max = 180;
inline constexpr int rate_max = 100;
inline constexpr std::size_t tiers_max = 20, benefits_max = 20, behaviours_max = 50;
}  // namespace limits

struct Ladder {
  LadderId id;
  ProgrammeId programme;
  Currency currency;
  std::string code;
  std::int64_t version = 1;   // the newest
  std::int64_t in_force = 0;  // 0: none yet
  Instant changed_at;
  ActorId changed_by;
};

struct Version {
  LadderId ladder;
  ProgrammeId programme;
  Currency currency;
  std::string code;
  std::int64_t version = 1;
  std::optional<Instant> effective_from;  // none: a draft
  Terms terms;

  /// Its place from the lowest, 0; nullopt for a code it does not have.
  std::optional<std::size_t> rank(std::string_view tier) const;
  const Tier& at(std::size_t rank) const { return terms.tiers[rank]; }
  /// Of a code that is known to be there.
  std::size_t rank_of(std::string_view tier) const;
};
using VersionPtr = std::shared_ptr<const Version>;

struct Change {
  std::int64_t version = 0;
  std::string field;  // "tiers/GOLD/threshold"
  std::optional<std::string> before, after;
  std::string reason;
  Instant changed_at;
  ActorId changed_by;
};

class Ladders {
 public:
  /// Reads what is switched on; the schema must be migrated. Both must outlive it.
  Ladders(sql::Database& db, IdGenerator& ids);
  ~Ladders();

  // Reading never touches the store and never waits for a reload.

  /// Of each ladder of the programme the version in force at `when`, by code.
  std::vector<VersionPtr> in_force(ProgrammeId programme, Instant when) const;
  VersionPtr in_force(LadderId ladder, Instant when) const;  // null: none
  /// Looks whether another process switched something on and reads it again if so.
  void refresh();

  /// A ladder with its first version, a draft. Errors: code_taken at /code, and all that is wrong
  /// with the terms, each below /terms.
  Result<Ladder> add(
      ProgrammeId programme,
      Currency currency,
      const std::string& code,
      const Terms& terms,
      const std::string& reason,
      const audit::By& by,
      Instant now
  );
  /// The next version, a draft; the same terms make none. Errors: tier_ladder_not_found,
  /// stale_version, tier_in_use at /terms/tiers (fact tier: it is in force and left out), those of
  /// the terms.
  Result<Ladder> change(
      LadderId ladder,
      std::int64_t version,
      const Terms& terms,
      const std::string& reason,
      const audit::By& by,
      Instant now
  );
  /// Switches the newest version on, from `now`. Errors: tier_ladder_not_found, stale_version,
  /// tier_version_on, tier_rates_decided (fact ladder), missing_field and the like at /reason.
  Result<Ladder> switch_on(
      LadderId ladder,
      std::int64_t version,
      const std::string& reason,
      const audit::By& by,
      Instant now
  );

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

std::optional<Ladder> find_ladder(sql::Tx& tx, std::string_view code);
std::optional<Ladder> find_ladder(sql::Tx& tx, LadderId id);
std::vector<Ladder> list_ladders(sql::Tx& tx);  // by code
std::optional<Version> find_version(sql::Tx& tx, const Ladder& ladder, std::int64_t version);
/// What versions before `before` changed, the newest first, of at most `versions` of them.
std::vector<Change> changes_of(sql::Tx& tx, LadderId ladder, std::int64_t before, int versions);

}  // namespace guanxi::tiers
