// A membership programme and its versioned parameters. A version is never edited: a change is the next version, in
// force from an instant on, and a sale keeps the version it was made under.
// Threads: Programmes may be used from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/currency.h"
#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/rounding.h"
#include "base/time.h"
#include "platform/sql/sql.h"

namespace guanxi::programmes {

enum class EarnScope { receipt, line };            // where fractions of a point are dropped
enum class ExpiryKind { never, months, yearly };   // months: rolled to month-end; yearly: a fixed date of the next year
enum class ShortfallPolicy { purchase, debt, refuse };

struct Parameters {
  std::int64_t earn_amount = 1000;  // this much money (minor units) …
  std::int64_t earn_points = 1;     // … earns this many points
  EarnScope earn_scope = EarnScope::receipt;
  Rounding earn_rounding = Rounding::floor;
  ExpiryKind expiry = ExpiryKind::months;
  int expiry_months = 24;           // months: usable to the end of the month this many months after earning
  int expiry_month = 12, expiry_day = 31;  // yearly: the first such date at least a year away
  ShortfallPolicy shortfall = ShortfallPolicy::purchase;
  std::int64_t points_price = 1000;  // minor units per 1,000 points when a shortfall is bought, rounded down
};

struct Version {
  ProgrammeId programme;
  int version = 0;
  Instant effective_from;
  std::string code;
  std::string name;
  Currency currency;
  TimeZone zone;
  Parameters parameters;
};

class Programmes {
 public:
  Programmes(sql::Database& db, IdGenerator& ids);
  ~Programmes();

  /// The version in force at `when`; null if the programme is unknown or has none yet. Versions live for ever.
  std::shared_ptr<const Version> in_force(ProgrammeId programme, Instant when) const;
  std::shared_ptr<const Version> version(ProgrammeId programme, int version) const;
  std::optional<ProgrammeId> find(std::string_view code) const;
  std::vector<std::shared_ptr<const Version>> list(Instant when) const;  // one per programme
  void refresh();  // after another process changed something

  struct NewProgramme {
    std::string code, name, time_zone = "Asia/Shanghai";
    Currency currency;
    Instant effective_from;  // of version 1; an import of old receipts wants an old date
    Parameters parameters;
  };
  /// Errors: code_taken, time_zone_unknown, out_of_range with the pointer of the parameter.
  Result<ProgrammeId> add(const NewProgramme& programme, ActorId by, Instant now);
  /// The next version. Errors: programme_not_found, out_of_range; conflict if effective_from is not after the last one's.
  Result<int> add_version(
      ProgrammeId programme, const Parameters& parameters, Instant effective_from, std::string_view note, ActorId by,
      Instant now
  );

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace guanxi::programmes
