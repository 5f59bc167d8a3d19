// A membership programme and its versioned parameters. A version is never edited: a change is the
// next version, in force from an instant on, and a sale keeps the version it was made under.
// Threads: Programmes may be used from any thread; a Version never changes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/currency.h"
#include "base/id.h"
#include "base/money.h"
#include "base/points.h"
#include "base/rounding.h"
#include "base/time.h"
#include "modules/audit/audit.h"
#include "platform/sql/sql.h"

namespace guanxi::api {
class Api;
}

namespace guanxi::programmes {

enum class EarnScope { receipt, line };  // where fractions of a point are dropped
enum class ExpiryKind {
  never,
  months,
  yearly
};  // months: rolled to month-end; yearly: a fixed date of the next year
enum class ShortfallPolicy { purchase, debt, refuse };
enum class StoredValueEarns { all, principal, nothing };  // what it pays: with bonus or without
enum class PaidPointsEarn { all, nothing };               // what points pay
enum class DayPointsOf { extras, all };  // classes that count for a day's budget: B and C, or all

/// Ranges: see limits below; parameters outside of them are never stored, so whoever holds a
/// Version need not check.
struct Parameters {
  std::int64_t earn_amount = 1000;  // this much money (minor units) …
  std::int64_t earn_points = 1;     // … earns this many points; 0: nothing is earned
  EarnScope earn_scope = EarnScope::receipt;
  Rounding earn_rounding = Rounding::floor;
  ExpiryKind expiry = ExpiryKind::months;
  int expiry_months = 24;  // months: usable to the end of the month this many months after earning
  int expiry_month = 12, expiry_day = 31;  // yearly: the first such date at least a year away
  ShortfallPolicy shortfall = ShortfallPolicy::purchase;
  std::int64_t points_price =
      1000;  // minor units per 1,000 points when a shortfall is bought, rounded down
  StoredValueEarns stored_value_earns = StoredValueEarns::principal;
  // Two members who may be one person, by the score of modules/matching (thousandths of a bit):
  int duplicate_review_score = 3'000;  // from here on somebody looks at the pair …
  int duplicate_automatic_score = 0;   // … and from here on nobody needs to; 0: never
  int hold_minutes = 15;               // how long points are held when nobody says otherwise
  // Points documents (class D), plus or minus alike; 0: none may be submitted.
  std::int64_t document_points_max = 10'000;          // of one document
  std::int64_t document_actor_day_max = 50'000;       // of what one author submits on a day
  std::int64_t document_programme_day_max = 500'000;  // of what the programme submits on a day
  int notice_days = 30;  // members are told so long before their points end
  // Points as money: this many points pay this much (minor units); 0 points: none do. On one
  // receipt at least so many, in steps of so many, and at most so many per cent of the payable.
  std::int64_t pay_points = 1000, pay_amount = 100;
  std::int64_t pay_points_min = 1, pay_points_step = 1;
  int pay_percent_max = 100;
  PaidPointsEarn paid_points_earn = PaidPointsEarn::nothing;
  // The most one member's sales may earn on a day of the programme, all classes together; 0: any.
  std::int64_t member_day_points_max = 0;
  // What a sale earns is spent from 00:00 of its day and so many days on.
  int points_pending_days = 0;
  // The most the programme's sales may earn on a day, of all members together; 0: any.
  std::int64_t programme_day_points_max = 0;
  DayPointsOf programme_day_points_of = DayPointsOf::extras;
  // Up to these a cashier's confirmation is proof enough, beyond it takes the member's own; 0:
  // always. Points, and minor units.
  std::int64_t proof_points_cashier_max = 5'000;
  std::int64_t proof_stored_value_cashier_max = 20'000;
  std::int64_t proof_small_change_cashier_max = 5'000;
  // What coupons are worth up to this (minor units) needs none; more is as stored value.
  std::int64_t proof_coupons_free_max = 10'000;
  int proof_attempts_max = 5;       // so many wrong ones in a row …
  int proof_lock_minutes = 30;      // … lock PIN or member code for so long
  int one_time_code_minutes = 5;    // how long one is good
  int one_time_codes_hour_max = 5;  // issued to one member within an hour
  // A sale made without a member may be given to one up to so many days after its own; 0: never.
  int late_attribution_days = 7;
  // Up to so many points without another person's approval (0: each needs it), never more than so
  // many; so many of one member in a month of the calendar and by one actor on a day (0: any).
  std::int64_t late_attribution_unapproved_points = 0;
  std::int64_t late_attribution_points_max = 100'000;
  int late_attributions_member_month_max = 5;
  int late_attributions_actor_day_max = 50;
  // Goods that come back without their receipt: money (minor units) of one return, 0: none is made;
  // so many of one member within 365 days (0: any).
  std::int64_t refund_without_receipt_max = 0;
  int refunds_without_receipt_year_max = 3;
  // Points sold outright (class F): minor units per 1,000, an amount rounded up; 0: none are sold.
  // In steps of so many, and so many to one member within 365 days (0: any).
  std::int64_t points_sale_price = 0;
  std::int64_t points_sale_step = 100;
  std::int64_t points_sale_member_year_max = 100'000;

