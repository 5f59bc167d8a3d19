// The points of two members who become one, and of a merge that is undone. Everything that is left
// moves with its class and last day, and what is owed; what was earned and spent before stays in
// the journal of whom it happened to. Both accounts post, always, so that whoever has read one of
// them before plans again. See docs/adr/0016.
//
// Threads: functions of the caller's Tx; any thread.
#pragma once

#include <array>

#include "modules/points/points.h"

namespace guanxi::points {

struct Merge {
  std::int64_t id = 0;
  OwnerId absorbed, survivor;
  Instant now;
  ActorId actor;
  Date today;  // of the programme
};

using ByClass = std::array<Points, 6>;
Points total_of(const ByClass& points);

struct Carried {
  ByClass points{};  // moved, by class
  Points owed;       // moved
  Points settled;    // of what is owed by now, repaid at once from what is there
  Points balance;    // the survivor's, afterwards
};
/// What post_merge would do: reads only. Errors: account_not_found.
Result<Carried> plan_merge(sql::Tx& tx, const Merge& merge);
/// Moves everything of `absorbed` to `survivor` and closes that account. No hold may be open: see
/// held_of. Errors: conflict, account_not_found.
Result<Carried> post_merge(sql::Tx& tx, IdGenerator& ids, const Merge& merge);
/// What open holds keep of an account.
Points held_of(sql::Tx& tx, OwnerId owner, Date today, Instant now);

struct Returned {
  ByClass points{};  // moved back
  ByClass kept{};    // of what the merge moved: spent since, or held, or taken back; stays with the
                     // survivor
  Points expired;    // of what the merge moved: has expired since, and is told to its owner's lots
  Points owed;       // moved back
  Points repaid;     // of what was owed: the survivor has repaid it since
};
/// Opens the account of `absorbed` again and moves back what is still there of what merge.id moved,
/// lot by lot: min(what the lot has left, what it brought). A debt that the merge repaid at once is
/// owed again. Errors: conflict, account_not_found.
Result<Returned> post_merge_undo(sql::Tx& tx, IdGenerator& ids, const Merge& merge);

}  // namespace guanxi::points
