#include "platform/http/work_pool.h"

#include <gtest/gtest.h>

#include <deque>
#include <latch>

#include "platform/http/testing.h"

namespace guanxi::http {
namespace {

/// The pool only carries pointers: any will do.
Exchange* numbered(std::size_t number) {
  static char places[64];
  return reinterpret_cast<Exchange*>(&places[number]);
}

/// One sleeper is woken at a time and wakes the next: were a link of that chain lost, the latch
/// would wait for ever.
TEST(WorkPool, runs_as_many_at_once_as_it_has_threads) {
  constexpr int threads = 8;
  std::deque<std::latch>
      latches;  // one a round; a thread may still look at the last one when the next begins
  std::latch* latch = nullptr;
  WorkPool pool(threads, 64, [&](Exchange*) { latch->arrive_and_wait(); });
  pool.start();
  for (int round = 0; round < 300; ++round) {
    latch = &latches.emplace_back(threads + 1);
    for (std::size_t i = 0; i < threads; ++i) ASSERT_TRUE(pool.push(numbered(i)));
    latches.back().arrive_and_wait();
  }
}

TEST(WorkPool, keeps_the_order_of_the_queue_and_its_size) {
  testing::Gate gate;
  std::vector<Exchange*> ran;
  WorkPool pool(1, 3, [&](Exchange* exchange) {
    gate.pass();
    ran.push_back(exchange);
  });
  pool.start();
  ASSERT_TRUE(pool.push(numbered(0)));
  ASSERT_TRUE(testing::until([&] { return pool.busy() == 1 && pool.queued() == 0; }));
  for (std::size_t i = 1; i <= 3; ++i) EXPECT_TRUE(pool.push(numbered(i)));
  EXPECT_FALSE(pool.push(numbered(4))) << "three wait already";
  EXPECT_EQ(pool.queued(), 3);
  gate.open();
  ASSERT_TRUE(testing::until([&] { return pool.busy() == 0 && pool.queued() == 0; }));
  pool.join();
  EXPECT_EQ(ran, (std::vector{numbered(0), numbered(1), numbered(2), numbered(3)}));
}

TEST(WorkPool, gives_back_what_it_never_ran) {
  testing::Gate gate;
  std::atomic<int> ran{0};
  WorkPool pool(1, 8, [&](Exchange*) {
    ran.fetch_add(1);
    gate.pass();
  });
  pool.start();
  ASSERT_TRUE(pool.push(numbered(0)));
  ASSERT_TRUE(testing::until([&] { return ran == 1; }));
  EXPECT_TRUE(pool.push(numbered(1)));
  EXPECT_TRUE(pool.push(numbered(2)));
  EXPECT_EQ(pool.close(), (std::vector{numbered(1), numbered(2)}));
  EXPECT_FALSE(pool.push(numbered(3)));
  EXPECT_TRUE(pool.close().empty());
  gate.open();
  pool.join();
  pool.join();
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace guanxi::http
