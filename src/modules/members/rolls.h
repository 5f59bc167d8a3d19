// Who became a member when and where, in a line each, for whoever counts them. Nothing personal.
// Reads only; functions of the caller's Tx, any thread.
#pragma once

#include "modules/members/members.h"

namespace guanxi::members {

struct Roll {
  OwnerId owner;
  ProgrammeId programme;
  State state = State::active;
  Date joined_on;
  std::optional<StoreId> joined_store;
  std::optional<OwnerId> merged_into;
  Instant changed_at;
};
std::optional<Roll> find_roll(sql::Tx& tx, OwnerId owner);
/// In the order of their ids, those behind `after`.
std::vector<Roll> rolls_after(sql::Tx& tx, OwnerId after, int limit);

}  // namespace guanxi::members
