#include "modules/tiers/merging.h"

#include <algorithm>

namespace guanxi::tiers {
namespace {

struct OfDay {
  Date day;
  std::int64_t growth;
};
const sql::Query by_day_sql{
    "SELECT counts_on, CAST(SUM(growth) AS BIGINT) FROM tiers_entries "
    "WHERE owner_id = $1 AND ladder_id = $2 AND counts_on >= $3 AND growth <> 0 "
    "GROUP BY counts_on ORDER BY counts_on"};
// The note of such an entry is the id of whom it came from.
const sql::Query brought_sql{
    "SELECT counts_on, CAST(SUM(growth) AS BIGINT) FROM tiers_entries "
    "WHERE owner_id = $1 AND ladder_id = $2 AND cause_kind = 'merged' AND note = $3 "
    "GROUP BY counts_on ORDER BY counts_on"};
// The note of a grant that a merge made: "<tier> <yyyymmdd>".
const sql::Query kept_sql{
    "SELECT note FROM tiers_entries WHERE owner_id = $1 AND ladder_id = $2 AND "
    "cause_kind = 'granted' AND cause_id = $3 ORDER BY seq"};

Progress progress_of(
    sql::Tx& tx,
    const VersionPtr& version,
    const Who& who,
    const std::optional<Standing>& standing,
    const Today& today
) {
  return Progress(version, who, standing, today, sums_of(tx, who.owner, version->ladder));
}

void enter_days(
    Progress& progress, const std::vector<OfDay>& days, bool away, OwnerId merged, Instant now
) {
  for (const OfDay& one : days) {
    // A day that sums to nothing is brought too: what a void gives back later belongs there.
    if (away && one.growth == 0) continue;
    progress.enter(
        {.occurred_at = now,
         .counts_on = one.day,
         .kind = EntryKind::merged,
         .growth = away ? -one.growth : one.growth,
         .note = merged.to_string()}
    );
  }
}

std::int64_t sum_of(const std::vector<OfDay>& days) {
  std::int64_t sum = 0;
  for (const OfDay& one : days) sum += one.growth;
  return sum;
}

std::string note_of(const Grant& kept) {
  return kept.tier + " " + std::to_string(kept.until.yyyymmdd());
}

/// What was granted is granted here as well, to the same day – also where it gives nothing today:
/// growth that gives as much may go again with goods that come back –, and the higher tier of
/// before stays until its period ends.
void keep_higher(Progress& mine, const Progress& theirs) {
  const auto keep = [&](const Grant& one) {
    const bool known = mine.version().rank(one.tier).has_value();  // theirs may be by another one
    if (!known) return;
    mine.grant({.kind = EntryKind::granted, .note = note_of(one)}, one.tier, one.until);
  };
  for (const Grant& one : grants_of(theirs.standing())) keep(one);
  const Grant grown{theirs.standing().tier, theirs.standing().period_until};
  if (mine.version().rank(grown.tier) && mine.would_give(grown.tier, grown.until)) keep(grown);
}

/// Of what a merge granted, what still stands as it was granted.
std::vector<Grant> still_kept(sql::Tx& tx, const Standing& standing, const Merge& merge) {
  auto notes = tx.list<std::string>(kept_sql, standing.owner, standing.ladder, merge.id);
  std::vector<Grant> kept;
  for (const Grant& one : grants_of(standing)) {
    const auto ours = std::ranges::find(notes, note_of(one));
    if (ours == notes.end()) continue;
    notes.erase(ours);  // two that are alike were granted twice
    kept.push_back(one);
  }
  return kept;
}

struct Merged {
  MergedTier tier;
  Progress progress;
};

/// The ladders on which the one who is merged has a standing.
std::vector<Merged> make_merge(sql::Tx& tx, const Ladders& ladders, const Merge& merge) {
  std::vector<Merged> all;
  for (const Standing& standing : standings_of(tx, merge.absorbed.owner)) {
    const auto mine = find_standing(tx, merge.survivor.owner, standing.ladder);
    const auto version = current_version(tx, ladders, standing.ladder, mine, merge.today.now);
    const auto their_version =
        current_version(tx, ladders, standing.ladder, standing, merge.today.now);
    if (!version || !their_version) continue;
    Progress progress = progress_of(tx, version, merge.survivor, mine, merge.today);
    const Progress theirs = progress_of(tx, their_version, merge.absorbed, standing, merge.today);
    MergedTier tier{.ladder = version->code, .before = progress.tier()};
    const Date from = std::min(progress.standing().window_from, theirs.standing().window_from);
    const auto days = tx.list<OfDay>(by_day_sql, merge.absorbed.owner, standing.ladder, from);
    enter_days(progress, days, false, merge.absorbed.owner, merge.today.now);
    keep_higher(progress, theirs);
    tier.growth = sum_of(days);
    tier.after = progress.tier();
    all.push_back({std::move(tier), std::move(progress)});
  }
  return all;
}

Result<std::vector<MergedTier>> write_all(
    sql::Tx& tx, IdGenerator& ids, std::vector<Merged> all, const Merge& merge
) {
  std::vector<MergedTier> tiers;
  for (Merged& one : all) {
    GX_TRY_VOID(write(tx, ids, one.progress, merge.id, merge.today.now, merge.actor));
    tiers.push_back(std::move(one.tier));
  }
  return tiers;
}

}  // namespace

std::vector<MergedTier> plan_merge(sql::Tx& tx, const Ladders& ladders, const Merge& merge) {
  std::vector<MergedTier> tiers;
  for (Merged& one : make_merge(tx, ladders, merge)) tiers.push_back(std::move(one.tier));
  return tiers;
}

Result<std::vector<MergedTier>> merge(
    sql::Tx& tx, IdGenerator& ids, const Ladders& ladders, const Merge& merge
) {
  return write_all(tx, ids, make_merge(tx, ladders, merge), merge);
}

Result<std::vector<MergedTier>> undo_merge(
    sql::Tx& tx, IdGenerator& ids, const Ladders& ladders, const Merge& merge
) {
  std::vector<Merged> all;
  for (const Standing& standing : standings_of(tx, merge.survivor.owner)) {
    const auto days = tx.list<OfDay>(
        brought_sql, merge.survivor.owner, standing.ladder, merge.absorbed.owner.to_string()
    );
    const std::vector<Grant> kept = still_kept(tx, standing, merge);
    if (days.empty() && kept.empty()) continue;
    const auto version = current_version(tx, ladders, standing.ladder, standing, merge.today.now);
    GX_CHECK_WHY(version != nullptr, "growth on a ladder that is not there");
    Progress progress = progress_of(tx, version, merge.survivor, standing, merge.today);
    MergedTier tier{.ladder = version->code, .before = progress.tier()};
    enter_days(progress, days, true, merge.absorbed.owner, merge.today.now);
    for (const Grant& one : kept) progress.end_grant({.kind = EntryKind::grant_ended}, one);
    tier.growth = sum_of(days);
    tier.after = progress.tier();
    all.push_back({std::move(tier), std::move(progress)});
  }
  return write_all(tx, ids, std::move(all), merge);
}

Outcome enter_late_return(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    LadderId ladder,
    OwnerId merged,
    const Who& survivor,
    Date counts_on,
    std::int64_t growth,
    std::int64_t cause,
    const Today& today,
    ActorId actor
) {
  const auto standing = find_standing(tx, survivor.owner, ladder);
  const auto version = current_version(tx, ladders, ladder, standing, today.now);
  if (!version || !standing) return ok();  // nothing of the sale's ever counted there
  // What was already out of the window when they were merged was not brought.
  bool brought = false;
  for (const OfDay& one : tx.list<OfDay>(brought_sql, survivor.owner, ladder, merged.to_string())) {
    brought = brought || one.day == counts_on;
  }
  if (!brought) return ok();
  Progress progress = progress_of(tx, version, survivor, standing, today);
  enter_days(progress, {{counts_on, growth}}, true, merged, today.now);
  return write(tx, ids, progress, cause, today.now, actor);
}

}  // namespace guanxi::tiers
