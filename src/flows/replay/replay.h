// What-if: past sales of a programme held against other rules than those that priced them. Reads
// the books a bounded chunk at a time, each chunk in a snapshot of its own, prices every sale with
// the engine and keeps sums only; nothing is written to the books. docs/guide/replay.md says what
// counts and what does not.
//
// Sales are taken in the order of their receipts, not by member: so they lie in the store, and so
// limits that members share are used up in the order in which they were. What is kept of a member
// is small: some hundred bytes for each who bought.
//
// Threads: run() may be used from any thread; each call has memory of its own.
#pragma once

#include <functional>
#include <vector>

#include "flows/replay/types.h"
#include "modules/members/members.h"
#include "modules/org/org.h"
#include "modules/programmes/programmes.h"
#include "modules/tiers/ladders.h"
#include "platform/jobs/jobs.h"

namespace guanxi::replay {

/// All outlive whoever has it.
struct House {
  sql::Database& db;
  IdGenerator& ids;
  const org::Org& org;
  const programmes::Programmes& programmes;
  const members::Members& members;
  const tiers::Ladders& ladders;
};

/// Days are the programme's, both included.
struct Order {
  ProgrammeId programme;
  Date from, to;
  Draft draft;
};
struct Options {
  int sales_at_once = 1'000;  // of a chunk; the report is the same whatever it is
  /// After every chunk, with the sales looked at and those there are; false ends the run.
  std::function<bool(std::int64_t done, std::int64_t total)> go_on = {};
};

/// Whether the rules can be replayed. Errors: out_of_range at /from (1900 … 2999) and at /to
/// (before /from, behind 2999); invalid_request with all that is wrong with the rules in `more`,
/// below /rules and /parameters.
Outcome check(const House& house, const Order& order, Instant now);
/// Nullopt: ended by go_on. Errors: those of check().
Result<std::optional<ReplayReport>> run(
    const House& house, const Order& order, const Options& options, Instant now
);

/// The report for people.
std::string to_table(const ReplayReport& report, bool zh);

/// Goes on with what was asked for over HTTP: the oldest first, from its beginning where a process
/// was stopped amidst it. One that cannot be has failed, with its reason, so that the next goes on;
/// a fault of the store is thrown, and it is tried again. Forgets what ended long ago.
Outcome work(const House& house, jobs::Context& context);
/// /v1/pricing/replays and below. `house` outlives the Api.
void add_endpoints(api::Api& api, const House& house);

}  // namespace guanxi::replay
