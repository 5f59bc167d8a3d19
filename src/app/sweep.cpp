#include "app/application.h"
#include "modules/points/points.h"
#include "platform/log/log.h"

namespace guanxi::app {

/// Expiry takes effect on any access by itself; the sweep posts it for owners nobody asks for, one
/// short transaction each.
Outcome sweep_expiry(Application& application, jobs::Context& context) {
  constexpr int owners_at_once = 500;
  sql::Database& db = application.db();
  std::int64_t owners = 0;
  Points expired;
  OwnerId after;
  for (;;) {
    // Programmes may live in several zones: the earliest calendar finds candidates, each owner's
    // own decides.
    const Date latest = TimeZone().date_of(context.now()).plus_days(1);
    const auto due =
        db.read([&](sql::Tx& tx) { return points::owners_due(tx, after, latest, owners_at_once); });
    if (due.empty()) break;
    for (const OwnerId owner : due) {
      if (context.should_stop()) return ok();
      const auto posted = db.write([&](sql::Tx& tx) -> Result<Points> {
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
      });
      if (!posted) return posted.error();
      expired += *posted;
      ++owners;
    }
    after = due.back();
  }
  if (owners > 0) log::info("points.expired", {{"owners", owners}, {"points", expired.value()}});
  return ok();
}

}  // namespace guanxi::app
