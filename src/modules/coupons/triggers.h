// Triggers 触发发券: what issues a template by itself. Somebody enrols, reaches a tier, buys for
// the first time, or has their birthday; flows/triggers hears of it and fires them. A trigger is
// made and stopped, never changed; one whose template is not in use rests. A template is issued
// once to a person for one happening, whichever of its triggers does it, those that were stopped
// included: an enrolment and a first purchase are once for ever, a tier and a birthday once a year.
// What a trigger did not issue, and why, stands in its misses until it comes to it after all.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include "modules/coupons/coupons.h"

namespace guanxi::coupons {

struct CouponTriggerTag;
using TriggerId = Id<CouponTriggerTag>;
struct CouponMissTag;
using MissId = Id<CouponMissTag>;

enum class Happening { enrolment, tier_upgrade, birthday, first_purchase };
BOOST_DESCRIBE_ENUM(Happening, enrolment, tier_upgrade, birthday, first_purchase)
enum class TriggerState { active, stopped };
BOOST_DESCRIBE_ENUM(TriggerState, active, stopped)

namespace limits {
inline constexpr int days_before_max = 60;
inline constexpr std::size_t trigger_tiers_max = 20;
}  // namespace limits

/// In the order of the columns.
struct Trigger {
  TriggerId id;
  TemplateId template_id;
  ProgrammeId programme;
  Happening happening = Happening::enrolment;
  TriggerState state = TriggerState::active;
  std::optional<std::string> ladder;  // tier_upgrade only
  int days_before = 0;                // birthday only
  std::optional<Date> covered_until;  // birthday only: gone through to this day
  std::int64_t issued = 0, missed = 0;
  std::string reason;
  Instant made_at;
  ActorId made_by;
  std::optional<Instant> stopped_at;
  std::optional<ActorId> stopped_by;
};
/// With the tiers whose reaching fires it (tier_upgrade only).
struct TriggerWithTiers {
  Trigger trigger;
  std::vector<std::string> tiers;

  /// Of a tier among them; nullopt: it is not.
  std::optional<std::int64_t> place_of(std::string_view tier) const;
};

/// One that is active from `act.now` on; a birthday from today on. Errors: coupon_template_state at
/// /template; missing_field, invalid_request, out_of_range, too_many, unknown_value,
/// tier_ladder_not_found at /ladder, /tiers and /days_before; those of check_reason.
Result<TriggerWithTiers> make_trigger(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    TriggerWithTiers wanted,
    const KnowsTier& knows_tier,
    const Act& act
);
/// What it issued stays. Errors: coupon_trigger_not_found, coupon_trigger_state at /id; conflict.
Result<TriggerWithTiers> stop_trigger(sql::Tx& tx, TriggerId id, ActorId by, Instant now);

std::optional<TriggerWithTiers> find_trigger(sql::Tx& tx, TriggerId id);
/// The oldest first.
std::vector<TriggerWithTiers> triggers_of(sql::Tx& tx, TemplateId id);
/// Of all programmes, the oldest first.
std::vector<TriggerWithTiers> active_triggers(sql::Tx& tx);

/// To whom, and for what, a trigger is to issue.
struct Firing {
  OwnerId owner;                // who they are now
  std::vector<OwnerId> merged;  // who was merged into them: what those got they have
  std::optional<Date> birthday;
  int year = 0;                        // of the birthday, or of reaching the tier; 0: once for ever
  std::optional<std::string> refusal;  // they may not have it, whatever the template says
  std::string tier = {};               // that was reached; tier_upgrade only
};
enum class Fired { nothing, issued, missed, resting };
/// Issues the coupon, or writes down why not. `nothing`: they have had it for this happening, from
/// another trigger of the template perhaps, or were known to miss it; `resting`: the trigger is
/// stopped by now, or its template not in use. Safe to repeat; what was missed may be issued then.
/// Errors: conflict.
Result<Fired> fire(
    sql::Tx& tx, IdGenerator& ids, const Trigger& trigger, const Firing& firing, const Act& act
);
/// Birthdays through that day are gone through. False: that was so, or it is stopped.
bool cover(sql::Tx& tx, TriggerId id, Date until);

struct Miss {
  MissId id;
  OwnerId owner;
  std::string refusal;
  Instant missed_at;
};
/// Older than `before` (0: from the newest), newest first.
std::vector<Miss> misses_of(sql::Tx& tx, TriggerId id, MissId before, int limit);

}  // namespace guanxi::coupons
