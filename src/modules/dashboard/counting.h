// How the figures of the dashboard follow what happens: fed from the outbox (consumer "dashboard"),
// so that a checkout pays nothing for them. What was there before there were figures, or after they
// were forgotten, is counted by a walk over the books beside it: each receipt once, by the walk if
// it has not come there when the news of the receipt does, else by the news.
//
// Threads: the consumer's as the outbox runs; the rest any thread.
#pragma once

#include <functional>

#include "modules/programmes/programmes.h"
#include "platform/jobs/jobs.h"
#include "platform/outbox/outbox.h"

namespace guanxi::dashboard {

inline constexpr const char* consumer_name = "dashboard";

/// What counting works with; outlives the consumer.
struct Counting {
  sql::Database& db;
  const programmes::Programmes& programmes;
};
/// Applies the news of receipts, members, merges, tiers and coupons.
outbox::Consumer consumer(const Counting& counting);

/// Counts what was there before, in short transactions, while there is any and `should_stop` does
/// not say so; returns how many receipts, members and templates that were. Waits (returns) while
/// there is much news that the consumer has not read. May be repeated at any time.
Result<std::int64_t> catch_up(const Counting& counting, const std::function<bool()>& should_stop);
/// The same as a job.
Outcome catch_up(const Counting& counting, jobs::Context& context);
/// Forgets all figures, to be counted again.
void forget_figures(sql::Tx& tx);

}  // namespace guanxi::dashboard
