// Inside modules/points: the SQL of holds. Functions of the caller's Tx; any thread.
#pragma once

#include <functional>

#include "modules/points/holds.h"

namespace guanxi::points::store {

void insert_hold(sql::Tx& tx, const Hold& hold);
/// Of an open hold; another is a fault of ours: the account's guard comes before.
void settle_hold(sql::Tx& tx, const Hold& hold);
std::optional<Hold> find_hold(sql::Tx& tx, OwnerId owner, HoldId hold);
/// Older than `before`, newest first.
std::vector<Hold> holds_of(sql::Tx& tx, OwnerId owner, HoldId before, int limit);
/// Open ones with a deadline not after `now`, oldest first.
std::vector<Hold> due_holds(sql::Tx& tx, OwnerId owner, Instant now);
std::vector<OwnerId> owners_with_due_holds(sql::Tx& tx, OwnerId after, Instant now, int limit);

struct RawHolds {
  std::int64_t owner = 0, points = 0;
};
/// What the open holds of the owners in (after, to] keep in all, by owner; those of owners behind
/// come too where `to` is the last.
void each_owner_holding(
    sql::Tx& tx,
    std::int64_t after,
    std::int64_t to,
    const std::function<void(const RawHolds&)>& visit
);

}  // namespace guanxi::points::store
