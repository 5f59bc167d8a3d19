#include "base/calendar.h"
#include "flows/triggers/firing.h"
#include "modules/coupons/recipients.h"
#include "platform/log/log.h"

namespace guanxi::triggers {

coupons::Firing Receiver::firing(sql::Tx& tx, std::int64_t number) const {
  coupons::Firing firing{member.id, merged, member.birthday, number, std::nullopt};
  const auto bar = coupons::barred(tx, member, act.now);
  if (bar) firing.refusal = code_name(*bar);
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

Result<coupons::Fired> fire_birthday(
    sql::Tx& tx,
    const House& house,
    const coupons::Trigger& trigger,
    const Receiver& receiver,
    Date from,
    Date until
) {
  if (!receiver.member.birthday || until < from) return coupons::Fired::nothing;
  for (int year = from.year(); year <= until.year(); ++year) {
    const Date day = birthday_in(*receiver.member.birthday, year);
    if (day < from || day > until || day <= *receiver.member.birthday) continue;
    return coupons::fire(tx, house.ids, trigger, receiver.firing(tx, year), receiver.act);
  }
  return coupons::Fired::nothing;
}

namespace {

constexpr int members_in_one_go = 50;  // few enough that a checkout does not wait long behind them
constexpr int tries_of_birthdays = 3;  // somebody may have changed one of them meanwhile

struct BirthdayCount {
  std::int64_t issued = 0, missed = 0;
};

/// Those of a page, in one transaction. Errors: conflict.
Result<BirthdayCount> fire_page(
    const House& house,
    const coupons::Trigger& trigger,
    const std::vector<OwnerId>& page,
    Date day,
    Instant now
) {
  const auto fire_all = [&](sql::Tx& tx) -> Result<BirthdayCount> {
    BirthdayCount count;
    for (const OwnerId owner : page) {
      const auto receiver = find_receiver(tx, house, owner, now);
      if (!receiver || receiver->member.programme != trigger.programme) continue;
      GX_TRY(fired, fire_birthday(tx, house, trigger, *receiver, day, day));
      count.issued += fired == coupons::Fired::issued ? 1 : 0;
      count.missed += fired == coupons::Fired::missed ? 1 : 0;
    }
    return count;
  };
  for (int tries = 1;; ++tries) {
    auto done = house.db.write([&](sql::Tx& tx) { return fire_all(tx); });
    const bool clash = !done && done.error().code == ErrorCode::conflict;
    if (!clash || tries == tries_of_birthdays) return done;
  }
}

/// Everybody whose birthday is celebrated on that day. False: the job is to stop.
Result<bool> fire_day(
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
      if (context.should_stop()) return false;
      const auto page = house.db.read([&](sql::Tx& tx) {
        return members::born_on(
            tx, trigger.programme, day.month(), day_of_month, after, members_in_one_go
        );
      });
      if (page.empty()) break;
      GX_TRY(some, fire_page(house, trigger, page, day, context.now()));
      count.issued += some.issued;
      count.missed += some.missed;
      after = page.back();
    }
  }
  return true;
}

/// False: the job is to stop.
Result<bool> follow_birthday(
    const House& house,
    const coupons::Trigger& trigger,
    jobs::Context& context,
    BirthdayCount& count
) {
  const auto programme = house.programmes.in_force(trigger.programme, context.now());
  const auto terms =
      house.db.read([&](sql::Tx& tx) { return coupons::find_template(tx, trigger.template_id); });
  if (!programme || !terms || terms->state != coupons::TemplateState::active) return true;
  const Date today = programme->zone.date_of(context.now());
  const Date last = today.plus_days(trigger.days_before);
  Date day = std::max(trigger.covered_until->plus_days(1), today.plus_days(-catch_up_days));
  for (; day <= last; day = day.plus_days(1)) {
    GX_TRY(went_on, fire_day(house, trigger, day, context, count));
    if (!went_on) return false;
    GX_TRY_VOID(house.db.write([&](sql::Tx& tx) -> Outcome {
      coupons::cover(tx, trigger.id, day);
      return ok();
    }));
  }
  return true;
}

}  // namespace

Outcome follow_birthdays(const House& house, jobs::Context& context) {
  const auto active = house.db.read([](sql::Tx& tx) { return coupons::active_triggers(tx); });
  BirthdayCount count;
  for (const coupons::TriggerWithTiers& one : active) {
    if (one.trigger.happening != coupons::Happening::birthday) continue;
    GX_TRY(went_on, follow_birthday(house, one.trigger, context, count));
    if (!went_on) break;
  }
  if (count.issued + count.missed > 0) {
    log::info("coupons.birthdays", {{"issued", count.issued}, {"missed", count.missed}});
  }
  return ok();
}

}  // namespace guanxi::triggers
