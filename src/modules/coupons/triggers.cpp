#include "modules/coupons/triggers.h"

#include <algorithm>
#include <boost/describe/enum_to_string.hpp>

#include "base/naming.h"
#include "modules/coupons/changing.h"
#include "modules/coupons/refusals.h"
#include "modules/coupons/triggers_store.h"

namespace guanxi::coupons {
namespace {

Outcome only_with(bool is_there, const char* pointer, const char* reason) {
  if (!is_there) return ok();
  return fail(ErrorCode::invalid_request, pointer, {{"reason", reason}});
}

void check_tiers(const TriggerWithTiers& wanted, const KnowsTier& knows_tier, Faults& faults) {
  const auto& ladder = wanted.trigger.ladder;
  if (!ladder) faults.add(fail(ErrorCode::missing_field, "/ladder", {{"field", "ladder"}}));
  if (wanted.tiers.empty()) {
    faults.add(fail(ErrorCode::missing_field, "/tiers", {{"field", "tiers"}}));
  }
  if (wanted.tiers.size() > limits::trigger_tiers_max) {
    const std::string max = std::to_string(limits::trigger_tiers_max);
    faults.add(fail(ErrorCode::too_many, "/tiers", {{"max", max}}));
  }
  if (!ladder || !knows_tier) return;
  for (std::size_t i = 0; i < wanted.tiers.size(); ++i) {
    const TierFound found = knows_tier(wanted.trigger.programme, *ladder, wanted.tiers[i]);
    if (found == TierFound::no_ladder) {
      faults.add(fail(ErrorCode::tier_ladder_not_found, "/ladder", {{"ladder", *ladder}}));
      return;
    }
    const auto here = wanted.tiers.begin() + static_cast<std::ptrdiff_t>(i);
    const bool again = std::find(wanted.tiers.begin(), here, wanted.tiers[i]) != here;
    if (found == TierFound::no_tier || again) {
      faults.add(fail(ErrorCode::unknown_value, "/tiers/" + std::to_string(i)));
    }
  }
}

Outcome check_trigger(const TriggerWithTiers& wanted, const KnowsTier& knows_tier) {
  Faults faults;
  const Trigger& one = wanted.trigger;
  faults.add(check_reason(one.reason));
  if (one.happening == Happening::tier_upgrade) {
    check_tiers(wanted, knows_tier, faults);
  } else {
    faults.add(only_with(one.ladder.has_value(), "/ladder", "@coupon_tier_upgrade_only"));
    faults.add(only_with(!wanted.tiers.empty(), "/tiers", "@coupon_tier_upgrade_only"));
  }
  if (one.happening == Happening::birthday) {
    faults.add(check_range(one.days_before, 0, limits::days_before_max, "/days_before"));
  } else {
    faults.add(only_with(one.days_before != 0, "/days_before", "@coupon_birthday_only"));
  }
  return faults.outcome();
}

constexpr std::int64_t tiers_a_year = 100;
static_assert(limits::trigger_tiers_max <= tiers_a_year);

/// What a coupon is issued for when that trigger does it; nullopt: it does not.
std::optional<Cause> cause_of(const TriggerWithTiers& one, const Firing& firing) {
  Cause cause{CauseKind::event, one.trigger.id.value(), firing.year};
  if (one.trigger.happening != Happening::tier_upgrade) return cause;
  const auto place = one.place_of(firing.tier);
  if (!place) return std::nullopt;
  cause.number = cause.number * tiers_a_year + *place;
  return cause;
}

/// Whether any of a template's triggers has issued for what fires this one, to whom it fires for or
/// to who was merged into them.
bool had_before(
    sql::Tx& tx,
    const std::vector<TriggerWithTiers>& all,
    const Trigger& trigger,
    const Firing& firing
) {
  return std::ranges::any_of(all, [&](const TriggerWithTiers& one) {
    if (one.trigger.happening != trigger.happening || one.trigger.ladder != trigger.ladder) {
      return false;
    }
    const auto cause = cause_of(one, firing);
    if (!cause) return false;
    const auto had = [&](OwnerId who) {
      return store::find_by_cause(tx, who, trigger.template_id, *cause).has_value();
    };
    return had(firing.owner) || std::ranges::any_of(firing.merged, had);
  });
}

}  // namespace

std::optional<std::int64_t> TriggerWithTiers::place_of(std::string_view tier) const {
  const auto found = std::ranges::find(tiers, tier);
  if (found == tiers.end()) return std::nullopt;
  return found - tiers.begin();
}

Result<TriggerWithTiers> make_trigger(
    sql::Tx& tx,
    IdGenerator& ids,
    const Template& terms,
    TriggerWithTiers wanted,
    const KnowsTier& knows_tier,
    const Act& act
) {
  Trigger& one = wanted.trigger;
  one.programme = terms.programme;
  GX_TRY_VOID(check_trigger(wanted, knows_tier));
  if (terms.state != TemplateState::active) {
    const std::string word = boost::describe::enum_to_string(terms.state, "");
    return refuse(Why::coupon_template_state, "/template", {{"state", word}});
  }
  one.id = ids.next_id<CouponTriggerTag>();
  one.template_id = terms.id;
  one.state = TriggerState::active;
  one.covered_until.reset();
  if (one.happening == Happening::birthday) one.covered_until = act.today.plus_days(-1);
  one.issued = one.missed = 0;
  one.made_at = act.now;
  one.made_by = act.by;
  store::insert_trigger(tx, wanted);
  return wanted;
}

Result<TriggerWithTiers> stop_trigger(sql::Tx& tx, TriggerId id, ActorId by, Instant now) {
  const auto before = find_trigger(tx, id);
  if (!before) return refuse(Why::coupon_trigger_not_found, "/id");
  if (before->trigger.state == TriggerState::stopped) {
    return refuse(Why::coupon_trigger_state, "/id", {{"state", "stopped"}});
  }
  if (!store::stop_trigger(tx, id, by, now)) return ErrorCode::conflict;
  return *find_trigger(tx, id);
}

Result<Fired> fire(
    sql::Tx& tx, IdGenerator& ids, const Trigger& trigger, const Firing& firing, const Act& act
) {
  const auto terms = store::find_template(tx, trigger.template_id);
  GX_CHECK_WHY(terms.has_value(), "a trigger without its template");
  const auto all = triggers_of(tx, trigger.template_id);
  const auto here = std::ranges::find_if(all, [&](const TriggerWithTiers& one) {
    return one.trigger.id == trigger.id;
  });
  GX_CHECK_WHY(here != all.end(), "a trigger that is not there has fired");
  const bool works =
      here->trigger.state == TriggerState::active && terms->state == TemplateState::active;
  if (!works) return Fired::resting;
  const auto cause = cause_of(*here, firing);
  if (!cause || had_before(tx, all, trigger, firing)) return Fired::nothing;
  std::string refusal = firing.refusal.value_or("");
  if (refusal.empty()) {
    const Issue wanted{firing.owner, firing.birthday, *cause, trigger.reason};
    const auto issued = issue(tx, ids, *terms, wanted, act);
    if (issued) {
      const bool was_missed = store::forget_miss(tx, firing.owner, trigger.id, cause->number);
      store::count_fired(tx, trigger.id, 1, was_missed ? -1 : 0);
      return Fired::issued;
    }
    if (issued.error().code == ErrorCode::conflict) return issued.error();
    refusal = refusal_of(issued.error());
  }
  const Miss miss{ids.next_id<CouponMissTag>(), firing.owner, std::move(refusal), act.now};
  if (!store::insert_miss(tx, trigger.id, cause->number, miss)) return Fired::nothing;
  store::count_fired(tx, trigger.id, 0, 1);
  return Fired::missed;
}

}  // namespace guanxi::coupons
