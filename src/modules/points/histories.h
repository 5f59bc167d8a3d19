// The journals of several accounts read as one, the newest first: what a member and those who were
// merged into it did. Every account keeps its own chain; nothing is copied.
//
// Threads: functions of values and of the caller's Tx; any thread.
#pragma once

#include <span>
#include <vector>

#include "modules/points/points.h"

namespace guanxi::points {

struct CauseOf {
  OwnerId owner;
  Cause cause;
};
/// Where the reading of one account goes on; entry 0: from its newest.
struct HistoryPlace {
  OwnerId owner;
  std::int64_t entry = 0;
};
struct History {
  std::vector<CauseOf> causes;
  std::vector<HistoryPlace> next;  // of those that have something left
};
/// The causes of these kinds, each once. The order is that of the entries' numbers, which grow with
/// time. Reads of each account little more than what is taken from it.
History history_of(
    sql::Tx& tx, std::span<const HistoryPlace> from, std::span<const CauseKind> kinds, int limit
);

}  // namespace guanxi::points
