// Until every consumer of the outbox has read all news.
#pragma once

#include "platform/outbox/testing.h"
#include "support/house.h"

namespace guanxi::test {

inline void hand_out_news(TestHouse& house) {
  outbox::hand_out_all(house.application().outbox(), house.now());
}

}  // namespace guanxi::test
