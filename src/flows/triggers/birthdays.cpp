#include "flows/triggers/firing.h"
#include "platform/log/log.h"

namespace guanxi::triggers {
namespace {

constexpr int members_of_a_day = 50;  // read at once

struct BirthdayCount {
  std::int64_t issued = 0, missed = 0;
};
enum class Went {
  on,
  no_further,  // the trigger: it is stopped, its template is, or somebody else has gone on
  nowhere      // the job is to stop
};

/// Those of a page, each in a transaction. Errors: conflict.
Result<Went> fire_page(
    const House& house,
    const coupons::Trigger& trigger,
    const std::vector<OwnerId>& page,
    Date day,
    jobs::Context& context,
    BirthdayCount& count
) {
  const Instant now = context.now();
  for (const OwnerId owner : page) {
    if (context.should_stop()) return Went::nowhere;
    const Occasion of{.owner = owner, .trigger = trigger, .at = now, .from = day, .until = day};
    GX_TRY(fired, fire_for(house, of, now));
    if (fired == coupons::Fired::resting) return Went::no_further;
    count.issued += fired == coupons::Fired::issued ? 1 : 0;
    count.missed += fired == coupons::Fired::missed ? 1 : 0;
  }
  return Went::on;
}

/// Everybody whose birthday is celebrated on that day.
Result<Went> fire_day(
    const House& house,
    const coupons::Trigger& trigger,
    Date day,
    jobs::Context& context,
    BirthdayCount& count
) {
  std::vector<int> born{day.day()};
  const bool leapless = day.month() == 2 && day.day() == 28 && !Date::of(day.year(), 2, 29);
  if (leapless) born.push_back(29);
  for (const int day_of_month : born) {
    for (OwnerId after;;) {
      if (context.should_stop()) return Went::nowhere;
      const auto page = house.db.read([&](sql::Tx& tx) {
        return members::born_on(
            tx, trigger.programme, day.month(), day_of_month, after, members_of_a_day
        );
      });
      if (page.empty()) break;
      GX_TRY(went, fire_page(house, trigger, page, day, context, count));
      if (went != Went::on) return went;
      after = page.back();
    }
  }
  return Went::on;
}

/// The days that are due and not gone through yet.
Result<Went> follow_birthday(
    const House& house,
    const coupons::Trigger& trigger,
    jobs::Context& context,
    BirthdayCount& count
) {
  const auto programme = house.programmes.in_force(trigger.programme, context.now());
  const auto terms =
      house.db.read([&](sql::Tx& tx) { return coupons::find_template(tx, trigger.template_id); });
  const bool works = programme && terms && terms->state == coupons::TemplateState::active;
  if (!works) return Went::no_further;
  const Date today = programme->zone.date_of(context.now());
  const Date last = today.plus_days(trigger.days_before);
  Date day = std::max(trigger.covered_until->plus_days(1), today.plus_days(-catch_up_days));
  for (; day <= last; day = day.plus_days(1)) {
    GX_TRY(went, fire_day(house, trigger, day, context, count));
    if (went != Went::on) return went;
    GX_TRY(covered, house.db.write([&](sql::Tx& tx) -> Result<bool> {
      return coupons::cover(tx, trigger.id, day);
    }));
    if (!covered) return Went::no_further;
  }
  return Went::on;
}

}  // namespace

Outcome follow_birthdays(const House& house, jobs::Context& context) {
  const auto active = house.db.read([](sql::Tx& tx) { return coupons::active_triggers(tx); });
  BirthdayCount count;
  for (const coupons::TriggerWithTiers& one : active) {
    if (one.trigger.happening != coupons::Happening::birthday) continue;
    GX_TRY(went, follow_birthday(house, one.trigger, context, count));
    if (went == Went::nowhere) break;
  }
  if (count.issued + count.missed > 0) {
    log::info("coupons.birthdays", {{"issued", count.issued}, {"missed", count.missed}});
  }
  return ok();
}

}  // namespace guanxi::triggers
