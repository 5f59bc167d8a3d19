#include "app/application.h"
#include "modules/points/endings.h"
#include "modules/points/holds.h"
#include "platform/log/log.h"

namespace guanxi::app {

namespace {

// Many in one transaction, so that a night's work is not a fsync each; few enough that a checkout
// does not wait long behind them.
constexpr int owners_at_once = 50;

Result<Points> post_due(
    Application& application, sql::Tx& tx, const jobs::Context& context, OwnerId owner
) {
  const auto account = points::find_account(tx, owner);
  GX_CHECK(account.has_value());
  const auto programme = application.programmes().in_force(account->programme, context.now());
  if (!programme) return Points();
  const Date today = programme->zone.date_of(context.now());
  return points::post_expiry(
      tx,
      application.ids(),
      {.owner = owner,
       .cause = {points::CauseKind::expiry, today.yyyymmdd()},
       .occurred_at = context.now(),
       .posted_at = context.now(),
       .actor = application.system_actor().id,
       .expected_seq = account->seq,
       .today = today}
  );
}

struct Swept {
  std::int64_t owners = 0;
  Points expired;
};

/// What these have due, in one transaction.
template <class Due, class OwnerOf>
Outcome sweep_page(
    Application& application,
    const jobs::Context& context,
    const std::vector<Due>& page,
    const OwnerOf& owner_of,
    Swept& swept
) {
  GX_TRY(expired, application.db().write([&](sql::Tx& tx) -> Result<Points> {
    Points sum;
    for (const Due& due : page) {
      GX_TRY(posted, post_due(application, tx, context, owner_of(due)));
      sum += posted;
    }
    return sum;
  }));
  swept.expired += expired;
  swept.owners += std::ssize(page);
  return ok();
}

}  // namespace

/// Expiry and the end of holds take effect on any access by themselves; the sweep posts them for
/// owners nobody asks for.
Outcome sweep_expiry(Application& application, jobs::Context& context) {
  sql::Database& db = application.db();
  Swept swept;
  OwnerId holder;
  for (;;) {
    if (context.should_stop()) return ok();
    const auto due = db.read([&](sql::Tx& tx) {
      return points::owners_with_due_holds(tx, holder, context.now(), owners_at_once);
    });
    if (due.empty()) break;
    GX_TRY_VOID(sweep_page(
        application, context, due, [](OwnerId owner) { return owner; }, swept
    ));
    holder = due.back();
  }
  // Programmes may live in several zones: the earliest calendar finds candidates, each owner's own
  // decides.
  const Date latest = TimeZone().date_of(context.now()).plus_days(1);
  points::Due after;
  for (;;) {
    if (context.should_stop()) return ok();
    const auto due = db.read([&](sql::Tx& tx) {
      return points::accounts_due(tx, after, latest, owners_at_once);
    });
    if (due.empty()) break;
    GX_TRY_VOID(sweep_page(
        application, context, due, [](const points::Due& one) { return one.owner; }, swept
    ));
    after = due.back();
  }
  if (swept.owners > 0) {
    log::info("points.expired", {{"owners", swept.owners}, {"points", swept.expired.value()}});
  }
  return ok();
}

/// Members are told before their points end, each once for each day.
Outcome tell_endings(Application& application, jobs::Context& context) {
  constexpr int accounts_at_once = 200;
  sql::Database& db = application.db();
  const Instant now = context.now();
  std::int64_t told = 0;
  for (const auto& programme : application.programmes().list(now)) {
    const Date today = programme->zone.date_of(now);
    const Date until = today.plus_days(programme->parameters.notice_days);
    points::Due after;
    for (bool more = true; more;) {
      if (context.should_stop()) return ok();
      auto found = db.read([&](sql::Tx& tx) {
        return points::endings(tx, programme->programme, after, today, until, accounts_at_once);
      });
      std::erase_if(found.endings, [](const points::Ending& ending) { return ending.told; });
      if (!found.endings.empty()) {
        GX_TRY(news, db.write([&](sql::Tx& tx) -> Result<std::int64_t> {
          std::int64_t count = 0;
          for (const points::Ending& ending : found.endings) {
            const ProgrammeId of = programme->programme;
            count += points::tell_ending(tx, application.ids(), of, ending, now) ? 1 : 0;
          }
          return count;
        }));
        told += news;
      }
      more = found.next.has_value();
      if (more) after = *found.next;
    }
  }
  if (told > 0) log::info("points.endings_told", {{"notices", told}});
  return ok();
}

}  // namespace guanxi::app
