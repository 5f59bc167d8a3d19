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

struct TierMove {
  std::string ladder, before, after;
};

/// Nullopt: an import brought the tier.
std::optional<TierMove> tier_move_of(const outbox::Event& event) {
  const boost::json::value facts = boost::json::parse(event.facts);
  if (facts.as_object().contains("import")) return std::nullopt;
  const auto word = [&](const char* name) { return std::string(facts.at(name).as_string()); };
  return TierMove{word("ladder"), word("before"), word("after")};
}

/// A sale of a member who paid something.
bool is_paid_sale(const outbox::Event& event) {
  const boost::json::value facts = boost::json::parse(event.facts);
  return facts.at("kind").as_string() == "sale" && facts.at("member").as_int64() == 1 &&
         facts.at("payable").as_int64() > 0;
}

/// What news are to triggers: all that can be told from an event itself is, before anything is
/// read; most sales are nobody's first.
class Listener {
 public:
  Listener(sql::Tx& tx, const House& house, Instant now)
      : tx_(tx), house_(house), now_(now), active_(coupons::active_triggers(tx)) {}

  void hear(const outbox::Event& event) {
    if (!listens(event)) return;
    const bool is_move = event.kind == tier_changed;
    const auto move = is_move ? tier_move_of(event) : std::nullopt;
    if (is_move && !move) return;
    const bool is_receipt = event.kind == receipt_posted || event.kind == receipt_attributed;
    if (is_receipt && !is_paid_sale(event)) return;
    const auto receiver = find_receiver(tx_, house_, event.owner, now_);
    if (!receiver) return;
    for (const coupons::TriggerWithTiers& one : active_) {
      const bool fits = concerns(one.trigger, event) &&
                        one.trigger.programme == receiver->member.programme &&
                        has_happened(one, event, move, *receiver);
      if (fits) occasions_.push_back(occasion_of(one.trigger, event, move, *receiver));
    }
  }
  std::vector<Occasion> take() { return std::move(occasions_); }

 private:
  /// Whether some trigger is for events of that kind.
  bool listens(const outbox::Event& event) const {
    return std::ranges::any_of(active_, [&](const coupons::TriggerWithTiers& one) {
      return concerns(one.trigger, event);
    });
  }

  static bool concerns(const coupons::Trigger& trigger, const outbox::Event& event) {
    if (event.posted_at < trigger.made_at) return false;
    switch (trigger.happening) {
      case Happening::enrolment:
        return event.kind == enrolled;
      case Happening::birthday:
        return event.kind == enrolled || event.kind == changed;
      case Happening::tier_upgrade:
        return event.kind == tier_changed;
      case Happening::first_purchase:
        return event.kind == receipt_posted || event.kind == receipt_attributed;
    }
    GX_CHECK_WHY(false, "no such happening");
  }

  bool has_happened(
      const coupons::TriggerWithTiers& one,
      const outbox::Event& event,
      const std::optional<TierMove>& move,
      const Receiver& receiver
  ) const {
    switch (one.trigger.happening) {
      case Happening::enrolment: {
        const Date since = receiver.programme->zone.date_of(one.trigger.made_at);
        return receiver.member.joined_on >= since;  // else an import brought them
      }
      case Happening::birthday:
        return receiver.member.birthday.has_value();
      case Happening::tier_upgrade:
        return one.place_of(move->after) && one.trigger.ladder == move->ladder &&
               is_upgrade(*move, event, receiver);
      case Happening::first_purchase:
        return is_first_purchase(one.trigger, event, receiver);
    }
    GX_CHECK_WHY(false, "no such happening");
  }

  bool is_upgrade(const TierMove& move, const outbox::Event& event, const Receiver& receiver)
      const {
    for (const auto& ladder : house_.ladders.in_force(receiver.member.programme, event.posted_at)) {
      if (ladder->code != move.ladder) continue;
      const auto before = ladder->rank(move.before), after = ladder->rank(move.after);
      return after && (!before || *before < *after);
    }
    return false;
  }

  bool is_first_purchase(
      const coupons::Trigger& trigger, const outbox::Event& event, const Receiver& receiver
  ) const {
    const ReceiptId id(event.subject_id);
    const auto sale = sales::find_summary(tx_, id, event.owner);
    if (!sale || sale->state != "posted" || sale->occurred_at < trigger.made_at) return false;
    return !checkout::has_bought(tx_, receiver.member.id, id);
  }

  /// Of a birthday: all that is due since then. The job may have gone through a day before the
  /// member was there, and not said so yet.
  static Occasion occasion_of(
      const coupons::Trigger& trigger,
      const outbox::Event& event,
      const std::optional<TierMove>& move,
      const Receiver& receiver
  ) {
    Occasion of{.owner = event.owner, .trigger = trigger, .at = event.posted_at};
    if (move) of.tier = move->after;
    if (trigger.happening == Happening::birthday) {
      of.from = receiver.programme->zone.date_of(event.posted_at);
      of.until =
          std::max(*trigger.covered_until, receiver.act.today.plus_days(trigger.days_before));
    }
    return of;
  }

  sql::Tx& tx_;
  const House& house_;
  Instant now_;
  std::vector<coupons::TriggerWithTiers> active_;
  std::vector<Occasion> occasions_;
};

}  // namespace

outbox::Consumer consumer(const House& house) {
  using Apply = std::function<Outcome(sql::Tx&)>;
  // What is heard is read beside the writer, and each coupon issued in a transaction of its own,
  // see fire_for(). Where the cursor does not move after that, the same issues nothing again.
  const auto prepare = [house](const outbox::Batch& batch) -> Apply {
    const auto occasions = house.db.read([&](sql::Tx& tx) {
      Listener listener(tx, house, batch.now);
      for (const outbox::Event& event : batch.events) listener.hear(event);
      return listener.take();
    });
    for (const Occasion& one : occasions) {
      const auto fired = fire_for(house, one, batch.now);
      if (!fired) return [error = fired.error()](sql::Tx&) -> Outcome { return error; };
    }
    return [](sql::Tx&) { return ok(); };
  };
  return {
      .name = "coupon_triggers",
      .kinds =
          {std::string(enrolled),
           std::string(changed),
           std::string(tier_changed),
           std::string(receipt_posted),
           std::string(receipt_attributed)},
      .prepare = prepare};
}

}  // namespace guanxi::triggers
