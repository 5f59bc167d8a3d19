#include "flows/triggers/triggers.h"

#include <algorithm>
#include <boost/json.hpp>

#include "flows/checkout/bought.h"
#include "flows/triggers/firing.h"
#include "modules/sales/sales.h"

namespace guanxi::triggers {
namespace {

using coupons::Happening;

constexpr std::string_view enrolled = "member.enrolled", changed = "member.changed",
                           tier_changed = "tier.changed", receipt_posted = "receipt.posted",
                           receipt_attributed = "receipt.attributed";
constexpr std::int64_t tiers_a_year = 100;  // more than a trigger has
// Who left and joins again, or changed the phone and brings the old one, is nobody new.
constexpr int rejoining_days = 365;

struct TierMove {
  std::string ladder, before, after;
};

TierMove tier_move_of(const outbox::Event& event) {
  const boost::json::value facts = boost::json::parse(event.facts);
  const auto word = [&](const char* name) { return std::string(facts.at(name).as_string()); };
  return {word("ladder"), word("before"), word("after")};
}

/// A sale of a member who paid something.
bool is_paid_sale(const outbox::Event& event) {
  const boost::json::value facts = boost::json::parse(event.facts);
  return facts.at("kind").as_string() == "sale" && facts.at("member").as_int64() == 1 &&
         facts.at("payable").as_int64() > 0;
}

/// What an event is to triggers, looked up as far as one asks for it.
class Heard {
 public:
  Heard(sql::Tx& tx, const House& house, const outbox::Event& event, const Receiver& receiver)
      : tx_(tx), house_(house), event_(event), receiver_(receiver) {}

  /// Fires the trigger if it is one for this. Errors: conflict.
  Outcome tell(const coupons::TriggerWithTiers& one) const {
    const coupons::Trigger& trigger = one.trigger;
    if (trigger.programme != receiver_.member.programme || event_.posted_at < trigger.made_at) {
      return ok();
    }
    switch (trigger.happening) {
      case Happening::enrolment:
        return tell_enrolment(trigger);
      case Happening::tier_upgrade:
        return tell_tier(one);
      case Happening::birthday:
        return tell_birthday(trigger);
      case Happening::first_purchase:
        return tell_purchase(trigger);
    }
    GX_CHECK_WHY(false, "no such happening");
  }

 private:
  Outcome fire(const coupons::Trigger& trigger, const coupons::Firing& firing) const {
    GX_TRY_VOID(coupons::fire(tx_, house_.ids, trigger, firing, receiver_.act));
    return ok();
  }

  Outcome tell_enrolment(const coupons::Trigger& trigger) const {
    if (event_.kind != enrolled) return ok();
    const Date since = receiver_.programme->zone.date_of(trigger.made_at);
    if (receiver_.member.joined_on < since) return ok();  // an import brought them
    coupons::Firing firing = receiver_.firing(tx_, 0);
    const Instant before = event_.posted_at.plus_seconds(-std::int64_t{86400} * rejoining_days);
    if (members::was_here_before(tx_, receiver_.member.id, before)) {
      firing.refusal = "coupon_rejoined";
    }
    return fire(trigger, firing);
  }

  Outcome tell_tier(const coupons::TriggerWithTiers& one) const {
    if (event_.kind != tier_changed) return ok();
    const TierMove move = tier_move_of(event_);
    const auto place = one.place_of(move.after);
    if (!place || one.trigger.ladder != move.ladder || !is_upgrade(move)) return ok();
    const Date day = receiver_.programme->zone.date_of(event_.posted_at);
    return fire(one.trigger, receiver_.firing(tx_, day.year() * tiers_a_year + *place));
  }

  bool is_upgrade(const TierMove& move) const {
    for (const auto& ladder :
         house_.ladders.in_force(receiver_.member.programme, event_.posted_at)) {
      if (ladder->code != move.ladder) continue;
      const auto before = ladder->rank(move.before), after = ladder->rank(move.after);
      return after && (!before || *before < *after);
    }
    return false;
  }

  /// Who enrols, or tells a birthday, when the job has gone through that day already.
  Outcome tell_birthday(const coupons::Trigger& trigger) const {
    if (event_.kind != enrolled && event_.kind != changed) return ok();
    const Date from = receiver_.act.today, until = *trigger.covered_until;
    GX_TRY_VOID(fire_birthday(tx_, house_, trigger, receiver_, from, until));
    return ok();
  }

  Outcome tell_purchase(const coupons::Trigger& trigger) const {
    if (event_.kind != receipt_posted && event_.kind != receipt_attributed) return ok();
    if (!is_paid_sale(event_)) return ok();
    const ReceiptId id(event_.subject_id);
    const auto sale = sales::find_summary(tx_, id, event_.owner);
    if (!sale || sale->state != "posted" || sale->occurred_at < trigger.made_at) return ok();
    if (checkout::has_bought(tx_, receiver_.member.id, id)) return ok();
    return fire(trigger, receiver_.firing(tx_, 0));
  }

  sql::Tx& tx_;
  const House& house_;
  const outbox::Event& event_;
  const Receiver& receiver_;
};

/// Whether some trigger listens to events of that kind: most sales are nobody's first.
bool listens(const std::vector<coupons::TriggerWithTiers>& active, const outbox::Event& event) {
  const bool is_member = event.kind == enrolled || event.kind == changed;
  return std::ranges::any_of(active, [&](const coupons::TriggerWithTiers& one) {
    switch (one.trigger.happening) {
      case Happening::enrolment:
        return event.kind == enrolled;
      case Happening::birthday:
        return is_member;
      case Happening::tier_upgrade:
        return event.kind == tier_changed;
      case Happening::first_purchase:
        return event.kind == receipt_posted || event.kind == receipt_attributed;
    }
    return false;
  });
}

}  // namespace

outbox::Consumer consumer(const House& house) {
  const auto apply = [house](sql::Tx& tx, const outbox::Batch& batch) -> Outcome {
    const auto active = coupons::active_triggers(tx);
    for (const outbox::Event& event : batch.events) {
      if (!listens(active, event)) continue;
      const auto receiver = find_receiver(tx, house, event.owner, batch.now);
      if (!receiver) continue;  // a sale to nobody
      const Heard heard(tx, house, event, *receiver);
      for (const coupons::TriggerWithTiers& one : active) GX_TRY_VOID(heard.tell(one));
    }
    return ok();
  };
  return {
      .name = "coupon_triggers",
      .kinds =
          {std::string(enrolled),
           std::string(changed),
           std::string(tier_changed),
           std::string(receipt_posted),
           std::string(receipt_attributed)},
      .apply = apply};
}

}  // namespace guanxi::triggers
