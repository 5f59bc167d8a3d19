#include "modules/tiers/lent.h"

#include "modules/tiers/current.h"

namespace guanxi::tiers {
namespace {

Result<Progress> progress_for(
    sql::Tx& tx,
    const Ladders& ladders,
    const members::Member& member,
    LadderId ladder,
    const Today& today
) {
  const auto standing = find_standing(tx, member.id, ladder);
  const auto version = current_version(tx, ladders, ladder, standing, today.now);
  if (!version) return ErrorCode::tier_ladder_off;
  return Progress(
      version, {member.id, member.joined_on}, standing, today, sums_of(tx, member.id, ladder)
  );
}

}  // namespace

Outcome lend(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    const members::Member& member,
    const Lent& lent,
    const LendingFor& what
) {
  GX_TRY(progress, progress_for(tx, ladders, member, lent.ladder, what.today));
  const auto rank = progress.version().rank(lent.tier);
  if (!rank) return fail(ErrorCode::tier_not_found, {}, {{"tier", lent.tier}});
  progress.grant({.kind = EntryKind::purchased, .note = what.note}, lent.tier, lent.until);
  return write(tx, ids, progress, what.cause_id, what.today.now, what.actor);
}

Outcome end_lending(
    sql::Tx& tx,
    IdGenerator& ids,
    const Ladders& ladders,
    const members::Member& member,
    const Lent& lent,
    const LendingFor& what
) {
  GX_TRY(progress, progress_for(tx, ladders, member, lent.ladder, what.today));
  const Entry entry{.kind = EntryKind::grant_ended, .note = what.note};
  if (!progress.end_grant(entry, {lent.tier, lent.until})) return ok();
  return write(tx, ids, progress, what.cause_id, what.today.now, what.actor);
}

}  // namespace guanxi::tiers
