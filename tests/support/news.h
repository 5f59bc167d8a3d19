// Until every consumer of the outbox has read all news.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "support/house.h"

namespace guanxi::test {

/// On PostgreSQL news waits while anybody on the server has a transaction open.
inline void hand_out_news(TestHouse& house) {
  outbox::Outbox& outbox = house.application().outbox();
  for (int tries = 0; tries < 20'000; ++tries) {
    outbox.run_due(house.now());
    const auto consumers = outbox.status(house.now());
    if (std::ranges::all_of(consumers, [](const auto& one) { return one.lag_events == 0; })) return;
  }
  ADD_FAILURE() << "the outbox is not empty: does somebody keep a transaction open?";
}

}  // namespace guanxi::test
