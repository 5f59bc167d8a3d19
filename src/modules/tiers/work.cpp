#include "modules/tiers/work.h"

#include <algorithm>

#include "modules/tiers/current.h"
#include "modules/tiers/store.h"
#include "platform/log/log.h"
#include "platform/outbox/outbox.h"

namespace guanxi::tiers {
namespace {

// Many in one transaction, so that a night's work is not a fsync each; few enough that a checkout
// does not wait long behind them.
constexpr int written_at_once = 50;

std::optional<Today> today_of(const Work& work, ProgrammeId programme, Instant now) {
  const auto version = work.programmes.in_force(programme, now);
  if (!version) return std::nullopt;
  return Today{now, version->zone.date_of(now)};
}

std::optional<Progress> progress_of(
    const Work& work, sql::Tx& tx, OwnerId owner, LadderId ladder, Instant now
) {
  const auto standing = find_standing(tx, owner, ladder);
  const auto version = current_version(tx, work.ladders, ladder, standing, now);
  if (!version || !standing) return std::nullopt;
  const auto today = today_of(work, standing->programme, now);
  if (!today) return std::nullopt;
  return Progress(
      version, {owner, standing->joined_on}, standing, *today, sums_of(tx, owner, ladder)
  );
}

/// Days before a due day on which somebody is to be told.
int longest_notice(const Work& work, Instant now) {
  int longest = 0;
  for (const auto& programme : work.programmes.list(now)) {
    for (const VersionPtr& version : work.ladders.in_force(programme->programme, now)) {
      const int days = programme->parameters.notice_days + version->terms.grace_days + 2;
      longest = std::max(longest, days);
    }
  }
  return longest;
}

/// Runs `each(tx, i)` for i = 0 … count − 1 in one transaction; where a sale came between, once
/// more.
template <class Each>
Outcome in_one(const Work& work, std::size_t count, const Each& each) {
  Outcome done = ok();
  for (int tries = 0; tries < 3; ++tries) {
    done = work.db.write([&](sql::Tx& tx) -> Outcome {
      for (std::size_t i = 0; i < count; ++i) GX_TRY_VOID(each(tx, i));
      return ok();
    });
    if (done || done.error().code != ErrorCode::conflict) break;
  }
  return done;
}

/// A page of keys after another, until there are none.
template <class Read, class Each>
Outcome each_page(jobs::Context& context, const Read& read, const Each& each) {
  store::Key after;
  for (;;) {
    if (context.should_stop()) return ok();
    const std::vector<store::Key> page = read(after);
    if (page.empty()) return ok();
    GX_TRY_VOID(each(page));
    after = page.back();
  }
}

}  // namespace

Outcome end_due(const Work& work, jobs::Context& context) {
  const Instant now = context.now();
  // Programmes may live in several zones: the earliest calendar finds candidates, each one's own
  // decides.
  const Date latest = TimeZone().date_of(now).plus_days(1);
  std::int64_t ended = 0;
  const auto read = [&](const store::Key& after) {
    return work.db.read([&](sql::Tx& tx) { return store::due(tx, after, latest, written_at_once); }
    );
  };
  GX_TRY_VOID(each_page(context, read, [&](const std::vector<store::Key>& page) -> Outcome {
    ended += std::ssize(page);
    return in_one(work, page.size(), [&](sql::Tx& tx, std::size_t i) -> Outcome {
      const auto progress = progress_of(work, tx, page[i].owner, page[i].ladder, now);
      if (!progress) return ok();
      return write(tx, work.ids, *progress, 0, now, work.system);
    });
  }));
  if (ended > 0) log::info("tiers.due", {{"standings", ended}});
  return ok();
}

Outcome tell_ends(const Work& work, jobs::Context& context) {
  const Instant now = context.now();
  std::int64_t told = 0;
  const auto tell_one = [&](sql::Tx& tx, const store::Key& key, std::int64_t& count) -> Outcome {
    const auto progress = progress_of(work, tx, key.owner, key.ladder, now);
    if (!progress || progress->has_news()) return ok();  // end_due() comes first
    const Standing& standing = progress->standing();
    const auto programme = work.programmes.in_force(standing.programme, now);
    const Date until = programme->zone.date_of(now).plus_days(programme->parameters.notice_days);
    const std::string later = progress->tier_without_growth();
    if (standing.period_until > until || later == standing.tier) return ok();
    if (!store::tell(tx, standing)) return ErrorCode::conflict;
    outbox::append(
        tx,
        work.ids,
        "tier.ending",
        standing.owner,
        standing.ladder.value(),
        now,
        R"({"ladder":")" + progress->version().code + R"(","tier":")" + standing.tier +
            R"(","then":")" + later + R"(","until":")" + standing.period_until.to_string() + R"("})"
    );
    ++count;
    return ok();
  };
  const Date latest = TimeZone().date_of(now).plus_days(longest_notice(work, now));
  const auto read = [&](const store::Key& after) {
    return work.db.read([&](sql::Tx& tx) {
      return store::untold(tx, after, latest, written_at_once);
    });
  };
  GX_TRY_VOID(each_page(context, read, [&](const std::vector<store::Key>& page) -> Outcome {
    std::int64_t count = 0;
    GX_TRY_VOID(in_one(work, page.size(), [&](sql::Tx& tx, std::size_t i) -> Outcome {
      if (i == 0) count = 0;  // it may run more than once
      return tell_one(tx, page[i], count);
    }));
    told += count;
    return ok();
  }));
  if (told > 0) log::info("tiers.ends_told", {{"notices", told}});
  return ok();
}

Outcome follow_ladders(const Work& work, jobs::Context& context) {
  const Instant now = context.now();
  for (const Ladder& ladder : work.db.read([](sql::Tx& tx) { return list_ladders(tx); })) {
    const auto version = work.ladders.in_force(ladder.id, now);
    if (!version) continue;
    for (;;) {
      if (context.should_stop()) return ok();
      const auto owners = work.db.read([&](sql::Tx& tx) {
        return store::behind(tx, ladder.id, version->version, written_at_once);
      });
      if (owners.empty()) break;
      bool moved = false;  // nobody does whose programme has no parameters in force
      GX_TRY_VOID(in_one(work, owners.size(), [&](sql::Tx& tx, std::size_t i) -> Outcome {
        const auto progress = progress_of(work, tx, owners[i], ladder.id, now);
        if (!progress) return ok();
        moved = true;
        return write(tx, work.ids, *progress, 0, now, work.system);
      }));
      if (!moved) break;
    }
  }
  return ok();
}

}  // namespace guanxi::tiers
