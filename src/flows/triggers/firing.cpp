#include "flows/triggers/firing.h"

#include "base/calendar.h"
#include "modules/coupons/recipients.h"

namespace guanxi::triggers {
namespace {

// Who left and joins again, or changed the phone and brings the old one, is nobody new.
constexpr int rejoining_days = 365;

Instant days_earlier(Instant at, int days) { return at.plus_seconds(-std::int64_t{86400} * days); }

}  // namespace

std::optional<Date> Receiver::birthday_within(Date from, Date until) const {
  if (!member.birthday || until < from) return std::nullopt;
  for (int year = from.year(); year <= until.year(); ++year) {
    const Date day = birthday_in(*member.birthday, year);
    if (day >= from && day <= until && day > *member.birthday) return day;
  }
  return std::nullopt;
}

std::optional<coupons::Firing> Receiver::firing(sql::Tx& tx, const Occasion& of) const {
  coupons::Firing firing;
  firing.owner = member.id;
  firing.merged = merged;
  firing.birthday = member.birthday;
  std::optional<Instant> left_since;
  switch (of.trigger.happening) {
    case coupons::Happening::enrolment:
    case coupons::Happening::first_purchase:
      left_since = days_earlier(of.at, rejoining_days);
      break;
    case coupons::Happening::tier_upgrade:
      firing.year = programme->zone.date_of(of.at).year();
      firing.tier = of.tier;
      break;
    case coupons::Happening::birthday: {
      const auto day = birthday_within(of.from, of.until);
      if (!day) return std::nullopt;
      firing.year = day->year();
      // Who left before can not have had that year's yet.
      left_since = days_earlier(
          programme->zone.start_of(*Date::of(firing.year, 1, 1)), coupons::limits::days_before_max
      );
      break;
    }
  }
  if (const auto bar = coupons::barred(tx, member, act.now)) {
    firing.refusal = code_name(*bar);
  } else if (left_since && members::was_here_before(tx, member.id, *left_since)) {
    firing.refusal = "coupon_rejoined";
  }
  return firing;
}

std::optional<Receiver> find_receiver(sql::Tx& tx, const House& house, OwnerId owner, Instant now) {
  auto member = house.members.find(tx, members::heir_of(tx, owner).value_or(owner));
  if (!member) return std::nullopt;
  auto programme = house.programmes.in_force(member->programme, now);
  if (!programme) return std::nullopt;
  const coupons::Act act{house.system, now, programme->zone.date_of(now)};
  auto merged = members::merged_into(tx, member->id);
  return Receiver{*std::move(member), std::move(merged), std::move(programme), act};
}

Result<coupons::Fired> fire_for(const House& house, const Occasion& of, Instant now) {
  constexpr int tries_max = 3;  // somebody may have changed something meanwhile
  const auto fire = [&](sql::Tx& tx) -> Result<coupons::Fired> {
    const auto receiver = find_receiver(tx, house, of.owner, now);
    const bool fits = receiver && receiver->member.programme == of.trigger.programme;
    if (!fits) return coupons::Fired::nothing;
    const auto firing = receiver->firing(tx, of);
    if (!firing) return coupons::Fired::nothing;
    return coupons::fire(tx, house.ids, of.trigger, *firing, receiver->act);
  };
  for (int tries = 1;; ++tries) {
    auto fired = house.db.write(fire);
    const bool clash = !fired && fired.error().code == ErrorCode::conflict;
    if (!clash || tries == tries_max) return fired;
  }
}

}  // namespace guanxi::triggers
