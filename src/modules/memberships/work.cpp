#include "modules/memberships/work.h"

#include <algorithm>

#include "modules/memberships/store.h"
#include "platform/log/log.h"
#include "platform/outbox/outbox.h"

namespace guanxi::memberships {
namespace {

// Many in one transaction, few enough that a checkout does not wait long behind them.
constexpr int followed_at_once = 50;

struct Followed {
  std::int64_t told = 0, ended = 0;
};

void tell_end(
    sql::Tx& tx, IdGenerator& ids, const Membership& one, std::optional<int> days, Instant now
) {
  std::string facts = R"({"plan":")" + one.plan + R"(","until":")" + one.until.to_string() + '"';
  if (days) facts += R"(,"days":)" + std::to_string(*days);
  outbox::append(
      tx,
      ids,
      days ? "membership.ending" : "membership.ended",
      one.owner,
      one.owner.value(),
      now,
      facts + "}"
  );
}

}  // namespace

bool is_running(sql::Tx& tx, OwnerId owner) {
  const auto all = store::of_owner(tx, owner);
  return std::ranges::any_of(all, [](const Membership& one) {
    return one.state == State::running;
  });
}

void end_all(sql::Tx& tx, IdGenerator& ids, OwnerId owner, Instant now) {
  for (const Membership& before : store::of_owner(tx, owner)) {
    if (before.state != State::running) continue;
    Membership after = before;
    after.state = State::ended;
    after.due_on = Date::never;
    GX_CHECK(store::put(tx, after, &before));
    tell_end(tx, ids, after, std::nullopt, now);
  }
}

namespace {

/// What is due of one membership by its own calendar.
Outcome follow(
    sql::Tx& tx, const Work& work, const store::DueKey& key, Instant now, Followed& followed
) {
  const auto before = store::find(tx, key.owner, key.plan);
  if (!before || before->state != State::running) return ok();
  const auto programme = work.programmes.in_force(before->programme, now);
  if (!programme) return ok();
  const Date today = programme->zone.date_of(now);
  if (before->due_on > today) return ok();
  const auto plan = store::plan_version(tx, before->programme, before->plan, before->plan_version);
  GX_CHECK_WHY(plan.has_value(), "a membership without its plan");
  Membership after = *before;
  if (today > last_day(*plan, before->until)) {
    after.state = State::ended;
    after.due_on = Date::never;
    if (!store::put(tx, after, &*before)) return ErrorCode::conflict;
    tell_end(tx, work.ids, after, std::nullopt, now);
    ++followed.ended;
    return ok();
  }
  const int notice = notice_due(*plan, before->until, today);
  after.told_days = std::min(before->told_days, notice);
  after.due_on = next_due(*plan, before->until, after.told_days);
  if (!store::put(tx, after, &*before)) return ErrorCode::conflict;
  if (notice < before->told_days) {
    tell_end(tx, work.ids, after, notice, now);
    ++followed.told;
  }
  return ok();
}

}  // namespace

Outcome follow_ends(const Work& work, jobs::Context& context) {
  const Instant now = context.now();
  // Programmes may live in several zones: the earliest calendar finds candidates, each one's own
  // decides.
  const Date latest = TimeZone().date_of(now).plus_days(1);
  Followed all;
  for (store::DueKey after;;) {
    if (context.should_stop()) return ok();
    const auto page =
        work.db.read([&](sql::Tx& tx) { return store::due(tx, after, latest, followed_at_once); });
    if (page.empty()) break;
    Followed followed;
    Outcome done = ok();
    for (int tries = 0; tries < 3; ++tries) {  // somebody may have renewed meanwhile
      done = work.db.write([&](sql::Tx& tx) -> Outcome {
        followed = {};  // it may run more than once
        for (const store::DueKey& key : page) {
          GX_TRY_VOID(follow(tx, work, key, now, followed));
        }
        return ok();
      });
      if (done || done.error().code != ErrorCode::conflict) break;
    }
    GX_TRY_VOID(done);
    all.told += followed.told;
    all.ended += followed.ended;
    after = page.back();
  }
  if (all.told + all.ended > 0) {
    log::info("memberships.followed", {{"notices", all.told}, {"ended", all.ended}});
  }
  return ok();
}

}  // namespace guanxi::memberships
