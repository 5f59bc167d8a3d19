// For tests: until every consumer has read all news.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "platform/outbox/outbox.h"

namespace guanxi::outbox {

/// On PostgreSQL news waits while anybody on the server has a transaction open.
inline void hand_out_all(Outbox& outbox, Instant now) {
  for (int tries = 0; tries < 20'000; ++tries) {
    outbox.run_due(now);
    const auto consumers = outbox.status(now);
    if (std::ranges::all_of(consumers, [](const auto& one) { return one.lag_events == 0; })) return;
  }
  ADD_FAILURE() << "the outbox is not empty: does somebody keep a transaction open?";
}

}  // namespace guanxi::outbox
