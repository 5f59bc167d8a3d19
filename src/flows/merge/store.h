// All SQL of merges. Inside flows/merge only.
#pragma once

#include "base/money.h"
#include "flows/merge/types.h"
#include "platform/sql/sql.h"

namespace guanxi::merge::store {

/// In the order of the columns.
struct Merge {
  MergeId id;
  OwnerId absorbed, survivor;
  ProgrammeId programme;
  State state = State::done;
  std::string reason;
  Points points, owed;
  std::string filled;  // divided by blanks
  Instant merged_at;
  ActorId merged_by;
  Instant undo_until;
  std::optional<Instant> undone_at;
  std::optional<ActorId> undone_by;
  std::string undo_reason;
  Points points_back, points_kept, owed_back;
  std::int64_t stored = 0, change = 0;  // moved of the wallet, minor units
  Currency currency;
};

void insert(sql::Tx& tx, const Merge& merge);
std::optional<Merge> find(sql::Tx& tx, MergeId id);
/// In which the member stayed or was merged, the newest first.
std::vector<Merge> list(sql::Tx& tx, OwnerId member, int limit);
/// Whether somebody was merged into the same survivor later, and still is.
bool has_younger(sql::Tx& tx, const Merge& merge);
/// Into whom a member was ever merged, also where that was undone.
std::vector<OwnerId> survivors_of(sql::Tx& tx, OwnerId member);
/// Merges that stand, by id.
std::vector<Merge> all_done(sql::Tx& tx);
/// Writes how it was undone. False: it is undone already.
bool undo(sql::Tx& tx, const Merge& merge);

}  // namespace guanxi::merge::store
