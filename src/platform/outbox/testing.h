// For tests: until every consumer has read all news.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "platform/outbox/outbox.h"

namespace guanxi::outbox {

/// On PostgreSQL news waits while anybody on the server has a transaction open: a long one of
/// another test, too.
inline void hand_out_all(Outbox& outbox, Instant now) {
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(3);
  while (std::chrono::steady_clock::now() < patience) {
    outbox.run_due(now);
    const auto consumers = outbox.status(now);
    if (std::ranges::all_of(consumers, [](const auto& one) { return one.lag_events == 0; })) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ADD_FAILURE() << "the outbox is not empty: does somebody keep a transaction open?";
}

}  // namespace guanxi::outbox