  bool operator==(const Parameters&) const = default;
};

namespace limits {
inline constexpr std::int64_t earn_amount_max = 1'000'000'000'000;
/// Per minor unit at most this many points: any amount JSON can carry (2^53) then earns what 64
/// bits hold.
inline constexpr std::int64_t earn_points_per_unit_max = 1000;
inline constexpr std::int64_t earn_points_max = 1'000'000'000'000;
inline constexpr int expiry_months_max = 600;
inline constexpr std::int64_t points_price_max = 1'000'000'000;
inline constexpr int duplicate_score_max = 100'000;
inline constexpr int hold_minutes_max = 1440;
inline constexpr std::int64_t document_points_max = 1'000'000'000;
inline constexpr std::int64_t document_day_max = 1'000'000'000'000;
inline constexpr int notice_days_min = 30;  // a promise to every member
inline constexpr int notice_days_max = 365;
inline constexpr std::int64_t member_day_points_max = 1'000'000'000'000;
inline constexpr int points_pending_days_max = 365;
/// A month of validity has at least so many days: points are usable before they end.
inline constexpr int points_pending_days_per_month = 28;
inline constexpr std::int64_t programme_day_points_max = 1'000'000'000'000;
inline constexpr std::int64_t pay_amount_max = 1'000'000'000'000;
/// Per minor unit: what a receipt may cost then costs points that 64 bits hold.
inline constexpr std::int64_t pay_points_per_unit_max = 1'000'000;
inline constexpr std::int64_t pay_points_max = 1'000'000'000'000;
inline constexpr std::int64_t pay_points_step_max = 1'000'000'000;
inline constexpr std::int64_t proof_cashier_max = 1'000'000'000'000;
inline constexpr int proof_attempts_min = 3, proof_attempts_max = 10;
inline constexpr int proof_lock_minutes_max = 1440;
inline constexpr int one_time_code_minutes_max = 5;
inline constexpr int one_time_codes_hour_max = 20;
inline constexpr int late_attribution_days_max = 365;
inline constexpr std::int64_t late_attribution_points_max = 1'000'000'000;
inline constexpr int late_attributions_max = 1'000'000;
inline constexpr std::int64_t refund_without_receipt_max = 1'000'000'000;
inline constexpr int refunds_without_receipt_max = 1'000;
inline constexpr std::int64_t points_sale_max = 1'000'000'000;
inline constexpr std::size_t note_length_max = 500;
}  // namespace limits

struct Version {
  ProgrammeId programme;
  int version = 0;
  Instant effective_from;
  std::string code;
  std::string name;
  Currency currency;
  TimeZone zone;
  Parameters parameters;
  std::string note;  // why it was made; may be empty
  Instant created_at;
  ActorId created_by;
};

class Programmes {
 public:
  /// Reads all programmes; the schema must be migrated. `db` and `ids` must outlive it.
  Programmes(sql::Database& db, IdGenerator& ids);
  ~Programmes();

  // Reading never touches the store and never waits for a reload. Versions live for ever: what
  // these return stays right, however long it is kept.

  /// The version in force at `when` (the last one with effective_from ≤ when); null if the
  /// programme is unknown or has none yet.
  std::shared_ptr<const Version> in_force(ProgrammeId programme, Instant when) const;
  std::shared_ptr<const Version> version(ProgrammeId programme, int version) const;
  std::optional<ProgrammeId> find(std::string_view code) const;
  /// The version in force at `when`, else the first one to come; null if the programme is unknown.
  /// For showing a programme, not for sales.
  std::shared_ptr<const Version> shown(ProgrammeId programme, Instant when) const;
  /// shown() of every programme, by code.
  std::vector<std::shared_ptr<const Version>> list(Instant when) const;
  /// All versions, the first one first; empty if the programme is unknown.
  std::vector<std::shared_ptr<const Version>> versions(ProgrammeId programme) const;
  /// Looks whether another process changed something and reads it again if so: one small read
  /// otherwise.
  void refresh();

  struct NewProgramme {
    std::string code, name, time_zone = "Asia/Shanghai";
    Currency currency;
    Instant effective_from;  // of version 1; an import of old receipts wants an old date
    Parameters parameters;
  };
  /// Errors: code_taken, time_zone_unknown; missing_field, too_long, bad_format, out_of_range with
  /// the pointer of the field ("/code", "/parameters/earn_amount"); several of them as
  /// invalid_request with all in `more`.
  Result<ProgrammeId> add(const NewProgramme& programme, const audit::By& by, Instant now);
  /// The next version; returns its number. Errors: programme_not_found; out_of_range at
  /// /effective_from unless it is after the last version's, and at the parameter; too_long,
  /// bad_format (note); conflict if another process adds one at the same moment.
  Result<int> add_version(
      ProgrammeId programme,
      const Parameters& parameters,
      Instant effective_from,
      std::string_view note,
      const audit::By& by,
      Instant now
  );

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// /v1/programmes and below. All arguments outlive `api`.
void add_endpoints(api::Api& api, Programmes& programmes);

}  // namespace guanxi::programmes
